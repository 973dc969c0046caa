"""What the reading of cells needs to know, out of the reference tables of the file that is loaded into."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from data.load.meaning.codes import AgeBands, Codes
from data.load.meaning.procedures import Procedures
from data.load.meaning.scores import Scores
from data.load.meaning.text import key
from data.load.meaning.units import FOREVER, Unit, Units
from data.load.reference import aliases, synonyms


@dataclass(frozen=True)
class Context:
    """The readers of cells for one load."""

    units: Units
    procedures: Procedures
    codes: Callable[[str], Codes]
    scores: Scores | None
    missing: frozenset[str]


def read_context(con: duckdb.DuckDBPyConnection, instrument: str | None) -> Context:
    """Everything for a load of this instrument (None: of no survey)."""
    missing = frozenset(aliases("missing"))
    scores = None
    if instrument:
        points = con.execute("SELECT scale_points FROM instrument WHERE instrument_code = ?", [instrument]).fetchone()[
            0
        ]
        words = aliases(f"score_{points}") | aliases(f"score:{instrument}")
        scores = Scores(points, {word: int(score) for word, score in words.items()}, missing)
    return Context(
        read_units(con),
        read_procedures(con, missing),
        lambda domain: read_codes(con, domain, missing),
        scores,
        missing,
    )


def read_units(con: duckdb.DuckDBPyConnection) -> Units:
    """The reader of units."""
    rows = con.execute(
        "SELECT unit_code, valid_from, valid_to, name, kind, level, parent_code FROM unit ORDER BY ALL"
    ).fetchall()
    return units_of(Unit(code, start, end or FOREVER, *rest) for code, start, end, *rest in rows)


def units_of(units: Iterable[Unit]) -> Units:
    """The reader of these units, with the names that offices call them by."""
    return Units(
        units,
        aliases("unit_kind"),
        (name for name, _ in synonyms("unit_prefix")),
        (name for name, _ in synonyms("unit_suffix")),
        aliases("unit"),
        frozenset(aliases("missing")),
    )


def read_procedures(con: duckdb.DuckDBPyConnection, missing: frozenset[str]) -> Procedures:
    """The reader of procedures and fields."""
    rows = con.execute("SELECT procedure_code, name, field_code FROM procedure ORDER BY valid_from").fetchall()
    fields = dict(aliases("field"))
    for code, name in con.execute("SELECT field_code, name FROM procedure_field").fetchall():
        fields |= {key(code): code, key(name): code}
    names: dict[str, list[str]] = {}
    for code, name, _ in rows:
        names.setdefault(key(name), []).append(code)
    unique = {name: codes[0] for name, codes in names.items() if len(set(codes)) == 1}
    return Procedures({code: field for code, _, field in rows}, unique, fields, missing)


def read_codes(con: duckdb.DuckDBPyConnection, domain: str, missing: frozenset[str]) -> Codes:
    """The reader of one coded column."""
    names = dict(aliases(domain))
    table = {
        "factor": "SELECT factor_code, name FROM factor",
        "instrument": "SELECT instrument_code, name FROM instrument",
    }.get(domain)
    if table:
        rows = con.execute(table).fetchall()
    else:
        rows = con.execute("SELECT code, name FROM code_label WHERE domain = ?", [domain]).fetchall()
    for code, name in rows:
        names |= {key(code): code, key(name): code}
    reader = AgeBands if domain == "age_band" else Codes
    return reader(names, missing)


def era_starts(units: Units) -> list[date]:
    """The days on which a unit begins or has just ended: between two of them nothing changes."""
    starts = {unit.valid_from for unit in units.units}
    ends = {unit.valid_to for unit in units.units if unit.valid_to != FOREVER}
    return sorted(starts | {date.fromordinal(end.toordinal() + 1) for end in ends})
