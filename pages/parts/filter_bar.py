"""The filters above every page. One set of filters is in force; the widgets show it, a link writes it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.parts import narrowing, own, own_many
from pages.parts.narrowing import FILTERS, consistent, months_held, spans
from pages.parts.numbers import Lang, month_text, period_text
from pages.parts.own import OWN
from pages.parts.show import plain
from pages.parts.words import t
from queries.catalog import Catalog
from queries.filters import KEYS, LISTS, Filters, Problem, parse

LANGUAGE = "language"
RARE = ("procedure", "channel", "respondent_kind", "factor")  # behind one button
EVERY = ("instrument", "period", "district", "ward", "field", *RARE)
NAMED = ("district", "ward")  # lists of names that a reader writes without accents
LANGUAGES: tuple[Lang, ...] = ("vi", "en")


def language() -> Lang:
    """The language in force: of the link, then of this visitor's switch, otherwise Vietnamese."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES and own.is_linked():
        st.session_state[LANGUAGE] = asked
    return st.session_state.setdefault(LANGUAGE, "vi")


def language_switch(lang: Lang) -> None:
    """Vietnamese or English; everything on the screen follows at once."""
    key = own.control("language_switch", lang)

    def take() -> None:
        st.session_state[LANGUAGE] = st.session_state[key]

    st.segmented_control(
        t("switch.language", lang),
        LANGUAGES,
        key=key,
        required=True,
        format_func=lambda one: t(f"switch.{one}", one),
        label_visibility="collapsed",
        on_change=take,
    )


def read_link(catalog: Catalog) -> list[Problem]:
    """Take the filters out of the link where the visitor opened or went back to one; what it got wrong comes back.

    On every other run the link is what write_link left there, and the filters in force stay.
    """
    codes = own.linked()
    known = {name: value for name, value in codes.items() if name in KEYS}
    is_new = FILTERS not in st.session_state
    if not is_new and (not known or not own.is_linked()):
        return []
    filters, problems = parse(known, catalog)
    st.session_state[FILTERS] = consistent(filters, catalog)
    return problems


def write_link() -> None:
    """Put the filters, the language and the page's own codes into the address, so that it can be sent on."""
    codes = st.session_state[FILTERS].query() | st.session_state.get(OWN, {})
    if st.session_state[LANGUAGE] != "vi":
        codes["lang"] = st.session_state[LANGUAGE]
    if own.linked() != codes:
        st.query_params.from_dict(codes)
    own.leave(codes)


def worded(problem: Problem, lang: Lang) -> str:
    """What a link got wrong, in words; the value is cut down to what cannot be markup."""
    value = re.sub(r"[^\w.,@-]+", "·", problem.value)
    return t(f"notice.{problem.reason}", lang, name=t(f"filter.{problem.name}", lang), value=value)


def draw(catalog: Catalog, lang: Lang, names: Sequence[str] = EVERY) -> Filters:
    """The row of filters that apply to a page; returns those in force."""
    filters: Filters = st.session_state[FILTERS]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if "instrument" in names:
            _pick(catalog, "instrument", catalog.instruments, lang, width=220)
        if "period" in names:
            _period(catalog, lang)
        for name in ("district", "ward", "field"):
            if name in names:
                words = _ward_words(catalog, filters, lang) if name == "ward" else _words(catalog.codes(name), lang)
                # Behind a button that says what is chosen: lists of 126 wards cost the browser 40 ms at every turn.
                with st.popover(_chosen(name, words, filters, lang), key=f"open_{name}", type="secondary"):
                    _many(catalog, name, words, lang, width=320)
        rare = [name for name in RARE if name in names]
        chosen = [name for name in rare if getattr(filters, name)]
        if rare or "period" in names:
            label = t("filter.more", lang) + (f" ({len(chosen)})" if chosen else "")
            with st.popover(label, icon=":material/tune:"):
                _more(catalog, filters, rare, lang)
        if filters.chosen():
            st.button(t("filter.reset", lang), icon=":material/filter_alt_off:", on_click=_reset)
        # Within this row: a row of its own would push everything below into another place, to be drawn anew.
        narrowing.chips(catalog, filters, lang)
    without = [name for name in filters.chosen() if name not in names]
    if without:
        listed = ", ".join(t(f"filter.{name}", lang).lower() for name in without)
        st.caption(t("notice.filters_without_effect", lang, names=listed))
    return st.session_state[FILTERS]


def _chosen(name: str, words: Mapping[str, str], filters: Filters, lang: Lang) -> str:
    """Xã, phường: Tất cả / Xã, phường: **Phường Ba Đình +2**"""
    values = [words[code] for code in getattr(filters, name) if code in words]
    if not values:
        return f"{t(f'filter.{name}', lang)}: {t('filter.all', lang)}"
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    return f"{t(f'filter.{name}', lang)}: **{plain(values[0])}{more}**"


def _more(catalog: Catalog, filters: Filters, names: Sequence[str], lang: Lang) -> None:
    """The rarer filters, and a period that is not a month, quarter or year."""
    for name in names:
        if name == "factor":
            _pick(catalog, "factor", catalog.factors, lang, empty=True)
        else:
            words = _procedure_words(catalog, filters, lang) if name == "procedure" else None
            _many(catalog, name, words or _words(catalog.codes(name), lang), lang)
    months = months_held(catalog)
    left, right = st.columns(2)
    for column, name, value in ((left, "from", filters.start), (right, "to", filters.end)):
        with column:
            _control(
                st.selectbox, name, sorted({*months, value}), value, lang, format_func=lambda m: month_text(m, lang)
            )


def _period(catalog: Catalog, lang: Lang) -> None:
    filters: Filters = st.session_state[FILTERS]
    offered = spans(catalog)
    current = (filters.start, filters.end)
    if current not in offered:
        offered.insert(0, current)
    _control(
        st.selectbox, "period", offered, current, lang, format_func=lambda span: period_text(*span, lang), width=165
    )


def _pick(
    catalog: Catalog, name: str, choices: Mapping[str, Any], lang: Lang, empty: bool = False, **options: Any
) -> None:
    codes = ["", *choices] if empty else list(choices)
    _control(
        st.selectbox,
        name,
        codes,
        getattr(st.session_state[FILTERS], name) or codes[0],
        lang,
        format_func=lambda code: choices[code].word(lang) if code else t("filter.all", lang),
        catalog=catalog,
        **options,
    )


def _many(catalog: Catalog, name: str, words: Mapping[str, str], lang: Lang, **options: Any) -> None:
    chosen = [code for code in getattr(st.session_state[FILTERS], name) if code in words]
    _control(
        st.multiselect,
        name,
        words,
        chosen,
        lang,
        format_func=own_many.findable(words, chosen) if name in NAMED else words.__getitem__,
        placeholder=t("filter.all", lang),
        select_all=False,  # the framework has it in English only
        catalog=catalog,
        **options,
    )


def _control(
    widget: Any,
    name: str,
    choices: Mapping[str, str] | list,
    value: Any,
    lang: Lang,
    catalog: Catalog | None = None,
    **options: Any,
) -> None:
    """A widget that shows `value` and hands what the visitor chooses to _take; choices: codes' words, or values."""
    key = own.control(f"filter_{name}", value)
    args = (name, key, choices, catalog)
    widget(t(f"filter.{name}", lang), list(choices), key=key, on_change=_take, args=args, **options)


def _take(name: str, key: str, choices: Mapping[str, str] | list, catalog: Catalog | None) -> None:
    """Put what was just chosen into the filters in force."""
    value = own_many.taken(key, choices) if isinstance(choices, Mapping) else st.session_state[key]
    if value is None or (isinstance(choices, list) and value not in choices):  # see own_many.taken
        return
    filters: Filters = st.session_state[FILTERS]
    if name == "period":
        filters = filters.over(*value)
    elif name == "from":
        filters = filters.over(value, max(value, filters.end))
    elif name == "to":
        filters = filters.over(min(value, filters.start), value)
    else:
        filters = replace(filters, **{name: tuple(value) if name in LISTS else value or None})
    st.session_state[FILTERS] = consistent(filters, catalog) if catalog else filters


def _reset() -> None:
    filters: Filters = st.session_state[FILTERS]
    st.session_state[FILTERS] = Filters(filters.instrument, filters.start, filters.end)


def _words(choices: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    return {code: choice.word(lang) for code, choice in choices.items()}


def _procedure_words(catalog: Catalog, filters: Filters, lang: Lang) -> dict[str, str]:
    """Procedures of the chosen fields."""
    return {
        code: f"{procedure.word(lang)} ({code})"
        for code, procedure in catalog.procedures.items()
        if not filters.field or procedure.field_code in filters.field
    }


def _ward_words(catalog: Catalog, filters: Filters, lang: Lang) -> dict[str, str]:
    """Wards in force at the period's end, of the chosen districts; those already chosen stay on offer."""
    chosen = {code: catalog.ward(code, filters.last_day) for code in filters.ward}
    offered = {
        code: unit
        for code, unit in catalog.wards_on(filters.last_day).items()
        if not filters.district or unit.district_code in filters.district
    }
    return _words(chosen | offered, lang)
