"""Makes files as offices send them, small enough to count by hand, and loads them."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from data import build
from data.load.interpret import Interpreted, interpret
from data.load.proposal import Mapping, Proposal
from data.load.recognise import propose
from data.load.staging import Staged, stage

TODAY = date(2026, 11, 22)
ITEMS = [f"Câu {number}" for number in range(24, 40)]
META = ["Mã phiếu", "Ngày đánh giá", "Đơn vị tiếp nhận", "Lĩnh vực", "Mã TTHC", "Hình thức nộp"]
SLIPS = [*META, *ITEMS]


def reference() -> duckdb.DuckDBPyConnection:
    """A connection whose schema holds every table, the reference ones filled."""
    con = duckdb.connect()
    build.load_reference(con)
    return con


def slip(
    number: int,
    *,
    day: Any = "05/09/2026",
    unit: str = "Phường Ba Đình",
    answers: Sequence[Any] | None = None,
    **other: Any,
) -> list[Any]:
    """One row of a one-stop table in the order of SLIPS."""
    return [
        other.get("slip_number", f"P-{number:04d}"),
        day,
        unit,
        other.get("field", "Hộ tịch"),
        other.get("procedure", "1.001193"),
        other.get("channel", "Trực tiếp"),
        *(answers if answers is not None else [4] * 16),
    ]


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook: sheet name → rows; dates become dates, None nothing."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        page.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        page.write(row, column, cell)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[Any]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A delimited file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def read(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    kind: str | None = None,
    instrument: str | None = None,
    mapping: Mapping | None = None,
    load_id: int = 1,
    today: date = TODAY,
    replaced: int | None = None,
) -> tuple[Staged, Proposal, Interpreted]:
    """Stage, recognise and interpret one file."""
    staged = stage(path, path.parent / f"staged-{path.name}-{load_id}")
    proposal = propose(con, staged, kind=kind, instrument=instrument, mapping=mapping)
    return staged, proposal, interpret(con, staged, proposal, load_id=load_id, today=today, replaced=replaced)
