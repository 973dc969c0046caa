"""Writes rows of text as the Parquet file of a sheet, batch by batch."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.load.refusal import Refused

BATCH = 50_000
COLUMNS_MOST = 400
ROWS_MOST = 20_000_000

Row = tuple[int, Sequence[str | None]]


def write_sheet(rows: Iterable[Row], columns_n: int, path: Path, name: str) -> int:
    """Write (row number, texts) as row_number, c1 … c{columns_n}; empty text becomes NULL. Gives the number of rows.

    Rows shorter than columns_n are filled up. Raises Refused where there are too many columns or rows.
    """
    if columns_n > COLUMNS_MOST:
        raise Refused(f"Tệp “{name}” có {columns_n} cột, nhiều hơn mức {COLUMNS_MOST}; hãy bỏ các cột không dùng.")
    schema = pa.schema([("row_number", pa.int32()), *((f"c{n}", pa.string()) for n in range(1, columns_n + 1))])
    rows_n, numbered = 0, iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        while batch := list(islice(numbered, BATCH)):
            rows_n += len(batch)
            if rows_n > ROWS_MOST:
                raise Refused(f"Tệp “{name}” có hơn {ROWS_MOST // 10**6} triệu dòng; hãy chia nhỏ tệp.")
            writer.write_table(pa.table(_columns(batch, columns_n), schema=schema))
    return rows_n


def _columns(batch: list[Row], columns_n: int) -> list[pa.Array]:
    numbers = pa.array([number for number, _ in batch], pa.int32())
    filled = [
        row if len(row) == columns_n else [*row, *[None] * (columns_n - len(row))] for row in (row for _, row in batch)
    ]
    return [
        numbers,
        *(pa.array([text or None for text in column], pa.string()) for column in zip(*filled, strict=True)),
    ]
