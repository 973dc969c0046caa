"""The workbook of rejected rows: corrected there, it can be loaded again as it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import xlsxwriter

from data.load.columns import READINGS
from data.load.headings import find_target
from data.load.meaning.masking import mask
from data.load.proposal import ColumnProposal, Proposal, TableProposal
from data.load.reasons import reason_name, target_title
from data.load.roles import PERSONAL
from data.load.staging import Sheet, Staged

ROWS_A_SHEET = 1_000_000
BATCH = 10_000
NAME_LENGTH = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
ADDED = ("Dòng trong tệp gốc", "Lý do", "Cách sửa")
EXTRA_HEADING = "Ô thừa"
WIDTH, WIDTH_OF_SENTENCE = 18, 70


@dataclass(frozen=True)
class Cells:
    """What is written of one sheet: headings, SQL of the cells, which of them are masked."""

    headings: list[str]
    expressions: list[str]
    values: list[str]
    is_masked: list[bool]


def write_rejects(con: duckdb.DuckDBPyConnection, staged: Staged, proposal: Proposal, path: Path) -> int:
    """Write the rows of clean_rejected into the XLSX `path`; gives their number. One sheet for each sheet of the file.

    The columns are those of the file, under headings that will be recognised again, without personal ones; then the
    row's number in the file, the reason and what to do. Every cell is text: nothing in it can act as a formula.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sheets = {sheet.name: sheet for sheet in staged.sheets}
    rows_n = 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        used: set[str] = set()
        for table in proposal.tables:
            cells = _cells(table, sheets[table.sheet])
            page, row = None, 0
            for record in _records(con, table, sheets[table.sheet], cells):
                if page is None or row >= ROWS_A_SHEET:
                    page = book.add_worksheet(_sheet_name(table.sheet, used))
                    row = _write_head(page, head, cells, _title(con, staged, proposal))
                _write(page, row, record)
                row, rows_n = row + 1, rows_n + 1
        if rows_n == 0:
            book.add_worksheet("Không có dòng nào")
    return rows_n


def _cells(table: TableProposal, sheet: Sheet) -> Cells:
    kept = [column for column in table.columns if column.why_dropped != PERSONAL]
    headings = [_heading(table, column) for column in kept]
    expressions = [f"source.c{column.position}" for column in kept]
    is_masked = [_needs_mask(table, column) for column in kept]
    values = []
    for target, value in table.constants:
        headings.append(target_title(table.role, target))
        expressions.append("?::VARCHAR")
        values.append(value)
        is_masked.append(False)
    last = max(column.position for column in table.columns)
    if sheet.is_delimited:
        for number, position in enumerate(range(last + 1, sheet.columns_n + 1), start=1):
            headings.append(f"{EXTRA_HEADING} {number}")
            expressions.append(f"source.c{position}")
            is_masked.append(True)
    return Cells(headings, expressions, values, is_masked)


def _needs_mask(table: TableProposal, column: ColumnProposal) -> bool:
    reading = READINGS[table.role].get(column.target or "")
    return column.target is None or (reading is not None and reading.how in ("text", "post"))


def _heading(table: TableProposal, column: ColumnProposal) -> str:
    """The heading of the file, or, where that would not be recognised, the usual one of the column's meaning."""
    target = column.target
    if target is None or find_target(table.role, column.heading).target == target:
        return column.heading
    if re.fullmatch(r"C\d\d", target):
        return (
            column.heading if target[1:].lstrip("0") in re.findall(r"\d+", column.heading) else f"Câu {int(target[1:])}"
        )
    return target_title(table.role, target)


def _records(con: duckdb.DuckDBPyConnection, table: TableProposal, sheet: Sheet, cells: Cells) -> Iterator[list[str]]:
    listed = "".join(f", {expression}" for expression in cells.expressions)
    found = con.execute(
        f"""SELECT rejected.row_number, rejected.reason_code, rejected.message {listed}
        FROM clean_rejected AS rejected JOIN read_parquet(?) AS source USING (row_number)
        WHERE rejected.sheet = ? ORDER BY rejected.row_number""",
        [*cells.values, str(sheet.path), table.sheet],
    )
    while batch := found.fetchmany(BATCH):
        for number, reason, message, *texts in batch:
            shown = [
                mask(text) if text and masked else text or ""
                for text, masked in zip(texts, cells.is_masked, strict=True)
            ]
            yield [*shown, str(number), reason_name(reason), message]


def _title(con: duckdb.DuckDBPyConnection, staged: Staged, proposal: Proposal) -> str:
    named = ""
    if proposal.instrument_code:
        name = (
            con.cursor()
            .execute("SELECT name FROM instrument WHERE instrument_code = ?", [proposal.instrument_code])
            .fetchone()
        )
        named = f" ({name[0]})" if name else ""
    return f"Các dòng chưa nạp được{named}, tệp {staged.file_name}: sửa tại đây rồi nạp lại tệp này"


def _write_head(page: "xlsxwriter.worksheet.Worksheet", head: object, cells: Cells, title: str) -> int:
    headings = [*cells.headings, *ADDED]
    page.set_column(0, len(headings) - 2, WIDTH)
    page.set_column(len(headings) - 1, len(headings) - 1, WIDTH_OF_SENTENCE)
    page.write_string(0, 0, title)
    for position, heading in enumerate(headings):
        page.write_string(2, position, heading, head)
    return 3


def _write(page: "xlsxwriter.worksheet.Worksheet", row: int, record: list[str]) -> None:
    for position, text in enumerate(record):
        if text:
            page.write_string(row, position, text)


def _sheet_name(name: str, used: set[str]) -> str:
    plain = FORBIDDEN.sub(" ", name).strip("' ")[:NAME_LENGTH] or "Trang"
    candidate, number = plain, 1
    while candidate.lower() in used:
        number += 1
        ending = f" ({number})"
        candidate = plain[: NAME_LENGTH - len(ending)] + ending
    used.add(candidate.lower())
    return candidate
