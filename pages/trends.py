"""Xu hướng: the index by month, quarter or year; by factor; against the same time of earlier years."""

import streamlit as st

from pages.parts import (
    charts,
    charts_more,
    charts_signal,
    frames,
    narrowing,
    notes,
    own,
    sentences,
    series,
    show,
    signals,
)
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t
from queries.question import STEPS

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

step = own.segments("step", {one: t(f"step.{one}", lang) for one in STEPS}, t("filter.grain", lang), "month")
whole = filters.over(ctx.catalog.first_month, filters.end)
answer = ctx.ask("satisfaction_by_month", whole, step=step)
now = ctx.ask("headline", compare="last_year")
reading = frames.reading(now)
if not answer["slips_n"].fillna(0).sum():
    st.info(t("notice.hidden_all" if answer["is_hidden"].any() else "notice.no_rows", lang), icon=":material/info:")
    raise EndOfPage

since_last_year = frames.change(now, ctx, filters.last_year(), t("against.last_year", lang))
targets = ctx.ask("targets")
target = targets.loc[targets["year"] == filters.end.year, "value"]
# Also beyond an earlier period: what comes after it can be clicked, too.
course = filters.over(whole.start, max(whole.end, ctx.catalog.default_period[1]))
longer = ctx.ask("satisfaction_by_month", course, step=step)
axis = "month" if step == "month" else step
noted = notes.lines(ctx, course)
show.chart(
    ctx,
    "trends_index",
    sentences.trend(reading, ctx.period, target.iloc[0] if len(target) else None, since_last_year, lang),
    charts.trend,
    {
        "points": ctx.made(f"trends_index {step}", lambda: series.coded(series.points(longer, ctx, step), step)),
        "breaks": series.break_lines(ctx, course.start, course.end),
        "targets": series.target_lines(targets, ctx, course.start, course.end),
        "notes": noted,
    },
    show.Source("satisfaction_by_month", longer, course, ("index", "interval", "break", "hidden"), {"step": step}),
    slips_n=frames.total_slips(longer),
    click=narrowing.by_click("period"),
    grain=axis,
)
notes.legend(noted, ctx)

if step == "month":
    judged = ctx.ask("signals_by_month", whole)
    with st.container(horizontal=True):
        for words, icon, colour in signals.icons(judged, target.iloc[0] if len(target) else None, lang):
            st.badge(words, icon=icon, color=colour)
    show.chart(
        ctx,
        "trends_control",
        signals.control_sentence(judged, ctx),
        charts_signal.control,
        {"points": ctx.made("trends_control", lambda: series.coded(signals.control_points(judged, ctx), step))},
        show.Source("signals_by_month", judged, whole, ("index", "signal", "break", "hidden")),
        slips_n=frames.total_slips(judged),
        click=narrowing.by_click("period"),
    )

around = whole.without("factor")
factors = ctx.ask("factor_by_month", around, step=step)
rows = ctx.made(f"trends_factors {step}", lambda: series.factor_points(factors, ctx, step))
last = rows[rows["is_last"]].sort_values("index_pct").assign(name=lambda frame: frame["factor_name"])
lowest, highest = frames.named(last, 0), frames.named(last, -1)
show.chart(
    ctx,
    "trends_factors",
    sentences.factors([lowest] if lowest else [], [highest] if highest else [], lang),
    charts_more.factor_lines,
    {"points": rows},
    show.Source("factor_by_month", factors, around, ("index", "break", "hidden"), {"step": step}),
    click=narrowing.by_click("factor", "factor_code"),
    grain=axis,
)

if step != "year":
    show.chart(
        ctx,
        "trends_season",
        sentences.season(ctx.period, since_last_year, lang, series.tet_moved(filters)),
        charts_more.season,
        {"points": ctx.made(f"trends_season {step}", lambda: series.season_points(longer, ctx, step))},
        show.Source("satisfaction_by_month", longer, course, ("index", "change", "hidden"), {"step": step}),
        slips_n=frames.total_slips(longer),
        click=narrowing.by_click("period"),
        grain=axis,
    )
