"""Yếu tố tác động: which factors and questions go with a slip that is satisfied throughout, and how well they stand."""

import streamlit as st

from pages.parts import charts_signal, frames, narrowing, show, signals
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t

DEFINITIONS = ("drivers", "index", "interval", "hidden")

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

around = filters.without("factor")  # the factors explain together, whichever is chosen
slips_n = frames.reading(ctx.ask("headline", around)).slips_n
for part in ("factor", "item"):
    answer = ctx.ask(f"drivers_by_{part}", around)
    rows = signals.driver_points(answer, part, ctx)
    if rows.empty:
        st.info(t("say.drivers_none", lang), icon=":material/info:")
        raise EndOfPage
    show.chart(
        ctx,
        f"drivers_{part}s",
        signals.driver_sentence(rows, lang),
        charts_signal.quadrant,
        {"points": rows},
        show.Source(f"drivers_by_{part}", answer, around, DEFINITIONS),
        slips_n=slips_n,
        measure="drivers",
        click=narrowing.by_click("factor", "code" if part == "factor" else "factor_code"),
    )
st.caption(show.plain(t("def.drivers", lang)))
