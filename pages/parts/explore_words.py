"""The words of a pivot: what a measure and a dimension are called, how their values read, which colour a value has."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pages.parts import colours
from pages.parts import numbers as fmt
from pages.parts.numbers import Lang
from pages.parts.words import t
from queries.explore_cut import MEASURES, Cut
from queries.explore_names import ALL, STEP_MONTHS, first_day
from queries.filters import add_months

NEUTRAL_FILLS = ("#e3eaf2", "#c3d5ea", "#9fbfe1", "#7aa9d8", "#5693cf", "#2e86d1")  # more is only more
CHANGE_FILLS = (colours.CLASS_FILLS[4], colours.CLASS_FILLS[1])  # for the better, for the worse
RISEN, FALLEN = "▲", "▼"  # beyond chance
NUMBERS = {"value": "value", "interval": "value_low", "n": "slips_n", "change": "change"}
DIGITS = {"mean": 2, "wait": 0, "visits": 2}


def measure_name(measure: str, lang: Lang) -> str:
    """What a measure is called."""
    return t(f"explore.measure_{measure}", lang)


def dimension_name(name: str, lang: Lang) -> str:
    """What a dimension is called."""
    return t(f"explore.by_{name}", lang)


def value_text(value: float, measure: str, lang: Lang) -> str:
    """A value of a measure: 86,4 % · 4,39 · 35 phút · 1.234."""
    if fmt.is_missing(value):
        return fmt.MISSING
    kind = MEASURES[measure].kind
    if kind == "share":
        return fmt.percent(value, lang)
    if kind == "count":
        return fmt.whole(value, lang)
    text = fmt.number(value, lang, DIGITS[measure])
    return t(f"explore.unit_{measure}", lang, n=text)


def short_texts(values: list[float], measure: str, lang: Lang) -> list[str]:
    """Values as a cell of a heat map has room for them: 86 · 4,4 · 1.234."""
    digits = 1 if measure in ("mean", "visits") else 0
    return ["" if fmt.is_missing(one) else fmt.number(one, lang, digits) for one in values]


def change_text(value: float, measure: str, lang: Lang) -> str:
    """A difference of two values: +1,2 điểm · +0,05 · −3."""
    if MEASURES[measure].kind == "share":
        return fmt.points(value, lang)
    return fmt.number(value, lang, DIGITS.get(measure, 0), signed=True)


def interval_text(low: float, high: float, measure: str, lang: Lang) -> str:
    """The interval of a value; '' for counts, which have none."""
    if MEASURES[measure].kind == "count":
        return ""
    if MEASURES[measure].kind == "share":
        return fmt.interval(low, high, lang)
    if fmt.is_missing(low) or fmt.is_missing(high):
        return fmt.MISSING
    digits = DIGITS[measure]
    return f"{fmt.number(low, lang, digits)}–{fmt.number(high, lang, digits)}"


def names(cells: pd.DataFrame, key: str, dimension: str, lang: Lang) -> list[str]:
    """The names along a side in the language in force; spans of time as people call them."""
    if dimension in STEP_MONTHS:
        words = {
            code: t("explore.all", lang) if code == ALL else fmt.period_text(*_ends(code, dimension), lang)
            for code in cells[f"{key}_code"].unique()
        }
        return [words[code] for code in cells[f"{key}_code"]]
    return cells[f"{key}_name_en" if lang == "en" else f"{key}_name"].tolist()


def _ends(code: str, step: str) -> tuple:
    start = first_day(code)
    return start, add_months(start, STEP_MONTHS[step] - 1)


def classes(values: NDArray[np.float64], cut: Cut) -> NDArray[np.float64]:
    """Class 0–5 of each value, 5 the best or the most: fixed ones for the index, otherwise sixths of the values."""
    if cut.measure == "index":
        return colours.class_codes(values)
    known = np.unique(values[~np.isnan(values)])
    if len(known) < 2:
        return np.where(np.isnan(values), np.nan, 3.0)
    breaks = np.quantile(known, np.arange(1, 6) / 6)
    found = np.searchsorted(breaks, values, side="right").astype(float)
    if MEASURES[cut.measure].good < 0:
        found = 5 - found
    return np.where(np.isnan(values), np.nan, found)


def fills(codes: NDArray[np.float64], states: NDArray, cut: Cut) -> list[str | None]:
    """The colour of each cell by class and state."""
    if MEASURES[cut.measure].good:
        return [
            colours.fill(None if code != code else int(code), state) for code, state in zip(codes, states, strict=True)
        ]
    return [
        colours.HIDDEN if state == "hidden" else None if code != code else NEUTRAL_FILLS[int(code)]
        for code, state in zip(codes, states, strict=True)
    ]


def content_name(content: str, cut: Cut, lang: Lang) -> str:
    """The heading of a column where nothing stands across."""
    return measure_name(cut.measure, lang) if content == "value" else t(f"explore.show_{content}", lang)


def content(cells: pd.DataFrame, what: str, cut: Cut, lang: Lang) -> tuple[NDArray, NDArray, NDArray[np.float64]]:
    """Text, fill and number of each dressed cell for what the table shows: value, interval, n or change.

    The number is what a click on the heading sorts by (of an interval its lower end), NaN where nothing is shown.
    """
    blank = np.full(len(cells), "", dtype=object)
    state = cells["state"].to_numpy(object)
    marks = {"hidden": t("explore.mark_hidden", lang), "missing": fmt.MISSING}
    number = cells[NUMBERS[what]].to_numpy(float, na_value=np.nan)
    if what == "change":
        good = MEASURES[cut.measure].good
        sure = cells["is_beyond_chance"].to_numpy(bool)
        fill = np.where(sure & bool(good), np.where(good * number > 0, *CHANGE_FILLS), "")
        texts = np.array(marked(cells["change_text"], number, sure), dtype=object)
    elif what == "n":
        fill = blank
        texts = np.array([fmt.whole(one, lang) for one in cells["slips_n"]], dtype=object)
    else:
        fill = np.array([one or "" for one in cells["fill"]], dtype=object) if what == "value" else blank
        texts = cells["value_text" if what == "value" else "interval_text"].to_numpy(object)
        if what == "value" and MEASURES[cut.measure].kind == "share":
            texts = np.array([fmt.number(one, lang) for one in cells["value"].tolist()], dtype=object)
    shown = [marks.get(one, text) for one, text in zip(state, texts, strict=True)]
    hidden = np.where(state == "hidden", colours.HIDDEN, fill)
    number = np.where(np.isin(state, list(marks)), np.nan, number)
    return np.array(shown, dtype=object), hidden.astype(object), number


def marked(texts: Iterable[str], changes: Iterable[float], sure: Iterable[bool]) -> list[str]:
    """Changes with a sign where they are beyond chance, for who does not see the colour."""
    return [
        f"{text}\u202f{RISEN if change > 0 else FALLEN}" if flag else text
        for text, change, flag in zip(texts, changes, sure, strict=True)
    ]
