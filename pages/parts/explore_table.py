"""Bảng chéo: one measure by any dimensions, as a table, a chart or a map."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import (
    charts_explore,
    explore_change,
    explore_controls,
    explore_frames,
    explore_grid,
    explore_map,
    show,
)
from pages.parts.context import Context
from pages.parts.explore_answer import asked, measured, notes, source, too_much
from pages.parts.explore_words import value_text
from queries.explore import Pivot

MOST_ROWS = 600  # of bars or dots: more marks than a browser draws at once
MOST_LINES = 12
MOST_PANELS = 24
TEXT_CELLS = 700  # of a heat map: beyond, figures would be too small to read
CANVAS_CELLS = 900
MOST_ACROSS = 26  # columns of a heat map whose cells have room for a figure
LETTERS = 110  # of all heads that stand side by side over a heat map WIDTH_PX wide
WIDTH_PX = 900


def draw(ctx: Context) -> None:
    """The view."""
    cut = explore_controls.cut(ctx)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = explore_controls.form(ctx)
        sort = explore_controls.sort(ctx)
    answer = asked(ctx, cut)
    cells = explore_frames.dressed(ctx, answer, sort, form)
    title = explore_frames.finding(cells, answer, ctx.lang)
    if answer.before and form in ("heat", "bars", "dots", "map"):
        cells = explore_change.as_change(cells, answer, ctx.lang)
    if form == "table":
        with st.container(border=True):
            show.heading(title, measured(ctx, answer))
            explore_grid.draw(ctx, cells, answer)
            show.behind(ctx, "explore_grid", title, source(answer), None, {}, {})
    elif form in ("bars", "dots"):
        _rows(ctx, cells, answer, title, form)
    else:
        {"heat": _heat, "lines": _lines, "map": explore_map.draw}[form](ctx, cells, answer, title)
    notes(ctx, answer, form)


def _heat(ctx: Context, cells: pd.DataFrame, answer: Pivot, title: str) -> None:
    table = explore_frames.as_heat(ctx, cells)
    show_text = table["x_name"].nunique() <= MOST_ACROSS and len(table) <= TEXT_CELLS
    if not show_text:
        table = explore_frames.coloured(table, answer.cut)
    across = table["x_name"].nunique()
    longest = max(map(len, table["x_name"].unique()))
    panels = _panels(ctx, table)
    wide = LETTERS if panels == 1 else LETTERS * charts_explore.PANEL_PX // WIDTH_PX
    _chart(
        ctx,
        title,
        charts_explore.pivot_heat,
        {"cells": table},
        answer,
        is_split=panels > 1,
        show_text=show_text,
        x_angle=0 if across * longest < wide else -90,
        is_large=len(table) > CANVAS_CELLS,
        is_change=answer.before is not None,
    )


def _lines(ctx: Context, cells: pd.DataFrame, answer: Pivot, title: str) -> None:
    table = explore_frames.over_time(ctx, cells, answer)
    if table.empty:
        too_much(ctx, "explore.no_time")
    if table["line_name"].nunique() > MOST_LINES:
        too_much(ctx, "explore.many_lines", n=str(table["line_name"].nunique()), most=str(MOST_LINES))
    words = {"grain": explore_frames.steps(answer.cut.time), "is_split": _panels(ctx, table) > 1}
    if answer.before:
        table = explore_change.with_before(table, answer.cut, ctx.lang)
    is_compared = answer.before is not None
    _chart(ctx, title, charts_explore.pivot_lines, {"points": table}, answer, is_compared=is_compared, **words)


def _rows(ctx: Context, cells: pd.DataFrame, answer: Pivot, title: str, form: str) -> None:
    table = explore_frames.as_panels(cells)
    if len(table) > MOST_ROWS:
        too_much(ctx, "explore.many_rows", n=value_text(len(table), "n", ctx.lang), most=str(MOST_ROWS))
    function = charts_explore.pivot_bars if form == "bars" else charts_explore.pivot_dots
    words = {"is_split": _panels(ctx, table) > 1, "is_change": answer.before is not None}
    _chart(ctx, title, function, {"rows": table}, answer, **words)


def _panels(ctx: Context, table: pd.DataFrame) -> int:
    """How many panels there are. Raises EndOfPage, with a sentence, where that is too many."""
    count = table["panel"].nunique()
    if count > MOST_PANELS:
        too_much(ctx, "explore.many_panels", n=str(count), most=str(MOST_PANELS))
    return count


def _chart(
    ctx: Context, title: str, function: Callable[..., Any], tables: dict[str, pd.DataFrame], answer: Pivot, **words: Any
) -> None:
    """A chart with its title and everything behind it."""
    show.chart(
        ctx,
        f"explore_{function.__name__}",
        title,
        function,
        tables,
        source(answer),
        line=measured(ctx, answer),
        **words,
    )
