"""The same slips in other shapes: another order, letterhead, encoding, delimiter, two-line headings, several sheets."""

import random
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from offices import ITEMS, META, SLIPS, read, reference, slip, write_csv, write_xlsx

LETTERHEAD = [
    ["UBND THÀNH PHỐ HÀ NỘI", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", None, "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["TỔNG HỢP PHIẾU ĐÁNH GIÁ TẠI BỘ PHẬN MỘT CỬA"],
    ["(Từ ngày 01/07/2026 đến ngày 30/09/2026)"],
]
FOOTERS = [
    ["Tổng cộng", None, "5 phiếu"],
    ["Ghi chú: 1 là rất không hài lòng, 5 là rất hài lòng"],
    [None, None, None, "Hà Nội, ngày 05 tháng 10 năm 2026"],
    ["NGƯỜI LẬP BIỂU", None, None, "KT. CHỦ TỊCH"],
    [None, None, None, "PHÓ CHỦ TỊCH"],
    ["Nơi nhận: - Như trên"],
    [None, None, None, "Nguyễn Văn A"],
]
# Five slips: 16 × 4, 16 × 5, 16 × 2, half of them open, words. 80 - 8 answers, 16 + 16 + 8 + 16 satisfied.
ROWS = [
    slip(1),
    slip(2, unit="Xã Mỹ Đức", answers=[5] * 16),
    slip(3, unit="P. Láng", answers=[2] * 16),
    slip(4, unit="UBND phường Ba Đình", answers=[4, None] * 8),
    slip(5, unit="XÃ MỸ ĐỨC", answers=["Rất hài lòng", "Hài lòng"] * 8),
]
BY_WARD = {"00004": (24, 24), "10441": (32, 32), "00199": (0, 16)}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return reference()


def by_ward(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    rows = con.execute(
        """SELECT ward_code, count(*) FILTER (score >= 4), count(*)
        FROM clean_survey_answer JOIN clean_survey_response USING (response_id) GROUP BY 1"""
    ).fetchall()
    return {ward: (satisfied, answers) for ward, satisfied, answers in rows}


def check(con: duckdb.DuckDBPyConnection, path: Path, **how: Any) -> None:
    """The file holds the five slips and nothing else."""
    _, proposal, found = read(con, path, **how)
    assert (proposal.kind, proposal.instrument_code) == ("survey", "one_stop_slip")
    assert (found.rows_in, found.rows_accepted, found.rows_rejected) == (5, 5, {})
    assert by_ward(con) == BY_WARD


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_files(con: duckdb.DuckDBPyConnection, tmp_path: Path, delimiter: str, encoding: str) -> None:
    check(con, write_csv(tmp_path / "phieu_danh_gia.csv", [SLIPS, *ROWS], delimiter=delimiter, encoding=encoding))


def test_windows_1258(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [[viet_1258(cell) if isinstance(cell, str) else cell for cell in row] for row in [SLIPS, *ROWS]]
    check(con, write_csv(tmp_path / "phieu_danh_gia.csv", rows, delimiter=";", encoding="cp1258"))


def viet_1258(text: str) -> str:
    """The text with tone marks apart, as that code page has it: â + dấu nặng."""
    parts = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in tones))
        parts.append(base + "".join(tones))
    return "".join(parts)


def test_letterhead_and_footers(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    numbered = [["STT", *SLIPS], *([number, *row] for number, row in enumerate(ROWS, start=1))]
    rows = [*LETTERHEAD, *numbered[:3], [], *numbered[3:], *FOOTERS]
    check(con, write_xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))


def test_letterhead_in_a_text_file(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    check(con, write_csv(tmp_path / "a.csv", [*LETTERHEAD, SLIPS, *ROWS, *FOOTERS], delimiter=";"))


def test_headings_in_two_lines_with_numbering(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    upper = [*META, "MỨC ĐỘ HÀI LÒNG", *[None] * 15]
    lower = [*[None] * len(META), *ITEMS]
    numbers = [f"({n})" for n in range(1, len(SLIPS) + 1)]
    check(con, write_xlsx(tmp_path / "a.xlsx", {"Sheet1": [*LETTERHEAD, upper, lower, numbers, *ROWS, *FOOTERS]}))


@pytest.mark.parametrize(
    "items",
    [
        [f"C{n}" for n in range(24, 40)],
        [f"Q{n}" for n in range(24, 40)],
        [f"{n}." for n in range(24, 40)],
        [str(n) for n in range(24, 40)],
        [f"câu hỏi {n}" for n in range(24, 40)],
        [f"Câu {n}" for n in range(1, 17)],
        [f"Tiêu chí {n}" for n in range(1, 17)],
        [f"{part}.{n}" for part, times in ((1, 3), (2, 4), (3, 3), (4, 3), (5, 3)) for n in range(1, times + 1)],
    ],
)
def test_headings_of_items(con: duckdb.DuckDBPyConnection, tmp_path: Path, items: list[str]) -> None:
    check(con, write_xlsx(tmp_path / "a.xlsx", {"Sheet1": [*LETTERHEAD, [*META, *items], *ROWS]}))


def test_items_by_wording_in_any_order(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    wordings = [
        wording
        for (wording,) in con.execute("SELECT wording FROM item WHERE position >= 24 ORDER BY position").fetchall()
    ]
    order = list(range(16))
    random.Random(5).shuffle(order)
    rows = [slip(1, answers=[1 + n % 5 for n in range(16)])]
    shuffled = [[*row[:6], *(row[6 + n] for n in order)] for row in rows]
    read(con, write_xlsx(tmp_path / "a.xlsx", {"S": [*LETTERHEAD, [*META, *(wordings[n] for n in order)], *shuffled]}))
    answers = con.execute("SELECT item_code, score FROM clean_survey_answer ORDER BY 1").fetchall()
    assert answers == [(f"C{24 + n}", 1 + n % 5) for n in range(16)]


def test_other_headings_and_order(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = [
        "SỐ PHIẾU",
        "2. Ngày lấy ý kiến\n(dd/mm/yyyy)",
        "(3) Tên Xã, Phường",
        "Lĩnh vực TTHC",
        "Mã thủ tục",
        "Kênh nộp hồ sơ",
        *ITEMS,
    ]
    extra = ["Họ và tên người nộp", "Số điện thoại", "Số CCCD", "Mã hồ sơ", "Màu phiếu", "Địa chỉ"]
    values = ["Nguyễn Văn An", "0912345678", "001085012345", "000.00.01.H26-260905-0001", "xanh", "12 Hàng Bài"]
    order = list(range(len(headings) + len(extra)))
    random.Random(3).shuffle(order)
    rows = [[*headings, *extra], *([*row, *values] for row in ROWS)]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": [*LETTERHEAD, *([row[n] for n in order] for row in rows)]})
    check(con, path)
    _, proposal, found = read(con, path, load_id=2)
    assert sorted(found.columns_dropped) == sorted(
        [*(f"{heading} (thông tin cá nhân)" for heading in extra if heading != "Màu phiếu"), "Màu phiếu (không dùng)"]
    )
    kept = str(con.execute("SELECT * FROM clean_survey_response").fetchall())
    assert not any(value in kept for value in values)
    again = read(con, path, mapping=proposal.to_mapping(), load_id=3)[1]
    assert again == proposal


def test_decomposed_headings(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row]
        for row in [SLIPS, *ROWS]
    ]
    check(con, write_csv(tmp_path / "phieu_danh_gia.csv", rows))


def test_headings_without_accents(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = ["Ma phieu", "Ngay danh gia", "Don vi tiep nhan", "Linh vuc", "Ma TTHC", "Hinh thuc nop"]
    check(con, write_csv(tmp_path / "a.csv", [[*headings, *(f"cau {n}" for n in range(24, 40))], *ROWS]))


def test_one_sheet_a_month_and_instructions(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sheets: dict[str, Sequence[Sequence[Any]]] = {
        "Hướng dẫn": [["Cách nhập phiếu"], ["Bước 1", "Chọn đơn vị tiếp nhận"], ["Bước 2", "Ghi điểm từng câu"]],
        "Tháng 8": [*LETTERHEAD, SLIPS, *ROWS[:2]],
        "Tháng 9": [*LETTERHEAD, SLIPS, *ROWS[2:]],
    }
    check(con, write_xlsx(tmp_path / "a.xlsx", sheets))


def test_header_repeated_on_every_page(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    check(con, write_xlsx(tmp_path / "a.xlsx", {"S": [SLIPS, *ROWS[:2], SLIPS, *ROWS[2:]]}))


def test_groups_and_subtotals_are_not_rows(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [SLIPS, [None, "I. Khối phường"], *ROWS[:2], ["Cộng", None, 2], [None, "II. Khối xã"], *ROWS[2:]]
    check(con, write_xlsx(tmp_path / "a.xlsx", {"S": [*LETTERHEAD, *rows]}))


def test_table_that_does_not_begin_in_the_corner(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [[], [], *([None, None, *row] for row in [SLIPS, *ROWS])]
    check(con, write_xlsx(tmp_path / "a.xlsx", {"S": rows}))


def test_dates_of_every_kind(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    days = [
        "05/09/2026",
        "5-9-2026",
        "2026-09-05",
        "46270",
        46270,
        date(2026, 9, 5),
        "ngày 5 tháng 9 năm 2026",
        "5.9.26",
    ]
    rows = [slip(number, day=day) for number, day in enumerate(days)]
    _, _, found = read(con, write_xlsx(tmp_path / "a.xlsx", {"Phiếu": [SLIPS, *rows]}))
    assert (found.rows_accepted, found.first_on, found.last_on) == (8, date(2026, 9, 5), date(2026, 9, 5))


def test_row_numbers_are_those_of_the_file(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [*LETTERHEAD, SLIPS, slip(1), [], slip(2, unit="Xã Không Có"), *FOOTERS]
    for path in (write_xlsx(tmp_path / "a.xlsx", {"S": rows}), write_csv(tmp_path / "a.csv", rows)):
        read(con, path)
        assert con.execute("SELECT row_number, column_name, value FROM clean_rejected").fetchall() == [
            (9, "Đơn vị tiếp nhận", "Xã Không Có")
        ]


def test_formula_errors_are_not_missing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Phiếu")
        for row, cells in enumerate([SLIPS, slip(1), slip(2)]):
            for column, cell in enumerate(cells):
                page.write(row, column, cell)
        page.write_formula(1, 8, "=NA()", None, "#N/A")
    _, _, found = read(con, path)
    assert found.rows_rejected == {"score": 1}
    assert con.execute("SELECT row_number, column_name, value FROM clean_rejected").fetchall() == [
        (2, "Câu 26", "#N/A")
    ]


def test_too_many_fields(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [SLIPS, slip(1), [*slip(2), "", ""], [*slip(3), "thừa"], slip(4)[:-3]]
    _, _, found = read(con, write_csv(tmp_path / "phieu_danh_gia.csv", rows))
    assert (found.rows_in, found.rows_rejected) == (4, {"columns": 1})


def test_an_unclosed_quote_swallows_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    from data.load.refusal import Refused

    path = write_csv(tmp_path / "a.csv", [SLIPS, *ROWS])
    path.write_text(path.read_text(encoding="utf-8").replace("Xã Mỹ Đức", '"Xã Mỹ Đức'), encoding="utf-8")
    with pytest.raises(Refused, match="ngoặc kép"):
        read(con, path)


def test_parquet_with_types(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "phieu_danh_gia.parquet"
    listed = ", ".join(f'4.0::DOUBLE AS "{item}"' for item in ITEMS)
    con.execute(
        f"""COPY (SELECT 'P' || n AS "Mã phiếu", DATE '2026-09-05' AS "Ngày đánh giá",
        'Phường Láng' AS "Đơn vị tiếp nhận",
        {listed} FROM range(3) AS t(n)) TO '{path}'"""
    )
    _, _, found = read(con, path)
    assert (found.rows_in, found.rows_accepted) == (3, 3)
    assert by_ward(con) == {"00199": (48, 48)}
