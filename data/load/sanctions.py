"""The unit of a sanction: as its inspection helps to tell, otherwise as of the day of the decision."""

from datetime import date

import duckdb

from data.load.cells import make_table, placed
from data.load.context import Context


def place_sanctions(con: duckdb.DuckDBPyConnection, context: Context) -> None:
    """Create place_sanction: row_id, place_code, place_problem. Needs known_inspection (sql/inspection_known.sql)."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE said_sanction AS
        SELECT raw.row_id, raw.unit_code, raw.unit, raw.district, typed.decided_on, known.unit_code AS inspected_code,
            known.inspected_on
        FROM raw_sanction AS raw JOIN typed_sanction AS typed USING (row_id)
        LEFT JOIN known_inspection AS known ON known.inspection_id = typed.inspection_id"""
    )
    columns = "unit_code, unit, district, decided_on, inspected_code, inspected_on"
    said = con.execute(f"SELECT DISTINCT {columns} FROM said_sanction").fetchall()
    answers = [_place(context, *row) for row in said]
    kinds = ("VARCHAR", "VARCHAR", "VARCHAR", "DATE", "VARCHAR", "DATE")
    names = columns.split(", ")
    table = {name: (kind, [row[n] for row in said]) for n, (name, kind) in enumerate(zip(names, kinds, strict=True))}
    table["place_code"] = ("VARCHAR", [code for code, _ in answers])
    table["place_problem"] = ("VARCHAR", [problem for _, problem in answers])
    make_table(con, "map_sanction", table)
    same = " AND ".join(f"map.{name} IS NOT DISTINCT FROM said.{name}" for name in names)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE place_sanction AS
        SELECT said.row_id, map.place_code, map.place_problem
        FROM said_sanction AS said JOIN map_sanction AS map ON {same}"""
    )


def _place(
    context: Context,
    code: str | None,
    unit: str | None,
    district: str | None,
    decided_on: date | None,
    inspected_code: str | None,
    inspected_on: date | None,
) -> tuple[str | None, str | None]:
    """(unit code, problem). A name that the inspection's own unit bears is that unit; units may have ended since."""
    texts = (code, unit)
    if inspected_on is not None:
        if code is None and unit is None:
            return inspected_code, None
        home = _district_of(context, inspected_code, inspected_on)
        if home and district is None:
            found, _, _, problem = placed(context, "sanction", texts, home, inspected_on)
            if found and problem is None:
                return found, None
        found, _, _, problem = placed(context, "sanction", texts, district, inspected_on)
        if problem is None:
            return found, None
    if decided_on is None:
        return None, None
    found, _, _, problem = placed(context, "sanction", texts, district, decided_on)
    return found, problem


def _district_of(context: Context, code: str | None, day: date) -> str | None:
    """Name of the district that the ward of this code belonged to on that day."""
    for unit in context.units.by_code.get(code or "", []):
        if unit.holds_on(day):
            for parent in context.units.by_code.get(unit.parent_code or "", []):
                if parent.level == "district" and parent.holds_on(day):
                    return parent.name
    return None
