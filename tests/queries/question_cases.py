"""What the tests of the questions share: the rows of each question, the filters they are asked with, cells compared."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import recount

from queries.filters import Filters
from queries.question import MEASURES

SLIP, CITY = "one_stop_slip", "city_survey"
WHOLE = (date(2024, 10, 1), date(2026, 9, 1))
# What one row of each answer is, by columns of its own and of recount.answers_of.
KEYS: dict[str, list[str]] = {
    "headline": [],
    "satisfaction_by_district": ["district_code"],
    "satisfaction_by_factor": ["factor_code"],
    "satisfaction_by_field": ["field_code"],
    "satisfaction_by_item": ["item_code"],
    "satisfaction_by_month": ["month"],
    "satisfaction_by_procedure": ["procedure_code", "field_code"],
    "satisfaction_by_ward": ["ward_code", "ward_from"],
    "district_by_field": ["district_code", "field_code"],
    "factor_by_month": ["factor_code", "month"],
    "field_by_month": ["field_code", "month"],
    "channel_by_month": ["channel", "month"],
    "district_by_month": ["district_code", "month"],
}
LISTING_ALL = {"satisfaction_by_district", "satisfaction_by_ward"}  # they also list units without slips
# instrument, period, filters; ward_from says which life of a ward code the period means.
ASKED: dict[str, tuple[str, tuple[date, date], dict[str, Any]]] = {
    "everything, across the break": (SLIP, WHOLE, {}),
    "weighted": (CITY, WHOLE, {}),
    "quarter III/2026": (SLIP, (date(2026, 7, 1), date(2026, 9, 1)), {}),
    "one month": (CITY, (date(2025, 7, 1), date(2025, 7, 1)), {}),
    "nothing": (SLIP, (date(2022, 1, 1), date(2022, 3, 1)), {}),
    "factor": (SLIP, WHOLE, {"factor": "officials"}),
    "factor of the policy part": (CITY, WHOLE, {"factor": "policy_quality"}),
    "factor with many missing": (CITY, (date(2026, 1, 1), date(2026, 9, 1)), {"factor": "feedback"}),
    "channel": (SLIP, WHOLE, {"channel": ("online",)}),
    "procedure": (SLIP, (date(2025, 1, 1), date(2026, 9, 1)), {"procedure": ("2.000815",)}),
    "two districts": (SLIP, (date(2025, 4, 1), date(2026, 9, 1)), {"district": ("001", "271")}),
    "Trúc Bạch": (SLIP, (date(2024, 10, 1), date(2025, 6, 1)), {"ward": ("00004",), "ward_from": "2021-01-01"}),
    "Ba Đình": (SLIP, (date(2025, 7, 1), date(2026, 9, 1)), {"ward": ("00004",), "ward_from": "2025-07-01"}),
    "Ba Đình, across the break": (CITY, WHOLE, {"ward": ("00004",), "ward_from": "2025-07-01"}),
    "two wards, weighted": (CITY, (date(2025, 7, 1), date(2026, 9, 1)), {"ward": ("00070", "00004")}),
    "district and field": (SLIP, WHOLE, {"district": ("001",), "field": ("land", "certification")}),
    "district and channel": (CITY, WHOLE, {"district": ("001", "002"), "channel": ("phone", "handout")}),
    "all at once": (
        CITY,
        (date(2025, 7, 1), date(2026, 9, 1)),
        {
            "district": ("001",),
            "ward": ("00004", "00008"),
            "field": ("certification", "land"),
            "channel": ("phone", "online", "handout"),
            "respondent_kind": ("person",),
            "factor": "access",
        },
    ),
}
# Every question under these; under the others only some, which between them use every roll-up.
FOR_ALL = (
    "everything, across the break",
    "weighted",
    "nothing",
    "factor with many missing",
    "procedure",
    "two districts",
    "Ba Đình, across the break",
    "all at once",
)
FOR_OTHERS = ("headline", "satisfaction_by_ward", "satisfaction_by_item", "district_by_field")
PAIRS = [(name, case) for name in KEYS for case in ASKED if case in FOR_ALL or name in FOR_OTHERS]


def filters_of(case: str) -> Filters:
    """The filters of a case."""
    instrument, period, codes = ASKED[case]
    return Filters(instrument, *period, **{name: value for name, value in codes.items() if name != "ward_from"})


def assert_same(answer: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """The same cells with the same counts and measures; cells that only the answer lists are empty."""
    if keys:
        assert not answer.duplicated(keys).any()
        # Slips of no known unit belong to no cell of units.
        both = answer[[*keys, *MEASURES]].merge(
            expected.dropna(subset=keys), on=keys, how="outer", suffixes=("", "_again"), indicator=True
        )
        assert set(both["_merge"]) <= {"both", "left_only"}
    else:
        assert len(answer) == 1
        both = pd.concat([answer, expected.reindex([0]).add_suffix("_again")], axis=1)
    for column in recount.COUNTS:
        again = both[f"{column}_again"].fillna(0).astype(int)
        assert both[column].astype(int).tolist() == again.tolist(), column
    for column in recount.MEASURED:
        np.testing.assert_allclose(
            both[column].to_numpy(float, na_value=np.nan),
            both[f"{column}_again"].to_numpy(float),
            rtol=1e-9,
            atol=1e-9,
            err_msg=column,
        )
