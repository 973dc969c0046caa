"""One unit on one page, for the screen and as PDF: both are laid out from the same texts, so they say the same."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd
import streamlit as st
import typst

from pages.parts import numbers as fmt
from pages.parts import show
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.portal import NOT_ASKED
from pages.parts.words import slips_text, t
from queries.catalog import Unit
from queries.filters import Filters

TEMPLATE = Path(__file__).with_name("unit_card.typ")
GROUPS_SHOWN = 3  # of index 766: those that lose most
ACTIONS_SHOWN = 4  # of the action plan, late ones first
COLUMNS = (("satisfaction", "factor", "portal"), ("inspection", "slip", "dossier"))


@dataclass(frozen=True)
class Line:
    """A measure: what it is, the period's value, the previous one's, a remark. bar: 0–100 or None; tick: the former."""

    label: str
    value: str
    before: str = ""
    note: str = ""
    bar: float | None = None
    tick: float | None = None


@dataclass(frozen=True)
class Section:
    """What belongs together, with a remark under it."""

    code: str
    title: str
    lines: list[Line]
    remark: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything on the page, as texts in one language."""

    lang: Lang
    title: str
    subtitle: str
    stamp: str
    headings: list[str]
    sections: list[Section]
    foot: list[str]


def sheet(ctx: Context, filters: Filters, unit: Unit) -> Sheet:
    """The page of one unit: the rows of `unit_card` in words, then the points of its action plan."""
    lang = ctx.lang
    rows = ctx.ask("unit_card", filters)
    by = {section: part.to_dict("records") for section, part in rows.groupby("section_code", sort=False)}
    one = {row["measure_code"]: row for row in rows[rows["part_code"].isna()].to_dict("records")}
    lines = {
        "satisfaction": _satisfaction(one, lang),
        "factor": _factors(by.get("factor", []), lang),
        "inspection": _inspections(one, lang),
        "slip": _slips(one, lang),
        "dossier": _dossiers(one, lang),
        "portal": _portal(one, by["portal"], lang),
        "action": _actions(one, ctx.ask("actions", filters), lang),
    }
    remarks = {code: t(f"card.remark_{code}", lang) for code in ("inspection", "dossier", "portal")}
    return Sheet(
        lang=lang,
        title=unit.word(lang),
        subtitle=t("card.subtitle", lang, period=fmt.capital(ctx.period), before=ctx.worded(filters.previous())),
        stamp=t("stamp.simulated", lang) if ctx.catalog.is_simulated else "",
        headings=[t("card.period", lang), t("card.before", lang)],
        sections=[Section(code, t(f"card.{code}", lang), part, remarks.get(code, "")) for code, part in lines.items()],
        foot=_foot(ctx, filters, unit),
    )


def _foot(ctx: Context, filters: Filters, unit: Unit) -> list[str]:
    lang = ctx.lang
    lines = [t("def.former_district", lang)] if unit.level == "district" else []
    lines.append(t("card.foot", lang, instrument=ctx.catalog.instruments[filters.instrument].word(lang)))
    date = fmt.date_text(ctx.catalog.last_day, lang)
    source = show.Source("unit_card", pd.DataFrame(), filters)
    lines.append(t("card.source", lang, date=date, file=ctx.database.path.name, command=show.command_line(source)))
    return lines


def draw(ctx: Context, filters: Filters, unit: Unit) -> None:
    """The page on the screen: two columns as on paper, the file to take along, and what stands behind.

    Of the filters only instrument, period and the unit count: half of what the page says knows no others.
    """
    if set(filters.chosen()) - {"ward", "district"}:
        st.caption(t("card.filters", ctx.lang))
    unit_only = Filters(filters.instrument, filters.start, filters.end)
    filters = replace(unit_only, ward=filters.ward, district=filters.district)
    page = sheet(ctx, filters, unit)
    name = f"thuocdo-{unit.code}-{filters.start:%Y%m}-{filters.end:%Y%m}"
    if page.stamp:
        name += "-mo-phong" if ctx.lang == "vi" else "-simulated"
    st.markdown(f"## {show.plain(page.title)}\n\n:gray[{show.plain(page.subtitle)}]")
    st.download_button(
        t("card.download", ctx.lang),
        lambda: pdf(page),
        file_name=f"{name}.pdf",
        mime="application/pdf",
        on_click="ignore",
        icon=":material/picture_as_pdf:",
        key="unit_pdf",
    )
    sections = {section.code: text(section, page.headings) for section in page.sections}
    for column, codes in zip(st.columns(2), COLUMNS, strict=True):
        column.markdown("\n\n".join(sections[code] for code in codes))
    st.markdown(sections["action"])
    st.caption("  \n".join(show.plain(line) for line in page.foot[:-1]))
    rows = ctx.ask("unit_card", filters)
    source = show.Source("unit_card", worded(rows, ctx.lang), filters, ("unit_card", "index", "interval", "hidden"))
    show.behind(ctx, "unit_card", page.title, source, None, {}, {})


def pdf(page: Sheet) -> bytes:
    """The page as a tagged PDF of one A4 sheet, drawn without network and with the fonts that the compiler brings.

    All texts go in as data and are set as they stand: nothing in them is read as markup.
    """
    data = json.dumps(asdict(page), ensure_ascii=False)
    return typst.compile(str(TEMPLATE), sys_inputs={"data": data}, ignore_system_fonts=True)


def text(section: Section, headings: list[str]) -> str:
    """A section as markdown for the screen; columns without a word in them are left out."""
    heads = ["\u2002", *([" ", "\u2007"] if section.code == "action" else headings), "\u2003"]
    rows = [[line.label, line.value, line.before, line.note] for line in section.lines]
    table = pd.DataFrame(rows, columns=heads)
    table = table.loc[:, [True, True, *((table.iloc[:, place] != "").any() for place in (2, 3))]]
    remark = f"\n\n:gray[:small[{show.plain(section.remark)}]]" if section.remark else ""
    return f"#### {show.plain(section.title)}\n\n{show.table_text(table)}{remark}"


def worded(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The answer of `unit_card` for reading behind the page; columns are glossary keys col.*."""
    part = [name if isinstance(name, str) else "" for name in rows["part_name_en" if lang == "en" else "part_name"]]
    numbers = ["value", "value_low", "value_high", "base_n", "before_value", "before_n", "change_pct"]
    return pd.DataFrame(
        {
            "section": [t(f"card.{code}", lang) for code in rows["section_code"]],
            "measure": [t(f"card.{code}", lang) for code in rows["measure_code"]],
            "part": part,
            "measured_in": [t(f"card.in_{code}", lang) for code in rows["measured_in"]],
            **{name: rows[name] for name in numbers},
            "state_text": [t(f"state.{code}", lang) for code in rows["state_code"]],
        }
    )


def _satisfaction(one: dict[str, dict], lang: Lang) -> list[Line]:
    lines = [_index(t("card.index", lang), one["index"], lang)]
    index = one["index"]
    lines.append(Line(t("card.base", lang), slips_text(_none(index["base_n"]), lang) or t("state.hidden", lang)))
    if "funnel" in one:
        place = t(f"place.{one['funnel']['place']}", lang)
        if not fmt.is_missing(one["funnel"]["value"]):
            place = t("card.of_city", lang, place=place, city=fmt.percent(one["funnel"]["value"], lang))
        lines.append(Line(t("card.funnel", lang), place))
        rank = one["rank"]
        if not fmt.is_missing(rank["value_low"]):
            ends = f"{fmt.whole(rank['value_low'], lang)}–{fmt.whole(rank['value_high'], lang)}"
            lines.append(Line(t("card.rank", lang), ends))
    return lines


def _factors(rows: list[dict], lang: Lang) -> list[Line]:
    if not rows:
        return [Line(t("card.factor_index", lang), t("state.missing", lang))]
    return [_index(row["part_name_en" if lang == "en" else "part_name"], row, lang) for row in rows]


def _index(label: str, row: dict, lang: Lang) -> Line:
    """An index with its interval, the former one, and whether the change is more than chance."""
    if row["state_code"] in ("hidden", "missing"):
        return Line(label, t(f"state.{row['state_code']}", lang))
    value = f"{fmt.percent(row['value'], lang)} ({fmt.interval(row['value_low'], row['value_high'], lang)})"
    note = ""
    if not fmt.is_missing(row["change_pct"]):
        key = "tile.unclear"
        if not fmt.is_missing(row["is_beyond_chance"]) and row["is_beyond_chance"]:
            key = "tile.up" if row["change_pct"] > 0 else "tile.down"
        note = f"{fmt.points(row['change_pct'], lang)}, {t(key, lang)}"
    if row["state_code"] == "few":
        note = " · ".join(part for part in (t("state.few", lang), note) if part)
    before = fmt.percent(row["before_value"], lang)
    return Line(label, value, before, note, float(row["value"]), _none(row["before_value"]))


def _pair(label: str, one: dict[str, dict], codes: tuple[str, ...], lang: Lang) -> Line:
    """Counts that belong together: 3 / 1; the same of the previous period."""
    texts = [" / ".join(_count(one[code][column], lang) for code in codes) for column in ("value", "before_value")]
    known = any(not fmt.is_missing(one[code]["before_value"]) for code in codes)
    return Line(label, texts[0], texts[1] if known else fmt.MISSING)


def _count(value: float, lang: Lang) -> str:
    return fmt.whole(value, lang)


def _inspections(one: dict[str, dict], lang: Lang) -> list[Line]:
    pairs = {
        "card.city_team": ("city_team_n", "city_team_with_findings_n"),
        "card.self": ("self_n", "self_with_findings_n"),
        "card.remedied": ("due_n", "remedied_on_time_n"),
        "card.uninspected": ("uninspected_days",),
    }
    return [_pair(t(label, lang), one, codes, lang) for label, codes in pairs.items()]


def _slips(one: dict[str, dict], lang: Lang) -> list[Line]:
    row = one["slip_satisfied"]
    hidden = {"hidden": t("card.rated_hidden", lang), "missing": t("card.rated_none", lang)}
    satisfied = hidden.get(row["state_code"]) or t(
        "card.of_rated", lang, pct=fmt.percent(row["value"], lang), n=fmt.whole(row["base_n"], lang)
    )
    before = "" if fmt.is_missing(row["before_value"]) else fmt.percent(row["before_value"], lang)
    return [
        _pair(t("card.received", lang), one, ("received_n", "seen_n", "answered_n"), lang),
        _pair(t("card.unseen", lang), one, ("unseen_n", "unseen_overdue_n"), lang),
        _pair(t("card.seen_days", lang), one, ("seen_median_days",), lang),
        Line(t("card.slip_satisfied", lang), satisfied, before),
    ]


def _dossiers(one: dict[str, dict], lang: Lang) -> list[Line]:
    lines = []
    for source in ("centre", "portal"):
        for name in ("received_n", "on_time_pct", "overdue_n", "online_pct"):
            row = one[f"{source}_{name}"]
            form = fmt.percent if name.endswith("_pct") else fmt.whole
            texts = [form(row[column], lang) for column in ("value", "before_value")]
            lines.append(Line(t(f"card.{source}_{name}", lang), *texts))
    return lines


def _portal(one: dict[str, dict], rows: list[dict], lang: Lang) -> list[Line]:
    score = one["portal_score"]
    if fmt.is_missing(score["value"]):
        return [Line(t("card.portal_score", lang), t("card.no_score", lang))]
    lines = [
        Line(t("card.portal_score", lang), f"{fmt.number(score['value'], lang)}/{fmt.whole(score['value_high'], lang)}")
    ]
    rank = one["portal_rank"]
    placed = t("card.portal_unranked", lang)
    if not fmt.is_missing(rank["value"]):
        placed = f"{fmt.whole(rank['value'], lang)}/{fmt.whole(rank['base_n'], lang)}"
    lines.append(Line(t("card.portal_rank", lang), placed))
    lost = [row for row in rows if row["measure_code"] == "portal_lost" and not fmt.is_missing(row["value"])]
    for row in sorted(lost, key=lambda row: -row["value"])[:GROUPS_SHOWN]:
        name = row["part_name_en" if lang == "en" else "part_name"]
        if row["part_code"] == NOT_ASKED:
            name = t("portal.not_asked", lang, name=name)
        lines.append(Line(t("card.lost_in", lang, name=name), fmt.number(row["value"], lang)))
    return lines


def _actions(one: dict[str, dict], answer: pd.DataFrame, lang: Lang) -> list[Line]:
    counts = [_count(one[code]["value"], lang) for code in ("actions_n", "actions_done_n", "actions_late_n")]
    lines = [Line(t("card.actions", lang), " / ".join(counts))]
    for row in answer.head(ACTIONS_SHOWN).to_dict("records"):
        status = row["action_status_name_en" if lang == "en" else "action_status_name"]
        due = fmt.date_text(row["due_on"], lang)
        if row["is_late"]:
            status = t("card.late", lang, days=fmt.whole(row["late_days"], lang))
        lines.append(Line(f"{row['problem_text']}: {row['solution_text']}", status, t("card.due", lang, date=due)))
    return lines


def _none(value: float) -> float | None:
    return None if fmt.is_missing(value) else float(value)
