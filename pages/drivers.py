"""Yếu tố tác động: which factors and questions go with a slip that is satisfied throughout, and how well they stand."""

import streamlit as st

from pages.parts import charts_signal, frames, show, signals
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t

DEFINITIONS = ("drivers", "index", "interval", "hidden")

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

factors = ctx.ask("drivers_by_factor")
rows = signals.driver_points(factors, "factor", ctx)
slips_n = frames.reading(ctx.ask("headline")).slips_n
if rows.empty:
    st.info(t("say.drivers_none", lang), icon=":material/info:")
    raise EndOfPage

show.chart(
    ctx,
    "drivers_factors",
    signals.driver_sentence(rows, lang),
    charts_signal.quadrant,
    {"points": rows},
    show.Source("drivers_by_factor", factors, filters, DEFINITIONS),
    slips_n=slips_n,
    measure="drivers",
)

items = ctx.ask("drivers_by_item")
rows = signals.driver_points(items, "item", ctx)
show.chart(
    ctx,
    "drivers_items",
    signals.driver_sentence(rows, lang),
    charts_signal.quadrant,
    {"points": rows},
    show.Source("drivers_by_item", items, filters, DEFINITIONS),
    slips_n=slips_n,
    measure="drivers",
)
st.caption(show.plain(t("def.drivers", lang)))
