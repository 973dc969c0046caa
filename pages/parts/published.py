"""Tables and sentences of the page Công bố: series of published figures, and one place in several measures."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.words import names_text, t
from queries.card import FROM_FILE, INSTRUMENT_OF
from queries.filters import Filters

CITY = "01"
COUNTRY = "Cả nước"
# The indices with a value for the city in several years, and whether their axis is of months.
SERIES = {"sipas": "year", "portal_766": "month", "par_index": "year", "papi": "year", "pci": "year"}
LONGEST_STEP = {"year": 366, "month": 93}  # days between two figures that a line may join
LEAST_SPAN = 8  # points an axis shows at least, so that a small change does not look like a cliff
UNRANKED = {"papi"}  # its authors ask not to use it for ranking; the rank stands in the table only
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?=/)")  # of an address
PERIOD = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?( \(lũy kế\))?")


def period_word(text: str, lang: Lang) -> str:
    """A period as published, for reading: 2024 · tháng 3/2025 · 10/10/2026 (lũy kế); others as they stand."""
    match = PERIOD.fullmatch(text)
    if not match:
        return text
    year, month, day, summed = match.groups()
    words = year
    if day:
        words = fmt.date_text(date(int(year), int(month), int(day)), lang)
    elif month:
        words = fmt.month_text(date(int(year), int(month), 1), lang)
    return f"{words} ({t('published.cumulative', lang)})" if summed else words


def value_word(value: float, unit: str, lang: Lang) -> str:
    """83,57 % · 55,23; figures are printed with the decimals they were published with, at most two."""
    if fmt.is_missing(value):
        return fmt.MISSING
    digits = next(count for count in (0, 1, 2) if count == 2 or round(value, count) == value)
    return fmt.percent(value, lang, digits) if unit == "%" else fmt.number(value, lang, digits)


def series(figures: pd.DataFrame, index: str, ctx: Context, grain: str) -> pd.DataFrame:
    """The totals of one index for the city and, where published, the country, for the chart `published_years`.

    Lines are cut where the method or the units changed, and where nothing was published in between.
    """
    lang = ctx.lang
    kept = figures["index_code"].eq(index) & figures["component"].isna()
    kept &= figures["unit_code"].eq(CITY) | figures["unit_name"].eq(COUNTRY)
    frame = figures[kept & figures["value"].notna()].reset_index(drop=True)
    months = [_first_day(text) for text in frame["period_name"]]
    cuts = sorted(cut.on for cut in ctx.catalog.breaks_of(INSTRUMENT_OF.get(index, "")))
    is_own = frame["unit_code"].eq(CITY)
    values = zip(frame["value"], frame["value_unit"], strict=True)
    spans = {
        name: _gaps([months[row] for row in rows], grain) for name, rows in frame.groupby("unit_name").indices.items()
    }
    gaps = [spans[name][day] for name, day in zip(frame["unit_name"], months, strict=True)]
    own_at = dict(zip(frame.loc[is_own, "period_name"], frame.loc[is_own, "value"], strict=True))
    above = [
        value >= own_at.get(text, value) if not own else _others_below(frame, text, value)
        for own, text, value in zip(is_own, frame["period_name"], frame["value"], strict=True)
    ]
    middle = (frame["value"].max() + frame["value"].min()) / 2
    names = [t("published.country", lang) if one == COUNTRY else one for one in frame["unit_name"]]
    periods = [period_word(text, lang) for text in frame["period_name"]]
    return frame.assign(
        name=names,
        point_code=[f"{name}|{text}" for name, text in zip(names, frame["period_name"], strict=True)],
        band=np.where(is_own, "above", "like"),
        month=pd.to_datetime(months),
        segment=[sum(cut <= day for cut in cuts) + gap for day, gap in zip(months, gaps, strict=True)],
        is_above=above,
        least=middle - LEAST_SPAN / 2,
        most=middle + LEAST_SPAN / 2,
        value_text=_labels([value_word(*pair, lang) for pair in values], names, is_own),
        period_text=periods,
        note_text=[_note(row, lang) for row in frame.to_dict("records")],
    )


def series_sentence(points: pd.DataFrame, index: str, lang: Lang) -> str:
    """SIPAS: Hà Nội 86,5 % (2024), hạng 11/63."""
    name = t(f"published.{index}", lang)
    own = points[points["band"] == "above"]
    if own.empty:
        return t("say.published_none", lang, name=name)
    last = own.iloc[-1]
    text = t("say.published", lang, name=name, value=last["value_text"], period=last["period_text"])
    if index not in UNRANKED and not fmt.is_missing(last["rank"]):
        text += t("say.published_rank", lang, rank=fmt.whole(last["rank"], lang), all=fmt.whole(last["rank_of"], lang))
    return f"{text}."


def district_bars(figures: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """What the city's own survey published of districts and departments in its last year, for the chart `bars`."""
    kept = figures[figures["index_code"].eq("sipas_city") & figures["component"].isna() & figures["value"].notna()]
    kept = kept[kept["year"] == kept["year"].max()].sort_values("value", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "name": kept["unit_name"],
            "position": range(len(kept)),
            "value": kept["value"],
            "value_text": [value_word(*pair, ctx.lang) for pair in zip(kept["value"], kept["value_unit"], strict=True)],
            "is_marked": False,
            "year": kept["year"],
        }
    ).reset_index(drop=True)


def places(figures: pd.DataFrame, ctx: Context) -> dict[str, str]:
    """The city and the districts of which some satisfaction figure is published: code → name."""
    satisfied = figures["index_code"].eq("sipas_city") & figures["component"].isna()
    satisfied |= figures["index_code"].eq("portal_766") & figures["component"].eq("Mức độ hài lòng")
    codes = set(figures.loc[satisfied & figures["value"].notna(), "unit_code"].dropna())
    units = {code: unit.word(ctx.lang) for code, unit in ctx.catalog.districts.items() if code in codes}
    return {CITY: t("published.whole_city", ctx.lang)} | units


def city_survey_sentence(rows: pd.DataFrame, lang: Lang) -> str:
    """Khảo sát của Thành phố 2022: chỉ công bố các đơn vị đứng đầu, cao nhất Mỹ Đức 99,36 %."""
    if rows.empty:
        return t("say.published_none", lang, name=t("published.sipas_city", lang))
    first = rows.iloc[0]
    return t("say.city_survey", lang, year=int(first["year"]), name=first["name"], value=first["value_text"])


def of_place(filters: Filters, code: str) -> Filters:
    """The same period for one former district."""
    return replace(filters, district=(code,))


def worded(figures: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """All published figures for reading: the index and the period in words, the source of each row last."""
    return pd.DataFrame(
        {
            "index_name": [t(f"published.{code}", lang) for code in figures["index_code"]],
            "year": figures["year"].astype(str),
            "period_name": [period_word(text, lang) for text in figures["period_name"]],
            "unit_name": figures["unit_name"],
            "component": figures["component"].fillna(""),
            "share_text": [
                value_word(value, unit, lang) if unit == "%" else f"{value_word(value, unit, lang)} {unit}".strip()
                for value, unit in zip(figures["value"], figures["value_unit"], strict=True)
            ],
            "rank": figures["rank"].astype("Int64"),
            "rank_of": figures["rank_of"].astype("Int64"),
            "is_derived": figures["is_derived"].astype(bool),
            "note": figures["note"].fillna(""),
            "source": figures["source"],
        }
    )


def numbers_table(rows: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The answer of `four_numbers` for reading, a row a measure; columns are glossary keys col.*."""
    lang = ctx.lang
    return pd.DataFrame(
        [
            {
                "measure": _measure(row, ctx),
                "unit_name": _place(row, lang),
                "share_text": _share(row, lang),
                "asked_name": row["asked_name_en" if lang == "en" else "asked_name"],
                "how_text": t(f"how.{row['instrument_code']}", lang),
                "period": _period(row, lang),
                "asked_n": _asked(row, lang),
                "source": _source(row, ctx),
            }
            for row in rows.to_dict("records")
        ]
    )


def numbers_sentence(rows: pd.DataFrame, ctx: Context) -> str:
    """Cùng một nơi, 3 con số: 99,27 % (…); 38,6 % (…)."""
    lang = ctx.lang
    shown = [row for row in rows.to_dict("records") if not fmt.is_missing(row["value"])]
    if len(shown) < 2:
        return t("say.numbers_few", lang)
    values = [f"{_share(row | {'value_low': None}, lang)} ({_measure(row, ctx)})" for row in shown]
    return t("say.numbers", lang, n=fmt.whole(len(shown), lang), values=names_text(values, lang, len(values)))


def _measure(row: dict, ctx: Context) -> str:
    if row["index_code"] == FROM_FILE:  # never beside a published figure without its stamp
        word = ctx.catalog.instruments[row["instrument_code"]].word(ctx.lang)
        return t("published.simulated", ctx.lang, name=word) if ctx.catalog.is_simulated else word
    return t(f"published.{row['index_code']}", ctx.lang)


def _place(row: dict, lang: Lang) -> str:
    return t("published.whole_city", lang) if row["is_whole_city"] else str(row["unit_name"])


def _share(row: dict, lang: Lang) -> str:
    if row["is_hidden"]:
        return t("state.hidden", lang)
    text = value_word(row["value"], "%", lang) if row["index_code"] != FROM_FILE else fmt.percent(row["value"], lang)
    if not fmt.is_missing(row["value_low"]):
        text += f" ({fmt.interval(row['value_low'], row['value_high'], lang)})"
    return f"{text}, {t('state.few', lang)}" if row["is_few"] else text


def _period(row: dict, lang: Lang) -> str:
    if row["index_code"] == FROM_FILE:
        return fmt.period_text(row["from_on"], row["to_on"], lang)
    return period_word(row["period_name"], lang)


def _asked(row: dict, lang: Lang) -> str:
    if row["instrument_code"] == "portal_766":
        return t("published.nobody", lang)
    if row["is_hidden"]:
        return t("state.hidden", lang)
    return t("published.unknown_n", lang) if fmt.is_missing(row["slips_n"]) else fmt.whole(row["slips_n"], lang)


def _source(row: dict, ctx: Context) -> str:
    if row["index_code"] != FROM_FILE:  # the whole addresses stand in the list of all figures
        return ", ".join(dict.fromkeys(HOST.findall(row["source"]))) or row["source"]
    return t("stamp.simulated" if ctx.catalog.is_simulated else "published.this_file", ctx.lang)


def _note(row: dict, lang: Lang) -> str:
    """Rank, and that a figure is computed; the notes of the sources stand in the table."""
    parts = []
    if not fmt.is_missing(row["rank"]):
        parts.append(t("published.rank", lang, rank=fmt.whole(row["rank"], lang), all=fmt.whole(row["rank_of"], lang)))
    if row["is_derived"]:
        parts.append(t("published.derived", lang))
    return " · ".join(parts)


def _labels(texts: list[str], names: list[str], is_own: pd.Series) -> list[str]:
    """The values as labels; the last one that is not the city's says whose it is."""
    others = np.flatnonzero(~is_own.to_numpy(bool))
    if len(others):
        texts[others[-1]] = f"{names[others[-1]]} {texts[others[-1]]}"
    return texts


def _gaps(days: list[date], grain: str) -> dict[date, int]:
    """How often, until each day, longer passed than between neighbouring figures."""
    found, count, last = {}, 0, None
    for day in sorted(days):
        if last and (day - last).days > LONGEST_STEP[grain]:
            count += 1
        found[day], last = count, day
    return found


def _others_below(frame: pd.DataFrame, period: str, value: float) -> bool:
    """Whether the city's figure lies above all others of its period."""
    return bool((frame.loc[frame["period_name"] == period, "value"] <= value).all())


def _first_day(text: str) -> date:
    year, month, *_ = PERIOD.match(text).groups()
    return date(int(year), int(month or 1), 1)
