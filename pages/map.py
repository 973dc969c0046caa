"""Bản đồ: hexagons, schematic or official outlines, coloured by fixed classes; a click opens units beside the map."""

import streamlit as st

from pages.parts import (
    charts_map,
    ground,
    hexpicture,
    map_cells,
    map_chosen,
    map_first,
    map_hand,
    map_many,
    map_month,
    map_page,
    measures,
    own,
    own_many,
    show,
    wardmap,
)
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t

HEIGHT = 820

ctx = enter(__file__)
lang = ctx.lang
filters = map_month.month(ctx)

with st.container(horizontal=True, vertical_alignment="bottom"):
    is_restated = map_page.is_restated(ctx, filters)
    at = map_page.where(ctx, ctx.catalog.last_day if is_restated else filters.last_day)
    if at is None:
        is_before = filters.end < ctx.catalog.first_month
        st.info(t("notice.no_rows" if is_before else "empty.map", lang), icon=":material/info:")
        raise EndOfPage
    offered = measures.offered(ctx, at.level)
    code = own.select("show", offered, t("map.show", lang), "index") or "index"
is_restated = is_restated and measures.can_restate(code, at.level)
made = map_cells.shown(ctx, code, at.level, filters, is_restated)
words = dict(zip(made.cells["code"], made.cells["full_name"], strict=True))  # of the units that slips know
made = map_cells.on_earlier(made, ground.earlier(ctx, at.form, at.level, at.day), filters, lang)
cells = made.cells
title = map_page.title(made, code, at.level, ctx)

source = show.Source(made.measure.question, made.answer, made.filters, made.measure.definitions, made.options)
slips_n = made.slips_n
left, right = st.columns([2, 1])
with left, st.container(border=True):
    show.heading(title, show.measured(ctx, source, slips_n, made.measure.measured))
    notes = [map_page.form_note(at, ctx), t("map.note_thousands", lang) if made.is_in_thousands else ""]
    notes += [map_page.restated_note(made.answer, lang) if is_restated else ""]
    st.caption(show.plain(" ".join(note for note in notes if note)))
    # Read before the map is drawn, so that one run both follows the click and outlines the unit.
    mode = own.code("pick", map_page.MODES, "one")
    map_page.follow_click(words, mode == "several")
    picked = own_many.codes(map_page.CHOSEN, words)
    has_lines = at.level == "ward" and map_page.switched("map_lines")
    height = wardmap.fitting(at.made, map_hand.width(), HEIGHT)
    can_move = map_page.switched("map_moves")
    deck = wardmap.deck(
        at.made,
        cells,
        place=map_page.DECK,
        lang=lang,
        tips=made.tips(lang),
        picked=picked,
        over=ground.lines(ctx, at.form, at.day) if has_lines else b"",
        height=height,
        dark=ctx.is_dark,
        can_move=can_move,
        beside=map_page.is_beside_told(picked),
    )
    frame = st.container(key=map_first.FRAME, gap=None)
    room = frame.container(height=height, border=False)  # as high before the map is there: the picture lies over it
    with frame:
        map_first.draw(at.made, cells, height, ctx.is_dark, picked, can_move)
    with room:
        st.pydeck_chart(
            deck,
            height=height,
            on_select="rerun",
            selection_mode="single-object",
            key=map_page.DECK,
            alt=t("alt.map", lang),
        )
    map_month.slider(ctx)
    map_page.switches(at, words, filters, ctx)
    show.behind(ctx, "map_deck", title, source, hexpicture.picture, {"cells": cells}, {"lang": lang, "made": at.made})

with right:
    if code in measures.PAIRED:
        tables = {"pairs": map_page.pair_legend(made, lang)}
        axes = {"x_title": t(f"map.show_{measures.PAIRED[code]}", lang), "y_title": t("map.show_index", lang)}
        draw = charts_map.pair_legend
    else:
        tables, axes, draw = {"classes": map_page.legend(made, lang)}, {}, charts_map.class_legend
    show.chart(
        ctx,
        "map_legend",
        t("map.legend_of", lang, what=offered[code]),
        draw,
        tables,
        source,
        slips_n=slips_n,
        measure=made.measure.measured,
        **axes,
    )
    map_chosen.controls(at, words, ctx)
    if is_restated:
        map_chosen.listed(cells, picked, ctx)
    else:
        map_chosen.card(at, picked, words, filters, ctx)

many = map_many.choice(code, ctx)
if many != "none":
    map_many.drawn(many, code, at, filters, is_restated, ctx)
