"""The answer of a pivot on the screen: asked, refused in a sentence, measured in a line, with what there is to know."""

import pandas as pd
import streamlit as st

from pages.parts import explore_change, explore_frames, show
from pages.parts.context import Context, EndOfPage
from pages.parts.explore_words import dimension_name, measure_name, value_text
from pages.parts.words import counted, t
from queries.explore import Pivot, pivot
from queries.explore_cut import MEASURES, CannotCut, Cut

# What a cell is compared with need not be earlier.
AGAINST = {
    "before_value": "against_value",
    "before_low": "against_low",
    "before_high": "against_high",
    "before_slips_n": "against_n",
}
DEFINITIONS = {"share": ("interval",), "mean": ("cluster_mean",), "count": ()}


def asked(ctx: Context, cut: Cut) -> Pivot:
    """The answer; where there is none, a sentence that says what to do instead, and the page ends."""
    lang = ctx.lang
    try:
        answer = pivot(ctx.database, ctx.catalog, cut, ctx.filters)
    except CannotCut as refusal:
        named = [name for name in cut.dimensions if f"{name}_n" in refusal.values]
        sizes = [
            f"{dimension_name(name, lang)}: {value_text(refusal.values[f'{name}_n'], 'n', lang)}" for name in named
        ]
        words = {"cells": value_text(refusal.values.get("cells"), "n", lang), "sizes": "; ".join(sizes)}
        too_much(ctx, f"explore.cannot_{refusal.reason}", **words)
    if not answer.cells["slips_n"].fillna(0).sum():
        is_hidden = len(answer.cells) and answer.cells["is_hidden"].any()
        too_much(ctx, "notice.hidden_all" if is_hidden else "notice.no_rows")
    return answer


def too_much(ctx: Context, key: str, **words: str) -> None:
    """Say why there is nothing to see and what to do; the page ends there. Raises EndOfPage."""
    st.info(show.plain(t(key, ctx.lang, **words)), icon=":material/info:")
    raise EndOfPage


def measured(ctx: Context, answer: Pivot) -> str:
    """Chỉ số hài lòng · quý III/2026 · 12.345 phiếu · Hàng: Lĩnh vực."""
    lang, cut = ctx.lang, answer.cut
    totals = answer.cells[explore_frames.is_grand(answer.cells)]
    slips = totals["slips_n"].iloc[0] if len(totals) else pd.NA
    sides = [dimension_name(name, lang) for name in cut.dimensions]
    parts = [measure_name(cut.measure, lang), ctx.worded(answer.filters), " × ".join(sides)]
    return " · ".join([*parts, *([] if pd.isna(slips) else [counted(int(slips), "slip", lang)])])


def source(answer: Pivot) -> show.Source:
    """Where the numbers come from, for what stands behind the chart."""
    kind = MEASURES[answer.cut.measure].kind
    index = ("index",) if answer.cut.measure == "index" else ()
    change = ("change",) if answer.before else ()
    return show.Source(
        "explore",
        answer.cells.drop(columns="spread").rename(columns=AGAINST),
        answer.filters,
        (f"pivot_{answer.cut.measure}", *index, *DEFINITIONS[kind], *change, "pivot", "hidden"),
        answer.cut.pairs(),
        answer.statement,
    )


def notes(ctx: Context, answer: Pivot, form: str) -> None:
    """What has to be known to read the numbers: which roll-up answers, breaks, totals, approximate districts."""
    lang, cut = ctx.lang, answer.cut
    table, _, grain = answer.statement.source.partition(" · ")
    by = t(f"explore.grain_{grain or 'slip'}", lang, what=t(f"explore.{table}", lang))
    said = [t("explore.answered_by", lang, source=by)]
    if answer.before:
        said.append(t("explore.against_line", lang, what=_compared_words(ctx, answer)))
        if form == "lines":
            said.append(t("explore.change_in_lines", lang))
        elif form != "table":
            said.append(t(f"explore.change_in_{form}", lang))
            if form != "dots":
                said.append(explore_change.classes_text(cut, lang))
        if answer.is_cut:
            said.append(t("explore.is_cut", lang))
    if "instrument" in cut.dimensions:
        said.append(t("explore.instruments", lang))
    if {"factor", "item"} & set(cut.dimensions):
        said.append(t("explore.of_answers", lang))
    if {"former_district", "ward"} & set(cut.dimensions):
        said.append(t("notice.former_district", lang))
    if answer.filters.end < ctx.filters.end and "district" in cut.dimensions:
        said.append(t("explore.until_districts", lang))
    if answer.cells["is_hidden"].any():
        said.append(t("explore.hidden_n", lang, n=str(int(answer.cells["is_hidden"].sum()))))
    st.caption(show.plain(" ".join(said)))


def _compared_words(ctx: Context, answer: Pivot) -> str:
    """What the cells are compared with, in words."""
    cut, lang = answer.cut, ctx.lang
    if cut.compare == "unit":
        unit = ctx.catalog.districts.get(cut.against) or ctx.catalog.ward(cut.against, answer.filters.last_day)
        return unit.word(lang)
    if cut.compare == "city":
        return t("explore.compare_city", lang)
    return ctx.worded(answer.before)
