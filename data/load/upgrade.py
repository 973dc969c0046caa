"""Brings a data file of an earlier release up to this one where columns alone are not enough."""

import duckdb

from data import build

# Roll-ups of the slips and the newest column of each: where it is missing, the roll-up is made anew.
FOLDED = {"rollup_slip": "response_id", "rollup_comment": "folded"}


def fold_slips(con: duckdb.DuckDBPyConnection) -> None:
    """Fold the slips anew, by the statements of rollups.sql, where the file's roll-ups of them lack columns."""
    statements = con.extract_statements((build.HERE / "rollups.sql").read_text(encoding="utf-8"))
    for table, column in FOLDED.items():
        con.execute(
            "SELECT count(*) FROM duckdb_columns()"
            " WHERE database_name = current_database() AND table_name = ? AND column_name = ?",
            [table, column],
        )
        if not con.fetchall()[0][0]:
            con.execute(f"DROP TABLE IF EXISTS {table}")
            con.execute(next(one for one in statements if f"CREATE TABLE {table} " in one.query))
