"""The pivot as a table: shaded cells, totals, what is hidden said; a chosen cell leads on to its slips."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from pages.parts import colours, explore_cell, own, show, to_slips
from pages.parts import explore_words as words
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.words import counted, t
from queries.explore import Pivot
from queries.explore_cut import SIDES

ROW_PX = 35
MOST_PX = 660
KEY = "explore_grid"


def draw(ctx: Context, cells: pd.DataFrame, answer: Pivot) -> None:
    """The table of dressed cells (see explore_frames.dressed) in their order, and what its chosen cell leads to."""
    contents = ["value", "interval", "n", *(["change"] if answer.before else [])]
    if answer.cut.columns:
        offered = {name: t(f"explore.show_{name}", ctx.lang) for name in contents}
        contents = [own.segments("show", offered, t("explore.show", ctx.lang), "value")]
    texts, fills, numbers, places = _wide(ctx, cells, answer, contents)
    event = st.dataframe(
        shaded(numbers, texts, fills),
        hide_index=True,
        width="stretch",
        height=min(MOST_PX, ROW_PX * (len(texts) + 1) + 3),
        key=KEY,
        placeholder=fmt.MISSING,  # what is hidden or missing would be called None, in English
        on_select="rerun",
        selection_mode="single-cell",
        column_config=_columns(texts, answer),
    )
    chosen = event.selection["cells"] if event and "cells" in event.selection else []
    if chosen:
        row, column = chosen[0]
        place = places.get((row, column))
        if place is not None:
            _leads_on(ctx, cells.iloc[place], answer)
    else:
        said = [t("explore.hint_cell", ctx.lang)]
        if "change" in contents:
            said.append(t("explore.hint_change", ctx.lang))
        if cells["state"].eq("hidden").any():
            said.append(t("explore.hint_hidden", ctx.lang))
        st.caption(" ".join(said))


def shaded(numbers: pd.DataFrame, texts: pd.DataFrame, fills: pd.DataFrame) -> Styler:
    """A table that shows texts, each cell on its fill ('' for none), and sorts by numbers; columns alike in all three.

    Only the two methods that the screen calls are answered, straight from the frames: going through pandas' own styles
    takes a third of a second at 5,000 cells.
    """
    styler = Styler(numbers)
    shown = texts.to_numpy(object)
    body = [
        [{"id": f"row{row}_col{column}", "display_value": text} for column, text in enumerate(line)]
        for row, line in enumerate(shown)
    ]
    styles = []
    flat = fills.to_numpy(object)
    for fill in sorted({one for one in flat.ravel() if one}):
        selectors = [f"row{row}_col{column}" for row, column in zip(*np.nonzero(flat == fill), strict=True)]
        styles.append({"selectors": selectors, "props": [("background-color", fill), ("color", colours.LABEL)]})
    styler._compute = lambda: styler
    styler._translate = lambda *_: {"body": body, "cellstyle": styles}
    return styler


def _wide(
    ctx: Context, cells: pd.DataFrame, answer: Pivot, contents: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[tuple[int, str], int]]:
    """Texts, fills and numbers of the table, and which of `cells` stands at (row, heading)."""
    cut, lang = answer.cut, ctx.lang
    heads = [key for key, side in (("multiple", cut.multiples), ("row", cut.rows)) if side]
    dimension = {"multiple": cut.multiples, "row": cut.rows}
    place = np.zeros(len(cells), dtype=int)
    for key in heads:  # numbers are told apart ten times as fast as pairs of texts
        own, different = pd.factorize(cells[f"{key}_code"])
        place = place * max(len(different), 1) + own
    line_of, lines = pd.factorize(place)
    first = np.unique(line_of, return_index=True)[1]
    texts: dict[str, Any] = {}
    fills: dict[str, Any] = {}
    numbers: dict[str, Any] = {}
    for key in heads:
        title = words.dimension_name(dimension[key], lang)
        texts[title] = numbers[title] = cells[f"{key}_word"].to_numpy(object)[first]
        fills[title] = np.full(len(lines), "", dtype=object)
    places: dict[tuple[int, str], int] = {}
    made = {content: words.content(cells, content, cut, lang) for content in contents}
    columns = cells["column_word"].to_numpy(object) if cut.columns else np.full(len(cells), "", dtype=object)
    column_of, headings = pd.factorize(columns)
    for number_of, column in enumerate(headings):
        at = np.flatnonzero(column_of == number_of)
        for content in contents:
            title = column or words.content_name(content, cut, lang)
            text, fill = np.full(len(lines), "", dtype=object), np.full(len(lines), "", dtype=object)
            number = np.full(len(lines), np.nan)
            label, colour, value = made[content]
            text[line_of[at]], fill[line_of[at]], number[line_of[at]] = label[at], colour[at], value[at]
            texts[title], fills[title], numbers[title] = text, fill, number
            places |= {(int(line_of[one]), title): int(one) for one in at}
    return pd.DataFrame(texts), pd.DataFrame(fills), pd.DataFrame(numbers), places


def _columns(texts: pd.DataFrame, answer: Pivot) -> dict[str, Any]:
    """How the columns stand: names to the left and in view, figures to the right."""
    heads = 2 if answer.cut.multiples else 1
    names = {name: st.column_config.TextColumn(pinned=True) for name in list(texts)[:heads]}
    return names | {name: st.column_config.NumberColumn(alignment="right") for name in list(texts)[heads:]}


def _leads_on(ctx: Context, cell: pd.Series, answer: Pivot) -> None:
    """What a chosen cell says, and the link to its slips; a hidden one says why and what to do."""
    lang = ctx.lang
    codes = {
        getattr(answer.cut, side): cell[f"{key}_code"]
        for key, side in zip(("row", "column", "multiple"), SIDES, strict=True)
        if getattr(answer.cut, side)
    }
    names = [cell[f"{key}_word"] for key in ("row", "column", "multiple") if f"{key}_word" in cell]
    name = " · ".join(names)
    if cell["state"] == "hidden":
        st.info(show.plain(t("explore.cell_hidden", lang, name=name)), icon=":material/visibility_off:")
        return
    if cell["state"] == "missing":
        st.info(show.plain(t("explore.cell_missing", lang, name=name)), icon=":material/info:")
        return
    said = [
        f"{name}: {cell['value_text']}",
        cell["interval_text"],
        counted(int(cell["slips_n"]), "slip", lang),
    ]
    filters = explore_cell.to_filters(ctx, answer.filters, codes)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(show.plain(" · ".join(one for one in said if one)), width="content")
        to_slips.door(ctx, filters, KEY, explore_cell.rest(codes, answer.cut.measure))
