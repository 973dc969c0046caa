"""Inspections, findings and sanctions out of files, counted by hand."""

from pathlib import Path

import duckdb
from offices import read, write_xlsx

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


def inspection(
    number: str, day: object = "10/03/2026", unit: str = "Phường Láng", district: str = "", level: str = "Đoàn KTCV TP"
) -> list:
    return [number, day, level, "đột xuất", unit, district]


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
