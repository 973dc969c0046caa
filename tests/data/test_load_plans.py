"""Targets, initiatives, dated notes, actions and portal scores out of files, counted by hand."""

import json
from datetime import date
from pathlib import Path

import duckdb
from offices import read, write_xlsx


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


def test_shares_become_percentages(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = ["Mã", "Đơn vị", "Vấn đề", "Giải pháp", "Trạng thái", "Giá trị nền", "Mục tiêu"]
    rows = [[f"A{n}", "Phường Láng", "Chờ lâu", "Thêm quầy", "Đang làm", 0.721, 90 + n] for n in range(2)]
    _, _, found = read(con, write_xlsx(tmp_path / "a.xlsx", {"S": [headings, *rows]}))
    assert con.execute("SELECT DISTINCT baseline_pct FROM clean_action").fetchall() == [(72.1,)]
    assert len(found.notes) == 1 and "Giá trị nền" in found.notes[0]
