"""What of a pivot's cell no filter of the dashboard can say: a gender, a day of the week, an item, "not stated".

Written as one code, `gender:female;field:`: names of the fixed list below, each once, '' for slips that do not say.
Whether the slips it leaves may be listed at all is asked of the pivot, the one place that knows what its cells hide.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from queries.catalog import Catalog
from queries.database import Database
from queries.explore import pivot
from queries.explore_cut import CannotCut, Cut, open_dimensions
from queries.explore_names import ALL
from queries.filters import LISTS, Filters

Rest = tuple[tuple[str, str], ...]
WRITTEN = re.compile(r"[a-z_]{1,20}:[!-9<-~]{0,40}(?:;[a-z_]{1,20}:[!-9<-~]{0,40}){0,3}")  # codes: neither : nor ;
MEASURED = "measured"  # slips that tell their wait, visits or harassment
MEASURES = ("wait", "visits", "harassment")
PERSON = ("gender", "age_band")  # of whoever filled the slip in
COLUMNS = {"district": "district_code", "ward": "ward_code", "field": "field_code", "procedure": "procedure_code"}
PREDICATES: dict[str, str] = {
    "gender": "coalesce(gender, '') = $rest_gender",
    "age_band": "coalesce(age_band, '') = $rest_age_band",
    "weekday": "weekday = TRY_CAST($rest_weekday AS TINYINT)",
    "item": Path(__file__).with_name("with_item.sql").read_text(encoding="utf-8").split("\n", 1)[1].strip(),
}
TOLD = {"wait": "wait_minutes IS NOT NULL", "visits": "visits IS NOT NULL", "harassment": "harassment IS NOT NULL"}


def read(text: str | None) -> Rest:
    """The parts of a code, in order; what is unknown is left out.

    >>> read("gender:female;field:;x:1;field:land")
    (('gender', 'female'), ('field', ''))
    """
    parts: dict[str, str] = {}
    for part in (text or "").split(";"):
        name, _, code = part.partition(":")
        is_known = name in PREDICATES or (name in LISTS and code == "") or (name == MEASURED and code in MEASURES)
        if is_known and name not in parts:
            parts[name] = code
    if parts.get(MEASURED):  # says one thing a slip, whatever it answers
        parts.pop("item", None)
    return tuple(parts.items())


def written(rest: Rest | Mapping[str, str]) -> str:
    """The code of some parts; '' for none."""
    return ";".join(f"{name}:{code}" for name, code in dict(rest).items())


def predicates(rest: Rest) -> list[str]:
    """Conditions on rollup_slip, their values bound as $rest_<name>."""
    found = []
    for name, code in rest:
        if name == MEASURED:
            found.append(TOLD[code])
        else:
            found.append(PREDICATES[name] if name in PREDICATES else f"{COLUMNS.get(name, name)} IS NULL")
    return found


def values(rest: Rest) -> dict[str, Any]:
    """What `predicates` bind."""
    return {f"rest_{name}": code for name, code in rest}


def slips_n(database: Database, catalog: Catalog, filters: Filters, rest: Rest) -> int | None:
    """How many slips the filters and the rest leave; None where the pivot hides that cell or cannot make it."""
    codes = dict(rest)
    measure = codes.pop(MEASURED, "n")
    sides: list[str] = []
    for name in codes:
        dimension = "former_district" if name == "district" else name
        if dimension not in open_dimensions(measure, sides) or len(sides) == 3:
            return None
        sides.append(dimension)
    chosen = dict(zip(("rows", "columns", "multiples"), [*(sides or ["month"]), "", ""][:3], strict=True))
    try:
        cells = pivot(database, catalog, Cut(measure, **chosen), filters).cells
    except CannotCut:
        return None
    for key, code in zip(("row", "column", "multiple"), list(codes.values()) or [ALL], strict=False):
        cells = cells[cells[f"{key}_code"] == code]
    if cells.empty:
        return 0
    cell = cells.iloc[0]
    return None if cell["is_hidden"] else int(cell["slips_n"])
