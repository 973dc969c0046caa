"""Tables and sentences of the pages Kiểm tra công vụ and Kiểm tra và hài lòng."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import frames, narrowing, tiles
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.quality import bar_rows
from pages.parts.series import STEP_MONTHS
from pages.parts.words import counted, names_text, t
from queries.explore_names import code_of
from queries.filters import add_months

CITY_TEAM = ("city_team",)
SELF = ("department", "district", "ward")  # they inspect within their own field or area
SCOPES = {"city_team": CITY_TEAM, "self": SELF}
FORMS = ("unannounced", "planned", "on_complaint")
COUNTS = ("inspections_n", *(f"{form}_n" for form in FORMS), "with_findings_n", "findings_n", "due_n",
          "remedied_on_time_n", "unremedied_n")  # fmt: skip
SHOWN = 12
NAMED = 3


def totals(answer: pd.DataFrame, levels: Sequence[str]) -> dict[str, int]:
    """The counts of some levels of inspecting body, over all months of an answer of `inspections_by_month`."""
    kept = answer[answer["inspector_level"].isin(levels)]
    return {name: int(kept[name].sum()) for name in COUNTS}


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` in per cent; None of nothing."""
    return 100 * part / whole if whole else None


def month_rows(answer: pd.DataFrame, levels: Sequence[str], ctx: Context, step: str) -> pd.DataFrame:
    """Counts of some levels over time, for the chart `month_counts`."""
    lang = ctx.lang
    frame = answer[answer["inspector_level"].isin(levels)].reset_index(drop=True)
    span, first = STEP_MONTHS[step], [moment.date() for moment in frame["month"]]
    after, ends = ([add_months(day, months) for day in first] for months in (span, span - 1))
    found = zip(frame["with_findings_n"], frame["inspections_n"], strict=True)
    ends_n = frame.groupby("month")["inspections_n"].cumsum()  # rows come in the order of the levels
    return pd.DataFrame(
        {
            "month": frame["month"],
            "code": [code_of(day, step) for day in first],
            "month_end": pd.to_datetime(after),
            "level_code": frame["inspector_level"],
            "bar_code": [f"{level}|{day}" for level, day in zip(frame["inspector_level"], first, strict=True)],
            "from_n": ends_n - frame["inspections_n"],
            "to_n": ends_n,
            "period_text": [fmt.period_text(day, end, lang) for day, end in zip(first, ends, strict=True)],
            "level_text": ctx.name(frame, "inspector_name"),
            "count_text": [counted(int(n), "inspection", lang) for n in frame["inspections_n"]],
            "findings_text": [f"{fmt.whole(k, lang)} ({fmt.percent(share(k, n), lang, 0)})" for k, n in found],
        }
    )


def count_sentence(counts: dict[str, int], scope: str, ctx: Context) -> str:
    """Đoàn kiểm tra Thành phố: 19 cuộc trong quý III/2026 (đột xuất 79 %, …); 68 % số cuộc có phát hiện."""
    lang, n = ctx.lang, counts["inspections_n"]
    who = t(f"inspected_by.{scope}", lang)
    if not n:
        return t("say.inspections_none", lang, who=who, period=ctx.period)
    forms = [
        t(f"say.form_{form}", lang, share=fmt.percent(share(counts[f"{form}_n"], n), lang, 0))
        for form in FORMS
        if counts[f"{form}_n"]
    ]
    return t(
        "say.inspections",
        lang,
        who=who,
        count=counted(n, "inspection", lang),
        period=ctx.period,
        forms=", ".join(forms),
        found=fmt.percent(share(counts["with_findings_n"], n), lang, 0),
    )


def headline(city: dict[str, int], own: dict[str, int], units: pd.DataFrame, ctx: Context) -> str:
    """What the period says first: how many were visited by whom, and who has not been for longest."""
    lang = ctx.lang
    return t(
        "say.inspections_headline",
        lang,
        period=fmt.capital(ctx.period),
        city=fmt.whole(city["inspections_n"], lang),
        own=fmt.whole(own["inspections_n"], lang),
        never=fmt.whole(int(units["last_inspected_on"].isna().sum()), lang),
        units=counted(len(units), "unit", lang),
    )


def tile_row(sides: dict[str, dict[str, int]], ctx: Context) -> None:
    """Inspections and what was remedied of each side, which are never added."""
    lang = ctx.lang
    with st.container(horizontal=True, gap="small"):
        for scope, counts in sides.items():
            n, due = counts["inspections_n"], counts["due_n"]
            found = fmt.percent(share(counts["with_findings_n"], n), lang, 0)
            with_findings = t("tile.with_findings", lang, share=found)
            tiles.tile(t(f"tile.inspections_{scope}", lang), fmt.whole(n, lang), with_findings)
            on_time = fmt.percent(share(counts["remedied_on_time_n"], due), lang, 0)
            unremedied = fmt.whole(counts["unremedied_n"], lang)
            still = t("tile.remedy_open", lang, due=fmt.whole(due, lang), open=unremedied)
            tiles.tile(t(f"tile.remedied_{scope}", lang), on_time, still)


def unit_words(answer: pd.DataFrame, ctx: Context) -> list[str]:
    """Full names of the units of an answer: wards, districts, and departments, which have no English name."""
    words = np.array(
        [
            f"{kind.capitalize()} {name}" if kind == "sở" else name
            for kind, name in zip(answer["unit_kind"], answer["unit_name"], strict=True)
        ],
        dtype=object,
    )
    for level in ("ward", "district"):
        rows = (answer["unit_level"] == level).to_numpy()
        words[rows] = frames.unit_names(answer[rows], level, ctx)
    return words.tolist()


def uninspected_rows(units: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The units not inspected for longest, those never inspected marked, for the chart `bars`; code."""
    lang = ctx.lang
    frame = units.sort_values("uninspected_days", ascending=False, kind="stable").head(SHOWN)
    never = frame["last_inspected_on"].isna()
    texts = [
        t("inspections.never" if gone else "inspections.days", lang, days=counted(int(days), "day", lang))
        for days, gone in zip(frame["uninspected_days"], never, strict=True)
    ]
    rows = bar_rows(unit_words(frame, ctx), frame["uninspected_days"], texts, never)
    return rows.assign(code=narrowing.unit_codes(frame, ctx))


def uninspected_sentence(units: pd.DataFrame, ctx: Context) -> str:
    """41 trong 133 đơn vị chưa được kiểm tra lần nào; lâu nhất kể từ lần cuối: phường X (312 ngày)."""
    lang = ctx.lang
    never = int(units["last_inspected_on"].isna().sum())
    seen = units[units["last_days"].notna()]
    head = t("say.uninspected", lang, n=fmt.whole(never, lang), all=counted(len(units), "unit", lang))
    if seen.empty:
        return f"{head}."
    oldest = seen.loc[[seen["last_days"].astype(float).idxmax()]]
    (name,) = unit_words(oldest, ctx)
    days = counted(int(oldest["last_days"].iloc[0]), "day", lang)
    return f"{head}; {t('say.uninspected_oldest', lang, name=name, days=days)}."


def sanction_rows(sanctions: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Decisions by kind in the order of the law; 1 to 4 as "<5", for the chart `bars`."""
    lang = ctx.lang
    words = [
        name if pd.isna(ended) else t("inspections.ended", lang, name=name, date=fmt.date_text(ended, lang))
        for name, ended in zip(ctx.name(sanctions, "sanction_name"), sanctions["ended_on"], strict=True)
    ]
    values = sanctions["sanctions_n"].astype(float)
    texts = [t("inspections.under_five", lang) if np.isnan(n) else fmt.whole(n, lang) for n in values]
    return bar_rows(words, values.fillna(0), texts, [False] * len(values))


def sanction_table(sanctions: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The answer for reading and for files: 1 to 4 decisions say "<5" rather than nothing."""
    words = [t("inspections.under_five", ctx.lang) if gone else "" for gone in sanctions["is_hidden"]]
    return sanctions.drop(columns="is_hidden").assign(state=words)


def sanction_sentence(sanctions: pd.DataFrame, ctx: Context) -> str:
    """Hình thức áp dụng nhiều nhất: khiển trách (61 quyết định); 3 hình thức có dưới 5 quyết định."""
    lang = ctx.lang
    shown = sanctions[sanctions["sanctions_n"].fillna(0) > 0]
    few = int(sanctions["is_hidden"].sum())
    if shown.empty:
        return t("say.sanctions_few" if few else "say.sanctions_none", lang, period=ctx.period)
    most = shown.loc[[shown["sanctions_n"].astype(float).idxmax()]]
    return t(
        "say.sanctions",
        lang,
        name=ctx.name(most, "sanction_name").iloc[0].lower(),
        count=counted(int(most["sanctions_n"].iloc[0]), "decision", lang),
        few=fmt.whole(few, lang),
        period=ctx.period,
    )


def path_rows(answer: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """An answer of `inspection_effect`, or one model of `initiative_effect`, for the chart `event_path`."""
    lang = ctx.lang
    frame = answer[answer["effect_pct"].notna()].reset_index(drop=True)
    ends = list(zip(frame["effect_low"], frame["effect_high"], strict=True))
    return frame[["event_month", "effect_pct", "effect_low", "effect_high"]].assign(
        tone=[
            "before" if month < 0 else tone(low, high)
            for month, (low, high) in zip(frame["event_month"], ends, strict=True)
        ],
        event_text=[_event_text(int(month), lang) for month in frame["event_month"]],
        effect_text=[fmt.points(value, lang) for value in frame["effect_pct"]],
        interval_text=[fmt.signed_interval(*pair, lang) for pair in ends],
        units_text=[
            t("event.units", lang, treated=fmt.whole(treated, lang), controls=fmt.whole(controls, lang))
            for treated, controls in zip(frame["treated_n"], frame["controls_n"], strict=True)
        ],
    )


def tone(low: float, high: float) -> str:
    """up or down where the interval leaves out 0, none where it may be chance."""
    if fmt.is_missing(low) or low <= 0 <= high:
        return "none"
    return "up" if low > 0 else "down"


def _event_text(month: int, lang: Lang) -> str:
    key = "event.at" if month == 0 else "event.after" if month > 0 else "event.before"
    return t(key, lang, months=counted(abs(month), "month", lang))


def effect_sentence(answer: pd.DataFrame, factor: str, event: str, ctx: Context) -> str:
    """Sau kiểm tra, “Công chức” ở 86 xã, phường tăng hơn nơi chưa … 1,6 điểm; event: inspected or adopted."""
    lang = ctx.lang
    if answer.empty or not answer["is_estimated"].any():
        return t("say.effect_few", lang)
    row = answer.iloc[0]
    return t(
        f"say.effect_{tone(row['overall_low'], row['overall_high'])}",
        lang,
        after=t(f"event.{event}", lang),
        others=t(f"event.not_{event}", lang),
        factor=factor,
        wards=counted(int(row["wards_n"]), "ward", lang),
        points=fmt.points(abs(row["overall_pct"]), lang, signed=False),
        signed=fmt.points(row["overall_pct"], lang),
        interval=fmt.signed_interval(row["overall_low"], row["overall_high"], lang),
    )


def pretrend_sentence(answer: pd.DataFrame, ctx: Context) -> str:
    """Whether the two groups moved together before: where they did not, the difference after says little."""
    lang, p = ctx.lang, answer["pretrend_p"].iloc[0] if len(answer) else None
    if fmt.is_missing(p):
        return t("say.pretrend_unknown", lang)
    return t("say.pretrend_uneven" if p < 0.05 else "say.pretrend_even", lang, p=fmt.number(p, lang, 2))


def visit_points(wards: pd.DataFrame, city_pct: float | None, ctx: Context) -> pd.DataFrame:
    """An answer of `with_visits` for the chart `visits`; hidden wards are left out."""
    lang = ctx.lang
    shown = wards[wards["index_pct"].notna() & wards["so_far_self_n"].notna()].reset_index(drop=True)
    frame = frames.dressed(shown, ctx)
    names = frames.unit_names(frame, "ward", ctx)
    pct = frame["index_pct"]
    ends = set(pct.nsmallest(2).index) | set(pct.nlargest(1).index)
    counts = zip(frame["so_far_self_n"], frame["so_far_city_team_n"], strict=True)
    return frame.assign(
        code=frame["ward_code"],
        name=names,
        label=pd.Series([name if i in ends else None for i, name in enumerate(names)], dtype=object),
        visited=np.where(frame["so_far_city_team_n"] > 0, "yes", "no").astype(object),
        city_pct=city_pct if city_pct is not None else np.nan,
        count_text=[
            t("inspections.so_far", lang, own=fmt.whole(own, lang), city=fmt.whole(city, lang)) for own, city in counts
        ],
    )


def with_visits(wards: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """An answer by ward with the inspections of each so far beside it, those of the city's team apart."""
    counts = ["so_far_self_n", "so_far_city_team_n"]
    kept = units.loc[units["ward_code"].notna(), ["ward_code", "ward_from", *counts]]
    return wards.merge(kept, on=["ward_code", "ward_from"], how="left")


def visit_sentence(points: pd.DataFrame, ctx: Context) -> str:
    """Names of the wards with the lowest index that nobody has inspected: where to look first."""
    lang = ctx.lang
    if points.empty:
        return t("say.visits_none", lang)
    never = points[(points["so_far_self_n"] == 0) & (points["so_far_city_team_n"] == 0)].sort_values("index_pct")
    names = names_text(never["name"].tolist()[:NAMED], lang, NAMED) if len(never) else ""
    key = "say.visits" if len(never) else "say.visits_all"
    return t(key, lang, n=fmt.whole(len(never), lang), all=counted(len(points), "ward", lang), names=names)
