"""From staged sheets and what they were taken to be to clean tables, and to rejected rows with a reason each."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from data.load.cells import make_raw, make_table, make_typed
from data.load.columns import DAY_OF, READINGS
from data.load.context import read_context
from data.load.meaning.masking import mask
from data.load.portal import check_province, make_groups
from data.load.proposal import Proposal, TableProposal
from data.load.reasons import RANK, REASONS
from data.load.refusal import Refused
from data.load.roles import ROLES
from data.load.sanctions import place_sanctions
from data.load.staging import Sheet, Staged
from data.load.survey import judge_answers, write_answers

SQL = Path(__file__).resolve().parent / "sql"
ROLE_ORDER = tuple(ROLES)
CLEAN_TABLES = {
    "survey": ("survey_response", "survey_answer"),
    "portal": ("portal_score",),
    "dossier": ("dossier_month",),
}


@dataclass(frozen=True)
class Interpreted:
    """What came of a file. rows_* count the main sheets; `children` the others: role → rows_in, accepted, rejected.

    columns_dropped: 'heading (why)'. notes: Vietnamese sentences on what was stored as empty. first_on, last_on: the
    days covered by what was accepted.
    """

    rows_in: int
    rows_accepted: int
    rows_rejected: dict[str, int]
    columns_dropped: tuple[str, ...]
    tables: tuple[str, ...]
    first_on: date | None
    last_on: date | None
    notes: tuple[str, ...] = ()
    children: dict[str, dict] = field(default_factory=dict)


def interpret(
    con: duckdb.DuckDBPyConnection,
    staged: Staged,
    proposal: Proposal,
    *,
    load_id: int,
    today: date,
    replaced: int | None = None,
) -> Interpreted:
    """Create the temp tables clean_<table> and clean_rejected.

    con: its current schema holds every table of schema.sql; nothing of it is changed. replaced: what that load brought
    is not counted as already there. Raises Refused where the file as a whole is not for us.
    """
    context = read_context(con, proposal.instrument_code)
    sheets = {sheet.name: sheet for sheet in staged.sheets}
    numbered = [(number, table, sheets[table.sheet]) for number, table in enumerate(proposal.tables, start=1)]
    roles = [role for role in ROLE_ORDER if any(table.role == role for _, table, _ in numbered)]
    _begin(con, numbered, proposal, load_id, today, replaced, staged.file_name)
    rows_in, notes, tables = {}, [], []
    for role in roles:
        mine = [one for one in numbered if one[1].role == role]
        items = sorted({target for _, table, _ in mine for target in table.targets() if target not in READINGS[role]})
        rows_in[role] = make_raw(con, role, mine, items)
        if role == "portal":
            check_province(con, staged.file_name)
        given = {target for _, table, _ in mine for target in (*table.targets(), *dict(table.constants))}
        for target in make_typed(con, role, context, today):
            notes.append(f"Cột “{_heading(mine, target)}” ghi tỷ lệ dạng 0–1, đã đổi thành phần trăm.")
        notes += _cell_faults(con, role, mine, given)
        if role == "survey":
            judge_answers(con, items, context.scores)
        if role in ("finding", "sanction"):
            _run(con, "inspection_known")
        if role == "sanction":
            place_sanctions(con, context)
        if role == "portal":
            make_groups(con)
            rows_in[role] -= con.execute("SELECT count(*) FROM raw_portal WHERE level = 'PROVINCE'").fetchone()[0]
        _run(con, f"{role}_faults")
        _judge(con, role)
        if (SQL / f"{role}_duplicates.sql").exists():
            _run(con, f"{role}_duplicates")
            _judge(con, role)
        _run(con, f"{role}_clean")
        if role == "survey":
            write_answers(con, items)
        tables += CLEAN_TABLES.get(role, (role,))
    _run(con, "rejected")
    _mask_rejected(con)
    return _summary(con, proposal, roles, rows_in, notes, tables)


def _begin(
    con: duckdb.DuckDBPyConnection,
    numbered: list[tuple[int, TableProposal, Sheet]],
    proposal: Proposal,
    load_id: int,
    today: date,
    replaced: int | None,
    file_name: str,
) -> None:
    """Create the small tables that the SQL reads: run, sheet, heading, reason; and the empty ones it writes to."""
    targets = {target for _, table, _ in numbered for target in table.targets()}
    has_unit = bool(targets & {"unit", "unit_code"})
    con.execute(
        """CREATE OR REPLACE TEMP TABLE run AS SELECT ?::INTEGER AS load_id, ?::DATE AS today, ?::INTEGER AS replaced,
        ?::VARCHAR AS instrument_code, ?::BOOLEAN AS has_weight, ?::BOOLEAN AS has_unit, ?::VARCHAR AS file_name""",
        [load_id, today, replaced, proposal.instrument_code, "weight" in targets, has_unit, file_name],
    )
    make_table(
        con,
        "sheet",
        {
            "sheet_n": ("INTEGER", [n for n, _, _ in numbered]),
            "name": ("VARCHAR", [table.sheet for _, table, _ in numbered]),
        },
    )
    headings = [(n, target, column.heading) for n, table, _ in numbered for target, column in table.targets().items()]
    make_table(
        con,
        "heading",
        {
            "sheet_n": ("INTEGER", [n for n, _, _ in headings]),
            "target": ("VARCHAR", [target for _, target, _ in headings]),
            "heading": ("VARCHAR", [heading for _, _, heading in headings]),
        },
    )
    make_table(
        con,
        "reason",
        {
            "reason_code": ("VARCHAR", list(REASONS)),
            "rank": ("INTEGER", [RANK[code] for code in REASONS]),
            "sentence": ("VARCHAR", [sentence for _, sentence in REASONS.values()]),
        },
    )
    _run(con, "begin")


def _cell_faults(
    con: duckdb.DuckDBPyConnection, role: str, mine: list[tuple[int, TableProposal, Sheet]], given: set[str]
) -> list[str]:
    """Faults of single cells that are judged alike for every role; gives the notes on values stored as empty."""
    notes = []
    con.execute(
        f"INSERT INTO fault SELECT '{role}', row_id, 'columns', NULL, NULL, NULL FROM raw_{role} WHERE has_extra"
    )
    for target, reading in READINGS[role].items():
        if target not in given or reading.how in ("place", "procedure", "id", "as_is"):
            continue
        if reading.if_bad == "note":
            notes += _note(con, role, target, mine)
        elif reading.how != "post" and (reading.how != "text" or reading.is_needed):
            con.execute(
                f"""INSERT INTO fault SELECT '{role}', row_id, '{reading.if_bad}', '{target}', raw."{target}", NULL
                FROM typed_{role} AS typed JOIN raw_{role} AS raw USING (row_id) WHERE typed."{target}_bad" """
            )
    if "field" in READINGS[role]:
        procedure = "raw.procedure" if "procedure" in READINGS[role] else "NULL"
        con.execute(
            f"""INSERT INTO fault SELECT '{role}', row_id, 'procedure', procedure_wrong,
                CASE procedure_wrong WHEN 'field' THEN raw.field ELSE {procedure} END, NULL
            FROM typed_{role} AS typed JOIN raw_{role} AS raw USING (row_id) WHERE procedure_wrong IS NOT NULL"""
        )
    if "unit" in READINGS[role] and role != "sanction":
        has_code = "unit_code" in READINGS[role]
        code = "coalesce(raw.unit, raw.unit_code, raw.district)" if has_code else "raw.unit"
        target = "CASE WHEN raw.unit IS NULL AND raw.unit_code IS NOT NULL THEN 'unit_code' ELSE 'unit' END"
        target = target if has_code else "'unit'"
        con.execute(
            f"""INSERT INTO fault SELECT '{role}', row_id, 'unit', {target}, {code}, place_problem
            FROM typed_{role} AS typed JOIN raw_{role} AS raw USING (row_id) WHERE place_problem IS NOT NULL"""
        )
    return notes


def _note(
    con: duckdb.DuckDBPyConnection, role: str, target: str, mine: list[tuple[int, TableProposal, Sheet]]
) -> list[str]:
    """A sentence on the values of an optional column that nobody knows."""
    bad = con.execute(
        f"""SELECT raw."{target}", count(*) FROM typed_{role} AS typed JOIN raw_{role} AS raw USING (row_id)
        WHERE typed."{target}_bad" GROUP BY ALL ORDER BY 2 DESC, 1"""
    ).fetchall()
    if not bad:
        return []
    examples = ", ".join(f"“{value}”" for value, _ in bad[:3])
    return [
        f"Cột “{_heading(mine, target)}”: {sum(n for _, n in bad)} ô không có trong danh mục ({examples}), để trống."
    ]


def _heading(mine: list[tuple[int, TableProposal, Sheet]], target: str) -> str:
    """The heading in the file of a target."""
    return next((table.targets()[target].heading for _, table, _ in mine if target in table.targets()), target)


def _judge(con: duckdb.DuckDBPyConnection, role: str) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE judged AS SELECT ?::VARCHAR AS role", [role])
    _run(con, "judge")


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def _mask_rejected(con: duckdb.DuckDBPyConnection) -> None:
    """What stands in the wrong column may be a telephone number: rejected values are masked like comments.

    Numbers of slips and inspections stay, or nobody could find the row they repeat.
    """
    found = con.execute(
        """SELECT DISTINCT value, message FROM clean_rejected
        WHERE reason_code NOT IN ('duplicate', 'parent') AND regexp_matches(value, '[0-9@]')"""
    ).fetchall()
    for value, message in found:
        if mask(value) != value:
            con.execute(
                "UPDATE clean_rejected SET value = ?, message = ? WHERE value = ? AND message = ?",
                [mask(value), mask(message), value, message],
            )


def _summary(
    con: duckdb.DuckDBPyConnection,
    proposal: Proposal,
    roles: list[str],
    rows_in: dict[str, int],
    notes: list[str],
    tables: list[str],
) -> Interpreted:
    rejected: dict[str, Counter[str]] = {role: Counter() for role in roles}
    for role, reason, count in con.execute("SELECT role, reason_code, count(*) FROM bad_row GROUP BY ALL").fetchall():
        rejected[role][reason] += count
    main = next((role for role in roles if ROLES[role].main), roles[0])
    if sum(rows_in.values()) == 0:
        raise Refused("Tệp không có dòng số liệu nào dưới dòng tiêu đề; hãy kiểm tra lại tệp.")
    day = DAY_OF.get(main)
    first_on = last_on = None
    if day:
        first_on, last_on = con.execute(
            f"""SELECT min({day}), max({day}) FROM typed_{main}
            WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = ?)""",
            [main],
        ).fetchone()
        if day == "month" and last_on:
            last_on = last_on.replace(day=monthrange(last_on.year, last_on.month)[1])
    dropped = tuple(
        dict.fromkeys(
            f"{column.heading} ({column.why_dropped})"
            for table in proposal.tables
            for column in table.columns
            if column.target is None and column.heading
        )
    )
    children = {
        role: {
            "rows_in": rows_in[role],
            "accepted": rows_in[role] - rejected[role].total(),
            "rejected": _ordered(rejected[role]),
        }
        for role in roles
        if role != main
    }
    return Interpreted(
        rows_in[main],
        rows_in[main] - rejected[main].total(),
        _ordered(rejected[main]),
        dropped,
        tuple(tables),
        first_on,
        last_on,
        tuple(notes),
        children,
    )


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return {reason: counts[reason] for reason in REASONS if counts[reason]}
