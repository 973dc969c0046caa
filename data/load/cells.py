"""From the text of a sheet to typed columns: Python reads each distinct value once, DuckDB joins the answers."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from data.load import rows
from data.load.columns import DAY_OF, LEVELS, READINGS, SQL_TYPES, Reading
from data.load.context import Context, era_starts
from data.load.meaning.codes import Unknown
from data.load.meaning.dates import parse_date, parse_month
from data.load.meaning.masking import mask
from data.load.meaning.numbers import parse_count, parse_decimal
from data.load.meaning.posts import post_of
from data.load.meaning.text import clean, is_missing, key
from data.load.meaning.units import NoUnit
from data.load.proposal import TableProposal
from data.load.staging import Sheet

SHEET_STEP = 1_000_000_000
SAME_AS_HEADING = 3
YEAR = re.compile(r"(?:năm\s*)?(\d{4})", re.IGNORECASE)
ARROW = {"DATE": pa.date32(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "VARCHAR": pa.string()}
# What can hold personal data in the middle of a text.
SUSPICIOUS = "[0-9@]"
PLACE_COLUMNS = ("unit_code", "unit", "district")

Typed = tuple[Any, bool]


def make_raw(
    con: duckdb.DuckDBPyConnection, role: str, tables: list[tuple[int, TableProposal, Sheet]], items: list[str]
) -> int:
    """Create raw_<role>: row_id, sheet_n, row_number, has_extra, every target of the role and these items as text.

    Gives the number of rows. row_id orders the rows as they stand in the file.
    """
    parts, values = [], []
    for number, table, sheet in tables:
        targets, constants = table.targets(), dict(table.constants)
        cells = []
        for target in (*READINGS[role], *items):
            if target in targets:
                cells.append(f"nullif(trim(c{targets[target].position}), '') AS \"{target}\"")
            elif target in constants:
                cells.append(f'?::VARCHAR AS "{target}"')
                values.append(constants[target])
            else:
                cells.append(f'NULL::VARCHAR AS "{target}"')
        beyond = _beyond(table, sheet)
        extra = f"{rows.filled_sql(beyond)} > 0" if beyond else "false"
        values.append(str(sheet.path))
        parts.append(
            f"SELECT {number * SHEET_STEP}::BIGINT + row_number AS row_id, {number} AS sheet_n, row_number, "
            f"{extra} AS has_extra, {', '.join(cells)} FROM read_parquet(?) "
            f"WHERE {rows.condition(table, sheet)} AND NOT ({_is_header(table)})"
        )
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_{role} AS {' UNION ALL '.join(parts)}", values)
    return con.execute(f"SELECT count(*) FROM raw_{role}").fetchone()[0]


def make_typed(con: duckdb.DuckDBPyConnection, role: str, context: Context, today: date) -> list[str]:
    """Create typed_<role>: row_id, and for each target its value and <target>_bad; a row's place and procedure.

    The columns of a place: place_code, place_level, place_district, place_problem (a sentence); of a procedure:
    procedure_code, field_code, procedure_wrong ('procedure' or 'field'). Gives the targets that held shares of 1
    instead of percentages.
    """
    selects, joins, shares = ["raw.row_id"], [], []
    for target, reading in READINGS[role].items():
        if reading.how in ("place", "procedure"):
            continue
        if reading.how in ("id", "as_is"):
            selects.append(f'nfc_normalize(raw."{target}") AS "{target}"')
            continue
        name = f"map_{target}"
        if reading.how in ("text", "post"):
            _map_text(con, role, target, name, reading)
            plain = f'nfc_normalize(raw."{target}")'
            selects.append(f'CASE WHEN {name}.value IS NULL THEN {plain} ELSE {name}.typed END AS "{target}"')
            selects.append(f'{str(reading.is_needed).lower()} AND raw."{target}" IS NULL AS "{target}_bad"')
        else:
            if _map_values(con, role, target, reading, _reader(reading, context)):
                shares.append(target)
            selects.append(f'{name}.typed AS "{target}"')
            empty = "true" if reading.is_needed else "false"
            selects.append(f'coalesce({name}.is_bad, {empty}) AS "{target}_bad"')
        joins.append(f'LEFT JOIN {name} ON {name}.value = raw."{target}"')
    if "field" in READINGS[role]:
        selects.append("map_procedure.procedure_code, map_procedure.field_code, map_procedure.procedure_wrong")
        joins.append(f"LEFT JOIN map_procedure ON {_map_procedures(con, role, context)}")
    if "unit" in READINGS[role] and role != "sanction":
        selects.append("map_place.place_code, map_place.place_level, map_place.place_district, map_place.place_problem")
        condition = _map_places(con, role, context, today)
        joins.append(f'LEFT JOIN map_era ON map_era.value = raw."{DAY_OF[role]}" LEFT JOIN map_place ON {condition}')
    query = f"SELECT {', '.join(selects)} FROM raw_{role} AS raw {' '.join(joins)}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE typed_{role} AS {query}")
    return shares


def make_table(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, tuple[str, list]]) -> None:
    """Create the temp table `name` of Python values: column → (SQL type, values)."""
    arrays = {column: pa.array(values, ARROW.get(kind, pa.bool_())) for column, (kind, values) in columns.items()}
    con.register("python_values", pa.table(arrays))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM python_values")
    con.unregister("python_values")


def placed(
    context: Context, role: str, texts: Iterable[str | None], district: str | None, day: date | None
) -> tuple[str | None, str | None, str | None, str | None]:
    """(unit code, level, district code, problem) of what a row says about its place."""
    if day is None:
        return None, None, None, None
    try:
        place = context.units.resolve(texts, district, day, LEVELS[role])
    except NoUnit as problem:
        return None, None, None, str(problem)
    district_code = place.district.code if place.district else None
    if place.unit is None:
        return None, None, district_code, None
    return place.unit.code, place.unit.level, district_code, None


def _beyond(table: TableProposal, sheet: Sheet) -> list[int]:
    """Positions in which a row must hold nothing: right of a text file's headings, or named so by write_rejects."""
    last = max(column.position for column in table.columns)
    named = [column.position for column in table.columns if key(column.heading).startswith("o thua ")]
    return [*named, *(range(last + 1, sheet.columns_n + 1) if sheet.is_delimited else ())]


def _is_header(table: TableProposal) -> str:
    """SQL that is true for a header repeated among the data, as printed pages have it.

    No row of data says the same as its headings three times; of a header of two lines each may say only some.
    """
    same = [
        f"coalesce(trim(c{column.position}) = '{_sql_text(column.heading)}', false)::INTEGER"
        for column in table.columns
        if column.heading and not column.heading.isdigit() and "\n" not in column.heading
    ]
    return f"{' + '.join(same)} >= {SAME_AS_HEADING}" if len(same) >= SAME_AS_HEADING else "false"


def _sql_text(text: str) -> str:
    return text.replace("'", "''")


def _reader(reading: Reading, context: Context) -> Callable[[str], Typed]:
    """The function that reads one text: (value, whether it is bad)."""
    parsers: dict[str, Callable[[str], Any]] = {
        "date": parse_date,
        "month": parse_month,
        "year": _year,
        "count": parse_count,
        "decimal": parse_decimal,
        "percent": parse_decimal,
    }
    if reading.how == "code":
        codes = context.codes(reading.domain)

        def read_code(text: str) -> Typed:
            try:
                found = codes.parse(text)
            except Unknown:
                return None, True
            return found, found is None and reading.is_needed

        return read_code
    parse = parsers[reading.how]

    def read(text: str) -> Typed:
        # 99 says "no answer" in a survey, in a column of numbers it is 99.
        if is_missing(text, context.missing) and not clean(text).isdigit():
            return None, reading.is_needed
        found = parse(text)
        return found, found is None

    return read


def _year(text: str) -> date | None:
    match = YEAR.fullmatch(clean(text))
    found = parse_date(f"31/12/{match.group(1)}") if match else parse_date(text)
    return found.replace(month=12, day=31) if found else None


def _map_values(
    con: duckdb.DuckDBPyConnection, role: str, target: str, reading: Reading, read: Callable[[str], Typed]
) -> bool:
    """Create map_<target>: value, typed, is_bad. Gives whether shares of 1 were turned into percentages.

    A cell that a spreadsheet shows as 72,1 % holds 0.721; where no value of a column of percentages is above 1, that is
    what they are.
    """
    query = f'SELECT DISTINCT "{target}" FROM raw_{role} WHERE "{target}" IS NOT NULL'
    texts = [text for (text,) in con.execute(query).fetchall()]
    answers = [read(text) for text in texts]
    known = [typed for typed, _ in answers if typed is not None]
    are_shares = (
        reading.how == "percent" and bool(known) and 0 < max(known) <= 1 and not any("%" in text for text in texts)
    )
    if are_shares:
        answers = [(None if typed is None else round(typed * 100, 10), is_bad) for typed, is_bad in answers]
    make_table(
        con,
        f"map_{target}",
        {
            "value": ("VARCHAR", texts),
            "typed": (SQL_TYPES.get(reading.how, "VARCHAR"), [typed for typed, _ in answers]),
            "is_bad": ("BOOLEAN", [is_bad for _, is_bad in answers]),
        },
    )
    return are_shares


def _map_text(con: duckdb.DuckDBPyConnection, role: str, target: str, name: str, reading: Reading) -> None:
    """Texts that need a look: all of a column of posts, elsewhere those with a digit or an @."""
    suspicious = "" if reading.how == "post" else f" AND regexp_matches(\"{target}\", '{SUSPICIOUS}')"
    query = f'SELECT DISTINCT "{target}" FROM raw_{role} WHERE "{target}" IS NOT NULL{suspicious}'
    texts = [text for (text,) in con.execute(query).fetchall()]
    read = post_of if reading.how == "post" else lambda text: mask(clean(text))
    make_table(con, name, {"value": ("VARCHAR", texts), "typed": ("VARCHAR", [read(text) for text in texts])})


def _map_procedures(con: duckdb.DuckDBPyConnection, role: str, context: Context) -> str:
    """Create map_procedure; gives the condition on which it joins raw."""
    has_procedure = "procedure" in READINGS[role]
    said = f"SELECT DISTINCT {'procedure' if has_procedure else 'NULL::VARCHAR'}, field FROM raw_{role}"
    pairs = con.execute(said).fetchall()
    answers = [context.procedures.parse(*pair) for pair in pairs]
    make_table(
        con,
        "map_procedure",
        {
            "procedure": ("VARCHAR", [pair[0] for pair in pairs]),
            "field": ("VARCHAR", [pair[1] for pair in pairs]),
            "procedure_code": ("VARCHAR", [answer[0] for answer in answers]),
            "field_code": ("VARCHAR", [answer[1] for answer in answers]),
            "procedure_wrong": ("VARCHAR", [answer[2] for answer in answers]),
        },
    )
    same = ["field", *(["procedure"] if has_procedure else [])]
    return " AND ".join(f"map_procedure.{column} IS NOT DISTINCT FROM raw.{column}" for column in same)


def _map_places(con: duckdb.DuckDBPyConnection, role: str, context: Context, today: date) -> str:
    """Create map_place as of the era of each row's date (of today where it may have none); gives its join condition.

    Within an era no unit begins or ends, so its first day stands for all of it.
    """
    day = DAY_OF[role]
    starts = era_starts(context.units)

    def era_of(when: date | None) -> date | None:
        if when is None:
            return None
        return max((start for start in starts if start <= when), default=None)

    typed = con.execute(f"SELECT value, typed FROM map_{day}").fetchall()
    columns = {
        "value": ("VARCHAR", [value for value, _ in typed]),
        "era_from": ("DATE", [era_of(when) for _, when in typed]),
    }
    make_table(con, "map_era", columns)
    fallback = era_of(today) if role in ("action", "target") else None
    era = "map_era.era_from" if fallback is None else f"coalesce(map_era.era_from, DATE '{fallback.isoformat()}')"
    said_columns = [
        column if column in READINGS[role] else f"NULL::VARCHAR AS {column}"
        for column in ("unit_code", "unit", "district")
    ]
    said = con.execute(
        f"""SELECT DISTINCT {", ".join(said_columns)}, {era} AS era_from
        FROM raw_{role} AS raw LEFT JOIN map_era ON map_era.value = raw."{day}" """
    ).fetchall()
    answers = [placed(context, role, (code, unit), district, start) for code, unit, district, start in said]
    columns = {
        "unit_code": ("VARCHAR", [row[0] for row in said]),
        "unit": ("VARCHAR", [row[1] for row in said]),
        "district": ("VARCHAR", [row[2] for row in said]),
        "era_from": ("DATE", [row[3] for row in said]),
        "place_code": ("VARCHAR", [answer[0] for answer in answers]),
        "place_level": ("VARCHAR", [answer[1] for answer in answers]),
        "place_district": ("VARCHAR", [answer[2] for answer in answers]),
        "place_problem": ("VARCHAR", [answer[3] for answer in answers]),
    }
    make_table(con, "map_place", columns)
    same = [column for column in PLACE_COLUMNS if column in READINGS[role]]
    conditions = [f"map_place.{column} IS NOT DISTINCT FROM raw.{column}" for column in same]
    return " AND ".join([*conditions, f"map_place.era_from IS NOT DISTINCT FROM {era}"])
