"""What a load says at its end: as JSON for programs, as Vietnamese sentences for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from data.load.commit import Headline
from data.load.reasons import reason_name
from data.load.roles import KIND_TITLES, ROLES

ROMAN = ("I", "II", "III", "IV")
NAMED_WARDS = 5


@dataclass(frozen=True)
class Report:
    """One file of a load. Counts are rows of its main table; `children` holds those of the tables that hang on it.

    children: role → rows_in, accepted, rejected {reason: n}. columns_dropped: 'heading (why)'.
    """

    load_id: int
    kind: str
    instrument: str | None
    rows_in: int
    rows_accepted: int
    rows_rejected: Mapping[str, int]
    columns_dropped: tuple[str, ...]
    seconds: float
    note: str | None = None
    children: Mapping[str, Any] = field(default_factory=dict)
    headline_before: Headline | None = None
    headline_after: Headline | None = None
    wards_without_data: tuple[str, ...] | None = None
    replaced_simulated: bool = False
    file_name: str = ""
    rejects: Path | None = None
    is_dry_run: bool = False
    is_known: bool = False  # the same file was loaded before: nothing was changed
    version: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as plain values; the first eight keys are a contract with other programs."""
        return {
            "load_id": self.load_id,
            "kind": self.kind,
            "instrument": self.instrument,
            "rows_in": self.rows_in,
            "rows_accepted": self.rows_accepted,
            "rows_rejected": dict(self.rows_rejected),
            "columns_dropped": list(self.columns_dropped),
            "seconds": round(self.seconds, 2),
            "note": self.note,
            "children": dict(self.children),
            "headline_before": _headline_json(self.headline_before),
            "headline_after": _headline_json(self.headline_after),
            "wards_without_data": None if self.wards_without_data is None else list(self.wards_without_data),
            "replaced_simulated": self.replaced_simulated,
            "is_known": self.is_known,
        }


def as_text(report: Report) -> str:
    """The report as one line of JSON, to be kept."""
    return json.dumps(report.as_json(), ensure_ascii=False)


def from_text(text: str | None) -> Report | None:
    """A report that was kept, without its headlines; None where there is none."""
    if not text:
        return None
    kept = json.loads(text)
    names = ("load_id", "kind", "instrument", "rows_in", "rows_accepted", "rows_rejected", "note", "children")
    kept_values = {name: kept[name] for name in names}
    return Report(**kept_values, columns_dropped=tuple(kept["columns_dropped"]), seconds=kept["seconds"])


def describe(report: Report) -> str:
    """The report as lines of Vietnamese."""
    name = f"{report.file_name} ({KIND_TITLES.get(report.kind, report.kind)})"
    if report.is_known:
        return f"{name}: {report.note}"
    done = "thử, chưa ghi gì" if report.is_dry_run else f"lượt nạp {report.load_id}"
    lines = [
        f"{name}: {done}",
        f"  Số dòng trong tệp: {number(report.rows_in)}; nhận {number(report.rows_accepted)}; "
        f"loại {number(sum(report.rows_rejected.values()))}",
    ]
    lines += [f"    – {line}" for line in reasons(report.rows_rejected)]
    for child, counts in report.children.items():
        lines.append(f"  {_child(child, counts)}")
    if report.columns_dropped:
        lines.append(f"  Cột không nạp: {'; '.join(report.columns_dropped)}")
    if report.wards_without_data is not None:
        lines.append(f"  {_wards(report.wards_without_data)}")
    if report.headline_after:
        lines.append(f"  {headline_change(report.headline_before, report.headline_after)}")
    if report.replaced_simulated:
        tense = "sẽ được" if report.is_dry_run else "được"
        lines.append(f"  Số liệu mô phỏng {tense} thay bằng số liệu thật; bản mô phỏng vẫn lấy lại được bằng rollback.")
    if report.note:
        lines.append(f"  {report.note}")
    if report.rejects:
        lines.append(f"  Dòng bị loại, để sửa rồi nạp lại: {report.rejects}")
    lines.append(f"  Thời gian: {decimal(report.seconds, 1)} giây")
    return "\n".join(lines)


def reasons(rejected: Mapping[str, int]) -> list[str]:
    """'đơn vị không xác định được: 22' for each reason, the most frequent first."""
    ordered = sorted(rejected.items(), key=lambda reason: (-reason[1], reason[0]))
    return [f"{reason_name(code)}: {number(count)}" for code, count in ordered if count]


def headline_change(before: Headline | None, after: Headline) -> str:
    """What the load does to the instrument's index, in one sentence."""
    period = period_name(after.start, after.end)
    now = f"{decimal(after.index_pct, 1)} % ({number(after.slips_n)} phiếu)"
    if before is None:
        return f"Chỉ số hài lòng {period}: {now}; trước lần nạp này chưa có số liệu của kỳ này."
    then = f"{decimal(before.index_pct, 1)} % ({number(before.slips_n)} phiếu)"
    change = after.index_pct - before.index_pct
    if after.slips_n == before.slips_n and change == 0:
        return f"Chỉ số hài lòng {period}: {now}, lần nạp này không làm thay đổi."
    sign = "+" if change >= 0 else "−"
    return f"Chỉ số hài lòng {period}: từ {then} thành {now}, thay đổi {sign}{decimal(abs(change), 2)} điểm."


def period_name(start: date, end: date) -> str:
    """'quý III/2026' where the months make a quarter, 'tháng 9/2026' where they are one, else both ends."""
    if start == end:
        return f"tháng {start.month}/{start.year}"
    if start.year == end.year and start.month % 3 == 1 and end.month == start.month + 2:
        return f"quý {ROMAN[start.month // 3]}/{start.year}"
    return f"tháng {start.month}/{start.year} – {end.month}/{end.year}"


def number(value: int) -> str:
    """'1.065.150'."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float, places: int) -> str:
    """'86,5' or '1.234,5'."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def day(value: date | None) -> str:
    """'30/9/2026', a dash where there is none."""
    return f"{value.day}/{value.month}/{value.year}" if value else "–"


def _wards(names: tuple[str, ...]) -> str:
    if not names:
        return "Xã, phường nào cũng có số liệu trong kỳ của tệp."
    shown = ", ".join(names[:NAMED_WARDS])
    more = " …" if len(names) > NAMED_WARDS else ""
    return f"Xã, phường chưa có số liệu trong kỳ của tệp: {number(len(names))} ({shown}{more})"


def _child(role: str, counts: Mapping[str, Any]) -> str:
    why = reasons(counts["rejected"])
    told = f" ({'; '.join(why)})" if why else ""
    return (
        f"{ROLES[role].title.capitalize()}: {number(counts['rows_in'])} dòng, nhận {number(counts['accepted'])}, "
        f"loại {number(sum(counts['rejected'].values()))}{told}"
    )


def _headline_json(headline: Headline | None) -> dict[str, Any] | None:
    if headline is None:
        return None
    return {
        "from": f"{headline.start:%Y-%m}",
        "to": f"{headline.end:%Y-%m}",
        "index_pct": headline.index_pct,
        "slips_n": headline.slips_n,
    }
