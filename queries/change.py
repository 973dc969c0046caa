"""An answer beside the same cells of an earlier period, and what changed between them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries import statistics

SIGNIFICANCE = 0.05


def months_between(earlier: date, later: date) -> int:
    """How many months later the second date's month is."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def keys_of(frame: pd.DataFrame) -> list[str]:
    """The columns that tell one row from another: codes, lives of codes, months."""
    return [name for name in frame if name.endswith("_code") or name in ("ward_from", "month")]


def compared(now: pd.DataFrame, before: pd.DataFrame, keys: Sequence[str], is_cut: bool) -> pd.DataFrame:
    """`now` with the same cells of an earlier period beside it and the change between them."""
    place = rows_of(now, before, keys)
    if is_cut:  # before a break a code may stand for another unit, and an index for another way of asking
        place = np.full(len(now), -1)

    def earlier(name: str) -> NDArray[np.float64]:
        values = np.append(before[name].to_numpy(float, na_value=np.nan), np.nan)
        return values[place]  # −1, no such row, takes the last

    n1, n2 = now["effective_n"].to_numpy(float, na_value=np.nan), earlier("effective_n")
    p1, p2 = now["index_pct"].to_numpy(float, na_value=np.nan) / 100, earlier("index_pct") / 100
    unknown = np.isnan(p1) | np.isnan(p2)
    n1, n2, p1, p2 = (np.where(unknown, np.nan, a) for a in (n1, n2, p1, p2))
    change, low, high = (100 * a for a in statistics.difference_interval(p1 * n1, n1, p2 * n2, n2))
    p_value = np.where(unknown, np.nan, statistics.difference_p_value(p1 * n1, n1, p2 * n2, n2))
    adjusted = statistics.adjust_p_values(p_value)
    slips = earlier("slips_n")
    columns = {name: now[name] for name in now} | {
        "before_slips_n": pd.arrays.IntegerArray(np.nan_to_num(slips).astype("int64"), np.isnan(slips)),
        "before_index_pct": earlier("index_pct"),
        "before_low": earlier("index_low"),
        "before_high": earlier("index_high"),
        "change_pct": change,
        "change_low": low,
        "change_high": high,
        "p_value": adjusted,
        "is_beyond_chance": np.nan_to_num(adjusted, nan=1.0) < SIGNIFICANCE,
        "is_cut": np.full(len(now), is_cut),
    }
    return pd.DataFrame(columns, copy=False)


def rows_of(wanted: pd.DataFrame, among: pd.DataFrame, keys: Sequence[str]) -> NDArray[np.intp]:
    """For each row of `wanted` the row of `among` with the same keys, −1 for none; without keys always the first."""
    if not keys:
        return np.zeros(len(wanted), dtype=int)
    code = np.zeros(len(among) + len(wanted), dtype=np.int64)
    for name in keys:
        both = np.concatenate([_plain(among[name]), _plain(wanted[name])])
        place, different = pd.factorize(both, use_na_sentinel=False)
        code = pd.factorize(code * len(different) + place)[0]
    row_of = np.full(int(code.max(initial=-1)) + 1, -1)
    row_of[code[: len(among)]] = np.arange(len(among))
    return row_of[code[len(among) :]]


def _plain(column: pd.Series) -> NDArray[Any]:
    """A column's values as numbers or objects; a date as a number, since each would become an object of its own."""
    if column.dtype.kind == "M":
        return column.to_numpy("datetime64[us]").view("int64")
    return column.to_numpy(object)
