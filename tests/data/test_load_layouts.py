"""Tables as they are printed: numbered columns, repeated headers, group titles, subtotals, signatures; and odd codes.

Every expected number is counted by hand from the rows above it.
"""

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from offices import ITEMS, META, SLIPS, read, reference, slip, write_csv, write_xlsx

from data.load.context import read_units
from data.load.interpret import Interpreted
from data.load.meaning.units import NoUnit
from data.load.recognise import Ambiguous
from data.load.refusal import Refused
from data.load.staging import stage

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
WARD = frozenset({"ward"})
OFFICE = frozenset({"ward", "district", "department"})
DOSSIER = ["Tháng", "Đơn vị", "Lĩnh vực", "Tiếp nhận", "Trực tiếp", "Trực tuyến", "Đã giải quyết", "Đúng hạn",
           "Đang xử lý"]  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    con = reference()
    yield con
    con.close()


@pytest.fixture
def con(tables: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    return tables


def interpreted(con: duckdb.DuckDBPyConnection, path: Path, rows: list[list[Any]], **said: Any) -> Interpreted:
    """What comes of one sheet of rows."""
    return read(con, write_xlsx(path / "bảng.xlsx", {"Sheet1": rows}), **said)[2]


def counts(found: Interpreted) -> tuple[int, int, dict[str, int]]:
    return found.rows_in, found.rows_accepted, found.rows_rejected


def numbered(width: int) -> list[str]:
    return [f"({number})" for number in range(1, width + 1)]


@pytest.mark.parametrize("items", [ITEMS, [str(number) for number in range(24, 40)]], ids=["Câu 24", "24"])
def test_numbers_below_the_headings_are_no_headings(
    items: list[str], con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [[*META, *items], numbered(22), slip(1, answers=[5] + [4] * 15), slip(2)]
    assert counts(interpreted(con, tmp_path, rows, instrument="one_stop_slip")) == (2, 2, {})
    # Only question 24 has a 5: the answers stand where the headings say, not where the numbers do.
    scores = "SELECT item_code FROM clean_survey_answer WHERE score = 5"
    assert con.execute(scores).fetchall() == [("C24",)]


def test_numbers_may_say_how_they_come_about(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    title = ["SỐ LIỆU TIẾP NHẬN HỒ SƠ (Nguồn: Cổng DVCQG)"]
    marks = ["A", "B", "C", "(1)=(2)+(3)", "(2)", "(3)", "(4)", "(5)", "6=1-4"]
    rows = [title, DOSSIER, marks, ["8/2026", "Phường Ba Đình", "Đất đai", 3, 1, 2, 2, 2, 1]]
    assert counts(interpreted(con, tmp_path, rows)) == (1, 1, {})


def test_a_source_that_is_named_outright_counts_more_than_the_letterhead(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    head = [["TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"], ["TÌNH HÌNH HỒ SƠ (Nguồn: Cổng DVCQG)"], ["Kèm theo BC-TTPVHCC"]]
    rows = [*head, DOSSIER, ["8/2026", "Phường Ba Đình", "Đất đai", 3, 1, 2, 2, 2, 1]]
    assert counts(interpreted(con, tmp_path, rows)) == (1, 1, {})
    assert con.execute("SELECT source FROM clean_dossier_month").fetchall() == [("national_portal",)]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("HỒ SƠ (Nguồn: TTPVHCC)", ("T7.2026", "Tháng 8-2026")),
        ("HỒ SƠ QUÝ III/2026 (Nguồn: TTPVHCC)", ("Tháng 7", "Tháng 8")),
    ],
)
def test_a_sheet_of_a_month_is_called_after_it(
    title: str, names: tuple[str, str], con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    dated = ["Hà Nội, ngày 05 tháng 01 năm 2027"]
    rows = [[title], dated, DOSSIER[1:], ["Phường Ba Đình", "Đất đai", 3, 1, 2, 2, 2, 1]]
    assert counts(read(con, write_xlsx(tmp_path / "a.xlsx", dict.fromkeys(names, rows)))[2]) == (2, 2, {})
    months = con.execute("SELECT month FROM clean_dossier_month ORDER BY month").fetchall()
    assert months == [(date(2026, 7, 1),), (date(2026, 8, 1),)]


def test_a_header_repeated_on_every_page_is_not_where_the_data_begin(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    group = [*META, "Ý KIẾN ĐÁNH GIÁ", *[None] * 15]
    below = [*[None] * 6, *ITEMS]
    data = [slip(number) for number in range(1, 7)]
    one_line = [group, below, *data[:2], SLIPS, *data[2:4], SLIPS, *data[4:]]
    assert counts(interpreted(con, tmp_path, one_line, instrument="one_stop_slip")) == (6, 6, {})
    both_lines = [group, below, *data[:3], group, below, *data[3:]]
    assert counts(interpreted(con, tmp_path, both_lines, instrument="one_stop_slip")) == (6, 6, {})


def test_headings_are_found_above_answers_that_look_like_questions(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    wordings = [word for (word,) in con.execute("SELECT wording FROM item WHERE item_code >= 'C24' ORDER BY ALL")
                .fetchall()]  # fmt: skip
    by_code = dict(con.execute("SELECT wording, item_code FROM item").fetchall())
    wordings.sort(key=lambda wording: by_code[wording])
    rows = [[*META, *wordings], *(slip(number, answers=["4 - Hài lòng"] * 16) for number in range(1, 9))]
    assert counts(interpreted(con, tmp_path, rows, instrument="one_stop_slip")) == (8, 8, {})


def test_what_people_write_is_no_total_and_no_note(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    comments = ["Tổng cộng mất ba buổi", "", "Ghi chú: chờ lâu"]
    rows = [["Ý kiến khác", *SLIPS], *([comment, *slip(number)] for number, comment in enumerate(comments))]
    assert counts(interpreted(con, tmp_path, rows, instrument="one_stop_slip")) == (3, 3, {})


def test_a_title_in_the_column_of_numbers_is_no_slip(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    titles = [["I. Khối phường"], ["Tháng 8/2026"], ["PHƯỜNG BA ĐÌNH"]]
    # A number that stands alone is a slip without a date.
    rows = [SLIPS, titles[0], slip(1), titles[1], slip(2), ["P-0099"], titles[2], slip(3)]
    assert counts(interpreted(con, tmp_path, rows, instrument="one_stop_slip")) == (4, 3, {"date": 1})


def test_two_signatures_fill_a_narrow_table_and_are_no_rows(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        ["STT", "Đơn vị", "Mô hình", "Ngày áp dụng", "Minh chứng"],
        [1, "Phường Ba Đình", "Một cửa hiện đại", "01/08/2026", "QĐ 1"],
        [2, "Xã Sóc Sơn", "Một cửa hiện đại", "01/08/2026", "QĐ 2"],
        [3, "Xã Đa Phúc", "Một cửa hiện đại", None, None],
        [],
        [None, "NGƯỜI LẬP BIỂU", None, "TM. ỦY BAN NHÂN DÂN", None],
        [None, "(Ký, ghi rõ họ tên)", None, "PHÓ CHỦ TỊCH", None],
        [],
        [None, "Nguyễn Thị Hoa", None, "Trần Văn Nam", None],
    ]
    # The third row is a poor one, but a row: what is below it is signed.
    assert counts(interpreted(con, tmp_path, rows)) == (3, 2, {"date": 1})


def test_subtotals_are_no_rows_but_cong_hoa_is_a_commune(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    title = ["HỒ SƠ THÁNG 6 NĂM 2025 (Nguồn: TTPVHCC)"]
    numbers = [3, 1, 2, 2, 2, 1]
    labels = ["Cộng Xã Cộng Hòa", "TỔNG XÃ CỘNG HÒA", "Cộng (I)", "Tổng khối xã", "Cộng đơn vị"]
    rows = [title, DOSSIER[1:], ["Cộng Hòa", "Đất đai", *numbers], *([label, None, *numbers] for label in labels)]
    assert counts(interpreted(con, tmp_path, [*rows, ["Xã Cộng Hòa", "Hộ tịch", *numbers]])) == (2, 2, {})


def test_an_office_is_not_a_word_that_can_be_left_out(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    header = ["Cơ quan giải quyết TTHC" if heading == "Đơn vị tiếp nhận" else heading for heading in SLIPS]
    assert counts(interpreted(con, tmp_path, [header, slip(1)], instrument="one_stop_slip")) == (1, 1, {})


def test_codes_of_dossiers_speak_against_a_survey_by_interview(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    header = ["Mã phiếu", "Ngày khảo sát", "Đơn vị", "Mã số hồ sơ", *ITEMS]
    path = write_csv(tmp_path / "a.csv", [header, ["P1", "01/08/2026", "Phường Ba Đình", "H26-1", *[4] * 16]])
    with pytest.raises(Ambiguous, match="--instrument"):
        read(con, path)


@pytest.mark.parametrize(
    ("texts", "day", "levels", "code"),
    [
        (("Thanh Trì (phường)",), BEFORE, OFFICE, "00301"),  # beside Huyện Thanh Trì
        (("4.0",), AFTER, WARD, "00004"),
        (("4,0",), AFTER, WARD, "00004"),
        (("4 - Phường Ba Đình",), AFTER, WARD, "00004"),
        (("271", "Phường Thanh Nhàn"), BEFORE, OFFICE, "00271"),  # 271 alone is Huyện Ba Vì
        (("271",), BEFORE, OFFICE, "271"),
        (("00622", "Phường Minh Khai"), BEFORE, WARD, None),  # 00622 is another ward
        (("3. Xã Sóc Sơn",), AFTER, WARD, "00376"),
        (("12345. Xã Sóc Sơn",), AFTER, WARD, None),
    ],
)
def test_codes_and_names_help_each_other(
    texts: tuple[str, ...], day: date, levels: frozenset[str], code: str | None, con: duckdb.DuckDBPyConnection
) -> None:
    units = read_units(con)
    if code is None:
        with pytest.raises(NoUnit):
            units.resolve(texts, None, day, levels)
    else:
        assert units.resolve(texts, None, day, levels).unit.code == code


def test_a_code_tells_two_wards_of_one_name_apart(con: duckdb.DuckDBPyConnection) -> None:
    units = read_units(con)
    twins = [unit for unit in units.by_name["minh khai"] if unit.kind == "phường" and unit.holds_on(BEFORE)]
    assert len(twins) == 2
    with pytest.raises(NoUnit, match="nhiều đơn vị"):
        units.resolve(("Phường Minh Khai",), None, BEFORE, WARD)
    for twin in twins:
        assert units.resolve((twin.code, "Phường Minh Khai"), None, BEFORE, WARD).unit == twin


def test_the_sentence_on_a_bomb_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(31 * 10**6))
    with pytest.raises(Refused, match=r"bung ra 31 MB, nén bất thường"):
        stage(path, tmp_path / "staged")
