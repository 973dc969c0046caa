"""The table of the map: a row a unit in force, with the class, the colour and the words of what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from pages.parts import frames, measures
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.measures import FACTOR, Measure
from pages.parts.numbers import Lang
from pages.parts.words import t
from queries.boundaries import EarlierWard
from queries.filters import Filters
from queries.standing import standing

SHOWN: Final = ("ok", "few")
FAR: Final = ("above_998", "below_998")  # of the funnel: these units get a strong outline


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

    @property
    def is_in_thousands(self) -> bool:
        """Whether the numbers on the map are thousands."""
        return measures.in_thousands(self.measure.unit, self.cells["value"].max())

    def tips(self, lang: Lang) -> dict[str, str]:
        """Columns of the tooltip with their titles."""
        lines = {"value_text": t(f"map.tip_{self.measure.unit}", lang)}
        if self.measure.is_survey:
            key = "tip_interval_change" if self.measure.is_compared else "tip_interval"
            lines |= {"interval_text": t(f"map.{key}", lang), "slips_text": t("col.slips_n", lang)}
        if "second_text" in self.cells:
            lines["second_text"] = t(f"map.show_{measures.PAIRED[self.measure.code]}", lang)
        return lines


def shown(ctx: Context, code: str, level: str, filters: Filters, is_restated: bool = False) -> Shown:
    """The table of one measure at one level; units in force at the end of the period alone.

    is_restated: on the wards of today instead, where `can_restate`.
    """
    if code.startswith(FACTOR):
        filters = replace(filters, factor=code.removeprefix(FACTOR))
        found = replace(
            measures.MEASURES["index"], question="satisfaction_by_ward", definitions=("index", "band", "hidden", "few")
        )
    else:
        found = measures.MEASURES[code]
    if level == "district":
        question = {"comparison_by_ward": "comparison_by_district"}.get(found.question, "satisfaction_by_district")
        found = replace(found, question=question)
    if is_restated:
        found = replace(found, question="restated_by_ward", definitions=(*found.definitions, "restated"))
    answer = ctx.ask(found.question, filters, compare="previous" if found.is_compared else None)
    rows = answer if is_restated else _in_force(answer, level, ctx, filters.last_day)
    cells = _survey_cells(rows, found, level, ctx, filters) if found.is_survey else _register_cells(rows, found, ctx)
    if code in measures.PAIRED:
        cells = _paired(cells, measures.MEASURES[measures.PAIRED[code]], ctx, filters)
    return Shown(found, answer, filters, cells)


def on_earlier(made: Shown, earlier: Mapping[str, EarlierWard], filters: Filters, lang: Lang) -> Shown:
    """The same on the wards of before 2025: each takes the figures recorded under its code.

    Those that ended with 2024 have none. A code that has another name since says whose figures it shows.
    """
    if not earlier or filters.ward:
        return made
    cells = made.cells
    held = cells["code"].map({code: unit.name for code, unit in earlier.items()})
    is_other = (held.notna() & (held != cells["name"])).to_numpy()
    notes = [t("map.tip_recorded_as", lang, name=name) for name in cells["full_name"]]
    said = cells["state_text"] + " · " + pd.Series(notes, index=cells.index)
    cells = cells.assign(name=held.where(is_other, cells["name"]), state_text=said.where(is_other, cells["state_text"]))
    ended = {
        code: unit
        for code, unit in earlier.items()
        if code not in set(cells["code"]) and (not filters.district or unit.district_code in filters.district)
    }
    # Taking the rows by their codes keeps what the columns are: numbers stay numbers.
    whole = cells.set_index("code", drop=False).reindex([*cells["code"], *ended])
    whole.loc[list(ended), [one for one in whole if one.endswith("_text")]] = fmt.MISSING
    for code, unit in ended.items():
        for column, value in _without_slips(code, unit, lang).items():
            whole.at[code, column] = value
    whole["is_marked"] = whole["is_marked"].fillna(False).astype(bool)
    return replace(made, cells=whole.reset_index(drop=True))


def _without_slips(code: str, unit: EarlierWard, lang: Lang) -> dict[str, object]:
    kind = unit.kind_en if lang == "en" else unit.kind
    full = f"{unit.name} {kind}" if lang == "en" else f"{kind.capitalize()} {unit.name}"
    said = {"code": code, "name": unit.name, "full_name": full, "kind": kind, "state": "missing", "label": ""}
    return {**said, "band": "none", "fill": None, "state_text": t("state.missing", lang)}


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
    codes = measures.classes(found, values) if found.breaks else np.full(len(values), np.nan)
    is_shown = np.isin(state, SHOWN)
    most = np.nanmax(np.where(is_shown, values, np.nan), initial=0)
    write, label = measures.writer(found.unit, lang, 1), measures.labeller(found.unit, lang, most)
    return frame.assign(
        value=np.where(is_shown, values, np.nan),
        class_code=np.where(is_shown, codes, np.nan),
        fill=[measures.fill_of(found.fills, code, one) for code, one in zip(codes, state, strict=True)],
        label=[label(value) if good else "" for value, good in zip(values, is_shown, strict=True)],
        value_text=[write(value) if good else fmt.MISSING for value, good in zip(values, is_shown, strict=True)],
        state_text=[t(f"state.{one}", lang) for one in state],
    )


def _paired(cells: pd.DataFrame, other: Measure, ctx: Context, filters: Filters) -> pd.DataFrame:
    """Cells of the index with the inspections of each ward: class_code 0–8 by row (satisfaction) and column."""
    asked = ctx.ask(other.question, filters)
    rows = _in_force(asked, "ward", ctx, filters.last_day)
    held = dict(zip(rows["ward_code"], rows[other.column].astype(float), strict=True))
    n = np.array([held.get(code, np.nan) for code in cells["code"]], dtype=float)
    index = cells["value"].to_numpy(float)
    known = ~np.isnan(index) & ~np.isnan(n)
    row, column = (
        np.searchsorted(b, np.nan_to_num(v), side="right")
        for b, v in zip(measures.PAIR_BREAKS, (index, n), strict=True)
    )
    codes = np.where(known, 3 * row + column, np.nan)
    flat = [fill for line in measures.PAIR_FILLS for fill in line]
    return cells.assign(
        class_code=codes,
        fill=[measures.fill_of(flat, code, state) for code, state in zip(codes, cells["state"], strict=True)],
        second_text=[fmt.whole(one, ctx.lang) for one in n],
    )


def _kinds(frame: pd.DataFrame, level: str, ctx: Context) -> Any:
    units = frames.units_of(frame, level, ctx)
    return [unit.kind_en if ctx.lang == "en" else unit.kind for unit in units]
