"""A pivot beside another one: an earlier period, the city, another unit, the time before a date."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries import statistics
from queries.catalog import Catalog
from queries.change import SIGNIFICANCE, months_between
from queries.explore_cut import MEASURES, PLACES, SIDES, CannotCut, Cut
from queries.explore_names import ALL, code_of, first_day
from queries.filters import Filters, add_months

KEYS = ("row", "column", "multiple")

Floats = NDArray[np.float64]


def compared_with(catalog: Catalog, cut: Cut, filters: Filters) -> tuple[Filters, Filters, Cut]:
    """The filters now, those compared with, and the pivot asked of them. Raises CannotCut."""
    if cut.compare == "previous":
        return filters, filters.previous(), cut
    if cut.compare == "last_year":
        return filters, filters.last_year(), cut
    if cut.compare == "date":
        if cut.time:
            raise CannotCut("date_with_time")
        if cut.since is None or not filters.start < cut.since <= filters.end:
            raise CannotCut("date_outside")
        return filters.over(cut.since, filters.end), filters.over(filters.start, add_months(cut.since, -1)), cut
    sides = {side: "" for side in SIDES if getattr(cut, side) in PLACES}
    other = replace(filters, district=(), ward=())
    if cut.compare == "unit":
        other = replace(other, **{"district" if cut.against in catalog.districts else "ward": (cut.against,)})
    return filters, other, replace(cut, **sides)


def compared(
    cells: pd.DataFrame, earlier: pd.DataFrame, cut: Cut, now: Filters, before: Filters, is_cut: bool
) -> pd.DataFrame:
    """The cells beside those compared with, and the change between them."""
    keys = [f"{key}_code" for key in KEYS if f"{key}_code" in cells and f"{key}_code" in earlier]
    shifted = _shifted(earlier, cut, before, now)
    place = np.zeros(len(cells), dtype=int) if len(shifted) else np.full(len(cells), -1)
    if keys:
        mine, theirs = (pd.MultiIndex.from_frame(frame[keys]) for frame in (cells, shifted))
        place = theirs.get_indexer(mine)
    if is_cut and cut.compare in ("previous", "last_year"):
        place = np.full(len(cells), -1)

    def other(name: str) -> Floats:
        return np.append(shifted[name].to_numpy(float, na_value=np.nan), np.nan)[place]

    value, value_before = cells["value"].to_numpy(float), other("value")
    unknown = np.isnan(value) | np.isnan(value_before)
    change = np.where(unknown, np.nan, value - value_before)
    low = high = p_value = np.full(len(cells), np.nan)
    kind = MEASURES[cut.measure].kind
    if kind == "share":
        n1, n2 = (
            np.where(unknown, np.nan, one) for one in (cells["effective_n"].to_numpy(float), other("effective_n"))
        )
        k1, k2 = value / 100 * n1, value_before / 100 * n2
        _, low, high = (100 * one for one in statistics.difference_interval(k1, n1, k2, n2))
        p_value = np.where(unknown, np.nan, statistics.difference_p_value(k1, n1, k2, n2))
    elif kind == "mean":
        spread = np.hypot(cells["spread"].to_numpy(float), other("spread"))
        low, high, p_value = statistics.mean_difference(change, spread)
    is_total = np.zeros(len(cells), dtype=bool)
    for key in keys:
        is_total |= (cells[key] == ALL).to_numpy(bool)
    adjusted = statistics.adjust_p_values(np.where(is_total, np.nan, p_value))
    adjusted = np.where(is_total, p_value, adjusted)
    slips = other("slips_n")
    return cells.assign(
        before_slips_n=pd.arrays.IntegerArray(np.nan_to_num(slips).astype("int64"), np.isnan(slips)),
        before_value=value_before,
        before_low=other("value_low"),
        before_high=other("value_high"),
        change=change,
        change_low=low,
        change_high=high,
        p_value=adjusted,
        is_beyond_chance=np.nan_to_num(adjusted, nan=1.0) < SIGNIFICANCE,
    )


def _shifted(earlier: pd.DataFrame, cut: Cut, before: Filters, now: Filters) -> pd.DataFrame:
    """The cells compared with, their spans of time named as those of now they stand against."""
    if not cut.time or before.start == now.start:
        return earlier
    key = KEYS[[getattr(cut, side) for side in SIDES].index(cut.time)]
    months = months_between(before.start, now.start)
    codes = earlier[f"{key}_code"]
    moved = {
        code: code if code == ALL else code_of(add_months(first_day(code), months), cut.time) for code in codes.unique()
    }
    return earlier.assign(**{f"{key}_code": codes.map(moved)})
