"""Hồ sơ: on time, online, overdue, by two sources that differ by definition; overdue against satisfaction by ward."""

import streamlit as st

from pages.parts import charts_more, charts_service, dossiers, narrowing, own, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.numbers import percent, whole
from pages.parts.words import counted, t

DEFINITIONS = ("dossier_sources", "on_time_centre", "on_time_portal")

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

fields = ctx.ask("dossiers_by_field")
if fields.empty:
    st.info(t("empty.dossiers", lang), icon=":material/info:")
    raise EndOfPage

st.markdown(f"## {show.plain(dossiers.headline(fields, ctx))}")
st.caption(show.plain(t("def.dossier_sources", lang)))
counts = {source: dossiers.totals(fields, source) for source in dossiers.SOURCES}
for source, column in zip(dossiers.SOURCES, st.columns(2), strict=True):
    n = counts[source]
    with column:
        st.markdown(f"**{show.plain(t(f'dossier_source.{source}', lang))}**")
        with st.container(horizontal=True, gap="small"):
            online = percent(dossiers.share(n["online_n"], n["received_n"]), lang)
            tiles.tile(t("col.received_n", lang), whole(n["received_n"], lang), t("tile.online", lang, share=online))
            on_time = percent(dossiers.share(n["on_time_n"], n["on_time_of_n"]), lang)
            tiles.tile(t("measure.on_time", lang), on_time, t(f"tile.on_time_{source}", lang))
            left_open = t("tile.open_dossiers", lang, n=whole(n["open_n"], lang))
            tiles.tile(t("col.overdue_n", lang), whole(n["overdue_n"], lang), left_open)

words = {one: t(f"measure.{one}", lang) for one in dossiers.SHARES}
measure = own.segments("share", words, t("dossiers.share", lang), "on_time")
course = narrowing.course(ctx)
months = ctx.ask("dossiers_by_month", course)
course = course.over(months["month"].min().date(), course.end)  # the sources tell of fewer months than the slips
around_field, around_ward = filters.without("field"), filters.without("ward")
fields = ctx.ask("dossiers_by_field", around_field)
for source, column in zip(dossiers.SOURCES, st.columns(2), strict=True):
    points = dossiers.line_points(months, source, measure, ctx, "month")
    rows = dossiers.field_rows(fields, source, ctx)
    with column:
        show.chart(
            ctx,
            f"dossiers_{source}",
            dossiers.line_sentence(points[points["month"].dt.date <= filters.end], source, measure, ctx),
            charts_service.share_line,
            {"points": points, "breaks": dossiers.break_lines(course, ctx, points)},
            show.Source("dossiers_by_month", months, course, (*DEFINITIONS, "break")),
            measure=measure,
            click=narrowing.by_click("period"),
        )
        show.chart(
            ctx,
            f"dossiers_fields_{source}",
            dossiers.field_sentence(rows, source, ctx),
            charts_more.bars,
            {"rows": rows},
            show.Source("dossiers_by_field", fields, around_field, (*DEFINITIONS, "dossier_late")),
            measure="late",
            count=counted(dossiers.totals(fields, source)["done_n"], "dossier", lang),
            click=narrowing.by_click("field"),
            is_choice=True,
        )

names = {one: t(f"dossier_source.{one}", lang) for one in dossiers.SOURCES}
source = own.segments("source", names, t("dossiers.source", lang), "national_portal")
units = ctx.ask("dossiers_by_unit", around_ward)
left, right = st.columns(2)
with left:
    show.chart(
        ctx,
        "dossiers_units",
        dossiers.unit_sentence(units, source, ctx),
        charts_more.bars,
        {"rows": dossiers.unit_rows(units, source, ctx)},
        show.Source("dossiers_by_unit", units, around_ward, (*DEFINITIONS, "dossier_late", "former_district")),
        measure="late",
        click=narrowing.by_unit(),
        is_choice=True,
    )
with right:
    wards = ctx.ask("lateness_by_ward", around_ward)
    points = dossiers.cloud(wards, source, ctx)
    show.chart(
        ctx,
        "dossiers_lateness",
        dossiers.cloud_sentence(points, ctx),
        charts_service.lateness,
        {"points": points},
        show.Source("lateness_by_ward", wards, around_ward, ("lateness", "dossier_late", "index", "hidden")),
        measure="lateness",
        click=narrowing.by_click("ward"),
    )
if filters.district:
    st.caption(show.plain(t("notice.former_district", lang)))
