"""The controls of the pivot: what is measured, by what, compared with what, and how it is drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from pages.parts import numbers as fmt
from pages.parts import own
from pages.parts.context import Context
from pages.parts.explore_words import dimension_name, measure_name
from pages.parts.words import t
from queries.explore_cut import COMPARISONS, MEASURES, SIDES, Cut, open_dimensions
from queries.filters import add_months

FORMS = ("table", "heat", "lines", "bars", "dots", "map")
ICONS = {
    "table": ":material/table:",
    "heat": ":material/grid_on:",
    "lines": ":material/show_chart:",
    "bars": ":material/bar_chart:",
    "dots": ":material/scatter_plot:",
    "map": ":material/hexagon:",
}
SORTS = ("natural", "up", "down", "n", "name")
NONE = "none"


def cut(ctx: Context) -> Cut:
    """The pivot that the visitor puts together; what a link says and does not go together falls back."""
    lang = ctx.lang
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = {name: measure_name(name, lang) for name in MEASURES}
        measure = _choice("measure", words, t("explore.measure", lang), Cut.measure)
        sides: dict[str, str] = {}
        for side, default in zip(SIDES[:2], (Cut.rows, NONE), strict=True):
            sides[side] = _side(ctx, side, measure, sides, default)
        with st.popover(t("explore.more", lang), icon=":material/tune:"):
            sides["multiples"] = _side(ctx, "multiples", measure, sides, NONE)
            compare, against, since = _comparison(ctx)
    return Cut(measure, **sides, compare=compare, against=against, since=since)


def form(ctx: Context) -> str:
    """How the pivot is drawn."""
    words = {name: f"{ICONS[name]} {t(f'explore.form_{name}', ctx.lang)}" for name in FORMS}
    return own.segments("form", words, t("explore.form", ctx.lang), "table")


def sort(ctx: Context) -> str:
    """What the rows are ordered by."""
    words = {name: t(f"explore.sort_{name}", ctx.lang) for name in SORTS}
    return _choice("sort", words, t("explore.sort", ctx.lang), SORTS[0], width=260)


def _side(ctx: Context, side: str, measure: str, taken: Mapping[str, str], default: str) -> str:
    """The dimension of one side, '' for none; only what goes with the sides before it is offered."""
    words = {} if side == "rows" else {NONE: t("explore.no_side", ctx.lang)}
    words |= {name: dimension_name(name, ctx.lang) for name in open_dimensions(measure, taken.values())}
    value = _choice(side, words, t(f"explore.side_{side}", ctx.lang), default)
    return "" if value == NONE else value


def _comparison(ctx: Context) -> tuple[str, str, date | None]:
    """What the pivot is compared with, and the unit or month that belongs to it."""
    lang = ctx.lang
    words = {NONE: t("explore.compare_none", lang)} | {one: t(f"explore.compare_{one}", lang) for one in COMPARISONS}
    compare = _choice("compare", words, t("explore.compare", lang), NONE)
    against, since = "", None
    if compare == "unit":
        units = {code: unit.word(lang) for code, unit in ctx.catalog.districts.items()}
        units |= {code: unit.word(lang) for code, unit in ctx.catalog.wards_on(ctx.filters.last_day).items()}
        against = own.select("against", units, t("explore.against", lang), placeholder=t("filter.choose", lang)) or ""
        if not against:
            st.caption(t("explore.choose_unit", lang))
    if compare == "date":
        months = [add_months(ctx.filters.start, at) for at in range(1, ctx.filters.months)]
        names = {f"{month:%Y-%m}": fmt.month_text(month, lang) for month in months}
        if names:
            chosen = own.select("since", names, t("explore.since", lang), placeholder=t("filter.choose", lang))
            since = date.fromisoformat(f"{chosen}-01") if chosen else None
        if since is None:
            st.caption(t("explore.choose_month" if names else "explore.no_month", lang))
    is_open = (compare == "unit" and not against) or (compare == "date" and since is None)
    return "" if compare == NONE or is_open else compare, against, since


def _choice(name: str, words: Mapping[str, str], label: str, default: str, **options: Any) -> str:
    """A choice of which one is always made."""
    default = default if default in words else next(iter(words))
    return own.select(name, words, label, default, **options) or default
