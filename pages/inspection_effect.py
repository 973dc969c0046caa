"""Kiểm tra và hài lòng: satisfaction around a ward's first inspection, against wards not inspected yet; no cause."""

from dataclasses import replace

import streamlit as st

from pages.parts import charts_event, drill, frames, inspections, own, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.numbers import points, signed_interval, whole
from pages.parts.words import counted, t

ALL = "all"
DEFAULT = "officials"  # whom an inspection is about

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

if ctx.ask("inspections_by_month", filters.over(ctx.catalog.first_month, filters.end), step="year").empty:
    st.info(t("empty.inspections", lang), icon=":material/info:")
    raise EndOfPage

words = {code: one.word(lang) for code, one in ctx.catalog.factors.items()} | {ALL: t("factor.all", lang)}
chosen = own.segments("about", words, t("filter.factor", lang), DEFAULT if DEFAULT in words else ALL)
looked_at = replace(filters, start=filters.end, factor=None if chosen == ALL else chosen)

effect = ctx.ask("inspection_effect", looked_at)
title = inspections.effect_sentence(effect, words[chosen], "inspected", ctx)
st.markdown(f"## {show.plain(title)}")
st.info(show.plain(t("notice.no_cause", lang)), icon=":material/balance:")
known = effect[effect["is_estimated"]]
if len(known):
    row = known.iloc[0]
    with st.container(horizontal=True, gap="small"):
        interval = signed_interval(row["overall_low"], row["overall_high"], lang)
        tiles.tile(t("tile.effect", lang), points(row["overall_pct"], lang), interval)
        tiles.tile(t("tile.inspected_wards", lang), whole(row["wards_n"], lang))
        tiles.tile(t("tile.controls", lang), whole(known["controls_n"].max(), lang))
show.chart(
    ctx,
    "inspection_effect_path",
    inspections.pretrend_sentence(effect, ctx),
    charts_event.event_path,
    {"points": inspections.path_rows(effect, ctx)},
    show.Source("inspection_effect", effect, looked_at, ("event_study", "pretrend", "index", "hidden")),
    measure="effect",
    count=counted(int(effect["wards_n"].max()), "ward", lang),
)

in_period = replace(filters, factor=looked_at.factor)
wards = inspections.with_visits(ctx.ask("satisfaction_by_ward", in_period), ctx.ask("inspections_by_unit"))
city = frames.reading(ctx.ask("headline", drill.whole_city(in_period)))
visited = inspections.visit_points(wards, city.index_pct, ctx)
picked = show.chart(
    ctx,
    "inspection_effect_wards",
    inspections.visit_sentence(visited, ctx),
    charts_event.visits,
    {"points": visited},
    show.Source("satisfaction_by_ward", wards, in_period, ("index", "inspection_scopes", "hidden", "few")),
    slips_n=frames.total_slips(wards),
    is_clickable=True,
)
drill.follow(ctx, "inspection_effect_wards", picked)
