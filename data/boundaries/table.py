"""The official outlines in a data file: what is known of units, what is there, and how an import is put in."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from data.load.history import opened
from data.load.refusal import Refused

SQL = Path(__file__).resolve().parent / "sql"
TABLES = ("boundary", "boundary_source")
APPROXIMATE = "Ghép từ ranh giới xã, phường hiện nay theo quận, huyện cũ chiếm phần lớn diện tích: gần đúng."
JOINED = "Ghép từ ranh giới xã, phường của tệp này."


@dataclass(frozen=True)
class Origin:
    """Where an import comes from."""

    source: str
    licence: str | None
    file_name: str
    sha256: str
    imported_on: date


def known_units(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every district and ward as the child wants it: 'unit' and 'more'."""
    rows = con.execute(_text("units")).fetchall()
    return [{"unit": list(row[:7]), "more": list(row[7:])} for row in rows]


def is_same(con: duckdb.DuckDBPyConnection, level: str, valid_from: date, origin: Origin) -> bool:
    """Whether the outlines in force came from this very file, with the same words about it."""
    con.execute(_text("source"), {"level": level, "valid_from": valid_from})
    told = (origin.sha256, origin.source, origin.licence, None)
    return any(row == told for row in con.fetchall())


def put(con: duckdb.DuckDBPyConnection, judged: Mapping[str, Any], origin: Origin) -> None:
    """Enter the outlines of a file that was judged, in the place of those of the same units.

    Districts that were joined from wards never take the place of better ones: those drawn as such, or joined from
    the wards that were theirs.
    """
    outlines = [{**one, "valid_from": date.fromisoformat(one["valid_from"])} for one in judged["outlines"]]
    for level, derived_from, note in _levels(judged):
        own = [one for one in outlines if one["level"] == level]
        days = sorted({one["valid_from"] for one in own})
        if (
            derived_from
            and level == "district"
            and any(_rank(con, level, day) < _order(derived_from, own) for day in days)
        ):
            continue
        for one in own:
            place = {name: one[name] for name in ("level", "unit_code", "valid_from")}
            con.execute(_text("forget"), place)
            con.execute(_text("enter"), one)
        for day in days:
            con.execute(_text("forget_source"), {"level": level, "valid_from": day})
            told = {"derived_from": derived_from, "note": note, "crs": judged["crs"], **vars(origin)}
            con.execute(_text("enter_source"), {"level": level, "valid_from": day, **told})


def carry_over(con: duckdb.DuckDBPyConnection, earlier: Path) -> None:
    """Copy the official outlines of an earlier data file into one that was made anew."""
    # A file of an earlier release has none.
    with suppress(duckdb.CatalogException, Refused), opened(earlier) as held:
        for table in TABLES:
            cursor = held.execute(f"SELECT * FROM {table} WHERE form = 'official'")
            names = ", ".join(column[0] for column in cursor.description)
            rows = cursor.fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                con.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _levels(judged: Mapping[str, Any]) -> Sequence[tuple[str, str | None, str | None]]:
    """(level, what it was joined from, note) of everything that one file brings."""
    own = f"{judged['level']} {judged['valid_from']}"
    levels: list[tuple[str, str | None, str | None]] = [(judged["level"], None, " ".join(judged["warnings"]) or None)]
    if judged["derived_from"]:
        is_approximate = _is_approximate(judged["outlines"])
        levels.append(("district", judged["derived_from"], APPROXIMATE if is_approximate else JOINED))
    return [*levels, ("city", own, None)]


def _is_approximate(outlines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether districts were joined from wards of another time than theirs."""
    wards = max(str(one["valid_from"]) for one in outlines if one["level"] not in ("district", "city"))
    return wards > max(str(one["valid_from"]) for one in outlines if one["level"] == "district")


def _rank(con: duckdb.DuckDBPyConnection, level: str, day: date) -> int:
    """How good the outlines are that a level has: 0 drawn as such, 1 joined from its own wards, 2 from later ones."""
    rows = con.execute(_text("source"), {"level": level, "valid_from": day}).fetchall()
    return min((_place(row[3], day) for row in rows), default=3)


def _order(derived_from: str, own: Sequence[Mapping[str, Any]]) -> int:
    return max(_place(derived_from, one["valid_from"]) for one in own)


def _place(derived_from: str | None, day: date) -> int:
    if derived_from is None:
        return 0
    return 1 if derived_from.rsplit(" ", 1)[-1] <= day.isoformat() else 2


def _text(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
