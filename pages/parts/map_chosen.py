"""The units chosen on the map: how they are chosen, and how they stand, beside the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.parts import charts, drill, frames, own, own_many, sentences, series, show
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.map_page import CHOSEN, MODES, Where, of_chosen, whole_districts
from pages.parts.words import counted, t
from queries.filters import Filters


def controls(at: Where, words: Mapping[str, str], ctx: Context) -> None:
    """One or several at a click, by name, or a whole former district."""
    lang = ctx.lang
    own.segments("pick", {mode: t(f"map.pick_{mode}", lang) for mode in MODES}, t("map.pick_mode", lang), "one")
    own_many.multiselect(CHOSEN, words, t("map.pick", lang), placeholder=t("filter.choose", lang))
    whole_districts(at, words, ctx)


def card(at: Where, picked: Sequence[str], words: Mapping[str, str], filters: Filters, ctx: Context) -> None:
    """How the chosen units stand together, and their course by month."""
    lang = ctx.lang
    if not picked:
        st.info(t("map.hint", lang), icon=":material/touch_app:")
        return
    together = of_chosen(filters, at.level, picked)
    reading = frames.reading(ctx.ask("headline", together))
    name = words[picked[0]] if len(picked) == 1 else t("map.chosen", lang, n=counted(len(picked), at.level, lang))
    st.markdown(f"#### {show.plain(name)}")
    st.markdown(show.plain(sentences.headline(reading, ctx.worded(filters), None, lang)))
    if len(picked) == 1:
        drill.link(ctx, picked[0], name)
    if sentences.state_of(reading) not in ("ok", "few"):
        return
    first = ctx.catalog.first_month
    months = ctx.ask("satisfaction_by_month", together.over(first, ctx.filters.end))
    show.chart(
        ctx,
        "map_unit",
        t("map.course", lang),
        charts.trend,
        {
            "points": series.points(months, ctx),
            "breaks": series.break_lines(ctx, first, ctx.filters.end),
            "targets": series.target_lines(ctx.ask("targets").head(0), ctx, ctx.filters.start, ctx.filters.end),
        },
        show.Source("satisfaction_by_month", months, together.over(first, ctx.filters.end)),
        slips_n=frames.total_slips(months),
    )


def listed(cells: pd.DataFrame, picked: Sequence[str], ctx: Context) -> None:
    """The chosen units' figures on the wards of today: their codes belonged to other wards before."""
    chosen = cells[cells["code"].isin(picked)]
    if chosen.empty:
        st.info(t("map.hint", ctx.lang), icon=":material/touch_app:")
        return
    heads = {"full_name": "unit.ward", "value_text": "map.tip_pct", "interval_text": "map.tip_interval"}
    table = pd.DataFrame({fmt.capital(t(key, ctx.lang)): chosen[column] for column, key in heads.items()})
    st.markdown(show.table_text(table))
