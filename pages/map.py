"""Bản đồ: a hexagon for each ward, coloured by fixed classes; a click opens the ward beside the map."""

import streamlit as st

from pages.parts import charts, charts_more, drill, frames, hexmap, hexpicture, own, sentences, series, show
from pages.parts.context import enter
from pages.parts.words import t
from queries.standing import standing

HEIGHT = 820

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

# Hexagons exist for the 126 wards since 2025-07-01, and for the 30 districts of the time before.
level = "ward" if ctx.catalog.has_hexes(filters.last_day) else "district"
city = frames.reading(ctx.ask("headline", drill.whole_city(filters)))
question = f"satisfaction_by_{level}"
answer = standing(ctx.ask(question), city.index_pct)
cells = frames.hex_cells(answer, level, ctx)

states = cells["state"].value_counts()
bands = cells["band"].value_counts()
title = sentences.map_title(
    t(f"unit.{level}s", lang),
    int((cells["band"] != "none").sum()),
    *(int(bands.get(band, 0)) for band in ("below", "above")),
    *(int(states.get(state, 0)) for state in ("few", "hidden", "missing")),
    lang,
)
words = dict(zip(cells["code"], cells["full_name"], strict=True))

source = show.Source(question, answer, filters, ("index", "band", "hidden", "few"))
left, right = st.columns([2, 1])
with left, st.container(border=True):
    show.heading(title, show.measured(ctx, source, frames.total_slips(answer)))
    # Read before the map is drawn, so that one run both follows the click and outlines the hexagon.
    clicked = hexmap.clicked(st.session_state.get("map_deck"))
    click = own.clicked("map_deck", clicked)
    if click:
        own.keep("unit", click)
    picked = own.code("unit", words)
    st.pydeck_chart(
        hexmap.deck(cells, lang=lang, picked=(picked,) if picked else (), height=HEIGHT, dark=ctx.is_dark),
        height=HEIGHT,
        on_select="rerun",
        selection_mode="single-object",
        key="map_deck",
        alt=t("alt.map", lang),
    )
    show.behind(ctx, "map_deck", title, source, hexpicture.picture, {"cells": cells}, {"lang": lang})

with right:
    show.chart(
        ctx,
        "map_legend",
        t("map.legend", lang),
        charts_more.class_counts,
        {"cells": cells},
        show.Source(question, answer, filters, ("index", "hidden", "few")),
        slips_n=frames.total_slips(answer),
    )
    picked = own.select("unit", words, t("map.pick", lang), placeholder=t("filter.choose", lang))
    if picked:
        cell = cells[cells["code"] == picked]
        unit_filters = drill.of_unit(filters, level, picked)
        reading = frames.reading(cell)
        st.markdown(f"#### {show.plain(words[picked])}")
        st.markdown(show.plain(sentences.headline(reading, ctx.period, None, lang)))
        drill.link(ctx, picked, words[picked])
        if sentences.state_of(reading) in ("ok", "few"):
            months = ctx.ask("satisfaction_by_month", unit_filters.over(ctx.catalog.first_month, filters.end))
            show.chart(
                ctx,
                "map_unit",
                t("map.course", lang),
                charts.trend,
                {
                    "points": series.points(months, ctx),
                    "breaks": series.break_lines(ctx, ctx.catalog.first_month, filters.end),
                    "targets": series.target_lines(ctx.ask("targets").head(0), ctx, filters.start, filters.end),
                },
                show.Source("satisfaction_by_month", months, unit_filters.over(ctx.catalog.first_month, filters.end)),
                slips_n=frames.total_slips(months),
            )
    else:
        st.info(t("map.hint", lang), icon=":material/touch_app:")
