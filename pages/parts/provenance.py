"""Where a file that leaves the house comes from: its filters in words, its data, the link and the command behind it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlencode

from pages.parts.context import Context
from pages.parts.numbers import capital, date_text
from pages.parts.words import t
from queries.filters import LISTS, Filters

ADDRESS = "THUOCDO_ADDRESS"  # the address under which the city's dashboard is reached, for links in files
HOME = "http://localhost:8501"  # where a dashboard started without settings answers

Pair = tuple[str, str]


def filters_in_words(ctx: Context, filters: Filters) -> list[Pair]:
    """Every filter in force as label and names; period and instrument always, the others where they choose."""
    lang, catalog = ctx.lang, ctx.catalog
    pairs = [
        (t("filter.instrument", lang), catalog.instruments[filters.instrument].word(lang)),
        (t("filter.period", lang), capital(ctx.worded(filters))),
    ]
    for name in LISTS:
        codes = getattr(filters, name)
        if codes:
            known = catalog.codes(name)
            words = [
                catalog.ward(code, filters.last_day).word(lang) if name == "ward" else known[code].word(lang)
                for code in codes
            ]
            pairs.append((t(f"filter.{name}", lang), ", ".join(words)))
    if filters.factor:
        pairs.append((t("filter.factor", lang), catalog.factors[filters.factor].word(lang)))
    return pairs if filters.chosen() else [*pairs, (t("about.scope", lang), t("about.whole_city", lang))]


def data_pairs(ctx: Context) -> list[Pair]:
    """Which data: the file, how far they reach, when they were loaded, and the stamp where they are simulated."""
    lang = ctx.lang
    loads = ctx.ask("data_status")
    pairs = [
        (t("status.version", lang), ctx.database.path.name),
        (t("about.data_to", lang), date_text(ctx.catalog.last_day, lang)),
    ]
    if len(loads):
        pairs.append((t("about.loaded", lang), date_text(loads["loaded_at"].max(), lang)))
    if ctx.catalog.is_simulated:
        pairs.append((t("col.note", lang), t("stamp.simulated_long", lang)))
    return pairs


def link(ctx: Context, page: str = "overview") -> str:
    """The address that shows the same on the screen; its host is THUOCDO_ADDRESS, or the dashboard's own machine."""
    codes = ctx.filters.query() | ({"lang": ctx.lang} if ctx.lang != "vi" else {})
    return f"{os.environ.get(ADDRESS, HOME).rstrip('/')}/{page}?{urlencode(codes, safe=',')}"


def definitions(ctx: Context, names: Iterable[str]) -> list[Pair]:
    """The definitions of some names, each once, in their order."""
    return [(t("tab.definition", ctx.lang), t(f"def.{name}", ctx.lang)) for name in dict.fromkeys(names)]


def file_stem(ctx: Context, what: str) -> str:
    """The name of a file without its ending: what it holds, its period, and the stamp of simulated data."""
    filters = ctx.filters
    months = f"{filters.start:%Y%m}" + (f"-{filters.end:%Y%m}" if filters.end != filters.start else "")
    stamp = {"vi": "-mo-phong", "en": "-simulated"}[ctx.lang] if ctx.catalog.is_simulated else ""
    return f"thuocdo-{plain_letters(what)}-{months}{stamp}"


def plain_letters(text: str) -> str:
    """Text as part of a file's name: 'Phường Ba Đình' → 'phuong-ba-dinh'."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", bare).strip("-")
