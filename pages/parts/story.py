"""What a meeting sees, in order: one message a slide, told from the answers to questions under the filters in force.

Slides are made one at a time by their key, so that the screen asks only what it shows; files ask for all of them.
Nothing is worked out here: tables, sentences and limits are those of the pages that tell the same at length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pages.parts import frames, sentences_summary, series
from pages.parts import story_satisfaction as satisfaction
from pages.parts import story_service as service
from pages.parts.context import Context
from pages.parts.slide import Fact as Fact
from pages.parts.slide import Slide as Slide
from pages.parts.slide import scope as scope

BUILDERS: dict[str, Callable[[Context], Slide]] = {
    "headline": satisfaction.headline,
    "trend": satisfaction.trend,
    "map": satisfaction.map_of_wards,
    "movers": satisfaction.movers,
    "factors": satisfaction.factors,
    "drivers": satisfaction.drivers,
    "fields": satisfaction.fields,
    "inspections": service.inspections,
    "feedback": service.feedback,
    "actions": service.actions,
    "decide": service.decide,
}
KEYS = tuple(BUILDERS)
ALONE_TOO = ("feedback", "actions")  # what is clicked in them is told by the same slide, of that alone


def slides(ctx: Context) -> list[Slide]:
    """Every slide of the filters in force, in order; one without data says so in its title."""
    return [slide(ctx, key) for key in KEYS]


def slide(ctx: Context, key: str) -> Slide:
    """One slide, by its key; asks nothing that another one needs alone."""
    return BUILDERS[key](ctx)


def inside(ctx: Context, outer: Slide, code: str) -> tuple[Slide, dict[str, str]]:
    """What a click on a mark of a slide leads to, and its codes for a link; code: of the mark, known to the slide."""
    if outer.narrows == "month":
        month = ctx.filters.over(date.fromisoformat(f"{code}-01"), date.fromisoformat(f"{code}-01"))
        return satisfaction.of_month(ctx, month), {"from": code, "to": code}
    if outer.narrows == "finding_kind":
        return service.findings_of(ctx, code), {}
    filters = replace(ctx.filters, **{outer.narrows: code if outer.narrows == "factor" else (code,)})
    if outer.key in ALONE_TOO:
        return slide(replace(ctx, filters=filters), outer.key), {outer.narrows: code}
    made = satisfaction.of_filters(ctx, filters)
    return made, {"unit" if made.link == "unit" else outer.narrows: code}


def summary(ctx: Context) -> list[str]:
    """One page of sentences: the findings in order, what they rest on, what is to be borne in mind."""
    now, since_previous, since_last_year = satisfaction.compared(ctx)
    reading = frames.reading(now)
    found = sentences_summary.Found(
        period=ctx.period,
        reading=reading,
        answers_n=None if reading.is_hidden else int(now["answers_n"].iloc[0] or 0),
        since_previous=since_previous,
        since_last_year=since_last_year,
        target_pct=satisfaction.target(ctx),
        scope=scope(ctx.filters, ctx),
        findings=tuple(slide(ctx, key).title for key in KEYS[2:-1]),
        urgent=slide(ctx, "decide").lines,
        wards_n=int((frames.dressed(ctx.ask("satisfaction_by_ward"), ctx)["state"] == "ok").sum()),
        breaks=tuple(series.break_lines(ctx, ctx.catalog.first_month, ctx.filters.end)["name"]),
        has_tet_moved=series.tet_moved(ctx.filters),
        is_approximate=bool(ctx.filters.district) and ctx.catalog.has_hexes(ctx.filters.last_day),
        is_simulated=ctx.catalog.is_simulated,
    )
    return sentences_summary.page(found, ctx.lang)
