"""What a data file holds and how it came to hold it; which version is in use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data import build, store
from data.load.commit import SQL
from data.load.lock import WAIT_S, Busy, hold
from data.load.refusal import Refused
from data.load.report import day, number
from data.load.roles import KIND_TITLES

BUSY = "Một lần nạp khác đang chạy và chưa xong sau {wait:.0f} giây chờ. Không thay đổi gì; hãy thử lại sau."
HEADINGS = ("lượt", "nạp lúc", "loại", "bộ phiếu", "tệp", "số dòng", "nhận", "loại bỏ", "kỳ", "bản", "thay bởi")


def read_history(path: Path) -> list[dict[str, Any]]:
    """Every load of a data file, oldest first: the columns of data_load (absent in older files: None).

    Raises Refused where the file is none of ours.
    """
    with opened(path) as con:
        con.execute("SELECT * FROM data_load ORDER BY load_id")
        names = [column[0] for column in con.description]
        rows = [dict(zip(names, row, strict=True)) for row in con.fetchall()]
    return [{"version": None, "replaced_by": None, "report": None} | row for row in rows]


def known_load(history: list[dict[str, Any]], sha256: str, besides: int | None = None) -> dict[str, Any] | None:
    """The load that brought the file of this hash and has not been replaced; `besides` is not looked at."""
    for row in history:
        if row["sha256"] == sha256 and row["replaced_by"] is None and row["load_id"] != besides:
            return row
    return None


def is_simulated(history: list[dict[str, Any]]) -> bool:
    """Whether any row of the file was made up."""
    return any(row["is_simulated"] for row in history)


def history_json(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The history as plain values."""
    return [
        {
            "load_id": row["load_id"],
            "loaded_at": row["loaded_at"].isoformat(sep=" ", timespec="seconds"),
            "kind": row["kind"],
            "instrument": row["instrument_code"],
            "file": row["file_name"],
            "sha256": row["sha256"],
            "rows": row["rows_n"],
            "accepted": row["accepted_n"],
            "rejected": row["rejected_n"],
            "first_on": _iso(row["first_on"]),
            "last_on": _iso(row["last_on"]),
            "version": row["version"],
            "replaced_by": row["replaced_by"],
            "is_simulated": row["is_simulated"],
            "columns_dropped": json.loads(row["report"] or "{}").get("columns_dropped", []),
        }
        for row in history
    ]


def history_text(history: list[dict[str, Any]]) -> str:
    """The history as a table for people."""
    if not history:
        return "Chưa có lần nạp nào."
    rows = [
        (
            str(row["load_id"]),
            moment(row["loaded_at"]),
            KIND_TITLES.get(row["kind"], row["kind"]) + (" (mô phỏng)" if row["is_simulated"] else ""),
            row["instrument_code"] or "",
            row["file_name"],
            number(row["rows_n"]),
            number(row["accepted_n"]),
            number(row["rejected_n"]),
            f"{day(row['first_on'])} – {day(row['last_on'])}",
            str(row["version"] or ""),
            str(row["replaced_by"] or ""),
        )
        for row in history
    ]
    widths = [max(len(cells[column]) for cells in (HEADINGS, *rows)) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in (HEADINGS, *rows)
    )


def check(path: Path) -> str:
    """Run every rule over a whole data file and say what it holds. Raises Refused naming the rules it breaks."""
    with opened(path) as con:
        try:
            build.check(con)
        except build.NotSound as error:
            raise Refused(f"Tệp {path} không đạt kiểm tra: {error}.") from error
        con.execute((SQL / "holdings.sql").read_text(encoding="utf-8"))
        held = [row for row in con.fetchall() if row[1]]
    history = read_history(path)
    lines = [f"Tệp {path}: đạt mọi kiểm tra. {number(path.stat().st_size // 1_000_000)} MB, {len(history)} lượt nạp."]
    if is_simulated(history):
        lines.append("  Số liệu mô phỏng.")
    for name, rows_n, first_on, last_on in held:
        span = f", từ {day(first_on)} đến {day(last_on)}" if first_on else ""
        lines.append(f"  {name}: {number(rows_n)}{span}")
    return "\n".join(lines)


def rollback(version: int, folder: Path, wait: float = WAIT_S) -> str:
    """Make a version of the store the one in use again; a sentence that says what it holds. Raises Refused."""
    try:
        with hold(folder / store.LOCK, wait):
            store.tidy(folder)
            path = store.path_of(version, folder)
            kept = store.versions(folder)
            if version not in kept:
                there = ", ".join(map(str, kept)) or "chưa có bản nào"
                raise Refused(f"Không có bản {version} trong {folder}. Các bản còn giữ: {there}.")
            history = read_history(path)
            before = store.current(folder)
            if before == path:
                return f"Bản {version} đang được dùng; không thay đổi gì. {_contents(history)}"
            store.point_to(path)
    except Busy:
        raise Refused(BUSY.format(wait=wait)) from None
    was = f" (trước đó: bản {store.version_of(before)})" if before and store.version_of(before) else ""
    return f"Đang dùng bản {version}{was}. {_contents(history)}"


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A data file, open for reading. Raises Refused where it cannot be read or is none of ours."""
    if not path.is_file():
        raise Refused(f"Không có tệp dữ liệu {path}.")
    con = None
    try:
        con = duckdb.connect(str(path), read_only=True, config={"memory_limit": "3GB"})
        con.execute("SELECT (SELECT count(*) FROM data_load), (SELECT count(*) FROM unit)").fetchall()
        yield con
    except duckdb.Error as error:
        what = "không phải tệp dữ liệu của Thước Đo, đã hỏng hoặc đang được chương trình khác ghi"
        raise Refused(f"Không đọc được {path}: {what}.") from error
    finally:
        if con is not None:
            con.close()


def _contents(history: list[dict[str, Any]]) -> str:
    if not history:
        return "Bản này chưa có lần nạp nào."
    last = history[-1]
    days = [row[column] for row in history for column in ("first_on", "last_on") if row[column]]
    kind = "Số liệu mô phỏng. " if is_simulated(history) else ""
    span = f", số liệu từ {day(min(days))} đến {day(max(days))}" if days else ""
    return (
        f"{kind}{len(history)} lượt nạp{span}; lượt cuối: {last['file_name']} "
        f"({KIND_TITLES.get(last['kind'], last['kind'])}), {moment(last['loaded_at'])}."
    )


def moment(value: datetime) -> str:
    """'5/9/2026 14:03'."""
    return f"{value.day}/{value.month}/{value.year} {value:%H:%M}"


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
