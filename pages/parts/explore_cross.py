"""Lọc chéo: charts linked in the browser. A range of months redraws them at once; a click on a row filters the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import charts_linked, clickable, frames, narrowing, sentences, show
from pages.parts.context import Context, EndOfPage
from pages.parts.words import subtitle, t
from queries.filters import Filters
from queries.linked import monthly

KEY = "explore_linked"
AT_FIRST = "linked_range"  # the range that the chart was drawn with
FRAME = "linked_frame"  # what else it was drawn with
TURN = "linked_turn"  # how often it was drawn anew, because the period was changed elsewhere
IN_FORCE = "linked_period"  # the period that the range in the browser stands for
SUMS = {
    "m": "slips_n",
    "n": "answers_n",
    "wn": "w_answers_sum",
    "wk": "w_satisfied_sum",
    "kk": "ww_satisfied2_sum",
    "kn": "ww_satisfied_answers_sum",
    "nn": "ww_answers2_sum",
}
DEFINITIONS = ("linked", "index", "interval", "hidden")


def draw(ctx: Context) -> None:
    """The view."""
    lang, filters = ctx.lang, ctx.filters
    course = filters.over(ctx.catalog.first_month, max(ctx.catalog.last_month, filters.end))
    tables = {"months": _table(ctx, "", course)}
    if tables["months"]["m"].sum() == 0:
        is_hidden = bool(len(tables["months"]))
        st.info(t("notice.hidden_all" if is_hidden else "notice.no_rows", lang), icon=":material/info:")
        raise EndOfPage
    tables |= {f"{name}s": _table(ctx, name, course.without(name)) for name in charts_linked.PANELS}
    reading = frames.reading(ctx.ask("headline"))
    lowest = _lowest(tables)
    chosen = _range(filters, course, (course, lowest, lang, ctx.is_dark))
    show.chart(
        ctx,
        _key(),
        sentences.headline(reading, ctx.period, None, lang),
        charts_linked.linked,
        tables,
        show.Source("satisfaction_by_month", ctx.ask("satisfaction_by_month", course), course, DEFINITIONS),
        line=subtitle(t("measure.index", lang), ctx.period, reading.slips_n, None, lang),
        click=Linked(course),
        width="content",
        span=(_number(course.start), _number(course.end)),
        chosen=chosen,
        lowest=lowest,
    )
    hidden = sum(int(table["hidden_n"].sum()) for table in tables.values())
    said = [t("explore.linked_note", lang)] + ([t("explore.hidden_n", lang, n=str(hidden))] if hidden else [])
    st.caption(show.plain(" ".join([*said, t("notice.former_district", lang)])))


@dataclass(frozen=True)
class Linked:
    """What the chart does with a range and with clicks on its rows."""

    course: Filters
    column: str = ""

    def marked(self, table: pd.DataFrame) -> pd.DataFrame:
        """The months as they are."""
        return table

    def listen(self, key: str) -> Callable[[], None]:
        """What to do when something was picked in the chart of that key."""
        seen = {name: clickable.picked(key, "code", f"pick_{name}") for name in charts_linked.PANELS}

        def take() -> None:
            for name, before in seen.items():
                for code in sorted(before ^ clickable.picked(key, "code", f"pick_{name}")):
                    narrowing.narrow(name, code)
            _take_range(key, self.course)

        return take


def _take_range(key: str, course: Filters) -> None:
    """Put the months of the range into force; all of them where there is none."""
    ends = st.session_state[key]["selection"].get(charts_linked.BRUSH, {}).get("month_at")
    period = (course.start, course.end)
    if ends:
        # As charts_linked.INSIDE: a month is in as soon as the range touches it.
        first, last = (round(float(end)) for end in (min(ends), max(ends)))
        period = (max(_month(first), course.start), min(_month(last), course.end))
    if period != st.session_state.get(IN_FORCE) and period[0] <= period[1]:
        st.session_state[IN_FORCE] = period
        narrowing.set_period(*period)


def _range(filters: Filters, course: Filters, frame: tuple[object, ...]) -> tuple[int, int]:
    """The range that the chart is drawn with; it stays while the range moves in the browser, and the chart with it.

    frame: what else the chart depends on; where it changes, the browser draws the chart anew.
    """
    period = (filters.start, filters.end)
    is_new = _key() not in st.session_state or st.session_state.get(FRAME) != frame
    if is_new or st.session_state.get(IN_FORCE) != period:
        st.session_state[IN_FORCE], st.session_state[FRAME] = period, frame
        inside = (max(filters.start, course.start), min(filters.end, course.end))
        st.session_state[AT_FIRST] = (_number(inside[0]), _number(inside[1]))
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    return st.session_state[AT_FIRST]


def _key() -> str:
    return f"{KEY}_{st.session_state.get(TURN, 0)}"


def _table(ctx: Context, name: str, filters: Filters) -> pd.DataFrame:
    """The cells of a dimension ('' for all slips) as the chart takes them; kept, since a range changes none of them."""
    make = partial(_worded, ctx, name, filters)
    key = ("linked table", name, filters, ctx.lang, getattr(ctx.filters, name) if name else None)
    return ctx.database.remembered(key, make)


def _worded(ctx: Context, name: str, filters: Filters) -> pd.DataFrame:
    """What `_table` gives."""
    cells = monthly(ctx.database, ctx.catalog, name, filters)
    words = _words(ctx, name)
    codes = cells["code"].unique()
    order = {code: at for at, code in enumerate([*words, *(code for code in codes if code not in words)], start=1)}
    chosen = getattr(ctx.filters, name) if name else ()
    chosen = (chosen,) if isinstance(chosen, str) else chosen or ()
    sums = {short: cells[long].fillna(0).to_numpy(float) for short, long in SUMS.items()}
    table = pd.DataFrame(
        {
            "code": cells["code"],
            "month_at": cells["month"].dt.year * 12 + cells["month"].dt.month - 1,
            **sums,
            "hidden_n": cells["is_hidden"].astype(int),
        }
    )
    if name:  # a row of no month, so that a name keeps its place where its months are not in the range
        table = pd.concat([table, pd.DataFrame({"code": codes}).reindex(columns=table.columns, fill_value=0)])
    return table.assign(
        name=[words.get(code) or t("explore.not_stated", ctx.lang) for code in table["code"]],
        position=[order[code] for code in table["code"]],
        is_chosen=table["code"].isin(chosen),
    )


def _words(ctx: Context, name: str) -> dict[str, str]:
    if not name:
        return {"": t("chart.city", ctx.lang)}
    known = ctx.catalog.factors if name == "factor" else ctx.catalog.codes(name)
    return {code: one.word(ctx.lang) for code, one in known.items()}


def _lowest(tables: dict[str, pd.DataFrame]) -> int:
    """Where the axis of shares begins: the ten below the lowest share of a row over all months."""
    lows = []
    for name, table in tables.items():
        if name != "months" and len(table):
            sums = table.groupby("code")[["wk", "wn"]].sum()
            lows.append((100 * sums["wk"] / sums["wn"].where(sums["wn"] > 0)).min())
    low = min((one for one in lows if pd.notna(one)), default=0.0)
    return max(int(low // 10 - 1) * 10, 0)


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
