"""Reads the National Public Service Portal's JSON of index 766: one row a commune, one column a group of indicators."""

import json
from pathlib import Path
from typing import Any

from data.load.refusal import Refused
from data.load.staging_table import write_sheet

FIXED = ("captured_on", "period", "province", "level", "unit_name", "unit_code_portal")
SHEET = "communes"
# The same group under two names: CLGQ for a province, ONLINE for its communes.
OTHER_NAMES = {"CLGQ": "ONLINE"}


def read_portal(path: Path, folder: Path, name: str) -> list[dict]:
    """The one sheet of a capture; row 0 holds the headings, row 1 is the first commune, the province itself is last.

    Raises Refused for JSON that is not the portal's.
    """
    try:
        capture = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Refused(f"Tệp JSON “{name}” bị hỏng hoặc bị cắt cụt; hãy tải lại từ Cổng Dịch vụ công.") from None
    if not isinstance(capture, dict) or not isinstance(capture.get("communes"), list):
        raise Refused(
            f"Tệp JSON “{name}” không có danh sách xã, phường (communes) của Cổng Dịch vụ công quốc gia; "
            "hãy tải lại tệp điểm Bộ chỉ số 766."
        )
    communes = [commune for commune in capture["communes"] if isinstance(commune, dict)]
    if not communes:
        raise Refused(f"Tệp “{name}” không có xã, phường nào trong danh sách; hãy tải lại tệp.")
    metadata = capture["metadata"] if isinstance(capture.get("metadata"), dict) else {}
    overview = capture["overview"] if isinstance(capture.get("overview"), dict) else {}
    groups = sorted({group for unit in [*communes, overview] for group in _scores(unit)})
    shared = [_text(metadata.get("extractedAt")), _period(metadata), _text(metadata.get("province"))]
    rows = [(0, [*FIXED, *groups])]
    rows += [
        (number, [*shared, "COMMUNE", *_named(unit), *(_text(_scores(unit).get(group)) for group in groups)])
        for number, unit in enumerate(communes, start=1)
    ]
    if _scores(overview):
        scores = (_text(_scores(overview).get(group)) for group in groups)
        rows.append((len(communes) + 1, [*shared, "PROVINCE", *_named(overview), *scores]))
    width = len(FIXED) + len(groups)
    rows_n = write_sheet(rows, width, folder / "sheet1.parquet", name)
    return [{"name": SHEET, "file": "sheet1.parquet", "columns_n": width, "rows_n": rows_n}]


def _scores(unit: dict[str, Any]) -> dict[str, Any]:
    scores = unit.get("groupScores")
    return (
        {OTHER_NAMES.get(group, str(group)): score for group, score in scores.items()}
        if isinstance(scores, dict)
        else {}
    )


def _named(unit: dict[str, Any]) -> tuple[str, str]:
    return _text(unit.get("departmentName")), _text(unit.get("departmentCode"))


def _period(metadata: dict[str, Any]) -> str:
    return _text(metadata.get("periodLabel")) or _text(metadata.get("period")) or _text(metadata.get("year"))


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return repr(value) if isinstance(value, float) else str(value)
