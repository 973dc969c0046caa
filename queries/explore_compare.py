"""Two to six units or periods side by side: the answers to the questions that exist, and the distances to the first.

What a question hides stays hidden: only `ask` is used, for each one by itself. Across a change of method no distance is
told; a change of units is none, since each unit is named with its life.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from queries import statistics
from queries.catalog import Catalog, Unit
from queries.change import SIGNIFICANCE
from queries.database import Database
from queries.explore_names import STEP_MONTHS, first_day
from queries.filters import Filters, add_months
from queries.question import ask

MOST = 6
KINDS = ("ward", "district", "period")


@dataclass(frozen=True)
class One:
    """One of those compared: its code, and the filters it is asked under; None where it did not exist in the period."""

    code: str
    filters: Filters | None


def chosen(catalog: Catalog, kind: str, codes: Sequence[str], filters: Filters) -> list[One]:
    """The units (wards by key 00004@2025-07-01, districts by code) or periods (2026-Q3) of these codes."""
    if kind == "period":
        return [One(code, _of_period(code, filters)) for code in codes]
    units = {unit.key: unit for unit in catalog.ward_order} if kind == "ward" else dict(catalog.districts)
    return [One(code, _of_unit(units[code], kind, filters)) for code in codes]


def figures(database: Database, catalog: Catalog, ones: Sequence[One]) -> pd.DataFrame:
    """One row each: code, the measures of `headline`, and its difference to the first one.

    Adds change_pct, change_low, change_high (points, this one less the first; Newcombe on the effective numbers),
    p_value (Benjamini–Hochberg over those compared), is_beyond_chance and is_cut (the method changed between the two);
    nothing for the first itself, nor where either is hidden or has no slips.
    """
    rows = [ask(database, catalog, "headline", one.filters) for one in ones if one.filters]
    held = [one.code for one in ones if one.filters]
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    if frame.empty:
        return frame
    frame.insert(0, "code", held)
    p = frame["index_pct"].to_numpy(float, na_value=np.nan) / 100
    n = frame["effective_n"].to_numpy(float, na_value=np.nan)
    is_first = np.arange(len(frame)) == 0
    # The first may be missing altogether: then there is nothing to tell the distance to.
    known = ~np.isnan(p) & ~np.isnan(p[0]) & ~is_first & (held[0] == ones[0].code)
    asked = [one.filters for one in ones if one.filters]
    is_cut = np.array([_is_cut(catalog, asked[0], one) for one in asked])
    known &= ~is_cut
    p1, n1 = np.where(known, p, np.nan), np.where(known, n, np.nan)
    p0, n0 = np.where(known, p[0], np.nan), np.where(known, n[0], np.nan)
    change, low, high = (100 * one for one in statistics.difference_interval(p1 * n1, n1, p0 * n0, n0))
    p_value = np.where(known, statistics.difference_p_value(p1 * n1, n1, p0 * n0, n0), np.nan)
    adjusted = statistics.adjust_p_values(p_value)
    return frame.assign(
        change_pct=change,
        change_low=low,
        change_high=high,
        p_value=adjusted,
        is_beyond_chance=np.nan_to_num(adjusted, nan=1.0) < SIGNIFICANCE,
        is_cut=is_cut,
    )


def _is_cut(catalog: Catalog, one: Filters, other: Filters) -> bool:
    """Whether the way of asking changed between the two."""
    start, end = min(one.start, other.start), max(one.end, other.end)
    return any(cut.kind == "method" and start < cut.on <= end for cut in catalog.breaks_of(one.instrument))


def answers(database: Database, catalog: Catalog, name: str, ones: Sequence[One], whole: bool = False) -> pd.DataFrame:
    """The answers to one question about each, one under the other, with their `code`.

    whole: over everything the file holds of a unit until its period's end, for a course over time.
    """
    parts = []
    for one in ones:
        if one.filters is None:
            continue
        asked = one.filters.over(catalog.first_month, one.filters.end) if whole else one.filters
        part = ask(database, catalog, name, asked)
        part.insert(0, "code", one.code)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _of_unit(unit: Unit, kind: str, filters: Filters) -> Filters | None:
    """The filters for one unit, the period cut to its life."""
    start = max(filters.start, unit.valid_from.replace(day=1)) if kind == "ward" else filters.start
    end = filters.end
    if kind == "ward" and unit.valid_to is not None:
        end = min(end, unit.valid_to.replace(day=1))
    if start > end:
        return None
    other = replace(filters, district=(), ward=(), start=start, end=end)
    return replace(other, **{kind: (unit.code,)})


def _of_period(code: str, filters: Filters) -> Filters:
    start = first_day(code)
    step = "quarter" if "Q" in code else "month" if "-" in code else "year"
    return filters.over(start, add_months(start, STEP_MONTHS[step] - 1))


def periods(catalog: Catalog) -> list[str]:
    """The codes of the years, quarters and months that the file holds, the latest first."""
    found = []
    for year in range(catalog.last_month.year, catalog.first_month.year - 1, -1):
        found.append(str(year))
        for quarter in range(4, 0, -1):
            if _holds(catalog, date(year, 3 * quarter - 2, 1), 3):
                found.append(f"{year}-Q{quarter}")
        found += [f"{year}-{month:02d}" for month in range(12, 0, -1) if _holds(catalog, date(year, month, 1), 1)]
    return found


def _holds(catalog: Catalog, start: date, months: int) -> bool:
    return start <= catalog.last_month and add_months(start, months - 1) >= catalog.first_month
