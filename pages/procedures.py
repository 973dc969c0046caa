"""Thủ tục: fields and procedures, when and where each field does badly."""

import streamlit as st

from pages.parts import charts, charts_more, frames, narrowing, sentences, series, show
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t
from queries.filters import add_months
from queries.standing import standing

HEAT_MONTHS = 12
LOWEST_SHOWN = 16  # procedures, until a field is chosen

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

city = frames.reading(ctx.ask("headline"))
around, against = narrowing.around(ctx, "field", city)
fields = standing(ctx.ask("satisfaction_by_field", around), against.index_pct)
if not fields["slips_n"].fillna(0).sum():
    st.info(t("notice.hidden_all" if fields["is_hidden"].any() else "notice.no_rows", lang), icon=":material/info:")
    raise EndOfPage

left, right = st.columns(2)
with left:
    rows = ctx.made("procedures_fields", lambda: frames.part_rows(fields, "field", ctx, against))
    show.chart(
        ctx,
        "procedures_fields",
        frames.ends(t("unit.fields", lang), rows, lang),
        charts.dots,
        {"rows": rows},
        show.Source("satisfaction_by_field", fields, around, ("index", "interval", "band", "hidden")),
        slips_n=frames.total_slips(fields),
        click=narrowing.by_click("field"),
    )
with right:
    around, against = narrowing.around(ctx, "procedure", city)
    procedures = standing(ctx.ask("satisfaction_by_procedure", around), against.index_pct)
    rows = ctx.made("procedures_procedures", lambda: frames.part_rows(procedures, "procedure", ctx, against))
    shown = rows if filters.field else rows[(rows.index < LOWEST_SHOWN) | rows["code"].isin(filters.procedure)]
    show.chart(
        ctx,
        "procedures_procedures",
        frames.ends(t("unit.procedures", lang), rows, lang),
        charts.dots,
        {"rows": shown},
        show.Source("satisfaction_by_procedure", procedures, around, ("index", "interval", "band", "hidden")),
        slips_n=frames.total_slips(procedures),
        click=narrowing.by_click("procedure"),
    )
    if len(rows) > len(shown):
        st.caption(show.plain(t("chart.lowest_only", lang, shown=LOWEST_SHOWN, n=len(rows))))

# A year that holds the period, to the newest month if it can: what comes after the period can be clicked, too.
newest = narrowing.course(ctx).end
end = newest if filters.start > add_months(newest, -HEAT_MONTHS) else filters.end
year = filters.over(max(add_months(end, 1 - HEAT_MONTHS), ctx.catalog.first_month), end).without("field")
cells = ctx.ask("field_by_month", year)
rows = ctx.made("procedures_months", lambda: series.heat_cells(cells, "field", "month", ctx))
show.chart(
    ctx,
    "procedures_months",
    sentences.heat(*series.coldest(rows), lang),
    charts_more.heat,
    {"cells": rows},
    show.Source("field_by_month", cells, year, ("index", "hidden", "few")),
    slips_n=frames.total_slips(cells),
    click=narrowing.by_cell("field", "period"),
)

year = year.without("district")
cells = ctx.ask("district_by_field", year)
rows = ctx.made("procedures_districts", lambda: series.heat_cells(cells, "field", "district", ctx))
show.chart(
    ctx,
    "procedures_districts",
    sentences.heat(*series.coldest(rows), lang),
    charts_more.heat,
    {"cells": rows},
    show.Source("district_by_field", cells, year, ("index", "former_district", "hidden", "few")),
    slips_n=frames.total_slips(cells),
    click=narrowing.by_cell("field", "district"),
    x_angle=-45,
)
