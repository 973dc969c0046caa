"""Slides on the service: inspections, the suggestion book, the action plan, what is to be decided."""

from __future__ import annotations

from dataclasses import replace

from pages.parts import actions as plan_parts
from pages.parts import charts_event, charts_more, charts_service, decisions, frames, sentences, show
from pages.parts import feedback as book
from pages.parts import findings as findings_parts
from pages.parts import inspections as inspection_parts
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.slide import Fact, Slide, drawn, note_line, scope
from pages.parts.words import counted, t
from queries.filters import Filters


def inspections(ctx: Context) -> Slide:
    lang, filters = ctx.lang, _of_registers(ctx)
    now = ctx.ask("inspections_by_month", filters)
    sides = {side: inspection_parts.totals(now, levels) for side, levels in inspection_parts.SCOPES.items()}
    findings = ctx.ask("findings_by_kind", filters)
    side = next((one for one in sides if (findings["inspected_by"] == one).any()), "city_team")
    facts = []
    for one, counts in sides.items():
        found = fmt.percent(inspection_parts.share(counts["with_findings_n"], counts["inspections_n"]), lang, 0)
        label = t(f"tile.inspections_{one}", lang)
        note = t("tile.with_findings", lang, share=found) if counts["inspections_n"] else ""
        facts.append(Fact(label, fmt.whole(counts["inspections_n"], lang), note))
        on_time = inspection_parts.share(counts["remedied_on_time_n"], counts["due_n"])
        due = t("story.due", lang, due=counted(counts["due_n"], "inspection", lang))
        facts.append(Fact(t(f"tile.remedied_{one}", lang), fmt.percent(on_time, lang, 0), due))
    title = findings_parts.pareto_sentence(findings, side, sides[side], ctx)
    if not any(counts["inspections_n"] for counts in sides.values()):
        title, facts = t("empty.inspections", lang), []
    total = int(findings.loc[findings["inspected_by"] == side, "findings_n"].sum())
    source = show.Source("findings_by_kind", findings, filters, ("findings", "inspection_scopes", "remedied"))
    return drawn(
        ctx,
        "inspections",
        title,
        charts_event.pareto,
        {"rows": findings_parts.pareto_rows(findings, side, ctx)},
        source,
        None,
        "findings",
        f"{counted(total, 'finding', lang)} · {t(f'inspected_by.{side}', lang)}",
        facts=tuple(facts),
        link="inspections",
        narrows="finding_kind",
    )


def findings_of(ctx: Context, finding_kind: str) -> Slide:
    """One kind of finding: where it was found most often, by the side that found it."""
    filters = _of_registers(ctx)
    answer = ctx.ask("findings_by_unit", filters)
    found = answer[answer["finding_kind"] == finding_kind]
    side = next((one for one in inspection_parts.SCOPES if (found["inspected_by"] == one).any()), "city_team")
    found = found[found["inspected_by"] == side].reset_index(drop=True)
    return drawn(
        ctx,
        "inspections",
        findings_parts.kind_sentence(found, ctx),
        charts_more.bars,
        {"rows": findings_parts.kind_rows(found, ctx)},
        show.Source("findings_by_unit", answer, filters, ("findings", "inspection_scopes")),
        None,
        "findings",
        f"{counted(int(found['findings_n'].sum()), 'finding', ctx.lang)} · {t(f'inspected_by.{side}', ctx.lang)}",
        link="inspections",
    )


def feedback(ctx: Context) -> Slide:
    lang, filters = ctx.lang, _of_registers(ctx)
    answer = ctx.ask("slips_funnel", filters)
    funnel, wards = answer.iloc[0], ctx.ask("slips_by_ward", filters)
    if not funnel["received_n"] and not funnel["waiting_n"]:
        source = show.Source("slips_funnel", answer, filters, ("seen", "slips_as_of"))
        return Slide("feedback", t("empty.feedback", lang), note_line(ctx, source, None, "feedback"), link="feedback")
    oldest = book.ward_name(funnel["oldest_ward_code"], funnel["oldest_ward_from"], ctx)
    unseen = (int(funnel["unseen_n"]), int(funnel["unseen_overdue_n"]))
    facts = [Fact(t("stage.received", lang), fmt.whole(funnel["received_n"], lang), ctx.period)]
    for stage in book.STAGES:
        half = book.days_text(funnel[f"{stage}_median_days"], lang)
        share = fmt.percent(funnel[f"{stage}_pct"], lang)
        facts.append(Fact(t(f"stage.{stage}", lang), share, t("tile.half_in", lang, days=half)))
    rated = "" if funnel["is_hidden"] else t("tile.of_rated", lang, slips=counted(int(funnel["rated_n"]), "slip", lang))
    satisfied = fmt.percent(funnel["satisfied_pct"], lang)
    facts.append(Fact(t("stage.satisfied", lang), satisfied, rated or t("state.hidden", lang)))
    return drawn(
        ctx,
        "feedback",
        sentences.unseen_slips(*unseen, book.LATE_DAYS, oldest, lang),
        charts_more.bars,
        {"rows": book.unseen_rows(wards, funnel["as_of_on"], ctx)},
        show.Source("slips_by_ward", wards, filters, ("seen", "slips_as_of", "slips_rated")),
        None,
        "unseen",
        facts=tuple(facts),
        link="feedback",
        narrows="ward",
    )


def actions(ctx: Context) -> Slide:
    lang, filters = ctx.lang, replace(decisions.of_plan(ctx), factor=ctx.filters.factor)
    plan = ctx.ask("actions", filters)
    source = show.Source("actions", plan, filters, ("action_states",))
    if plan.empty:
        return Slide("actions", t("empty.plan", lang), note_line(ctx, source, None, "actions"), link="actions")
    state = plan_parts.states(plan)
    codes = dict(zip(ctx.name(plan, "factor_name"), plan["factor_code"], strict=True))
    rows = plan_parts.state_rows(plan, ctx)
    facts = [
        Fact(t(f"action_state.{one}", lang), fmt.whole(int((state == one).sum()), lang)) for one in plan_parts.STATES
    ]
    return drawn(
        ctx,
        "actions",
        plan_parts.headline(plan, ctx),
        charts_service.parted,
        {"rows": rows.assign(code=rows["name"].map(codes))},
        source,
        None,
        "actions",
        counted(len(plan), "action", lang),
        words={"parts": "action_state"},
        facts=tuple(facts),
        link="actions",
        narrows="factor",
    )


def decide(ctx: Context) -> Slide:
    wards = ctx.ask("satisfaction_by_ward", compare="previous")
    found = decisions.decided(ctx, wards, frames.reading(ctx.ask("headline")).index_pct)
    lines = tuple(one.sentence for one in found)
    title = t("story.decide", ctx.lang, n=fmt.whole(len(lines), ctx.lang)) if lines else t("decide.none", ctx.lang)
    note = " · ".join(one for one in (ctx.period, scope(ctx.filters, ctx), t("story.urgent_first", ctx.lang)) if one)
    return Slide("decide", title, note, lines=lines, link="overview")


def _of_registers(ctx: Context) -> Filters:
    """The filters that the other registers know: place and field, no channels, procedures or kinds of respondents."""
    return replace(decisions.of_place(ctx.filters), field=ctx.filters.field)
