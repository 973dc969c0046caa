"""Chỉ số 766: points by group, where they are cheapest to win, captures over time, wards and provinces."""

import streamlit as st

from pages.parts import charts_index, charts_more, narrowing, portal, show, tiles
from pages.parts.context import enter
from pages.parts.numbers import date_text, number, points
from pages.parts.words import counted, t
from queries.filters import Filters

DEFINITIONS = ("portal_766", "portal_capture")

ctx = enter(__file__)
lang = ctx.lang
filters = Filters(ctx.filters.instrument, ctx.filters.start, ctx.filters.end)  # what the city lost hangs on no filter

figures = ctx.ask("published_figures")
provinces = portal.province_rows(figures, ctx)
groups = ctx.ask("portal_by_group", filters)
around = ctx.filters.without("ward")
wards = ctx.ask("portal_by_ward", around)

if len(groups):
    st.markdown(f"## {show.plain(portal.headline(groups, ctx))}")
st.caption(show.plain(f"{t('def.portal_766', lang)} {t('notice.portal_breaks', lang)}"))
if groups.empty:
    st.info(t("notice.no_captures", lang), icon=":material/info:")
else:
    captured_on = groups["captured_on"].iloc[0]
    if captured_on.date() > filters.last_day:
        st.caption(t("notice.capture_later", lang, date=date_text(captured_on, lang)))
    with st.container(horizontal=True, gap="small"):
        tiles.tile(t("tile.portal_score", lang), number(groups["score"].sum(), lang), date_text(captured_on, lang))
        tiles.tile(t("tile.portal_lost", lang), number(groups["lost"].sum(), lang))
        tiles.tile(t("tile.portal_gap", lang), points(groups["gap_score"].clip(lower=0).sum(), lang))
    left, right = st.columns(2)
    with left:
        lost = portal.lost_rows(groups, ctx)
        show.chart(
            ctx,
            "portal_lost",
            portal.lost_sentence(lost, lang),
            charts_index.points_lost,
            {"rows": lost},
            show.Source("portal_by_group", groups, filters, (*DEFINITIONS, "portal_lost")),
            measure="portal",
            count=counted(len(lost), "group", lang),
        )
    with right:
        gaps = portal.win_rows(groups, ctx)
        show.chart(
            ctx,
            "portal_gaps",
            portal.win_sentence(gaps, lang),
            charts_index.points_to_win,
            {"rows": gaps},
            show.Source("portal_by_group", groups, filters, (*DEFINITIONS, "portal_gap")),
            measure="portal_gap",
            count=counted(int(groups["wards_n"].max()), "ward", lang),
        )
    last_month = max(narrowing.course(ctx).end, captured_on.date().replace(day=1))
    until = filters.over(last_month, last_month)
    scores = ctx.ask("portal_scores", until)
    trend = portal.capture_points(scores, ctx)
    if len(trend):
        show.chart(
            ctx,
            "portal_trend",
            portal.trend_sentence(trend, lang),
            charts_index.captures,
            {"points": trend},
            show.Source("portal_scores", scores, until, (*DEFINITIONS, "portal_breaks")),
            measure="portal_reached",
            count=counted(trend["captured_on"].nunique(), "capture", lang),
            click=narrowing.by_click("period"),
        )

left, right = st.columns(2)
with left:
    if len(wards):
        show.chart(
            ctx,
            "portal_wards",
            portal.wards_sentence(wards, ctx),
            charts_more.bars,
            {"rows": portal.ward_bars(wards, ctx)},
            show.Source("portal_by_ward", wards, around, (*DEFINITIONS, "portal_rank")),
            measure="portal",
            count=counted(len(wards), "ward", lang),
            click=narrowing.by_click("ward"),
            is_choice=True,
        )
    elif len(groups):
        st.info(t("notice.no_ward_captures", lang), icon=":material/info:")
with right:
    show.chart(
        ctx,
        "portal_provinces",
        portal.provinces_sentence(provinces, lang),
        charts_more.bars,
        {"rows": provinces},
        show.Source("published_figures", figures, filters, (*DEFINITIONS, "published")),
        measure="portal",
        count=counted(len(provinces), "unit", lang),
    )
