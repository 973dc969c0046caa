"""Một đơn vị: one ward or former district: index, course, factors, fields, questions."""

import streamlit as st

from pages.parts import card, charts, frames, notes, own, own_many, sentences, series, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.drill import of_unit, whole_city
from pages.parts.words import t
from queries.standing import standing

ctx = enter(__file__)
lang = ctx.lang

wards = ctx.catalog.wards_on(ctx.filters.last_day)
units = wards | dict(ctx.catalog.districts)
names = {code: unit.word(lang) for code, unit in units.items()}
first = next(iter(units))
chosen = own.code("unit", names, first)
found_by = own_many.findable(names, (chosen,))
code = own.select("unit", names, t("filter.unit", lang), first, width=420, format_func=found_by)
if ctx.filters.ward or ctx.filters.district:
    st.caption(show.plain(t("notice.unit_page", lang)))
if code is None:
    raise EndOfPage
unit = units[code]
level = "ward" if code in wards else "district"
filters = of_unit(ctx.filters, level, code)
views = {view: t(f"card.view_{view}", lang) for view in ("charts", "card")}
if own.segments("view", views, t("card.view", lang), "charts") == "card":
    card.draw(ctx, filters, unit)
    raise EndOfPage

now = ctx.ask("headline", filters, compare="previous")
year_ago = ctx.ask("headline", filters, compare="last_year")
city = frames.reading(ctx.ask("headline", whole_city(ctx.filters)))
reading = frames.reading(now)
since_previous = frames.change(now, ctx, filters.previous(), ctx.worded(filters.previous()))
since_last_year = frames.change(year_ago, ctx, filters.last_year(), t("against.last_year", lang))

st.markdown(f"## {show.plain(unit.word(lang))}")
st.markdown(f"#### {show.plain(sentences.headline(reading, ctx.period, since_previous, lang))}")
if sentences.state_of(reading) != "ok":
    slips_n = None if reading.is_hidden else int(reading.slips_n or 0)
    st.info(show.plain(sentences.unit_state(unit.word(lang), slips_n, sentences.state_of(reading), lang)))
if level == "district":
    st.caption(show.plain(t("def.former_district", lang)))
tiles.row(ctx, now, since_previous, since_last_year)
if sentences.state_of(reading) in ("hidden", "missing"):
    raise EndOfPage

whole = filters.over(max(ctx.catalog.first_month, unit.valid_from.replace(day=1)), filters.end)
months = ctx.ask("satisfaction_by_month", whole)
noted = notes.lines(ctx, whole)
show.chart(
    ctx,
    "unit_trend",
    sentences.trend(reading, ctx.period, None, since_last_year, lang),
    charts.trend,
    {
        "points": series.points(months, ctx),
        "breaks": series.break_lines(ctx, whole.start, whole.end),
        "targets": series.target_lines(ctx.ask("targets"), ctx, whole.start, whole.end),
        "notes": noted,
    },
    show.Source("satisfaction_by_month", months, whole, ("index", "interval", "break", "hidden", "few")),
    slips_n=frames.total_slips(months),
)
notes.legend(noted, ctx)

left, right = st.columns(2)
PARTS = (
    (left, "satisfaction_by_factor", "factor", "unit.factors"),
    (left, "satisfaction_by_field", "field", "unit.fields"),
    (right, "satisfaction_by_item", "item", "unit.items"),
)
for column, question, part, group in PARTS:
    with column:
        answer = ctx.ask(question, filters, compare="previous")
        rows = frames.part_rows(standing(answer, city.index_pct), part, ctx, city)
        show.chart(
            ctx,
            f"unit_{part}",
            frames.ends(t(group, lang), rows, lang),
            charts.dots,
            {"rows": rows},
            show.Source(question, answer, filters, ("index", "interval", "band", "hidden"), {"compare": "previous"}),
            slips_n=reading.slips_n,
        )
