"""What the tests of the reference tables share: their names, and a database of them."""

from pathlib import Path

import duckdb

from data.build import REFERENCE_TABLES as TABLES

DATA = Path(__file__).parents[2] / "data"
REFERENCE = DATA / "reference"


def loaded() -> duckdb.DuckDBPyConnection:
    """An empty data file with every reference CSV loaded the way a loader would."""
    connection = duckdb.connect()
    for file in ("schema.sql", "outlines.sql"):
        connection.execute((DATA / file).read_text(encoding="utf-8"))
    for table in TABLES:
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT * FROM read_csv(?, all_varchar = true, header = true, nullstr = '')",
            [str(REFERENCE / f"{table}.csv")],
        )
    return connection
