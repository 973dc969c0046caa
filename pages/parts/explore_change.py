"""The pivot's cells by their change against what they are compared with, for charts and the map; as in the table."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pages.parts import explore_words as words
from pages.parts import numbers as fmt
from pages.parts.numbers import Lang
from pages.parts.words import t
from queries.explore import Pivot
from queries.explore_cut import MEASURES, Cut

# Where the classes of a change begin, in the measure's own unit; of counts in percent of what was before.
BREAKS = {
    "share": (-5.0, -2.0, 0.0, 2.0, 5.0),
    "mean": (-0.2, -0.05, 0.0, 0.05, 0.2),
    "wait": (-5.0, -2.0, 0.0, 2.0, 5.0),
    "visits": (-0.3, -0.1, 0.0, 0.1, 0.3),
    "count": (-20.0, -5.0, 0.0, 5.0, 20.0),
}


def breaks(cut: Cut) -> tuple[float, ...]:
    """Where the classes of this measure's change begin."""
    return BREAKS.get(cut.measure) or BREAKS[MEASURES[cut.measure].kind]


def as_change(cells: pd.DataFrame, answer: Pivot, lang: Lang) -> pd.DataFrame:
    """Dressed cells with the change for the value: value and its interval, texts, state, class, fill, and is_sure.

    What is hidden stays hidden; a cell that cannot be compared is missing, and says so.
    """
    cut = answer.cut
    change = cells["change"].to_numpy(float)
    state = np.where(cells["state"] == "hidden", "hidden", np.where(np.isnan(change), "missing", cells["state"]))
    codes = _classes(change, cells["before_value"].to_numpy(float), cut)
    sure = cells["is_beyond_chance"].to_numpy(bool) & (state != "hidden") & ~np.isnan(change)
    is_new = (cells["state"] != "missing").to_numpy(bool) & (state == "missing")
    gap = np.where(is_new, t("explore.not_comparable", lang), [t(f"state.{one}", lang) for one in state])
    return cells.assign(
        value=change,
        value_low=cells["change_low"],
        value_high=cells["change_high"],
        value_text=words.marked(cells["change_text"], change, sure),
        interval_text=[
            _interval(low, high, cut, lang) for low, high in zip(cells["change_low"], cells["change_high"], strict=True)
        ],
        short_text=[_short(one, cut, lang) for one in change.tolist()],
        state=state.astype(object),
        state_text=gap,
        class_code=codes,
        fill=words.fills(codes, state, cut),
        is_sure=sure,
    )


def with_before(points: pd.DataFrame, cut: Cut, lang: Lang) -> pd.DataFrame:
    """Points of lines with what they are compared with in words: before_text, change_words."""
    sure = points["is_beyond_chance"].to_numpy(bool)
    return points.assign(
        before_text=[words.value_text(one, cut.measure, lang) for one in points["before_value"].tolist()],
        change_words=words.marked(points["change_text"], points["change"].to_numpy(float), sure),
    )


def classes_text(cut: Cut, lang: Lang) -> str:
    """The classes in words: dưới −5; −5 đến −2; …"""
    kind = MEASURES[cut.measure].kind
    ends = [fmt.number(one, lang, _digits(cut), signed=True) if one else "0" for one in breaks(cut)]
    unit = t("explore.change_percent" if kind == "count" else f"explore.change_{kind}", lang)
    return t("explore.change_classes", lang, classes=" | ".join(ends), unit=unit)


def _classes(change: NDArray[np.float64], before: NDArray[np.float64], cut: Cut) -> NDArray[np.float64]:
    """Class 0–5, 5 the most for the better (the most, where neither is better)."""
    size = change
    if MEASURES[cut.measure].kind == "count":
        size = np.where(before > 0, 100 * change / np.where(before > 0, before, 1), np.nan)
    found = np.searchsorted(breaks(cut), size, side="right").astype(float)
    if MEASURES[cut.measure].good < 0:
        found = 5 - np.searchsorted(breaks(cut), size, side="left").astype(float)
    return np.where(np.isnan(size), np.nan, found)


def _digits(cut: Cut) -> int:
    return {"mean": 2, "visits": 1}.get(cut.measure, 0)


def _short(value: float, cut: Cut, lang: Lang) -> str:
    """A change as a cell of a heat map has room for it."""
    if fmt.is_missing(value):
        return ""
    kind = MEASURES[cut.measure].kind
    return fmt.number(value, lang, 0 if kind == "count" else 2 if cut.measure == "mean" else 1, signed=True)


def _interval(low: float, high: float, cut: Cut, lang: Lang) -> str:
    """The interval of a change; '' for counts, which have none."""
    kind = MEASURES[cut.measure].kind
    if kind == "count" or fmt.is_missing(low) or fmt.is_missing(high):
        return ""
    if kind == "share":
        return fmt.signed_interval(low, high, lang)
    ends = [fmt.number(one, lang, words.DIGITS[cut.measure], signed=True) for one in (low, high)]
    return t("explore.from_to", lang, low=ends[0], high=ends[1])
