"""What a staged file is: its kind, its instrument, and what every column of its sheets means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb

from data.load import rows
from data.load.headings import Items, heading_keys
from data.load.meaning.text import clean, key
from data.load.proposal import ColumnProposal, Mapping, Proposal, TableMapping, TableProposal, set_column
from data.load.reasons import target_title
from data.load.recognise_header import Header, find_header, read_header
from data.load.reference import synonyms
from data.load.refusal import Ambiguous, Refused
from data.load.roles import CONSTANTS, KIND_TITLES, KINDS, ROLES
from data.load.staging import Sheet, Staged

HEAD_ROWS = 80
CLOSE = 1.0
TITLE_MONTH = re.compile(r"(?<!ngay \d )(?<!ngay \d\d )thang (\d{1,2}) (?:nam )?(\d{4})")
# The day on which a report was signed says nothing about the year that it is about.
TITLE_YEAR = re.compile(r"(?<!thang \d )(?<!thang \d\d )(?:nam|quy [ivx\d]+(?: nam)?) (\d{4})")
SHEET_MONTH = re.compile(r"(?:thang |thg |t ?)?(\d{1,2}) (?:nam )?(\d{4})")
SHEET_MONTH_ONLY = re.compile(r"(?:thang |thg |t ?)(\d{1,2})")
TITLE_UNIT = re.compile(
    r"(?:UBND|ủy ban nhân dân|uỷ ban nhân dân)\s+((?:phường|xã|thị trấn|quận|huyện|thị xã)\s+.+)", re.IGNORECASE
)
# What speaks for an instrument besides the words of the title: target → (instrument, weight).
COLUMN_EVIDENCE = {
    "weight": ("city_survey", 3.0),
    "gender": ("city_survey", 0.5),
    "age_band": ("city_survey", 0.5),
    "district": ("city_survey", 0.5),
    "procedure": ("one_stop_slip", 1.0),
}
HEADING_EVIDENCE = (
    ("khao sat", "city_survey", 1.5),
    ("danh gia", "one_stop_slip", 1.0),
    ("hinh thuc nop", "one_stop_slip", 1.5),
    ("nop ho so", "one_stop_slip", 1.0),
    ("ma ho so", "one_stop_slip", 1.5),
    ("ma so ho so", "one_stop_slip", 1.5),
    ("don vi tiep nhan", "one_stop_slip", 0.5),
)
NAME_WEIGHT, TITLE_WEIGHT, DECISIVE = 0.5, 1.0, 0.75


@dataclass(frozen=True)
class Candidate:
    """One sheet read as one role."""

    sheet: Sheet
    role: str
    header: Header
    title: str
    head: list[tuple[int, list[str]]]


def propose(
    con: duckdb.DuckDBPyConnection,
    staged: Staged,
    *,
    kind: str | None = None,
    instrument: str | None = None,
    mapping: Mapping | None = None,
    allow_incomplete: bool = False,
) -> Proposal:
    """What the file is. `kind`, `instrument` and `mapping` override what is found, in this order.

    allow_incomplete: a reading that lacks a needed column or the instrument is given too, for a user to complete.

    con: a connection whose current schema holds the reference tables. Raises Ambiguous where two readings fit, and
    Refused where none does or a needed column is missing.
    """
    mapping = mapping or Mapping()
    kind = kind or mapping.kind
    if kind is not None and kind not in KINDS:
        raise Refused(f"Không có loại “{kind}”; chọn một trong: {', '.join(KINDS)}.")
    items = Items(dict(con.execute("SELECT item_code, wording FROM item").fetchall()))
    candidates = [
        candidate
        for sheet in staged.sheets
        if (candidate := _best_role(con, staged, sheet, items, kind, _said(mapping, sheet, staged)))
    ]
    kind = kind or _one_kind(staged, candidates)
    chosen = [candidate for candidate in candidates if ROLES[candidate.role].kind == kind]
    if not chosen:
        raise Refused(_nothing_found(staged, kind))
    tables = tuple(_table(con, candidate, _said(mapping, candidate.sheet, staged)) for candidate in chosen)
    tables = tuple(table for table in tables if table.last_row >= table.first_row)
    if not tables:
        raise Refused(f"Tệp “{staged.file_name}” có tiêu đề cột nhưng không có dòng số liệu nào; hãy kiểm tra lại tệp.")
    if not allow_incomplete:
        for table in tables:
            _check_needs(staged, table)
    code = None
    if kind == "survey":
        try:
            code = _instrument(con, staged, chosen, tables, instrument or mapping.instrument)
        except Ambiguous:
            if not allow_incomplete:
                raise
    return Proposal(kind, code, tables)


def _said(mapping: Mapping, sheet: Sheet, staged: Staged) -> TableMapping:
    """What the mapping says about this sheet; a table without a sheet name speaks of the only or first sheet."""
    for table in mapping.tables:
        if table.sheet is not None and key(table.sheet) == key(sheet.name):
            return table
    for table in mapping.tables:
        if table.sheet is None and sheet == staged.sheets[0]:
            return table
    # A delimited file has one sheet, whatever its name was when the mapping was written.
    if len(staged.sheets) == 1 and len(mapping.tables) == 1:
        return replace(mapping.tables[0], sheet=None)
    return TableMapping()


def _best_role(
    con: duckdb.DuckDBPyConnection, staged: Staged, sheet: Sheet, items: Items, kind: str | None, said: TableMapping
) -> Candidate | None:
    head = _head(con, sheet)
    found: list[Candidate] = []
    for name, role in ROLES.items():
        if (said.role or name) != name or (kind and role.kind != kind):
            continue
        header = (
            read_header(head, said.header_row, name, items)
            if said.header_row is not None
            else find_header(head, name, items)
        )
        if header is None:
            continue
        header = _with_constants(header, name, said, sheet, head)
        found.append(Candidate(sheet, name, header, _title(head, header), head))
    if not found:
        return None
    found.sort(key=lambda candidate: (candidate.header.is_complete, candidate.header.score), reverse=True)
    best = found[0]
    if not best.header.is_complete and not (said.role or said.columns):
        # Half a table of the kind that was asked for is worth a sentence about what is missing.
        return best if best.header.score >= 3 else None
    rivals = [
        other
        for other in found[1:]
        if other.header.is_complete
        and ROLES[other.role].kind != ROLES[best.role].kind
        and best.header.score - other.header.score < CLOSE
    ]
    if rivals:
        kinds = tuple(dict.fromkeys(ROLES[candidate.role].kind for candidate in (best, *rivals)))
        raise _ambiguous_kind(staged, kinds)
    return best


def _with_constants(
    header: Header, role: str, said: TableMapping, sheet: Sheet, head: list[tuple[int, list[str]]]
) -> Header:
    """The header, complete too where the mapping or the title gives what no column does."""
    given = {target for _, target in said.columns} | dict(said.constants).keys()
    given |= _from_title(role, _title(head, header), sheet).keys()
    targets = {column.target for column in header.columns if column.target} | given
    missing = [group for group in ROLES[role].needs if not targets & set(group)]
    enough_items = header.items_n >= ROLES[role].items_at_least or any(
        re.fullmatch(r"C\d\d", target) for target in given
    )
    return replace(header, is_complete=not missing and enough_items)


def _one_kind(staged: Staged, candidates: list[Candidate]) -> str:
    complete = [candidate for candidate in candidates if candidate.header.is_complete] or candidates
    if not complete:
        raise Refused(_nothing_found(staged, None))
    kinds = tuple(dict.fromkeys(ROLES[candidate.role].kind for candidate in complete))
    if len(kinds) > 1:
        raise _ambiguous_kind(staged, kinds)
    return kinds[0]


def _ambiguous_kind(staged: Staged, kinds: tuple[str, ...]) -> Ambiguous:
    names = " hoặc ".join(f"{KIND_TITLES[kind]} ({kind})" for kind in kinds)
    return Ambiguous(f"Tệp “{staged.file_name}” có thể là {names}; hãy chọn loại bằng --kind.", "kind", kinds)


def _nothing_found(staged: Staged, kind: str | None) -> str:
    what = f"bảng {KIND_TITLES[kind]}" if kind else "bảng số liệu nào thuộc các loại đã biết"
    return (
        f"Không nhận ra {what} trong tệp “{staged.file_name}”: không thấy dòng tiêu đề cột quen thuộc; "
        "hãy thêm dòng tiêu đề hoặc ghép cột bằng --mapping."
    )


def _table(con: duckdb.DuckDBPyConnection, candidate: Candidate, said: TableMapping) -> TableProposal:
    header, sheet = candidate.header, candidate.sheet
    columns = header.columns
    for where, target in said.columns:
        position = where if isinstance(where, int) else _position(columns, where)
        if position is not None:
            columns = set_column(columns, position, target or None)
    constants = _from_title(candidate.role, candidate.title, sheet)
    taken = {column.target for column in columns if column.target}
    constants = {target: value for target, value in constants.items() if not _is_covered(target, taken)}
    constants |= dict(said.constants)
    first = said.first_row or header.last_row + 1
    positions = {column.target: column.position for column in columns if column.target}
    last = said.last_row or rows.last_row(con, sheet, candidate.role, first, positions) if positions else first - 1
    return TableProposal(sheet.name, candidate.role, header.last_row, first, last, columns, tuple(constants.items()))


def _is_covered(target: str, taken: set[str]) -> bool:
    return target in taken or (target == "unit" and bool(taken & {"unit_code", "unit"}))


def _position(columns: Iterable[ColumnProposal], heading: str) -> int | None:
    for column in columns:
        if heading in heading_keys(column.heading):
            return column.position
    raise Refused(f"Tệp ghép cột nêu cột “{heading}” nhưng tệp số liệu không có cột này; hãy kiểm tra lại tên cột.")


def _check_needs(staged: Staged, table: TableProposal) -> None:
    missing = table.missing()
    if missing:
        wanted = "; ".join(
            " hoặc ".join(f"“{target_title(table.role, target)}”" for target in group) for group in missing
        )
        raise Refused(
            f"Tệp “{staged.file_name}”, trang “{table.sheet}” ({ROLES[table.role].title}) thiếu cột {wanted}; "
            "hãy bổ sung cột hoặc chỉ ra cột tương ứng bằng --mapping."
        )
    items_n = sum(bool(re.fullmatch(r"C\d\d", target)) for target in table.targets())
    if items_n < min(1, ROLES[table.role].items_at_least):
        raise Refused(
            f"Tệp “{staged.file_name}”, trang “{table.sheet}” không có cột câu hỏi nào nhận ra được (ví dụ “Câu 24”); "
            "hãy sửa tiêu đề cột hoặc ghép cột bằng --mapping."
        )


def _instrument(
    con: duckdb.DuckDBPyConnection,
    staged: Staged,
    chosen: list[Candidate],
    tables: tuple[TableProposal, ...],
    said: str | None,
) -> str:
    known = dict(con.execute("SELECT instrument_code, name FROM instrument WHERE is_response_level").fetchall())
    if said is not None:
        if said not in known:
            raise Refused(f"Không có công cụ khảo sát “{said}”; chọn một trong: {', '.join(sorted(known))}.")
        return said
    scores = dict.fromkeys(known, 0.0)

    def add(code: str, weight: float) -> None:
        if code in scores:
            scores[code] += weight

    for candidate, table in zip(chosen, tables, strict=False):
        texts = ((candidate.title, TITLE_WEIGHT), (f"{candidate.sheet.name} {staged.file_name}", NAME_WEIGHT))
        for text, weight in texts:
            for code in {code for phrase, code in synonyms("instrument") if f" {key(phrase)} " in f" {key(text)} "}:
                add(code, weight)
        for column in table.columns:
            if column.target in COLUMN_EVIDENCE:
                add(*COLUMN_EVIDENCE[column.target])
        words = " | ".join(
            key(column.heading) for column in table.columns if not column.target or column.target[0] != "C"
        )
        for phrase, code, weight in HEADING_EVIDENCE:
            if phrase in words:
                add(code, weight)
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < DECISIVE:
        fitting = tuple(code for code, score in ranked if ranked[0][1] - score < DECISIVE)
        names = " hoặc ".join(f"{known[code]} ({code})" for code in fitting)
        raise Ambiguous(
            f"Chưa rõ tệp “{staged.file_name}” thuộc công cụ nào: {names}; hãy chọn bằng --instrument.",
            "instrument",
            fitting,
        )
    return ranked[0][0]


def _head(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> list[tuple[int, list[str]]]:
    """The first rows that hold anything: (row number, cells)."""
    cells = ", ".join(f"c{position}" for position in range(1, sheet.columns_n + 1))
    filled = rows.filled_sql(list(range(1, sheet.columns_n + 1)))
    found = con.execute(
        f"SELECT row_number, {cells} FROM read_parquet(?) WHERE {filled} > 0 ORDER BY row_number LIMIT {HEAD_ROWS}",
        [str(sheet.path)],
    ).fetchall()
    return [(number, [clean(cell) if cell else "" for cell in row]) for number, *row in found]


def _title(head: list[tuple[int, list[str]]], header: Header) -> str:
    return "\n".join(cell for number, row in head if number < header.first_row for cell in row if cell)


def _from_title(role: str, title: str, sheet: Sheet) -> dict[str, str]:
    """What the letterhead or the sheet's name says for every row: unit, month, source."""
    wanted = {target for group in ROLES[role].needs for target in group} & CONSTANTS
    found = {}
    if "unit" in wanted:
        for line in (*title.split("\n"), sheet.name):
            if match := TITLE_UNIT.fullmatch(line.strip()):
                found["unit"] = match.group(1)
                break
    if "month" in wanted and (month := _month(key(title), key(sheet.name))):
        found["month"] = month
    if "source" in wanted:
        # 'Nguồn: …' says it outright, whatever office the letterhead names.
        said = next((line for line in map(key, title.split("\n")) if " nguon " in f" {line} "), key(title))
        said = f" {said} ".rpartition(" nguon ")[2].strip()
        named = {code: phrase for phrase, code in synonyms("dossier_source") if f" {key(phrase)} " in f" {said} "}
        if len(named) == 1:
            found["source"] = next(iter(named.values()))
    return found


def _month(title: str, sheet: str) -> str | None:
    """The month that the title names, or the name of the sheet: 'T8.2026', or 'Tháng 8' below a title with one year."""
    if match := TITLE_MONTH.search(title) or SHEET_MONTH.fullmatch(sheet):
        return f"{match.group(1)}/{match.group(2)}"
    years = set(TITLE_YEAR.findall(title))
    if len(years) == 1 and (match := SHEET_MONTH_ONLY.fullmatch(sheet)):
        return f"{match.group(1)}/{years.pop()}"
    return None
