"""What the tests of the simulated data share: a database of it, and its numbers."""

from __future__ import annotations

import duckdb
import pandas as pd

from data.build import load_reference
from data.demo import fill

SLIPS_N = 20_000


def build(responses: int, seed: int = 2026) -> duckdb.DuckDBPyConnection:
    """A database in memory with the reference tables and the simulated facts."""
    connection = duckdb.connect()
    load_reference(connection)
    fill(connection, responses, seed)
    return connection


def frame(database: duckdb.DuckDBPyConnection, sql: str, *values: object) -> pd.DataFrame:
    """The answer to one query."""
    return database.execute(sql, list(values)).df()


def scalar(database: duckdb.DuckDBPyConnection, sql: str, *values: object) -> object:
    """The one value of a one-row, one-column answer."""
    ((value,),) = database.execute(sql, list(values)).fetchall()
    return value


def invalid_units(database: duckdb.DuckDBPyConnection, table: str, unit: str, on: str) -> int:
    """Rows of a table whose unit was not in force on their date."""
    return scalar(
        database,
        f"""
        SELECT count(*) FROM {table} AS fact
        WHERE {unit} IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM unit
            WHERE unit_code = {unit}
                AND {on} BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31')
        )
        """,
    )
