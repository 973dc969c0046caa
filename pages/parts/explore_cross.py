"""Lọc chéo: charts linked in the browser. A range of months redraws them at once; a click on a row filters the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import (
    charts_linked,
    charts_linked_base,
    clickable,
    explore_cross_table,
    frames,
    map_hand,
    narrowing,
    own,
    sentences,
    shapes,
    show,
)
from pages.parts import numbers as fmt
from pages.parts.context import Context, EndOfPage
from pages.parts.explore_cross_table import SUMS, month_at, month_of
from pages.parts.words import subtitle, t
from queries import statistics
from queries.explore_cut import CannotCut
from queries.filters import Filters
from queries.linked import monthly, scale_points, scores, wards_from

KEY = "explore_linked"
AT_FIRST = "linked_range"  # the range that the chart was drawn with
CHIP = "linked_score"
FRAME = "linked_frame"  # what else it was drawn with
TURN = "linked_turn"  # how often it was drawn anew, because the period was changed elsewhere
IN_FORCE = "linked_period"  # the period that the range in the browser stands for


def draw(ctx: Context) -> None:
    """The view."""
    lang, filters = ctx.lang, ctx.filters
    course = filters.over(ctx.catalog.first_month, max(ctx.catalog.last_month, filters.end))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = _place(ctx, course)
        score = _score(ctx, course)
    tables = {"months": _table(ctx, "", course, score)}
    if tables["months"]["m"].sum() == 0:
        is_hidden = bool(len(tables["months"]))
        st.info(t("notice.hidden_all" if is_hidden else "notice.no_rows", lang), icon=":material/info:")
        raise EndOfPage
    tables |= {f"{name}s": _table(ctx, name, course.without(name), score) for name in charts_linked.ROWS}
    tables["scores"] = _table(ctx, "score", course, score)
    try:
        tables["places"] = _table(ctx, place, course.without(place), score)
    except CannotCut:
        place = charts_linked.PLACES[0]
        tables["places"] = _table(ctx, place, course.without(place), score)
        st.caption(show.plain(t("linked.no_wards", lang)))
    reading = frames.reading(ctx.ask("headline"))
    ends = _ends(tables, score)
    since = wards_from(ctx.catalog, course.without("ward"))
    words = {
        "ends": ends,
        "score_most": _most(tables["scores"]),
        "score": score,
        "place": place,
        "since": fmt.month_text(since, lang) if since else "",
        "is_narrow": map_hand.is_phone(),
    }
    chosen = _range(filters, course, (course, *words.values(), lang, ctx.is_dark))
    title = _of_score(ctx, tables["months"], score) if score else sentences.headline(reading, ctx.period, None, lang)
    measure = t("linked.share_of_score", lang, score=score) if score else t("measure.index", lang)
    show.chart(
        ctx,
        _key(),
        title,
        charts_linked.linked,
        tables,
        explore_cross_table.source(ctx, tables, course, place, score),
        line=subtitle(measure, ctx.period, reading.slips_n, None, lang),
        click=Linked(ctx, course),
        width="content",
        span=(month_at(course.start), month_at(course.end)),
        chosen=chosen,
        **words,
    )
    hidden = sum(int(table["hidden_n"].sum()) for name, table in tables.items() if name != "scores")
    said = [t("explore.linked_note", lang)] + ([t("explore.hidden_n", lang, n=str(hidden))] if hidden else [])
    if place == "ward":
        said.append(t("linked.wards_note", lang, since=words["since"]))
    if tables["scores"].empty:
        said.append(t("linked.no_scores", lang))
    st.caption(show.plain(" ".join([*said, t("notice.former_district", lang)])))


def _place(ctx: Context, course: Filters) -> str:
    """Former districts, or the wards of today where the file knows their hexagons."""
    words = {name: t(f"linked.place_{name}", ctx.lang) for name in charts_linked.PLACES}
    if not ctx.catalog.has_hexes(course.last_day) or wards_from(ctx.catalog, course.without("ward")) is None:
        return charts_linked.PLACES[0]
    return own.segments("place", words, t("linked.place", ctx.lang), charts_linked.PLACES[0])


def _score(ctx: Context, course: Filters) -> str:
    """The score chosen, '' for none, as a chip that takes it back."""
    known = [str(one + 1) for one in range(scale_points(ctx.database, ctx.catalog, course))]
    score = own.code("score", known) or ""
    if score:
        word = f":material/close: {t('linked.score', ctx.lang, score=score)}"
        st.session_state[CHIP] = [word]
        st.pills(
            t("filter.chips", ctx.lang),
            [word],
            key=CHIP,
            selection_mode="multi",
            label_visibility="collapsed",
            on_change=lambda: own.keep("score", None),
        )
    return score


def _of_score(ctx: Context, months: pd.DataFrame, score: str) -> str:
    """The share of a score in the period, with its interval, out of the months that may be shown."""
    first, last = month_at(ctx.filters.start), month_at(ctx.filters.end)
    inside = months[months["month_at"].between(first, last)]
    sums = inside[list(SUMS)].sum()
    if not sums["m"]:
        return t("notice.no_rows", ctx.lang)
    share, low, high, _ = (float(one) for one in statistics.cluster_interval(*sums.to_numpy(float)))
    value, interval = fmt.percent(share, ctx.lang), fmt.interval(low, high, ctx.lang)
    period = fmt.capital(ctx.period)
    return t("linked.say_score", ctx.lang, period=period, value=value, score=score, interval=interval)


@dataclass(frozen=True)
class Linked:
    """What the chart does with a range and with clicks on its rows."""

    ctx: Context
    course: Filters
    column: str = ""

    def marked(self, table: pd.DataFrame) -> pd.DataFrame:
        """The months as they are."""
        return table

    def listen(self, key: str) -> Callable[[], None]:
        """What to do when something was picked in the chart of that key."""
        seen = {name: clickable.picked(key, "code", f"pick_{name}") for name in charts_linked.PANELS}
        range_before = _brushed(key)

        def take() -> None:
            for name, before in seen.items():
                for code in sorted(before ^ clickable.picked(key, "code", f"pick_{name}")):
                    self._choose(name, code)
            # The browser tells nothing of the range it began with: a click alone leaves the period as it is.
            if _brushed(key) != range_before:
                _take_range(key, self.course)

        return take

    def _choose(self, name: str, code: str) -> None:
        """A row or a hexagon that was pressed."""
        if name == "score":
            own.keep("score", None if st.session_state.get("own_score") == code else code)
            return
        lives = self.ctx.catalog.wards.get(code, ()) if name == "ward" else ()
        # A filter names the life of a code at the end of the period; before its ward began that is another ward.
        if name != "ward" or any(unit.is_valid(self.ctx.filters.last_day) and not unit.valid_to for unit in lives):
            narrowing.narrow(name, code)


def _take_range(key: str, course: Filters) -> None:
    """Put the months of the range into force; all of them where there is none."""
    ends = _brushed(key)
    period = (course.start, course.end)
    if ends:
        # As charts_linked_base.INSIDE: a month is in as soon as the range touches it.
        first, last = (round(float(end)) for end in (min(ends), max(ends)))
        period = (max(month_of(first), course.start), min(month_of(last), course.end))
    if period != st.session_state.get(IN_FORCE) and period[0] <= period[1]:
        st.session_state[IN_FORCE] = period
        narrowing.set_period(*period)


def _brushed(key: str) -> list[float]:
    """The ends of the range as the browser told them last; none before it is moved, or where it is taken away."""
    state = st.session_state.get(key)
    return list(state["selection"].get(charts_linked_base.BRUSH, {}).get("month_at", ())) if state else []


def _range(filters: Filters, course: Filters, frame: tuple[object, ...]) -> tuple[int, int]:
    """The range that the chart is drawn with; it stays while the range moves in the browser, and the chart with it.

    frame: what else the chart depends on; where it changes, the browser draws the chart anew.
    """
    period = (filters.start, filters.end)
    is_new = _key() not in st.session_state or st.session_state.get(FRAME) != frame
    if is_new or st.session_state.get(IN_FORCE) != period:
        st.session_state[IN_FORCE], st.session_state[FRAME] = period, frame
        inside = (max(filters.start, course.start), min(filters.end, course.end))
        st.session_state[AT_FIRST] = (month_at(inside[0]), month_at(inside[1]))
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    return st.session_state[AT_FIRST]


def _key() -> str:
    return f"{KEY}_{st.session_state.get(TURN, 0)}"


def _table(ctx: Context, name: str, filters: Filters, score: str) -> pd.DataFrame:
    """The cells of a dimension ('' for all slips) as the chart takes them; kept, since a range changes none of them."""
    make = partial(_worded, ctx, name, filters, score)
    chosen = score if name == "score" else getattr(ctx.filters, name) if name else None
    key = ("linked table", name, filters, ctx.lang, chosen, score)
    return ctx.database.shelved(key, make).copy(deep=False)


def _worded(ctx: Context, name: str, filters: Filters, score: str) -> pd.DataFrame:
    """What `_table` gives."""
    if name == "score":
        cells, chosen = scores(ctx.database, ctx.catalog, filters), (score,)
    else:
        cells = monthly(ctx.database, ctx.catalog, name, filters, int(score) if score else None)
        chosen = getattr(ctx.filters, name) if name else ()
        chosen = (chosen,) if isinstance(chosen, str) else chosen or ()
    words = _words(ctx, name, filters)
    codes = cells["code"].unique()
    order = {code: at for at, code in enumerate([*words, *(code for code in codes if code not in words)], start=1)}
    sums = {short: cells[long].fillna(0).to_numpy(float) for short, long in SUMS.items()}
    months = pd.DatetimeIndex(cells["month"])
    table = pd.DataFrame(
        {
            "code": cells["code"],
            "month_at": months.year * 12 + months.month - 1,
            **sums,
            "hidden_n": cells["is_hidden"].astype(int),
        }
    )
    if name:  # a row of no month, so that a name keeps its place where its months are not in the range
        kept = [*words] if name == "ward" else codes
        table = pd.concat([table, pd.DataFrame({"code": kept}).reindex(columns=table.columns, fill_value=0)])
    table = table.assign(
        name=[words.get(code) or t("explore.not_stated", ctx.lang) for code in table["code"]],
        position=[order[code] for code in table["code"]],
        is_chosen=table["code"].isin(chosen),
    )
    return _placed(table, ctx.catalog.hexes["ward"]) if name == "ward" else table


def _placed(table: pd.DataFrame, places: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    """Wards that have a hexagon, with its place in radii from the upper left, and how wide and tall they are all."""
    ground = shapes.hexagons(places, "ward")
    wide, tall = ground.size
    table = table[table["code"].isin(ground.codes)]
    at = [ground.from_corner[code] for code in table["code"]]
    return table.assign(hex_x=[x for x, _ in at], hex_y=[y for _, y in at], wide=wide, tall=tall)


def _words(ctx: Context, name: str, filters: Filters) -> dict[str, str]:
    if not name:
        return {"": t("chart.city", ctx.lang)}
    if name == "score":
        points = scale_points(ctx.database, ctx.catalog, filters)
        return {str(one): t("linked.score", ctx.lang, score=str(one)) for one in range(points, 0, -1)}
    if name == "ward":
        on = ctx.catalog.wards_on(filters.last_day)
        return {code: unit.word(ctx.lang) for code, unit in on.items() if code in ctx.catalog.hexes["ward"]}
    known = ctx.catalog.factors if name == "factor" else ctx.catalog.codes(name)
    return {code: one.word(ctx.lang) for code, one in known.items()}


def _ends(tables: dict[str, pd.DataFrame], score: str) -> tuple[int, int]:
    """Ends of the axis of shares: to the best from the ten below the lowest share of a row over all months.

    Of a score from zero to the five above the highest.
    """
    shares = pd.concat([_shares(table) for name, table in tables.items() if name not in ("months", "scores")])
    if score:
        return 0, _above(shares, 5)
    return (max(int(shares.min() // 10 - 1) * 10, 0) if len(shares) else 0), 100


def _most(table: pd.DataFrame) -> int:
    """The end of the axis of scores: the ten above the most frequent one."""
    return _above(_shares(table), 10)


def _above(shares: pd.Series, step: int) -> int:
    return min(int(shares.max() // step + 1) * step, 100) if len(shares) else 100


def _shares(table: pd.DataFrame) -> pd.Series:
    """The share of each row over all months, where it has answers."""
    sums = table.groupby("code")[["wk", "wn"]].sum()
    sums = sums[sums["wn"] > 0]
    return 100 * sums["wk"] / sums["wn"]
