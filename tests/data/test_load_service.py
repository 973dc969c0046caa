"""Books of suggestions and tables of dossiers out of files, counted by hand."""

from datetime import date
from pathlib import Path

import duckdb
from offices import read, write_csv, write_xlsx

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
