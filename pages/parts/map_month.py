"""The month slider of the map, which a reader moves or lets play."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from pages.parts import numbers as fmt
from pages.parts import own
from pages.parts.context import Context
from pages.parts.words import t
from queries.filters import Filters, add_months

TICK_SECONDS: Final = 1.2
PLAYS: Final = "map_plays"


def month(ctx: Context) -> Filters:
    """The filters over the month that the slider stands at; those of the page where it stands at the whole period."""
    held = own.code("month", _months(ctx))
    if held is None:
        return ctx.filters
    day = date.fromisoformat(f"{held}-01")
    return ctx.filters.over(day, day)


def slider(ctx: Context) -> None:
    """The month slider with its button; while it plays, a month a tick until the last one."""
    lang = ctx.lang
    months = {"": t("map.whole_period", lang, period=ctx.period)} | _months(ctx)
    key = "map_month"
    st.session_state[key] = own.code("month", months) or ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        plays = bool(st.session_state.get(PLAYS))
        icon = ":material/pause:" if plays else ":material/play_arrow:"
        st.button(t("map.pause" if plays else "map.play", lang), icon=icon, key="map_play", on_click=_play, args=(ctx,))
        st.select_slider(
            t("map.month", lang),
            list(months),
            key=key,
            format_func=months.__getitem__,
            on_change=lambda: own.keep("month", st.session_state[key] or None),
        )
    if plays:
        st.fragment(_tick, run_every=TICK_SECONDS)(list(_months(ctx)))


def _months(ctx: Context) -> dict[str, str]:
    held = ctx.catalog
    count = (held.last_month.year - held.first_month.year) * 12 + held.last_month.month - held.first_month.month + 1
    days = [add_months(held.first_month, at) for at in range(count)]
    return {f"{day:%Y-%m}": fmt.month_text(day, ctx.lang) for day in days}


def _play(ctx: Context) -> None:
    """Start at the beginning of the period on the page, or at the month that is shown; or stop."""
    st.session_state[PLAYS] = not st.session_state.get(PLAYS)
    months = list(_months(ctx))
    held = st.session_state.get("own_month")
    if st.session_state[PLAYS] and (held not in months or held == months[-1]):
        first = f"{ctx.filters.start:%Y-%m}"
        own.keep("month", first if first in months and first != months[-1] else months[0])
    st.session_state["map_ticked"] = False


def _tick(months: list[str]) -> None:
    """One month on; the first run draws the month that is there."""
    if not st.session_state.get("map_ticked"):
        st.session_state["map_ticked"] = True
        return
    held = st.session_state.get("own_month")
    at = months.index(held) + 1 if held in months else 0
    if at >= len(months):
        st.session_state[PLAYS] = False
    else:
        own.keep("month", months[at])
    st.session_state["map_ticked"] = False
    own.leave(own.linked())  # a tick may bring the address of before the last one: not one gone back to
    st.rerun()
