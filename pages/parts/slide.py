"""A slide: one message with what it rests on; and the lines that every slide has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from pages.parts import show
from pages.parts.context import Context
from pages.parts.words import names_text
from queries.filters import LISTS, Filters

NAMES_SHOWN = 2  # of one filter


@dataclass(frozen=True)
class Fact:
    """A large figure, worded."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Slide:
    """One message. draw with its tables, by argument name, and its other arguments but lang and dark; None: no chart.

    legend: what the letters in the chart stand for.
    link: stem of the page that tells it at length; narrows: the filter that a click on a mark's code sets.
    """

    key: str
    title: str
    note: str
    draw: Callable[..., alt.TopLevelMixin] | None = None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    source: show.Source | None = None
    facts: tuple[Fact, ...] = ()
    lines: tuple[str, ...] = ()
    legend: str = ""
    link: str = ""
    narrows: str = ""


def scope(filters: Filters, ctx: Context) -> str:
    """What the filters leave in, beyond instrument and period: 'Phường Ba Đình · Đất đai'; '' for everything."""
    parts = []
    for name in LISTS:
        codes, known = getattr(filters, name), ctx.catalog.codes(name)
        words = [
            (ctx.catalog.ward(code, filters.last_day) if name == "ward" else known[code]).word(ctx.lang)
            for code in codes
        ]
        if words:
            parts.append(names_text(words, ctx.lang, NAMES_SHOWN))
    if filters.factor:
        parts.append(ctx.catalog.factors[filters.factor].word(ctx.lang))
    return " · ".join(parts)


def drawn(
    ctx: Context,
    key: str,
    title: str,
    draw: Callable[..., alt.TopLevelMixin],
    tables: dict[str, pd.DataFrame],
    source: show.Source,
    slips_n: int | None,
    measure: str = "index",
    count: str = "",
    **options: Any,
) -> Slide:
    """A slide with a chart; without one where its first table has no row."""
    is_empty = next(iter(tables.values())).empty
    note = note_line(ctx, source, slips_n, measure, count)
    drawn = {} if is_empty else {"draw": draw, "tables": tables}
    return Slide(key, title, note, source=source, **drawn, **options)


def note_line(ctx: Context, source: show.Source, slips_n: int | None, measure: str = "index", count: str = "") -> str:
    line = show.measured(ctx, source, slips_n, measure, count)
    words = scope(source.filters, ctx)
    return f"{line} · {words}" if words else line
