"""One page in plain sentences of the latest quarter that is published: only what its tables show."""

from datetime import date

import pandas as pd

from pages.parts import numbers as fmt
from pages.parts.numbers import Lang
from pages.parts.publish.package import DESCRIPTION, About, titles
from pages.parts.words import t
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters, add_months
from queries.question import ask

# What the folder calls its columns and files is the same in every language.
NAMED = {"hidden": "is_hidden", "few": "is_few", "definitions": "definitions.md", "description": DESCRIPTION}


def summary(
    database: Database, catalog: Catalog, tables: dict[str, pd.DataFrame], start: date, about: About, sources: list[str]
) -> str:
    """The page as Markdown; start: first day of the latest quarter."""
    lang = about.lang
    lines = [f"# {about.title}", ""]
    lines += [t("public.simulated", lang), ""] if about.is_simulated else []
    lines += [f"## {t('public.results', lang)}", ""]
    for code in catalog.instruments:
        lines += _satisfaction(database, catalog, tables, Filters(code, start, add_months(start, 2)), lang)
    lines += [f"- {line}" for line in _registers(tables, start, lang)]
    rows = [
        f"- `data/{name}.csv` {titles(lang)[name]} ({t('public.rows', lang, n=fmt.whole(len(frame), lang))})"
        for name, frame in tables.items()
    ]
    lines += ["", f"## {t('public.tables', lang)}", "", *rows, ""]
    lines += [f"## {t('public.reading', lang)}", "", t("public.read", lang, **NAMED), ""]
    lines += [f"## {t('public.licence_head', lang)}", ""]
    lines += [t("public.licence", lang, licence=about.licence, sources="; ".join(sources))]
    return "\n".join(lines) + "\n"


def _satisfaction(
    database: Database, catalog: Catalog, tables: dict[str, pd.DataFrame], filters: Filters, lang: Lang
) -> list[str]:
    """One source: its index with the change, and its factors."""
    name = catalog.instruments[filters.instrument].word(lang)
    when = fmt.quarter_text(filters.start, lang)
    published = _of(tables, "satisfaction_by_quarter", filters.start, instrument_code=filters.instrument)
    if published.empty:
        return []
    row = published.iloc[0]
    if pd.isna(row["index_pct"]):
        return [f"- {t('public.hidden', lang, name=name, quarter=when)}", ""]
    low, high = fmt.number(row["index_low"], lang), fmt.percent(row["index_high"], lang)
    said = t(
        "public.index",
        lang,
        name=name,
        quarter=when,
        pct=fmt.percent(row["index_pct"], lang),
        low=low,
        high=high,
        n=fmt.whole(row["slips_n"], lang),
    )
    change = ask(database, catalog, "headline", filters, compare="previous").iloc[0]
    lines = [f"- {said} {_change(change, lang)}", ""]
    factors = _of(tables, "satisfaction_by_factor", filters.start, instrument_code=filters.instrument)
    if len(factors):
        head = [t(key, lang) for key in ("col.factor_name", "col.index_pct", "public.interval", "col.slips_n")]
        lines += [f"| {' | '.join(head)} |", "|---|---|---|---|"]
    for factor in factors.to_dict("records"):
        if pd.isna(factor["index_pct"]):
            lines.append(f"| {factor['factor_name']} | {t('public.no_factor', lang)} | | |")
            continue
        ends = f"{fmt.number(factor['index_low'], lang)}–{fmt.percent(factor['index_high'], lang)}"
        slips = fmt.whole(factor["slips_n"], lang)
        lines.append(f"| {factor['factor_name']} | {fmt.percent(factor['index_pct'], lang)} | {ends} | {slips} |")
    return [*lines, ""]


def _change(row: pd.Series, lang: Lang) -> str:
    """How the index moved, never more than its interval says."""
    if pd.isna(row["change_pct"]):
        return t("public.cut", lang)
    low, high = (fmt.number(row[name], lang, signed=True) for name in ("change_low", "change_high"))
    # As shown: an end that reads 0.0 is not told from zero by anyone who reads it.
    if fmt.shown(row["change_low"]) <= 0 <= fmt.shown(row["change_high"]):
        return t("public.unclear", lang, points=fmt.number(row["change_pct"], lang, signed=True), low=low, high=high)
    way = t("public.up" if row["change_pct"] > 0 else "public.down", lang)
    return t("public.changed", lang, way=way, points=fmt.number(abs(row["change_pct"]), lang), low=low, high=high)


def _registers(tables: dict[str, pd.DataFrame], start: date, lang: Lang) -> list[str]:
    """Suggestion book, inspections and dossiers of the quarter, each where it is published."""
    when, lines = fmt.quarter_text(start, lang), []
    for row in _of(tables, "slips_by_quarter", start).to_dict("records"):
        if not pd.isna(row["received_n"]):
            counts = {name: fmt.whole(row[f"{name}_n"], lang) for name in ("received", "seen", "answered")}
            day = fmt.date_text(date.fromisoformat(row["as_of_on"]), lang)
            lines.append(t("public.book", lang, quarter=when, day=day, **counts))
    inspected = _of(tables, "inspections_by_quarter", start).to_dict("records")
    if inspected:
        parts = [
            f"{row['inspector_name']}: {t('public.under', lang)}"
            if pd.isna(row["inspections_n"])
            else t("public.inspection", lang, name=row["inspector_name"], n=fmt.whole(row["inspections_n"], lang))
            for row in inspected
        ]
        lines.append(t("public.inspections", lang, quarter=when, parts="; ".join(parts)))
    dossiers = _of(tables, "dossiers_by_quarter", start).to_dict("records")
    for row in dossiers:
        pct = "–" if pd.isna(row["on_time_pct"]) else fmt.percent(row["on_time_pct"], lang)
        received = fmt.whole(row["received_n"], lang)
        lines.append(
            t("public.dossiers", lang, quarter=when, name=row["dossier_source_name"], received=received, pct=pct)
        )
    return [*lines, t("public.apart", lang)] if dossiers else lines


def _of(tables: dict[str, pd.DataFrame], name: str, start: date, **chosen: str) -> pd.DataFrame:
    """The rows of one table in one quarter."""
    if name not in tables:
        return pd.DataFrame()
    frame = tables[name]
    chosen["quarter"] = f"{start.year}-Q{(start.month + 2) // 3}"
    for column, value in chosen.items():
        frame = frame[frame[column] == value]
    return frame
