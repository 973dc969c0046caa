"""Builds a data file: schema, reference tables, facts, roll-ups, checks; whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

import duckdb

from data import store
from data.words import note_words

HERE = Path(__file__).resolve().parent
REFERENCE = HERE / "reference"
# Files of this format open in DuckDB 1.5 too, which is the fallback should 2.0 have to be left.
STORAGE_VERSION = "v1.5.0"
REFERENCE_TABLES = (
    "unit",
    "unit_link",
    "unit_hex",
    "boundary",
    "boundary_source",
    "ward_2024",
    "procedure_field",
    "procedure",
    "instrument",
    "factor",
    "item",
    "code_label",
    "series_break",
    "target",
    "published",
)

Fill = Callable[[duckdb.DuckDBPyConnection], None]
Report = Callable[[str, float], None]


class NotSound(Exception):
    """The file was built but fails a check; the text names the check."""


def build(out: Path, fill: Fill, report: Report | None = None) -> Path:
    """Write a data file at `out` and return its path.

    fill: puts the facts into the tables. report: called with the name of each step ('schema', 'facts', 'rollups',
    'checks', 'done') and the share done, 0–1. The file appears under its name only when it is complete and sound;
    a file of that name is replaced in one step. Raises NotSound, and leaves nothing behind.
    """
    report = report or _silent
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f"{out.name}.{os.getpid()}.new")
    unfinished.unlink(missing_ok=True)
    try:
        _write(unfinished, fill, report)
        store.sync(unfinished)
        unfinished.replace(out)
        store.sync(out.parent)
    finally:
        for leftover in (unfinished, Path(f"{unfinished}.wal")):
            leftover.unlink(missing_ok=True)
    report("done", 1.0)
    return out


def load_reference(con: duckdb.DuckDBPyConnection) -> None:
    """Create every table and fill those of facts known beforehand from data/reference/*.csv."""
    con.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
    con.execute((HERE / "outlines.sql").read_text(encoding="utf-8"))
    for table in REFERENCE_TABLES:
        _insert(con, table)


def add_outlines(con: duckdb.DuckDBPyConnection) -> None:
    """Give a file of an earlier release the tables of outlines, and the schematic ones where it has none."""
    tables = (HERE / "outlines.sql").read_text(encoding="utf-8")
    con.execute(tables)
    known = "SELECT constraint_text FROM duckdb_constraints() WHERE table_name = 'boundary'"
    if not any("ward_2024" in text for (text,) in con.execute(known).fetchall()):
        # A rule about a column cannot be changed where it stands: the table is made anew around its rows.
        held = con.execute("SELECT * FROM boundary").fetchall()
        con.execute("DROP TABLE boundary")
        con.execute(tables)
        if held:
            con.executemany(f"INSERT INTO boundary VALUES ({', '.join('?' * 8)})", held)
    if not con.execute("SELECT 1 FROM ward_2024 LIMIT 1").fetchall():
        _insert(con, "ward_2024")
    if not con.execute("SELECT 1 FROM boundary WHERE form = 'schematic' LIMIT 1").fetchall():
        for table in ("boundary", "boundary_source"):
            _insert(con, table)


def _insert(con: duckdb.DuckDBPyConnection, table: str) -> None:
    path = (REFERENCE / f"{table}.csv").as_posix()
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM read_csv(?, header=true, all_varchar=true)", [path])


def _silent(*_: object) -> None:
    """For callers who do not watch."""


def _write(path: Path, fill: Fill, report: Report) -> None:
    con = duckdb.connect()
    try:
        # A path cannot be bound in ATTACH; quotes in it are doubled.
        name = str(path).replace("'", "''")
        con.execute(f"ATTACH '{name}' AS target_file (STORAGE_VERSION '{STORAGE_VERSION}')")
        con.execute("USE target_file")
        report("schema", 0.02)
        load_reference(con)
        report("facts", 0.1)
        fill(con)
        report("rollups", 0.65)
        con.execute((HERE / "rollups.sql").read_text(encoding="utf-8"))
        note_words(con)
        report("checks", 0.92)
        check(con)
        con.execute("CHECKPOINT target_file")
    finally:
        con.close()


def check(con: duckdb.DuckDBPyConnection) -> None:
    """Run data/checks.sql: each row it returns is a rule broken. Raises NotSound naming them all."""
    broken = con.execute((HERE / "checks.sql").read_text(encoding="utf-8")).fetchall()
    if broken:
        raise NotSound("; ".join(f"{rule}: {count}" for rule, count in broken))
