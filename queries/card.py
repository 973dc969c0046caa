"""What is put together out of answers about different things: one unit on a page, one place in several measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from queries.analysis import Asked
from queries.filters import Filters
from queries.unit_card import unit_card

# The instrument that a published index is the total of; its description says who is asked.
INSTRUMENT_OF = {"sipas": "sipas_national", "sipas_city": "city_survey", "portal_766": "portal_766"}
FROM_FILE = "file"
NUMBERS = [
    "index_code", "instrument_code", "asked_name", "asked_name_en", "unit_name", "is_whole_city", "period_name",
    "from_on", "to_on", "value", "value_low", "value_high", "slips_n", "rank", "rank_of", "is_derived", "is_hidden",
    "is_few", "note", "source",
]  # fmt: skip


def chosen_wards(asked: Asked) -> pd.DataFrame:
    """The rows of the wards that the filters choose, out of an answer about all of them.

    rows: ward_code, ward_from, district_code and whatever else; order and index are kept from the statement.
    """
    rows, filters = asked.rows, asked.filters
    kept = np.ones(len(rows), dtype=bool)
    if filters.district:
        kept &= rows["district_code"].isin(filters.district).to_numpy(bool)
    if filters.ward:
        # A code has two lives: it means the ward that bears it at the period's end.
        keys = {asked.catalog.ward(code, filters.last_day).key for code in filters.ward}
        own = rows["ward_code"] + "@" + rows["ward_from"].dt.strftime("%Y-%m-%d")
        kept &= own.isin(keys).to_numpy(bool)
    return rows[kept].reset_index(drop=True)


def four_numbers(asked: Asked) -> pd.DataFrame:
    """The satisfaction figures there are for one place, each with who is asked, when, and how many.

    rows: what is published. After them come the file's own instruments over the period, if anybody was asked.
    """
    filters = asked.filters
    place = replace(Filters(filters.instrument, filters.start, filters.end), district=filters.district[:1])
    code = place.district[0] if place.district else None
    of_city = asked.rows.loc[asked.rows["is_whole_city"], "unit_name"]
    name = asked.catalog.districts[code].name if code else next(iter(of_city), None)
    own = [
        _own_number(asked.ask("headline", replace(place, instrument=instrument)), instrument, name, code is None)
        for instrument in asked.catalog.instruments
    ]
    found = pd.DataFrame([row for row in own if row["slips_n"] != 0])
    published = asked.rows.assign(
        instrument_code=asked.rows["index_code"].map(INSTRUMENT_OF), is_hidden=False, is_few=False
    )
    rows = pd.concat([part for part in (published, found) if len(part)] or [published], ignore_index=True)
    asks = asked.ask("instruments", filters).set_index("instrument_code")
    for column in ("asked_name", "asked_name_en"):
        rows[column] = rows["instrument_code"].map(asks[column])
    return rows.reindex(columns=NUMBERS).astype({"slips_n": "Int64", "rank": "Int64", "rank_of": "Int64"})


def _own_number(answer: pd.DataFrame, instrument: str, name: str | None, is_whole_city: bool) -> dict[str, object]:
    """One instrument's index as a row of `four_numbers`; `name`: the district's or the city's."""
    row = answer.iloc[0]
    return {
        "index_code": FROM_FILE,
        "instrument_code": instrument,
        "unit_name": name,
        "is_whole_city": is_whole_city,
        "from_on": row["from_on"],
        "to_on": row["to_on"],
        "value": row["index_pct"],
        "value_low": row["index_low"],
        "value_high": row["index_high"],
        "slips_n": None if row["is_hidden"] else int(row["slips_n"] or 0) if pd.notna(row["slips_n"]) else 0,
        "is_derived": False,
        "is_hidden": bool(row["is_hidden"]),
        "is_few": bool(row["is_few"]),
    }


ANALYSES: dict[str, Callable[[Asked], pd.DataFrame]] = {
    "chosen_wards": chosen_wards,
    "four_numbers": four_numbers,
    "unit_card": unit_card,
}
