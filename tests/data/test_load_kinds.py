"""Every other kind of file, counted by hand."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from offices import SLIPS, read, reference, slip, write_csv, write_xlsx

from data.load.proposal import Mapping
from data.load.refusal import Ambiguous, Refused
from data.load.rejects import write_rejects

INSPECTIONS = [
    "Số cuộc kiểm tra",
    "Ngày",
    "Cơ quan kiểm tra",
    "Hình thức kiểm tra",
    "Cơ quan, đơn vị được kiểm tra",
    "Quận, huyện",
]
FINDINGS = ["Số cuộc kiểm tra", "Nội dung vi phạm", "Tính chất, mức độ", "Lĩnh vực", "Khắc phục"]
SANCTIONS = [
    "Thuộc cuộc kiểm tra",
    "Đơn vị công tác",
    "Đối tượng bị kỷ luật",
    "Hình thức xử lý kỷ luật",
    "Ngày ra quyết định",
]
BOOK = [
    "Số",
    "Ngày nhận",
    "Phường, xã",
    "Kênh tiếp nhận",
    "Lĩnh vực",
    "Phân loại",
    "Góp ý về",
    "Nội dung góp ý",
    "Lãnh đạo xem",
    "Ngày xem",
    "Hạn xử lý",
    "Ngày phản hồi",
    "Kết quả xử lý",
    "Hài lòng",
]
DOSSIERS = [
    "Tháng",
    "Xã, phường",
    "Lĩnh vực",
    "Nguồn số liệu",
    "Tiếp nhận",
    "Trực tiếp",
    "Trực tuyến",
    "Bưu chính",
    "Đã giải quyết",
    "Đúng hạn",
    "Quá hạn",
    "Đang giải quyết",
]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return reference()


def inspection(
    number: str, day: object = "10/03/2026", unit: str = "Phường Láng", district: str = "", level: str = "Đoàn KTCV TP"
) -> list:
    return [number, day, level, "đột xuất", unit, district]


def booked(
    number: object,
    received: str = "01/09/2026",
    unit: str = "Phường Láng",
    seen: object = "02/09/2026",
    **other: object,
) -> list:
    return [
        number,
        received,
        unit,
        other.get("channel", "QR code"),
        "Đất đai",
        other.get("kind", "phản ánh"),
        "Thái độ CBCC",
        other.get("comment", "Gọi 0912.345.678"),
        other.get("seen_by", "Chủ tịch - Nguyễn Văn An"),
        seen,
        "15/09/2026",
        other.get("answered"),
        other.get("result", "Đã xử lý"),
        "Có",
    ]


def dossier(
    month: object = "T9/2026",
    unit: str = "Phường Láng",
    source: str = "Cổng DVCQG",
    counts: tuple = (10, 4, 5, 1, 8, 6, 2, 2),
) -> list:
    return [month, unit, "Hộ tịch", source, *counts]


def test_inspection_workbook(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sheets = {
        "KT": [
            INSPECTIONS,
            inspection("01"),
            inspection("02", "05/06/2025", "Xã Phú Cường", "Ba Vì"),
            inspection("03", "05/06/2025", "Xã Phú Cường"),
            inspection("04", unit="Phường Hàng Bạc"),
            inspection("01"),
            inspection("05", level="Tổ dân phố"),
            inspection("06", "01/01/2027"),
            inspection("07", unit="Sở Tư pháp"),
        ],
        "PH": [
            FINDINGS,
            ["01", "Chưa niêm yết TTHC", "nhẹ", "Hộ tịch", "x"],
            ["03", "Vắng mặt", "Nghiêm trọng", None, "chưa"],
            ["99", "Vắng mặt", "Nghiêm trọng", None, None],
            ["02", "Bay lên trời", "Nghiêm trọng", None, None],
        ],
        "KL": [
            SANCTIONS,
            ["02", "Xã Phú Cường", "Công chức", "Khiển trách", "20/08/2025"],
            ["02", "Xã Phú Cường", "Công chức", "Giáng chức", "20/08/2025"],
            ["01", None, "viên chức", "Cảnh cáo", "20/04/2026"],
            [None, "Phường Láng", "Cán bộ", "Cách chức", "20/04/2026"],
            [None, None, "Cán bộ", "Cách chức", "20/04/2026"],
            ["04", "Phường Láng", "Cán bộ", "Cách chức", "20/04/2026"],
        ],
    }
    _, proposal, found = read(con, write_xlsx(tmp_path / "kt.xlsx", sheets))
    assert proposal.kind == "inspection"
    assert (found.rows_in, found.rows_accepted) == (8, 3)
    assert found.rows_rejected == {"unit": 2, "duplicate": 1, "value": 1, "future": 1}
    assert con.execute("SELECT inspection_id, unit_code FROM clean_inspection ORDER BY 1").fetchall() == [
        ("01", "00199"),
        ("02", "09625"),
        ("07", "S07"),
    ]
    assert found.children["finding"] == {"rows_in": 4, "accepted": 1, "rejected": {"value": 1, "parent": 2}}
    assert found.children["sanction"] == {
        "rows_in": 6,
        "accepted": 3,
        "rejected": {"missing_unit": 1, "sanction_not_in_force": 1, "parent": 1},
    }
    assert con.execute("SELECT inspection_id, unit_code FROM clean_sanction ORDER BY sanction_id").fetchall() == [
        ("02", "09625"),
        ("01", "00199"),
        (None, "00199"),
    ]
    message = con.execute("SELECT message FROM clean_rejected WHERE row_number = 5 AND sheet = 'KT'").fetchone()[0]
    assert "30/06/2025" in message


def test_findings_alone_refer_to_earlier_loads(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute(
        "INSERT INTO inspection BY NAME SELECT '01' AS inspection_id, 3 AS load_id, DATE '2026-03-10' AS inspected_on, "
        "'ward' AS inspector_level, 'planned' AS form, '00199' AS unit_code"
    )
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {"S": [FINDINGS, ["01", "Vắng mặt", "nhẹ", None, None], ["02", "Vắng mặt", "nhẹ", None, None]]},
    )
    _, _, found = read(con, path)
    assert (found.rows_in, found.rows_accepted, found.rows_rejected) == (2, 1, {"parent": 1})
    _, _, found = read(con, path, replaced=3, load_id=2)
    assert found.rows_rejected == {"parent": 2}


def test_suggestion_book(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        booked(1),
        booked(2, seen=None, result=None),
        booked(3, seen="30/08/2026"),
        booked(4, answered="30/08/2026"),
        booked(5, unit="Quận Đống Đa"),
        booked(6, unit=None),
        booked(7, channel="Bồ câu"),
        booked(8, seen_by="Trần Thị Bình"),
        booked(1, unit="Xã Mỹ Đức"),
        *(booked(n) for n in range(10, 30)),
    ]
    path = write_xlsx(tmp_path / "so.xlsx", {"Sổ": [["SỔ GÓP Ý"], BOOK, *rows]})
    _, proposal, found = read(con, path)
    assert proposal.kind == "slip" and found.rows_in == 29
    assert found.rows_rejected == {
        "date": 1,
        "missing_unit": 1,
        "unit": 1,
        "value": 1,
        "seen_before_received": 1,
        "duplicate": 1,
    }
    assert con.execute(
        "SELECT comment, seen_by, channel, kind, about, is_satisfied FROM clean_slip WHERE slip_id LIKE '%/1'"
    ).fetchall() == [("Gọi [số điện thoại]", "Chủ tịch", "qr", "complaint", "conduct", True)]
    assert con.execute("SELECT seen_by, seen_on FROM clean_slip WHERE slip_id LIKE '%/8'").fetchall() == [
        (None, date(2026, 9, 2))
    ]
    con.execute("INSERT INTO slip SELECT * FROM clean_slip")
    _, _, again = read(con, path, load_id=2)
    assert again.rows_accepted == 0 and again.rows_rejected["duplicate"] == found.rows_accepted + 1
    _, _, anew = read(con, path, load_id=3, replaced=1)
    assert anew.rows_accepted == found.rows_accepted


def test_numbers_that_start_again_in_every_ward(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [booked(n, unit=unit) for unit in ("Phường Láng", "Xã Mỹ Đức") for n in (1, 2, 3)] + [
        booked(3, unit="Xã Mỹ Đức")
    ]
    _, _, found = read(con, write_xlsx(tmp_path / "so.xlsx", {"Sổ": [BOOK, *rows]}))
    assert found.rows_rejected == {"duplicate": 1}


def test_dossiers(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        dossier(),
        dossier(source="Trung tâm PVHCC"),
        dossier(),
        dossier("10/2026", counts=(10, 4, 5, 0, 8, 6, 2, 2)),
        dossier("2026-08", counts=(10, 4, 5, 1, 8, 5, 2, 2)),
        dossier("12/2026"),
        dossier("Quý III"),
        dossier("07/2026", source="Sổ tay"),
        dossier("06/2026", counts=("1.010", "1.000", 10, 0, 8, 8, 0, "1.002")),
    ]
    _, _, found = read(
        con, write_csv(tmp_path / "hs.csv", [DOSSIERS, *rows, ["Tổng cộng", "", "", "", 90, 36, 45]], delimiter=";")
    )
    assert found.rows_in == 9
    assert found.rows_rejected == {"date": 1, "future": 1, "value": 1, "sum_mismatch": 2, "duplicate": 1}
    assert con.execute("SELECT source, received_n FROM clean_dossier_month ORDER BY month, source").fetchall() == [
        ("national_portal", 1010),
        ("national_portal", 10),
        ("service_centre", 10),
    ]


def test_dossiers_under_grouped_headings(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    upper = [
        "TT",
        "Đơn vị",
        "Lĩnh vực",
        "Số hồ sơ tiếp nhận",
        None,
        None,
        None,
        "Đã giải quyết",
        None,
        None,
        None,
        "Đang giải quyết",
        None,
        None,
    ]
    lower = [
        None,
        None,
        None,
        "Tổng số",
        "Trực tuyến",
        "Trực tiếp",
        "Qua bưu chính",
        "Tổng số",
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
        "Tổng số",
        "Trong hạn",
        "Quá hạn",
    ]
    title = [["THỐNG KÊ HỒ SƠ TRÊN CỔNG DỊCH VỤ CÔNG QUỐC GIA"], ["Tháng 9 năm 2026"]]
    rows = [
        [1, "Phường Láng", "Hộ tịch", 10, 5, 4, 1, 8, 3, 4, 1, 2, 2, 0],
        ["Tổng cộng", None, None, 10, 5, 4, 1, 8, 3, 4, 1, 2, 2, 0],
    ]
    _, _, found = read(con, write_xlsx(tmp_path / "hs.xlsx", {"S": [*title, upper, lower, *rows]}))
    assert (found.rows_in, found.rows_rejected, found.first_on, found.last_on) == (
        1,
        {},
        date(2026, 9, 1),
        date(2026, 9, 30),
    )
    assert con.execute("SELECT * EXCLUDE (load_id) FROM clean_dossier_month").fetchall() == [
        (date(2026, 9, 1), "00199", "civil_status", "national_portal", 10, 4, 5, 1, 8, 7, 1, 2)
    ]


def test_targets(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        ["Năm", "Chỉ tiêu", "Mục tiêu (%)"],
        [2030, "Chỉ số hài lòng", "95,5"],
        [2030, "Tỷ lệ hồ sơ đúng hạn", 98],
        [2025, "Chỉ số hài lòng", 95],
        [2026, "Số cây xanh", 3],
        [2026, "Trực tuyến", 120],
    ]
    _, proposal, found = read(con, write_xlsx(tmp_path / "muc_tieu.xlsx", {"S": rows}))
    assert proposal.kind == "target"
    assert (found.rows_in, found.rows_rejected) == (5, {"value": 2, "duplicate": 1})
    assert con.execute("SELECT year, measure, unit_code, value FROM clean_target ORDER BY 2").fetchall() == [
        (2030, "index_pct", "01", 95.5),
        (2030, "on_time_pct", "01", 98.0),
    ]


def test_initiatives(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        ["STT", "Đơn vị", "Tên mô hình", "Ngày áp dụng"],
        [1, "Phường Láng", "4 xin 4 luôn", "01/02/2026"],
        [2, "Phường Láng", "4 xin, 4 luôn", "01/02/2026"],
        [3, "Quận Đống Đa", "ISO 9001:2015", "01/02/2024"],
        [4, "Xã Mỹ Đức", "Trồng hoa", "01/02/2026"],
    ]
    _, proposal, found = read(con, write_xlsx(tmp_path / "mo_hinh.xlsx", {"S": rows}))
    assert proposal.kind == "initiative"
    assert (found.rows_accepted, found.rows_rejected) == (2, {"value": 1, "duplicate": 1})
    assert con.execute("SELECT unit_code, initiative_kind FROM clean_initiative ORDER BY 1").fetchall() == [
        ("00199", "four_ask_four_always"),
        ("006", "iso_9001"),
    ]


def test_notes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        ["Ngày ghi chú", "Đến ngày", "Đơn vị", "Loại ghi chú", "Nội dung ghi chú", "Nguồn"],
        ["01/02/2026", "15/02/2026", None, "Đợt ra quân", "Hỏi số 0987654321", "Kế hoạch 12"],
        ["01/03/2026", None, "Phường Láng", "Quầy mới", "Mở quầy số 5", None],
        ["01/03/2026", None, "Phường Láng", "Mở quầy", "Mở quầy số 5", None],
        ["01/03/2024", None, "Quận Đống Đa", "Sự cố", "Mất mạng", None],
        ["01/03/2026", "01/02/2026", None, "Khác", "Ngược ngày", None],
        ["01/03/2026", None, "Phường Không Có", "Khác", "Ở đâu", None],
        ["01/03/2026", None, None, "Khác", None, None],
    ]
    _, proposal, found = read(con, write_xlsx(tmp_path / "ghi_chu.xlsx", {"S": rows}))
    assert proposal.kind == "annotation"
    assert (found.rows_accepted, found.rows_rejected) == (3, {"duplicate": 1, "value": 2, "unit": 1})
    stored = "SELECT noted_on, until_on, unit_code, kind, text, source FROM clean_annotation ORDER BY 1"
    assert con.execute(stored).fetchall() == [
        (date(2024, 3, 1), None, "006", "outage", "Mất mạng", None),
        (date(2026, 2, 1), date(2026, 2, 15), None, "campaign", "Hỏi số [số điện thoại]", "Kế hoạch 12"),
        (date(2026, 3, 1), None, "00199", "counter", "Mở quầy số 5", None),
    ]


def test_portal_of_hanoi(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    scores = {"CKMB": 11.79, "TDGQ": 19.41, "ONLINE": 6.31, "TTTT": None, "MDSH": 12.49, "MDHL": 18.0}
    units = ["UBND phường Ba Đình", "UBND xã Mỹ Đức", "UBND xã Vân Canh Xa", "UBND phường Láng"]
    communes = [
        {"departmentName": unit, "departmentCode": f"H26.{n}", "groupScores": dict(scores)}
        for n, unit in enumerate(units)
    ]
    communes[3]["groupScores"]["TDGQ"] = 25
    capture = {
        "metadata": {
            "province": "UBND thành phố Hà Nội",
            "periodLabel": "Năm 2026",
            "extractedAt": "2026-10-10T07:00:13Z",
        },
        "overview": {
            "departmentName": "UBND thành phố Hà Nội",
            "groupScores": {"CKMB": 11, "TDGQ": 15, "CLGQ": 9.14, "TTTT": 7, "MDSH": 9, "MDHL": 11},
        },
        "communes": communes,
    }
    path = tmp_path / "portal.json"
    path.write_text(json.dumps(capture, ensure_ascii=False), encoding="utf-8")
    _, proposal, found = read(con, path)
    assert proposal.kind == "portal"
    assert (found.rows_in, found.rows_accepted, found.rows_rejected) == (4, 2, {"unit": 1, "value": 1})
    rows = con.execute(
        "SELECT unit_code, group_code, score, max_score FROM clean_portal_score "
        "WHERE group_code IN ('ONLINE', 'TTTT') ORDER BY ALL"
    ).fetchall()
    assert rows == [
        ("00004", "ONLINE", 6.31, 12.0),
        ("00004", "TTTT", None, 10.0),
        ("01", "ONLINE", 9.14, 12.0),
        ("01", "TTTT", 7.0, 10.0),
        ("10441", "ONLINE", 6.31, 12.0),
        ("10441", "TTTT", None, 10.0),
    ]


def test_survey_rules(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute(
        "INSERT INTO survey_response BY NAME SELECT 1 AS response_id, 9 AS load_id, 'CU-1' AS slip_number, "
        "'one_stop_slip' AS instrument_code, DATE '2026-07-01' AS responded_on, 1.0 AS weight"
    )
    rows = [
        slip(1),
        slip(2, slip_number="CU-1"),
        slip(3, procedure="9.999999"),
        slip(4, field="Đất đai"),
        slip(5, field=None, procedure="1.001193.000.00.00.H26"),
        slip(6, answers=[None, 99, "KB", "-"] * 4),
        slip(7, answers=["4 - Hài lòng", "4 - Không hài lòng", *[4] * 14]),
        slip(8, answers=["3,5", *[4] * 15]),
        slip(9, channel="Bồ câu"),
        slip(10, unit="Hoàng Mai", day="01/06/2025"),
        slip(11, slip_number="P-0001"),
        slip(12, unit="Quận Đống Đa", day="01/06/2025"),
    ]
    _, _, found = read(con, write_xlsx(tmp_path / "a.xlsx", {"Phiếu đánh giá": [SLIPS, *rows]}))
    assert found.rows_rejected == {"procedure": 2, "score": 2, "no_answers": 1, "duplicate": 2}
    assert found.rows_accepted == 5 and len(found.notes) == 1 and "Bồ câu" in found.notes[0]
    assert con.execute(
        "SELECT slip_number, ward_code, district_code FROM clean_survey_response "
        "WHERE responded_on < DATE '2026-01-01' ORDER BY 1"
    ).fetchall() == [("P-0010", None, "008"), ("P-0012", None, "006")]
    assert con.execute(
        "SELECT procedure_code, field_code FROM clean_survey_response WHERE slip_number = 'P-0005'"
    ).fetchone() == ("1.001193", "civil_status")


def test_weights_have_to_be_positive(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [[*slip(n), weight] for n, weight in enumerate(["1,25", "0", "-1", "abc", None, "2"])]
    _, _, found = read(
        con, write_csv(tmp_path / "a.csv", [[*SLIPS, "Trọng số"], *rows], delimiter=";"), instrument="city_survey"
    )
    assert (found.rows_accepted, found.rows_rejected) == (2, {"value": 4})
    assert con.execute("SELECT weight FROM clean_survey_response ORDER BY 1").fetchall() == [(1.25,), (2.0,)]


def test_instrument_is_asked_for_where_two_fit(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = ["Số phiếu", "Ngày", "Xã/phường", *SLIPS[6:]]
    path = write_csv(tmp_path / "a.csv", [headings, ["1", "05/09/2026", "Phường Láng", *[4] * 16]])
    with pytest.raises(Ambiguous, match="--instrument") as asked:
        read(con, path)
    assert set(asked.value.choices) == {"one_stop_slip", "city_survey"}
    assert read(con, path, instrument="city_survey")[2].rows_accepted == 1
    assert (
        read(con, path, mapping=Mapping.from_toml('instrument = "one_stop_slip"'))[1].instrument_code == "one_stop_slip"
    )


def test_mapping_names_what_is_not_recognised(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = ["A1", "A2", "A3", *SLIPS[6:]]
    path = write_csv(tmp_path / "a.csv", [headings, ["1", "05/09/2026", "Phường Láng", *[4] * 16]])
    with pytest.raises(Refused):
        read(con, path, instrument="one_stop_slip")
    toml = 'kind = "survey"\ninstrument = "one_stop_slip"\n[columns]\n'
    toml += 'A1 = "slip_number"\nA2 = "responded_on"\nA3 = "unit"\n'
    _, proposal, found = read(con, path, mapping=Mapping.from_toml(toml))
    assert (found.rows_in, found.rows_accepted) == (1, 1)
    assert proposal.with_column("a", 1, None).tables[0].columns[0].why_dropped == "không dùng"


def test_rejects_are_corrected_and_loaded_again(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    import openpyxl

    rows = [
        [*slip(1), "=1+1"],
        [*slip(2, unit="Xã Không Có"), "=HYPERLINK(0)"],
        [*slip(3, day="31/02/2026"), "+84 912 345 678"],
    ]
    staged, proposal, found = read(
        con, write_xlsx(tmp_path / "a.xlsx", {"Phiếu": [["PHIẾU ĐÁNH GIÁ MỘT CỬA"], [*SLIPS, "Ý kiến khác"], *rows]})
    )
    assert found.rows_accepted == 1
    out = tmp_path / "loai.xlsx"
    assert write_rejects(con, staged, proposal, out) == 2
    book = openpyxl.load_workbook(out)
    page = book["Phiếu"]
    cells = {cell.value: cell for row in page.iter_rows() for cell in row}
    assert cells["=HYPERLINK(0)"].data_type == "s" or cells["=HYPERLINK(0)"].data_type == "inlineStr"
    assert "[số điện thoại]" in cells and "+84 912 345 678" not in cells
    cells["Xã Không Có"].value = "Xã Mỹ Đức"
    cells["31/02/2026"].value = "28/02/2026"
    book.save(out)
    _, again, rest = read(con, out, load_id=2)
    assert again.instrument_code == "one_stop_slip"
    assert (rest.rows_in, rest.rows_accepted, rest.rows_rejected) == (2, 2, {})
    assert con.execute("SELECT slip_number FROM clean_survey_response ORDER BY 1").fetchall() == [
        ("P-0002",),
        ("P-0003",),
    ]


def test_shares_become_percentages(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = ["Mã", "Đơn vị", "Vấn đề", "Giải pháp", "Trạng thái", "Giá trị nền", "Mục tiêu"]
    rows = [[f"A{n}", "Phường Láng", "Chờ lâu", "Thêm quầy", "Đang làm", 0.721, 90 + n] for n in range(2)]
    _, _, found = read(con, write_xlsx(tmp_path / "a.xlsx", {"S": [headings, *rows]}))
    assert con.execute("SELECT DISTINCT baseline_pct FROM clean_action").fetchall() == [(72.1,)]
    assert len(found.notes) == 1 and "Giá trị nền" in found.notes[0]
