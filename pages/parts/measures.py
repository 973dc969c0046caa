"""What the map can show: each measure with its question, its fixed classes and colours, and the table it makes.

Classes are fixed, so that a colour means the same in every period. Colours: blue is good and orange asks for attention
where a measure says so; a count that is neither goes from pale to green.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from pages.parts import colours
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.words import t

FACTOR: Final = "factor_"  # begins the code of a factor's index
PALE: Final = "#e4eaf0"
COUNT_FILLS: Final = tuple(colours.mixed(PALE, colours.TEAL, share) for share in (0, 0.2, 0.4, 0.6, 0.8, 1))
CARE_FILLS: Final = ("#dfe9f3", "#fbe9d3", "#f4d0a8", "#eeb57c", "#e0893f", "#d2691e")
LABEL_MOST: Final = 9_999  # longer numbers have no room inside an outline: then all are told in thousands
# satisfaction in three classes (rows) by inspections in three (columns); two colours that mix
PAIR_FILLS: Final = (
    ("#f2c79b", "#d99a86", "#b06a7e"),
    ("#e9e9e9", "#b9bfcf", "#8a8fb5"),
    ("#a9d0f0", "#7da8d6", "#4a7fb8"),
)
# what stands across from satisfaction: self-inspections and the city's are never on one scale
PAIRED: Final = {"pair": "self", "pair_team": "team"}
PAIR_BREAKS: Final = ((80.0, 90.0), (1.0, 3.0))


@dataclass(frozen=True)
class Measure:
    """One thing to show. code: in the link, and of its words map.show_<code>; column: of the question's answer.

    breaks: lower ends of all classes but the first; digits of what is written; unit: pct, points, score or n.
    """

    code: str
    question: str
    column: str
    breaks: tuple[float, ...]
    fills: tuple[str, ...]
    unit: str
    measured: str  # ending of the glossary key measure.*
    definitions: tuple[str, ...]
    is_survey: bool = False  # of the slips of the survey: hidden and few are told apart, districts have it as well
    is_compared: bool = False


MEASURES: Final = {
    one.code: one
    for one in (
        Measure(
            "index",
            "comparison_by_ward",
            "index_pct",
            colours.BREAKS,
            colours.CLASS_FILLS,
            "pct",
            "index",
            ("index", "band", "funnel", "hidden", "few"),
            is_survey=True,
        ),
        Measure(
            "change",
            "satisfaction_by_ward",
            "change_pct",
            (-5.0, -2.0, 0.0, 2.0, 5.0),
            colours.CLASS_FILLS,
            "points",
            "change",
            ("change", "movers", "hidden", "few"),
            is_survey=True,
            is_compared=True,
        ),
        Measure(
            "slips",
            "satisfaction_by_ward",
            "slips_n",
            (30, 100, 300, 1000, 3000),
            COUNT_FILLS,
            "n",
            "slips",
            ("hidden", "few"),
            is_survey=True,
        ),
        Measure(
            "team",
            "inspections_by_unit",
            "city_team_n",
            (1, 2, 3, 5, 10),
            COUNT_FILLS,
            "n",
            "inspections",
            ("inspection_scopes",),
        ),
        Measure(
            "self",
            "inspections_by_unit",
            "self_n",
            (1, 2, 3, 5, 10),
            COUNT_FILLS,
            "n",
            "inspections",
            ("inspection_scopes",),
        ),
        Measure(
            "late",
            "lateness_by_ward",
            "centre_late_pct",
            (0.5, 1, 2, 5, 10),
            CARE_FILLS,
            "pct",
            "late",
            ("dossier_late", "dossier_sources"),
        ),
        Measure(
            "unread",
            "slips_by_ward",
            "waiting_unseen_n",
            (1, 2, 5, 10, 20),
            CARE_FILLS,
            "n",
            "unseen",
            ("seen", "slips_as_of"),
        ),
        Measure(
            "portal",
            "portal_by_ward",
            "score",
            (50, 60, 70, 80, 90),
            colours.CLASS_FILLS,
            "score",
            "portal",
            ("portal_766", "portal_capture", "portal_rank"),
        ),
        Measure(
            "pair",
            "satisfaction_by_ward",
            "index_pct",
            (),
            (),
            "pct",
            "index",
            ("index", "inspection_scopes", "hidden", "few"),
            is_survey=True,
        ),
        Measure(
            "pair_team",
            "satisfaction_by_ward",
            "index_pct",
            (),
            (),
            "pct",
            "index",
            ("index", "inspection_scopes", "hidden", "few"),
            is_survey=True,
        ),
    )
}


def offered(ctx: Context, level: str) -> dict[str, str]:
    """The codes of what can be shown at a level, with their words; a factor's index has its code behind FACTOR."""
    lang = ctx.lang
    codes = [code for code, one in MEASURES.items() if one.is_survey or level == "ward"]
    if level != "ward":
        codes = [code for code in codes if code not in PAIRED]
    words = {code: t(f"map.show_{code}", lang) for code in codes}
    factors = {
        FACTOR + code: t("map.show_factor", lang, name=one.word(lang)) for code, one in ctx.catalog.factors.items()
    }
    return {"index": words.pop("index"), **factors, **words}


def can_restate(code: str, level: str) -> bool:
    """Whether figures of before can be told for the wards of today: those of the survey's slips alone."""
    return level == "ward" and (code.startswith(FACTOR) or MEASURES[code].is_survey) and code not in PAIRED


def class_names(found: Measure, lang: Lang) -> tuple[str, ...]:
    """The classes of a measure in words, from the lowest."""
    if found.breaks == colours.BREAKS:
        return colours.CLASS_NAMES[lang]
    write = writer(found.unit, lang, 0 if all(one == int(one) for one in found.breaks) else 1)
    if found.unit == "n":
        ends = [0, *found.breaks]
        spans = [
            fmt.whole(low, lang) if low == high - 1 else f"{fmt.whole(low, lang)}–{fmt.whole(high - 1, lang)}"
            for low, high in pairwise(ends)
        ]
        return (*spans, t("map.class_from", lang, low=fmt.whole(ends[-1], lang)))
    plain = [fmt.number(one, lang, 0 if one == int(one) else 1, signed=found.unit == "points") for one in found.breaks]
    middle = [
        f"{low} {t('word.to', lang)} {write(high)}" if found.unit == "points" else f"{low}–{write(high)}"
        for low, high in zip(plain, found.breaks[1:], strict=False)
    ]
    first = t("map.class_below", lang, high=write(found.breaks[0]))
    return (first, *middle, t("map.class_from", lang, low=write(found.breaks[-1])))


def veiled(fill: str) -> str:
    """A fill under the veil of few slips."""
    return colours.mixed(fill, "#b4bac2", 0.6)


def classes(found: Measure, values: np.ndarray) -> np.ndarray:
    """The class of each value, NaN where there is none."""
    return np.where(np.isnan(values), np.nan, np.searchsorted(found.breaks, values, side="right"))


def fill_of(fills: Sequence[str], code: float, state: str) -> str | None:
    """The colour of a class in a state; None for a unit that stays empty. Hidden never shows its class."""
    if state == "hidden":
        return colours.HIDDEN
    if state == "missing" or code != code or not len(fills):
        return None
    return veiled(fills[int(code)]) if state == "few" else fills[int(code)]


def pair_names(lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes of satisfaction and of inspections, from the lowest, in words."""
    low, high = (fmt.percent(one, lang, 0) for one in PAIR_BREAKS[0])
    first = (
        t("map.class_below", lang, high=low),
        f"{fmt.whole(PAIR_BREAKS[0][0], lang)}–{high}",
        t("map.class_from", lang, low=high),
    )
    return first, ("0", "1–2", t("map.class_from", lang, low="3"))


def writer(unit: str, lang: Lang, digits: int) -> Callable[[float], str]:
    """Writes a value in full."""
    writers: Mapping[str, Callable[[float], str]] = {
        "pct": lambda value: fmt.percent(value, lang, digits if value != int(value) or digits else 0),
        "points": lambda value: f"{fmt.number(value, lang, digits, signed=True)} {t('unit.points', lang)}",
        "score": lambda value: f"{fmt.number(value, lang, digits)} {t('unit.points', lang)}",
        "n": lambda value: fmt.whole(value, lang),
    }
    return writers[unit]


def labeller(unit: str, lang: Lang, most: float = 0) -> Callable[[float], str]:
    """Writes a value so short that it fits inside an outline; `most`: the largest of the map's."""
    if unit == "points":
        return lambda value: fmt.number(value, lang, 0 if abs(value) >= 9.95 else 1, signed=True)
    if in_thousands(unit, most):
        return lambda value: fmt.number(value / 1000, lang, 0 if value >= 9_950 else 1)
    return lambda value: fmt.whole(value, lang)


def in_thousands(unit: str, most: float) -> bool:
    """Whether the labels of a map are told in thousands."""
    return unit == "n" and most > LABEL_MOST
