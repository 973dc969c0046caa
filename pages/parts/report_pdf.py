"""The report as PDF: story.py on A4, charts as vectors, every row of every table; made without browser or network.

Tagged and checked against PDF/UA-1 by the compiler; texts go in as data, nothing in them is read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd
import typst

from pages.parts import numbers as fmt
from pages.parts import provenance, report_tables, show, still, story
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.words import slips_text, t

TEMPLATE: Final = Path(__file__).with_name("report.typ")
CHART_PX: Final = 520  # width of the plot: what is 14 px there is 8 pt on paper
PAGE_MM: Final = 174  # between the margins
TALLEST_MM: Final = 175  # of a chart: a heading and its sentence stay on the page with it
FONT: Final = "Libertinus Serif"  # the compiler brings it along, with all Vietnamese letters


def report(ctx: Context, slides: Sequence[story.Slide] | None = None) -> bytes:
    """The report of the filters in force: cover, summary, contents, findings, tables, definitions."""
    told = list(still.told(ctx) if slides is None else slides)
    data = json.dumps(_data(ctx, told), ensure_ascii=False)
    return typst.compile(
        str(TEMPLATE), sys_inputs={"data": data}, ignore_system_fonts=True, pdf_standards=["ua-1", "1.7"]
    )


def _data(ctx: Context, told: Sequence[story.Slide]) -> dict[str, Any]:
    lang = ctx.lang
    data_to = t("status.data_to", lang, date=fmt.date_text(ctx.catalog.last_day, lang))
    stamp = t("stamp.simulated", lang) if ctx.catalog.is_simulated else ""
    sources = [one.source for one in told if one.source is not None]
    return {
        "lang": lang,
        "title": t("report.title", lang),
        "subtitle": fmt.capital(ctx.period),
        "stamp": stamp,
        "caution": t("report.caution", lang),
        "page": t("report.page", lang),
        "foot": f"{ctx.database.path.name} · {data_to}",
        "pairs": _first_page(ctx),
        "summary_title": t("report.summary", lang),
        "summary": story.summary(ctx),
        "contents_title": t("book.contents", lang),
        "sections": [_section(ctx, one) for one in told],
        "tables_title": t("report.tables", lang),
        "tables_note": t("report.tables_note", lang),
        "tables": _tables(ctx, told),
        "definitions_title": t("report.definitions", lang),
        "definitions": [
            text for _, text in provenance.definitions(ctx, (name for source in sources for name in source.definitions))
        ],
        "commands_title": t("about.command", lang),
        "commands": [[_name(one, ctx), show.command_line(one.source)] for one in told if one.source is not None],
    }


def _first_page(ctx: Context) -> list[tuple[str, str, bool]]:
    """Filters, period, n, data, method, link: label, text, whether it is a link."""
    lang = ctx.lang
    row = ctx.ask("headline").iloc[0]
    slips = t("state.hidden", lang) if row["is_hidden"] else slips_text(int(row["slips_n"] or 0), lang)
    pairs = [
        *provenance.filters_in_words(ctx, ctx.filters),
        (t("col.slips_n", lang), slips),
        *provenance.data_pairs(ctx),
        (t("about.made", lang), fmt.date_text(date.today(), lang)),
        (t("about.method", lang), " ".join(t(f"def.{name}", lang) for name in ("index", "interval", "hidden"))),
    ]
    return [*((label, text, False) for label, text in pairs), (t("about.link", lang), provenance.link(ctx), True)]


def _section(ctx: Context, one: story.Slide) -> dict[str, Any]:
    chart, height = (None, 0.0) if one.draw is None else chart_svg(one, ctx.lang)
    return {
        "name": _name(one, ctx),
        "title": one.title,
        "note": one.note,
        "facts": [asdict(fact) for fact in one.facts],
        "lines": [*one.lines, *([one.legend] if one.legend else [])],
        "is_numbered": one.key == "decide",
        "chart": chart,
        "height": height,
        "alt": "" if one.draw is None else f"{t(f'alt.{one.draw.__name__}', ctx.lang)}. {one.title}",
        "source": show.source_line(ctx, one.source.question) if one.source else "",
    }


def chart_svg(one: story.Slide, lang: Lang) -> tuple[str, float]:
    """The chart of a slide as SVG whose text stays text, and its height on paper in mm."""
    svg = still.svg(still.spec(one, lang, CHART_PX), FONT)
    width, height = (float(svg.split(f'{side}="', 1)[1].split('"', 1)[0]) for side in ("width", "height"))
    return svg, round(min(TALLEST_MM, PAGE_MM * height / width), 1)


def _tables(ctx: Context, told: Sequence[story.Slide]) -> list[dict[str, Any]]:
    """The table behind each finding, once where two findings share it."""
    tables: list[dict[str, Any]] = []
    seen: set[tuple[str, int]] = set()
    questions = [one.source.question for one in told if one.source is not None]
    for one in told:
        source = one.source
        if source is None or source.answer.empty:
            continue
        # The comparison with the previous period holds all columns of the plain answer.
        is_plain = "compare" not in source.options and questions.count(source.question) > 1
        key = (source.question, len(source.answer.columns))
        if is_plain or key in seen:
            continue
        seen.add(key)
        table = report_tables.printed(_ordered(source.answer), ctx)
        tables.append(
            {
                "title": _name(one, ctx),
                "note": f"{one.note} · {show.source_line(ctx, source.question)}",
                "heads": table.heads,
                "rows": table.rows,
                "is_number": table.is_number,
                "widths": report_tables.widths(table),
            }
        )
    return tables


def _ordered(answer: pd.DataFrame) -> pd.DataFrame:
    """Time runs on; everything else keeps the order of its question."""
    return answer.sort_values("month") if "month" in answer else answer


def _name(one: story.Slide, ctx: Context) -> str:
    return t(f"report.part_{one.key}", ctx.lang)
