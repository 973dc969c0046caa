"""From a cell of the pivot to the filters that leave just its slips."""

from collections.abc import Mapping
from dataclasses import replace

from pages.parts.context import Context
from queries.explore_cut import MEASURES
from queries.explore_names import ALL, STEP_MONTHS, first_day
from queries.filters import LISTS, Filters, add_months

# What a cell may name that no filter of the dashboard can choose; the slips' view keeps these in a code of its own.
OTHERS = ("gender", "age_band", "weekday", "item")


def to_filters(ctx: Context, filters: Filters, row_codes: Mapping[str, str]) -> Filters:
    """The filters of a pivot narrowed to a cell; row_codes: its code by dimension ('*' for a total).

    What no filter can say (gender, age, day of the week, item, "not stated") is left out: see `rest`.
    """
    for name, code in row_codes.items():
        if code in (ALL, ""):
            continue
        if name in STEP_MONTHS:
            start = first_day(code)
            end = add_months(start, STEP_MONTHS[name] - 1)
            filters = filters.over(max(filters.start, start), min(filters.end, end))
        elif name in ("district", "former_district"):
            filters = replace(filters, district=(code,))
        elif name == "ward":
            filters = _of_ward(ctx, filters, code)
        elif name in LISTS:
            filters = replace(filters, **{name: (code,)})
        elif name in ("factor", "instrument"):
            filters = replace(filters, **{name: code})
    return filters


def rest(row_codes: Mapping[str, str], measure: str) -> dict[str, str]:
    """What of a cell `to_filters` leaves out, by dimension; '' where it holds the slips that do not say.

    A measure of slips counts those that tell it; the slips without stay out.
    """
    left = {
        "district" if name == "former_district" else name: code
        for name, code in row_codes.items()
        if code == "" or (name in OTHERS and code != ALL)
    }
    return left | ({"measured": measure} if MEASURES[measure].of_slips else {})


def _of_ward(ctx: Context, filters: Filters, key: str) -> Filters:
    """One life of a ward's code: 00004@2025-07-01. The period ends before that life does."""
    unit = next((one for one in ctx.catalog.wards.get(key.partition("@")[0], ()) if one.key == key), None)
    if unit is None:
        return filters
    end = filters.end
    if unit.valid_to is not None:
        end = max(min(end, unit.valid_to.replace(day=1)), filters.start)
    return replace(filters, ward=(unit.code,), end=end)
