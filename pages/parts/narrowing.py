"""Narrowing the page: a click on a chart sets a filter, a chip takes it back. Works on the filters in force."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product

import pandas as pd
import streamlit as st

from pages.parts import frames, own
from pages.parts.clickable import Click
from pages.parts.context import FILTERS, KEY, Context
from pages.parts.numbers import Lang, period_text
from pages.parts.sentences import Reading
from pages.parts.show import plain
from pages.parts.words import t
from queries.catalog import Catalog
from queries.filters import LISTS, Filters, add_months, parse

CHIPS = "filter_chips"
CLICKED = "clicked_span"  # the period that a click has set, until the next one makes a range of it
NARROWED = "narrowed_span"  # the period that clicks have set: it has a chip even where it is one of those on offer
MOST_CHIPS = 6  # of one filter; more of its values are one chip
SINGLE_MONTHS = 24  # on offer as periods of their own: a list of every month costs the browser 10 ms at every turn


def by_click(name: str, column: str = "code") -> Click:
    """A click that sets a filter for the whole page; see show.chart."""
    filters: Filters = st.session_state[FILTERS]
    catalog: Catalog = st.session_state[KEY].catalog
    is_all = name == "period" and (filters.start, filters.end) == catalog.default_period
    return Click(partial(narrow, name), _chosen(name), column, is_all)


def by_cell(*names: str) -> Click:
    """A click on a cell of a table sets the filters of its row and its column, one after the other in `cell_code`."""
    codes = ("|".join(pair) for pair in product(*(_chosen(name) for name in names)))
    return Click(partial(_narrow_cell, names), tuple(codes), "cell_code")


def _chosen(name: str) -> tuple[str, ...]:
    """The codes that a filter, or the period, is at."""
    filters: Filters = st.session_state[FILTERS]
    value = tuple(_span_codes(filters)) if name == "period" else getattr(filters, name) or ()
    return (value,) if isinstance(value, str) else value


def _narrow_cell(names: Sequence[str], cell: str) -> None:
    """Set the filters of a cell; where they stand at it already, both back to everything."""
    filters: Filters = st.session_state[FILTERS]
    catalog: Catalog = st.session_state[KEY].catalog
    wanted = back = filters
    for name, code in zip(names, cell.split("|"), strict=True):
        if name == "period":
            asked, problems = parse({"from": code, "to": code}, catalog)
            st.session_state[NARROWED] = span = (asked.start, asked.end)
            wanted, back = wanted.over(*span), back.over(*catalog.default_period)
            if problems:
                return
        elif code in catalog.codes(name):
            wanted, back = replace(wanted, **{name: (code,)}), back.without(name)
        else:
            return
    st.session_state[FILTERS] = consistent(back if wanted == filters else wanted, catalog)


def by_unit(column: str = "code") -> Click:
    """As by_click, of a chart whose units are wards and districts, their codes as unit_codes gives them."""
    filters: Filters = st.session_state[FILTERS]
    return Click(_narrow_unit, (*filters.district, *filters.ward), column)


def unit_codes(units: pd.DataFrame, ctx: Context, prefix: str = "unit") -> list[str]:
    """The code of each unit as a filter, '' where it is none: a department, a ward that ended within the period.

    units: {prefix}_level, {prefix}_code, {prefix}_from. A filter names the life of a code at the end of the period.
    """
    now = ctx.catalog.wards_on(ctx.filters.last_day)
    columns = (units[f"{prefix}_{name}"] for name in ("level", "code", "from"))
    found = []
    for level, code, start in zip(*columns, strict=True):
        is_ward = level == "ward" and code in now and now[code].valid_from == pd.Timestamp(start).date()
        found.append(code if is_ward or (level == "district" and code in ctx.catalog.districts) else "")
    return found


def ward_codes(wards: pd.DataFrame, ctx: Context) -> list[str]:
    """As unit_codes, of an answer by ward."""
    return unit_codes(wards.assign(ward_level="ward"), ctx, "ward")


def _narrow_unit(code: str) -> None:
    catalog: Catalog = st.session_state[KEY].catalog
    narrow("district" if code in catalog.districts else "ward", code)


def narrow(name: str, code: str) -> None:
    """Set a filter to one value for the whole page; where it stands at that alone already, back to everything.

    name: a filter or 'period' (then code is 2026, 2026-Q3 or 2026-07; after one such span the next one makes a range of
    the two). A code that the data file doesn't know changes nothing.
    """
    filters: Filters = st.session_state[FILTERS]
    catalog: Catalog = st.session_state[KEY].catalog
    if name == "period":
        st.session_state[NARROWED] = span = _next_span(filters, code, catalog)
        st.session_state[FILTERS] = filters.over(*span)
        return
    known = catalog.factors if name == "factor" else catalog.codes(name)
    if code in known:
        value = code if name == "factor" else (code,)
        empty = None if name == "factor" else ()
        value = empty if getattr(filters, name) == value else value
        st.session_state[FILTERS] = consistent(replace(filters, **{name: value}), catalog)


def around(ctx: Context, name: str, reading: Reading) -> tuple[Filters, Reading]:
    """What a chart of one dimension is asked under, and what its parts are held against.

    That is every filter but its own: what is not chosen stays in sight, to be chosen instead.
    """
    if not getattr(ctx.filters, name):
        return ctx.filters, reading
    filters = ctx.filters.without(name)
    return filters, frames.reading(ctx.ask("headline", filters))


def course(ctx: Context) -> Filters:
    """The filters over the whole series, also beyond an earlier period: what comes after it can be clicked, too."""
    filters, last = ctx.filters, ctx.catalog.default_period[1]
    return filters.over(min(ctx.catalog.first_month, filters.start), max(filters.end, last))


def set_period(start: date, end: date) -> None:
    """Put another period into force."""
    st.session_state[FILTERS] = st.session_state[FILTERS].over(start, end)


def _next_span(filters: Filters, code: str, catalog: Catalog) -> tuple[date, date]:
    asked, problems = parse({"from": code, "to": code}, catalog)
    span, now = (asked.start, asked.end), (filters.start, filters.end)
    clicked = st.session_state.pop(CLICKED, None)
    if problems:
        return now
    if span == now:
        return catalog.default_period
    if clicked == now:  # the second end of a range
        return min(span[0], now[0]), max(span[1], now[1])
    st.session_state[CLICKED] = span
    return span


def _span_codes(filters: Filters) -> list[str]:
    """The codes of the months, quarters and years that a period holds whole."""
    months = [add_months(filters.start, at) for at in range(filters.months)]
    held = set(months)
    quarters = [m for m in months if m.month % 3 == 1 and add_months(m, 2) in held]
    years = [m for m in months if m.month == 1 and add_months(m, 11) in held]
    return [
        *(f"{m:%Y-%m}" for m in months),
        *(f"{m.year}-Q{m.month // 3 + 1}" for m in quarters),
        *(f"{m.year}" for m in years),
    ]


def chips(catalog: Catalog, filters: Filters, lang: Lang) -> None:
    """What is chosen, each to be taken back by a press on it; nothing is drawn where nothing is."""
    words = _chip_words(catalog, filters, lang)
    if not words:
        return
    key = own.control(CHIPS, list(words))
    st.pills(
        t("filter.chips", lang),
        list(words),
        key=key,
        selection_mode="multi",
        format_func=words.__getitem__,
        label_visibility="collapsed",
        on_change=_take_back,
        args=(key, list(words), catalog),
    )


def _chip_words(catalog: Catalog, filters: Filters, lang: Lang) -> dict[str, str]:
    words = {}
    span = (filters.start, filters.end)
    is_clicked = span == st.session_state.get(NARROWED) != catalog.default_period
    if is_clicked or span not in spans(catalog):
        words["period"] = period_text(filters.start, filters.end, lang)
    for name in (*LISTS, "factor"):
        codes = getattr(filters, name) or ()
        codes = (codes,) if isinstance(codes, str) else codes
        label = t(f"filter.{name}", lang)
        if len(codes) > MOST_CHIPS:
            words[f"{name}:"] = f"{label}: {len(codes)}"
            continue
        known = catalog.factors if name == "factor" else catalog.codes(name)
        for code in codes:
            one = catalog.ward(code, filters.last_day) if name == "ward" else known[code]
            words[f"{name}:{code}"] = f"{label}: {one.word(lang)}"
    return {name: f":material/close: {plain(word)}" for name, word in words.items()}


def _take_back(key: str, before: Sequence[str], catalog: Catalog) -> None:
    """Take out of the filters what was just pressed."""
    filters: Filters = st.session_state[FILTERS]
    for chip in set(before) - set(st.session_state[key]):
        name, _, code = chip.partition(":")
        if name == "period":
            filters = filters.over(*catalog.default_period)
        elif name == "factor":
            filters = replace(filters, factor=None)
        else:
            left = tuple(one for one in getattr(filters, name) if code and one != code)
            filters = replace(filters, **{name: left})
    st.session_state[FILTERS] = consistent(filters, catalog)


def consistent(filters: Filters, catalog: Catalog) -> Filters:
    """Without wards outside the chosen districts and procedures outside the chosen fields: they would match nothing."""
    wards = tuple(
        code
        for code in filters.ward
        if not filters.district or catalog.ward(code, filters.last_day).district_code in filters.district
    )
    procedures = tuple(
        code for code in filters.procedure if not filters.field or catalog.procedures[code].field_code in filters.field
    )
    return replace(filters, ward=wards, procedure=procedures)


def months_held(catalog: Catalog) -> list[date]:
    count = (catalog.last_month.year - catalog.first_month.year) * 12 + catalog.last_month.month
    return [add_months(catalog.first_month, i) for i in range(count - catalog.first_month.month + 1)]


def spans(catalog: Catalog) -> list[tuple[date, date]]:
    """The periods on offer, newest first: quarters, years, the last 12 months, everything, then the latest months.

    Older single months are chosen by first and last month, behind the button for more.
    """
    months = months_held(catalog)
    quarters = sorted({(date(m.year, (m.month - 1) // 3 * 3 + 1, 1)) for m in months}, reverse=True)
    years = sorted({m.year for m in months}, reverse=True)
    found = [(q, add_months(q, 2)) for q in quarters]
    found += [(date(year, 1, 1), date(year, 12, 1)) for year in years]
    found += [(max(months[0], add_months(months[-1], -11)), months[-1]), (months[0], months[-1])]
    return list(dict.fromkeys(found + [(m, m) for m in reversed(months[-SINGLE_MONTHS:])]))
