"""Kiểm tra công vụ: who inspected how often, what was found and remedied, who waits for longest, discipline."""

import streamlit as st

from pages.parts import charts_event, charts_more, inspections, own, show, tiles
from pages.parts import findings as findings_parts
from pages.parts.context import EndOfPage, enter
from pages.parts.numbers import percent, whole
from pages.parts.words import counted, t
from queries.question import STEPS

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

everything = filters.over(min(ctx.catalog.first_month, filters.start), filters.end)
now = ctx.ask("inspections_by_month")
units = ctx.ask("inspections_by_unit")
sides = {scope: inspections.totals(now, levels) for scope, levels in inspections.SCOPES.items()}
if ctx.ask("inspections_by_month", everything, step="year").empty:
    st.info(t("empty.inspections", lang), icon=":material/info:")
    raise EndOfPage

st.markdown(f"## {show.plain(inspections.headline(sides['city_team'], sides['self'], units, ctx))}")
with st.container(horizontal=True, gap="small"):
    for scope, counts in sides.items():
        found = percent(inspections.share(counts["with_findings_n"], counts["inspections_n"]), lang, 0)
        tiles.tile(
            t(f"tile.inspections_{scope}", lang),
            whole(counts["inspections_n"], lang),
            t("tile.with_findings", lang, share=found),
        )
        on_time = inspections.share(counts["remedied_on_time_n"], counts["due_n"])
        tiles.tile(
            t(f"tile.remedied_{scope}", lang),
            percent(on_time, lang, 0),
            t("tile.remedy_open", lang, due=whole(counts["due_n"], lang), open=whole(counts["unremedied_n"], lang)),
        )

step = own.segments("step", {one: t(f"step.{one}", lang) for one in STEPS}, t("filter.grain", lang), "quarter")
over_time = ctx.ask("inspections_by_month", everything, step=step)
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
                everything,
                ("inspection_scopes", "remedied"),
                {"step": step},
            ),
            measure="inspections",
            count=counted(inspections.totals(over_time, levels)["inspections_n"], "inspection", lang),
            levels=levels,
            grain="month" if step == "month" else "quarter",
        )

scopes = {one: t(f"inspected_by.{one}", lang) for one in inspections.SCOPES}
scope = own.segments("inspected_by", scopes, t("filter.inspected_by", lang), "self")
findings, fields = ctx.ask("findings_by_kind"), ctx.ask("findings_by_field")
found = counted(int(findings.loc[findings["inspected_by"] == scope, "findings_n"].sum()), "finding", lang)
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
        show.Source("findings_by_field", fields, filters, ("findings", "inspection_scopes")),
        measure="findings",
        count=found,
    )

left, right = st.columns(2)
with left:
    show.chart(
        ctx,
        "inspections_longest",
        inspections.uninspected_sentence(units, ctx),
        charts_more.bars,
        {"rows": inspections.uninspected_rows(units, ctx)},
        show.Source("inspections_by_unit", units, filters, ("uninspected", "former_district")),
        measure="uninspected",
        count=counted(len(units), "unit", lang),
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
