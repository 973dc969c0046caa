"""What the map can show: each measure with its question, its fixed classes and colours, and the table it makes.

Classes are fixed, so that a colour means the same in every period. Colours: blue is good and orange asks for attention
where a measure says so; a count that is neither goes from pale to green.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from pages.parts import colours, frames
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.words import t
from queries.filters import Filters
from queries.standing import standing

FACTOR: Final = "factor_"  # begins the code of a factor's index
PALE: Final = "#e4eaf0"
COUNT_FILLS: Final = tuple(colours.mixed(PALE, colours.TEAL, share) for share in (0, 0.2, 0.4, 0.6, 0.8, 1))
CARE_FILLS: Final = ("#dfe9f3", "#fbe9d3", "#f4d0a8", "#eeb57c", "#e0893f", "#d2691e")
LABEL_MOST: Final = 9_999  # a longer number has no room inside an outline
SHOWN: Final = ("ok", "few")
FAR: Final = ("above_998", "below_998")
# satisfaction in three classes (rows) by inspections in three (columns); two colours that mix
PAIR_FILLS: Final = (
    ("#f2c79b", "#d99a86", "#b06a7e"),
    ("#e9e9e9", "#b9bfcf", "#8a8fb5"),
    ("#a9d0f0", "#7da8d6", "#4a7fb8"),
)
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
    )
}


@dataclass(frozen=True)
class Shown:
    """A measure under some filters: the answer behind it and a row a unit for the map.

    cells: code, name, full_name, kind, state, value, class_code, fill (None: empty), label, is_marked, the texts of the
    tooltip, and band where units are compared with the city.
    """

    measure: Measure
    answer: pd.DataFrame
    filters: Filters
    cells: pd.DataFrame

    @property
    def options(self) -> dict[str, str]:
        """What the question was asked with besides filters."""
        return {"compare": "previous"} if self.measure.is_compared else {}

    @property
    def slips_n(self) -> int | None:
        """Slips behind what is shown; None where it rests on a register."""
        return frames.total_slips(self.answer) if self.measure.is_survey else None

    def tips(self, lang: Lang) -> dict[str, str]:
        """Columns of the tooltip with their titles."""
        lines = {"value_text": t(f"map.tip_{self.measure.unit}", lang)}
        if self.measure.is_survey:
            key = "tip_interval_change" if self.measure.is_compared else "tip_interval"
            lines |= {"interval_text": t(f"map.{key}", lang), "slips_text": t("col.slips_n", lang)}
        if "second_text" in self.cells:
            lines["second_text"] = t("map.show_self", lang)
        return lines


def offered(ctx: Context, level: str) -> dict[str, str]:
    """The codes of what can be shown at a level, with their words; a factor's index has its code behind FACTOR."""
    lang = ctx.lang
    codes = [code for code, one in MEASURES.items() if one.is_survey or level == "ward"]
    if level != "ward":
        codes.remove("pair")
    words = {code: t(f"map.show_{code}", lang) for code in codes}
    factors = {
        FACTOR + code: t("map.show_factor", lang, name=one.word(lang)) for code, one in ctx.catalog.factors.items()
    }
    return {"index": words.pop("index"), **factors, **words}


def shown(ctx: Context, code: str, level: str, filters: Filters) -> Shown:
    """The table of one measure at one level; units in force at the end of the period alone."""
    if code.startswith(FACTOR):
        filters = replace(filters, factor=code.removeprefix(FACTOR))
        found = replace(
            MEASURES["index"], question="satisfaction_by_ward", definitions=("index", "band", "hidden", "few")
        )
    else:
        found = MEASURES[code]
    if level == "district":
        question = {"comparison_by_ward": "comparison_by_district"}.get(found.question, "satisfaction_by_district")
        found = replace(found, question=question)
    answer = ctx.ask(found.question, filters, compare="previous" if found.is_compared else None)
    rows = _in_force(answer, level, ctx, filters.last_day)
    cells = _survey_cells(rows, found, level, ctx, filters) if found.is_survey else _register_cells(rows, found, ctx)
    if code == "pair":
        cells = _paired(cells, ctx, filters)
    return Shown(found, answer, filters, cells)


def class_names(found: Measure, lang: Lang) -> tuple[str, ...]:
    """The classes of a measure in words, from the lowest."""
    if found.breaks == colours.BREAKS:
        return colours.CLASS_NAMES[lang]
    write = _writer(found.unit, lang, 0 if all(one == int(one) for one in found.breaks) else 1)
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


def _in_force(answer: pd.DataFrame, level: str, ctx: Context, day: date) -> pd.DataFrame:
    if "unit_level" in answer:
        answer = answer[answer["unit_level"] == "ward"]
    if level == "district":
        return answer.reset_index(drop=True)
    keys = {unit.key for unit in ctx.catalog.wards_on(day).values()}
    own = answer["ward_code"].astype(str) + "@" + pd.to_datetime(answer["ward_from"]).dt.strftime("%Y-%m-%d")
    return answer[own.isin(keys)].reset_index(drop=True)


def _survey_cells(rows: pd.DataFrame, found: Measure, level: str, ctx: Context, filters: Filters) -> pd.DataFrame:
    city = frames.reading(ctx.ask("headline", replace(filters, district=(), ward=())))
    frame = frames.dressed(standing(rows, city.index_pct) if "band" not in rows else rows, ctx)
    values = frame[found.column].to_numpy(float, na_value=np.nan)
    state = frame["state"].to_numpy(object)
    state = np.where(np.isnan(values) & (state != "hidden"), "missing", state)
    marked = np.zeros(len(frame), dtype=bool)
    if "place" in frame:
        marked = frame["place"].isin(FAR).to_numpy()
    if found.is_compared:
        marked = frame["is_beyond_chance"].fillna(False).to_numpy(bool)
    named = frame.assign(
        code=frame[f"{level}_code"],
        name=frame[f"{level}_name"],
        full_name=frames.unit_names(frame, level, ctx),
        kind=_kinds(frame, level, ctx),
        state=state,
        is_marked=marked,
    )
    if found.is_compared:
        ends = zip(frame["change_low"], frame["change_high"], strict=True)
        named["interval_text"] = [fmt.signed_interval(*pair, ctx.lang) for pair in ends]
    if found.unit == "n":
        named["slips_text"] = ""
    return _finished(named, values, found, ctx.lang)


def _register_cells(rows: pd.DataFrame, found: Measure, ctx: Context) -> pd.DataFrame:
    values = rows[found.column].to_numpy(float, na_value=np.nan) if len(rows) else np.empty(0)
    named = pd.DataFrame(
        {
            "code": rows["ward_code"],
            "name": rows["ward_name"] if "ward_name" in rows else rows["unit_name"],
            "full_name": frames.unit_names(rows, "ward", ctx),
            "kind": _kinds(rows, "ward", ctx),
            "state": np.where(np.isnan(values), "missing", "ok").astype(object),
            "is_marked": False,
            "interval_text": "",
            "slips_text": "",
            "band": "none",
        }
    )
    return _finished(named, values, found, ctx.lang)


def _finished(frame: pd.DataFrame, values: np.ndarray, found: Measure, lang: Lang) -> pd.DataFrame:
    state = frame["state"].to_numpy(object)
    codes = classes(found, values) if found.breaks else np.full(len(values), np.nan)
    write, label = _writer(found.unit, lang, 1), _labeller(found.unit, lang)
    is_shown = np.isin(state, SHOWN)
    return frame.assign(
        value=np.where(is_shown, values, np.nan),
        class_code=np.where(is_shown, codes, np.nan),
        fill=[fill_of(found.fills, code, one) for code, one in zip(codes, state, strict=True)],
        label=[label(value) if good else "" for value, good in zip(values, is_shown, strict=True)],
        value_text=[write(value) if good else fmt.MISSING for value, good in zip(values, is_shown, strict=True)],
        state_text=[t(f"state.{one}", lang) for one in state],
    )


def fill_of(fills: Sequence[str], code: float, state: str) -> str | None:
    """The colour of a class in a state; None for a unit that stays empty. Hidden never shows its class."""
    if state == "hidden":
        return colours.HIDDEN
    if state == "missing" or code != code or not len(fills):
        return None
    return veiled(fills[int(code)]) if state == "few" else fills[int(code)]


def _paired(cells: pd.DataFrame, ctx: Context, filters: Filters) -> pd.DataFrame:
    """Cells of the index with the inspections of each ward: class_code 0–8 by row (satisfaction) and column."""
    asked = ctx.ask("inspections_by_unit", filters)
    rows = _in_force(asked, "ward", ctx, filters.last_day)
    held = dict(zip(rows["ward_code"], rows["self_n"].astype(float), strict=True))
    n = np.array([held.get(code, np.nan) for code in cells["code"]], dtype=float)
    index = cells["value"].to_numpy(float)
    known = ~np.isnan(index) & ~np.isnan(n)
    row, column = (
        np.searchsorted(b, np.nan_to_num(v), side="right") for b, v in zip(PAIR_BREAKS, (index, n), strict=True)
    )
    codes = np.where(known, 3 * row + column, np.nan)
    flat = [fill for line in PAIR_FILLS for fill in line]
    return cells.assign(
        class_code=codes,
        fill=[fill_of(flat, code, state) for code, state in zip(codes, cells["state"], strict=True)],
        second_text=[fmt.whole(one, ctx.lang) for one in n],
    )


def pair_names(lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes of satisfaction and of inspections, from the lowest, in words."""
    low, high = (fmt.percent(one, lang, 0) for one in PAIR_BREAKS[0])
    first = (
        t("map.class_below", lang, high=low),
        f"{fmt.whole(PAIR_BREAKS[0][0], lang)}–{high}",
        t("map.class_from", lang, low=high),
    )
    return first, ("0", "1–2", t("map.class_from", lang, low="3"))


def _kinds(frame: pd.DataFrame, level: str, ctx: Context) -> Any:
    units = frames.units_of(frame, level, ctx)
    return [unit.kind_en if ctx.lang == "en" else unit.kind for unit in units]


def _writer(unit: str, lang: Lang, digits: int) -> Callable[[float], str]:
    """Writes a value in full."""
    writers: Mapping[str, Callable[[float], str]] = {
        "pct": lambda value: fmt.percent(value, lang, digits if value != int(value) or digits else 0),
        "points": lambda value: f"{fmt.number(value, lang, digits, signed=True)} {t('unit.points', lang)}",
        "score": lambda value: f"{fmt.number(value, lang, digits)} {t('unit.points', lang)}",
        "n": lambda value: fmt.whole(value, lang),
    }
    return writers[unit]


def _labeller(unit: str, lang: Lang) -> Callable[[float], str]:
    """Writes a value so short that it fits inside an outline; nothing where it can't."""
    if unit == "points":
        return lambda value: fmt.number(value, lang, 0 if abs(value) >= 9.95 else 1, signed=True)
    if unit == "n":
        return lambda value: fmt.whole(value, lang) if value <= LABEL_MOST else ""
    return lambda value: fmt.whole(value, lang)
