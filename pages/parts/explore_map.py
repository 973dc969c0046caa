"""The pivot on the map: a hexagon for each ward or former district, one column of the table at a time."""

import pandas as pd
import streamlit as st

from pages.parts import explore_answer, hexmap, hexpicture, own, show
from pages.parts.context import Context
from pages.parts.explore_words import dimension_name, measure_name
from pages.parts.words import t
from queries.explore import Pivot
from queries.explore_names import ALL

HEIGHT = 760
LEVELS = {"ward": "ward", "former_district": "district", "district": "district"}


def draw(ctx: Context, cells: pd.DataFrame, answer: Pivot, title: str) -> None:
    """The map; where the rows are no places, a sentence says so and the page ends."""
    cut, lang = answer.cut, ctx.lang
    level = LEVELS.get(cut.rows)
    if level is None:
        explore_answer.too_much(ctx, "explore.no_places")
    if level == "ward" and not ctx.catalog.has_hexes(answer.filters.last_day):
        explore_answer.too_much(ctx, "explore.no_hexes")
    for key, side in (("column", cut.columns), ("multiple", cut.multiples)):
        if side:
            words = dict(zip(cells[f"{key}_code"], cells[f"{key}_word"], strict=True))
            last = list(words)[-1]
            code = own.select(f"map_{key}", words, dimension_name(side, lang), last) or last
            cells = cells[cells[f"{key}_code"] == code]
    placed = hexagons(ctx, cells, level)
    with st.container(border=True):
        show.heading(title, explore_answer.measured(ctx, answer))
        tips = {
            "index_text": t("explore.show_change", lang) if answer.before else measure_name(cut.measure, lang),
            **dict(zip(hexmap.TOOLTIP_FIELDS[1:], hexmap.TOOLTIP_TITLES[lang][1:], strict=True)),
        }
        deck = hexmap.deck(placed, lang=lang, height=HEIGHT, dark=ctx.is_dark, tips=tips)
        st.pydeck_chart(deck, height=HEIGHT, key="explore_map", alt=t("alt.explore_map", lang))
        if not answer.before:  # the classes of a change are said under the chart, as for every form
            st.caption(t("explore.map_classes" if cut.measure != "index" else "explore.map_index", lang))
        source = explore_answer.source(answer)
        show.behind(ctx, "explore_map", title, source, hexpicture.picture, {"cells": placed}, {"lang": lang})


def hexagons(ctx: Context, cells: pd.DataFrame, level: str) -> pd.DataFrame:
    """The rows with the place of their hexagon, under the names the map reads; totals and ended wards left out."""
    codes = cells["row_code"].str.partition("@")[0]
    on = ctx.catalog.hexes[level]
    kept = codes.isin(list(on)) & (cells["row_code"] != ALL)
    if level == "ward":
        valid = {unit.key for unit in ctx.catalog.wards_on(ctx.filters.last_day).values()}
        kept &= cells["row_code"].isin(valid)
    cells, codes = cells[kept], codes[kept]
    units = [
        ctx.catalog.ward(code, ctx.filters.last_day) if level == "ward" else ctx.catalog.districts[code]
        for code in codes
    ]
    return cells.assign(
        code=codes,
        name=[unit.name for unit in units],
        kind=[unit.kind_en if ctx.lang == "en" else unit.kind for unit in units],
        full_name=[unit.word(ctx.lang) for unit in units],
        hex_row=[on[code][0] for code in codes],
        hex_col=[on[code][1] for code in codes],
        index_pct=cells["value"],
        index_text=cells["value_text"],
        label=cells["short_text"],
        is_marked=cells.get("is_sure", False),
    ).reset_index(drop=True)
