"""What a file is taken to be, for the page: the reading proposed for it beside its first rows, nothing loaded.

Only names and codes leave this room; what stands in personal columns is blotted out, comments are masked.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any

import duckdb

from data import build
from data.load.columns import READINGS
from data.load.meaning.masking import mask
from data.load.proposal import ColumnProposal, Mapping, TableProposal
from data.load.reasons import target_title
from data.load.recognise import propose
from data.load.refusal import Ambiguous, Refused
from data.load.roles import KINDS, PERSONAL, ROLES
from data.load.staging import Sheet, Staged, stage

ROWS_SHOWN = 8
BLOTTED = "•••"


def preview(
    path: Path,
    *,
    name: str | None = None,
    kind: str | None = None,
    instrument: str | None = None,
    mapping: Mapping | None = None,
) -> dict[str, Any]:
    """The proposal for a file as plain values. Raises Refused for a file that cannot be read at all.

    file_name, sha256; kinds (codes) and instruments (code → names), for the user to choose from; kind, instrument:
    what was found or chosen, None where it is open; problem: the sentence that says why the file could not be loaded
    like this, None where it could; choose: 'kind' or 'instrument' where two fit; tables: one a sheet that is used,
    with sheet, role, title, header_row, first_row, last_row, columns, rows, targets.
    """
    with tempfile.TemporaryDirectory(prefix="thuocdo-") as folder:
        staged = stage(path, Path(folder), name=name)
        with duckdb.connect() as con:
            build.load_reference(con)
            instruments = con.execute(
                "SELECT instrument_code, name, name_en FROM instrument WHERE is_response_level ORDER BY position"
            ).fetchall()
            found: dict[str, Any] = {
                "file_name": staged.file_name,
                "sha256": staged.sha256,
                "kinds": list(KINDS),
                "instruments": {code: {"vi": name, "en": name_en} for code, name, name_en in instruments},
                "kind": kind,
                "instrument": instrument,
                "problem": None,
                "choose": None,
                "tables": [],
            }
            try:
                proposal = propose(
                    con, staged, kind=kind, instrument=instrument, mapping=mapping, allow_incomplete=True
                )
            except Ambiguous as open_question:
                return found | {"problem": str(open_question), "choose": open_question.field}
            except Refused as refused:
                return found | {"problem": str(refused), "choose": None if kind else "kind"}
            sheets = {sheet.name: sheet for sheet in staged.sheets}
            tables = [_table(con, table, sheets[table.sheet]) for table in proposal.tables]
            found |= {"kind": proposal.kind, "instrument": proposal.instrument_code, "tables": tables}
            return found | {"problem": _problem(con, staged, kind, instrument, mapping)}


def as_json(found: Dict[str, Any]) -> str:
    """The preview as one line of JSON."""
    return json.dumps(found, ensure_ascii=False)


def _problem(
    con: duckdb.DuckDBPyConnection, staged: Staged, kind: str | None, instrument: str | None, mapping: Mapping | None
) -> str | None:
    """Why the file could not be loaded with this reading."""
    try:
        propose(con, staged, kind=kind, instrument=instrument, mapping=mapping)
    except Refused as refused:
        return str(refused)
    return None


def _table(con: duckdb.DuckDBPyConnection, table: TableProposal, sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "role": table.role,
        "title": ROLES[table.role].title,
        "header_row": table.header_row,
        "first_row": table.first_row,
        "last_row": table.last_row,
        "columns": [
            {
                "position": column.position,
                "heading": column.heading,
                "target": column.target,
                "why_dropped": column.why_dropped,
            }
            for column in table.columns
        ],
        "rows": _first_rows(con, table, sheet),
        "targets": _targets(con, table.role),
    }


def _first_rows(con: duckdb.DuckDBPyConnection, table: TableProposal, sheet: Sheet) -> list[list[Any]]:
    """Row number and cells of the first rows of data, in the order of the columns."""
    cells = ", ".join(f"c{column.position}" for column in table.columns)
    found = con.execute(
        f"SELECT row_number, {cells} FROM read_parquet(?) WHERE row_number >= ? ORDER BY row_number LIMIT {ROWS_SHOWN}",
        [str(sheet.path), table.first_row],
    ).fetchall()
    return [
        [number, *(_shown(text, column, table.role) for text, column in zip(texts, table.columns, strict=True))]
        for number, *texts in found
    ]


def _shown(text: str | None, column: ColumnProposal, role: str) -> str:
    if not text:
        return ""
    if column.why_dropped == PERSONAL:
        return BLOTTED
    reading = READINGS[role].get(column.target or "")
    is_free = column.target is None or (reading is not None and reading.how in ("text", "post"))
    return mask(text) if is_free else text


def _targets(con: duckdb.DuckDBPyConnection, role: str) -> dict[str, str]:
    """Everything a column of such a table can mean, code → title."""
    titles = {target: target_title(role, target) for target in READINGS[role]}
    if ROLES[role].items_at_least:
        items = con.execute("SELECT item_code, wording FROM item ORDER BY position").fetchall()
        titles |= {code: f"Câu {int(code[1:])}. {wording}" for code, wording in items}
    return titles
