"""What the tests of loads as versions share: what a data file holds, and its roll-ups built anew."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import build

TODAY = date(2026, 11, 1)
ROLLUPS = (
    "rollup_slip", "rollup_comment", "rollup_satisfaction", "rollup_item", "rollup_factor_mask", "rollup_item_mask",
)  # fmt: skip


def value(path: Path | None, sql: str) -> Any:
    """The first value of a query over a data file."""
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()[0][0]


def contents(path: Path, *, rollups: bool = True) -> dict[str, list[tuple]]:
    """Every row of every table, but for what differs from load to load: moments, hashes, numbers of answers."""
    with duckdb.connect(str(path), read_only=True) as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        found = {}
        for table in tables:
            if table != "data_load" and (rollups or table not in ROLLUPS):
                found[table] = con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
        return found


def recounted(path: Path, tmp_path: Path) -> dict[str, list[tuple]]:
    """The roll-ups as built anew from all slips of the file."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(f"ATTACH '{path}' AS loaded (READ_ONLY)")
        for table in ("survey_response", "survey_answer"):
            con.execute(f"INSERT INTO {table} FROM loaded.{table}")
        con.execute("DETACH loaded")

    found = contents(build.build(tmp_path / "recounted.duckdb", fill))
    return {table: found[table] for table in ROLLUPS}


def assert_rollups_hold(path: Path, tmp_path: Path) -> None:
    """The roll-ups of a file are those of its slips."""
    there, anew = contents(path), recounted(path, tmp_path)
    for table in ROLLUPS:
        assert len(there[table]) == len(anew[table]), table
        for ours, theirs in zip(there[table], anew[table], strict=True):
            for one, other in zip(ours, theirs, strict=True):
                assert one == (pytest.approx(other) if isinstance(other, float) else other), (table, ours, theirs)
