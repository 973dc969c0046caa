"""Reads a Parquet file: its columns as text, their names as the first row."""

from pathlib import Path

import duckdb

from data.load.refusal import Refused
from data.load.staging_table import COLUMNS_MOST

WHOLE = ("FLOAT", "DOUBLE")
NESTED = ("STRUCT", "MAP", "LIST", "[]", "BLOB", "UNION", "VARIANT", "GEOMETRY")


def read_parquet(path: Path, folder: Path, name: str) -> list[dict]:
    """The one sheet of a Parquet file; row 1 holds the names, row 2 is the first of the data. Raises Refused."""
    con = duckdb.connect(config={"threads": 2, "memory_limit": "1500MB", "temp_directory": str(folder / "spill")})
    try:
        source = str(path)
        described = con.execute("DESCRIBE SELECT * FROM read_parquet(?)", [source]).fetchall()
        columns = [(column, kind) for column, kind, *_ in described]
        rows_n = con.execute("SELECT count(*) FROM read_parquet(?)", [source]).fetchone()[0]
        if rows_n == 0:
            raise Refused(f"Tệp “{name}” không có dòng nào; hãy xuất lại tệp rồi nạp.")
        if len(columns) > COLUMNS_MOST:
            raise Refused(f"Tệp “{name}” có {len(columns)} cột, nhiều hơn mức {COLUMNS_MOST}; hãy bỏ cột không dùng.")
        headings = ", ".join(f"? AS c{n}" for n in range(1, len(columns) + 1))
        texts = ", ".join(_as_text(column, kind, n) for n, (column, kind) in enumerate(columns, start=1))
        target = str(folder / "sheet1.parquet").replace("'", "''")
        # Names are identifiers (quoted) and the path cannot be bound in COPY; every value is.
        con.execute(
            f"""COPY (
                SELECT 1::INTEGER AS row_number, {headings}
                UNION ALL BY NAME
                SELECT (file_row_number + 2)::INTEGER AS row_number, {texts}
                FROM read_parquet(?, file_row_number = true)
            ) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)""",
            [*(column for column, _ in columns), source],
        )
    except duckdb.Error:
        raise Refused(f"Tệp Parquet “{name}” bị hỏng, không đọc được; hãy xuất lại tệp.") from None
    finally:
        con.close()
    return [{"name": Path(name).stem, "file": "sheet1.parquet", "columns_n": len(columns), "rows_n": rows_n + 1}]


def _as_text(column: str, kind: str, number: int) -> str:
    """The expression that gives one column as text; 4.0 becomes '4', what cannot be a cell becomes NULL."""
    quoted = '"' + column.replace('"', '""') + '"'
    if any(nested in kind for nested in NESTED):
        return f"NULL::VARCHAR AS c{number}"
    text = f"CAST({quoted} AS VARCHAR)"
    if kind in WHOLE or kind.startswith("DECIMAL"):
        text = f"regexp_replace({text}, '\\.0+$', '')"
    if kind.startswith("TIMESTAMP"):
        text = f"regexp_replace({text}, ' 00:00:00(\\+00)?$', '')"
    return f"nullif({text}, '') AS c{number}"
