"""Kiểm tra công vụ: who inspected how often, what was found and remedied, who waits for longest, discipline."""

import streamlit as st

from pages.parts import charts_event, charts_more, drill, inspections, narrowing, own, show
from pages.parts import findings as findings_parts
from pages.parts.context import EndOfPage, enter
from pages.parts.words import counted, t
from queries.question import STEPS

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

course = narrowing.course(ctx)
now = ctx.ask("inspections_by_month")
units = ctx.ask("inspections_by_unit")
sides = {scope: inspections.totals(now, levels) for scope, levels in inspections.SCOPES.items()}
if ctx.ask("inspections_by_month", drill.whole_city(course), step="year").empty:
    st.info(t("empty.inspections", lang), icon=":material/info:")
    raise EndOfPage

st.markdown(f"## {show.plain(inspections.headline(sides['city_team'], sides['self'], units, ctx))}")
inspections.tile_row(sides, ctx)

step = own.segments("step", {one: t(f"step.{one}", lang) for one in STEPS}, t("filter.grain", lang), "quarter")
over_time = ctx.ask("inspections_by_month", course, step=step)
for scope, column in zip(inspections.SCOPES, st.columns(2), strict=True):
    levels = inspections.SCOPES[scope]
    with column:
        show.chart(
            ctx,
            f"inspections_{scope}",
            inspections.count_sentence(sides[scope], scope, ctx),
            charts_event.month_counts,
            {"rows": inspections.month_rows(over_time, levels, ctx, step)},
            show.Source(
                "inspections_by_month",
                over_time[over_time["inspector_level"].isin(levels)],
                course,
                ("inspection_scopes", "remedied"),
                {"step": step},
            ),
            measure="inspections",
            count=counted(inspections.totals(over_time, levels)["inspections_n"], "inspection", lang),
            click=narrowing.by_click("period"),
            levels=levels,
            grain="month" if step == "month" else "quarter",
        )

scopes = {one: t(f"inspected_by.{one}", lang) for one in inspections.SCOPES}
scope = own.segments("inspected_by", scopes, t("filter.inspected_by", lang), "self")
around_field, around_ward = filters.without("field"), filters.without("ward")
findings, fields = ctx.ask("findings_by_kind"), ctx.ask("findings_by_field", around_field)
found, found_around = (
    counted(int(one.loc[one["inspected_by"] == scope, "findings_n"].sum()), "finding", lang)
    for one in (findings, fields)
)
left, right = st.columns(2)
with left:
    show.chart(
        ctx,
        "inspections_findings",
        findings_parts.pareto_sentence(findings, scope, sides[scope], ctx),
        charts_event.pareto,
        {"rows": findings_parts.pareto_rows(findings, scope, ctx)},
        show.Source("findings_by_kind", findings, filters, ("findings", "inspection_scopes")),
        measure="findings",
        count=found,
    )
with right:
    show.chart(
        ctx,
        "inspections_fields",
        findings_parts.field_sentence(fields, scope, ctx),
        charts_more.bars,
        {"rows": findings_parts.field_rows(fields, scope, ctx)},
        show.Source("findings_by_field", fields, around_field, ("findings", "inspection_scopes")),
        measure="findings",
        count=found_around,
        click=narrowing.by_click("field"),
        is_choice=True,
    )

left, right = st.columns(2)
with left:
    units = ctx.ask("inspections_by_unit", around_ward)
    show.chart(
        ctx,
        "inspections_longest",
        inspections.uninspected_sentence(units, ctx),
        charts_more.bars,
        {"rows": inspections.uninspected_rows(units, ctx)},
        show.Source("inspections_by_unit", units, around_ward, ("uninspected", "former_district")),
        measure="uninspected",
        count=counted(len(units), "unit", lang),
        click=narrowing.by_unit(),
        is_choice=True,
    )
with right:
    sanctions = ctx.ask("sanctions_by_kind")
    show.chart(
        ctx,
        "inspections_sanctions",
        inspections.sanction_sentence(sanctions, ctx),
        charts_more.bars,
        {"rows": inspections.sanction_rows(sanctions, ctx)},
        show.Source(
            "sanctions_by_kind",
            inspections.sanction_table(sanctions, ctx),
            filters,
            ("sanctions", "sanction_kinds"),
        ),
        measure="sanctions",
    )
if filters.district:
    st.caption(show.plain(t("notice.former_district", lang)))
