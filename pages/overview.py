"""Tổng quan: how satisfied, what changed, against the target, which factors, who moved, how current the data are."""

import streamlit as st

from pages.parts import charts, decisions, frames, narrowing, notes, sentences, series, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t
from queries.standing import standing

MOVERS_SHOWN = 10

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

# What the period says, and what changed.
now = ctx.ask("headline", compare="previous")
year_ago = ctx.ask("headline", compare="last_year")
reading = frames.reading(now)
since_previous = frames.change(now, ctx, filters.previous(), ctx.worded(filters.previous()))
since_last_year = frames.change(year_ago, ctx, filters.last_year(), t("against.last_year", lang))

st.markdown(f"## {show.plain(sentences.headline(reading, ctx.period, since_previous, lang))}")
st.caption(show.plain(sentences.change_sentence(since_last_year, lang)))
tiles.row(ctx, now, since_previous, since_last_year)
if not reading.slips_n:
    st.info(t("notice.hidden_all" if reading.is_hidden else "notice.no_rows", lang), icon=":material/info:")
    st.markdown(decisions.text(ctx, ctx.ask("satisfaction_by_ward", compare="previous"), None))
    raise EndOfPage
decide = st.empty()  # filled at the end: the charts need not wait for it

# The whole series up to the period, so that the quarter is seen in its course.
whole = filters.over(ctx.catalog.first_month, filters.end)
months = ctx.ask("satisfaction_by_month", whole)
targets = ctx.ask("targets")
target = targets.loc[targets["year"] == filters.end.year, "value"]
noted = notes.lines(ctx, whole)
show.chart(
    ctx,
    "overview_trend",
    sentences.trend(reading, ctx.period, target.iloc[0] if len(target) else None, since_last_year, lang),
    charts.trend,
    {
        "points": ctx.made("overview_trend", lambda: series.points(months, ctx)),
        "breaks": series.break_lines(ctx, whole.start, whole.end),
        "targets": series.target_lines(targets, ctx, whole.start, whole.end),
        "notes": noted,
    },
    show.Source("satisfaction_by_month", months, whole, ("index", "interval", "break", "hidden")),
    slips_n=frames.total_slips(months),
)
notes.legend(noted, ctx)

left, right = st.columns(2)
with left:
    around, against = narrowing.around(ctx, "factor", reading)
    factors = ctx.ask("satisfaction_by_factor", around, compare="previous")
    rows = ctx.made(
        "overview_factors", lambda: frames.part_rows(standing(factors, against.index_pct), "factor", ctx, against)
    )
    lowest, highest = frames.named(rows, 0), frames.named(rows, -1)
    show.chart(
        ctx,
        "overview_factors",
        sentences.factors([lowest] if lowest else [], [highest] if highest else [], lang),
        charts.dots,
        {"rows": rows},
        show.Source("satisfaction_by_factor", factors, around, ("index", "interval", "band"), {"compare": "previous"}),
        slips_n=against.slips_n,
        click=narrowing.by_click("factor"),
    )
with right:
    around, against = narrowing.around(ctx, "ward", reading)
    wards = ctx.ask("satisfaction_by_ward", around, compare="previous")
    moved = wards[wards["change_pct"].notna()]
    rows = ctx.made("overview_movers", lambda: frames.changes(moved, "ward", ctx, MOVERS_SHOWN))
    up, down = (frames.movers(moved, "ward", ctx, direction) for direction in ("up", "down"))
    show.chart(
        ctx,
        "overview_movers",
        sentences.movers(len(moved), up, down, lang, since_previous.against, t("unit.wards", lang)),
        charts.changes,
        {"rows": rows},
        show.Source("satisfaction_by_ward", wards, around, ("change", "movers", "hidden"), {"compare": "previous"}),
        slips_n=against.slips_n,
        click=narrowing.by_click("ward"),
    )

around, against = narrowing.around(ctx, "field", reading)
fields = ctx.ask("satisfaction_by_field", around, compare="previous")
rows = ctx.made("overview_fields", lambda: frames.part_rows(standing(fields, against.index_pct), "field", ctx, against))
show.chart(
    ctx,
    "overview_fields",
    frames.ends(t("unit.fields", lang), rows, lang),
    charts.dots,
    {"rows": rows},
    show.Source("satisfaction_by_field", fields, around, ("index", "interval", "band"), {"compare": "previous"}),
    slips_n=against.slips_n,
    click=narrowing.by_click("field"),
)

decide.markdown(decisions.text(ctx, ctx.ask("satisfaction_by_ward", compare="previous"), reading.index_pct))
tiles.data_status(ctx)
