"""So sánh: two to six units or periods side by side, on the same scales, each against the first one chosen."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts_explore, frames, own, own_many, show
from pages.parts import numbers as fmt
from pages.parts.context import Context, EndOfPage
from pages.parts.numbers import Lang
from pages.parts.sentences import is_clear
from pages.parts.words import slips_text, t
from queries.explore_compare import KINDS, MOST, One, answers, chosen, figures, periods
from queries.explore_names import first_day

DEFINITIONS = ("index", "interval", "compare", "hidden")


def draw(ctx: Context) -> None:
    """The view."""
    lang = ctx.lang
    with st.container(horizontal=True, vertical_alignment="bottom"):
        offered = {kind: t(f"compare.kind_{kind}", lang) for kind in KINDS}
        kind = own.segments("kind", offered, t("compare.kind", lang), KINDS[0])
        words = _offered(ctx, kind)
        codes = own_many.multiselect(
            f"{kind}s",
            words,
            t(f"compare.pick_{kind}", lang, most=str(MOST)),
            max_selections=MOST,
            placeholder=t("filter.choose", lang),
        )[:MOST]
    if len(codes) < 2:
        st.info(t("compare.too_few", lang), icon=":material/compare_arrows:")
        raise EndOfPage
    ones = chosen(ctx.catalog, kind, codes, ctx.filters)
    names = {code: words[code] for code in codes}
    told = figures(ctx.database, ctx.catalog, ones)
    if told.empty:
        st.info(t("compare.none_existed", lang), icon=":material/info:")
        raise EndOfPage
    _figures(ctx, told, ones, names)
    _factors(ctx, ones, names)
    _course(ctx, kind, ones, names)


def _offered(ctx: Context, kind: str) -> dict[str, str]:
    """What can be chosen, with its words; wards of one name told apart."""
    if kind == "period":
        return {code: _period_name(code, ctx.lang) for code in periods(ctx.catalog)}
    if kind == "district":
        return {code: unit.word(ctx.lang) for code, unit in ctx.catalog.districts.items()}
    # Those in force now first: they are what is nearly always meant.
    order = sorted(ctx.catalog.ward_order, key=lambda unit: unit.valid_to is not None)
    ended = t("compare.ended", ctx.lang)
    found = {}
    for unit in order:
        district = ctx.catalog.districts.get(unit.district_code or "")
        more = f" ({district.word(ctx.lang) if district else unit.code}, {ended})" if unit.valid_to else ""
        found[unit.key] = unit.word(ctx.lang) + more
    return found


def _period_name(code: str, lang: Lang) -> str:
    start = first_day(code)
    if "Q" in code:
        return fmt.capital(fmt.quarter_text(start, lang))
    if "-" in code:
        return fmt.capital(fmt.month_text(start, lang))
    return fmt.capital(fmt.period_text(start, start.replace(month=12), lang))


def _figures(ctx: Context, told: pd.DataFrame, ones: Sequence[One], names: dict[str, str]) -> None:
    """Each one's index with its interval, and the table with the differences to the first."""
    lang = ctx.lang
    rows = dressed(ctx, told).assign(
        name=[names[code] for code in told["code"]],
        position=range(1, len(told) + 1),
        panel="",
        panel_position=0,
        cell_code=told["code"],
    )
    gone = [names[one.code] for one in ones if one.filters is None]
    show.chart(
        ctx,
        "compare_figures",
        sentence(rows, lang),
        charts_explore.pivot_dots,
        {"rows": rows},
        _source("headline", told, ones, names),
        line=line(ctx, ones),
    )
    if told["is_cut"].any():
        st.caption(t("explore.is_cut", lang))
    if gone:
        st.caption(show.plain(t("compare.not_in_force", lang, names=", ".join(gone))))
    st.markdown(show.table_text(table(rows, lang)))
    unsure = among_many(rows)
    if unsure:
        st.caption(show.plain(t("compare.among_many", lang, names=", ".join(unsure))))


def table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Name, index, interval, slips, difference to the first with its interval, and whether it is beyond chance."""
    first = rows["name"].iloc[0]
    changes = [
        "" if pd.isna(by) else f"{fmt.points(by, lang)} ({fmt.signed_interval(low, high, lang)})"
        for by, low, high in zip(rows["change_pct"], rows["change_low"], rows["change_high"], strict=True)
    ]
    sure = [
        "" if not text else t("word.yes" if flag else "word.no", lang)
        for text, flag in zip(changes, rows["is_beyond_chance"], strict=True)
    ]
    return pd.DataFrame(
        {
            t("compare.name", lang): rows["name"],
            fmt.capital(t("measure.index", lang)): rows["value_text"],
            t("explore.show_interval", lang): rows["interval_text"],
            t("measure.slips", lang): rows["slips_text"],
            t("compare.difference", lang, first=first): changes,
            t("col.is_beyond_chance", lang): sure,
        }
    )


def among_many(rows: pd.DataFrame) -> list[str]:
    """The names whose interval of the difference leaves out 0, and which yet are not told apart from the first."""
    return [
        name
        for name, low, high, is_sure in zip(
            rows["name"], rows["change_low"], rows["change_high"], rows["is_beyond_chance"], strict=True
        )
        if is_clear(low, high) and not is_sure
    ]


def sentence(rows: pd.DataFrame, lang: Lang) -> str:
    """So với Phường Ba Đình (86,4 %): cao hơn …; thấp hơn …; chưa thấy khác biệt rõ: …"""
    first = rows.iloc[0]
    if first["state"] in ("hidden", "missing"):
        return t("compare.say_first_hidden", lang, first=first["name"])
    others = rows.iloc[1:]
    known = others["change_pct"].notna()
    sure = known & others["is_beyond_chance"]
    groups = {
        "higher": others[sure & (others["change_pct"] > 0)],
        "lower": others[sure & (others["change_pct"] < 0)],
        "alike": others[known & ~others["is_beyond_chance"]],
        "unknown": others[~known],
    }
    parts = []
    for kind, group in groups.items():
        if len(group):
            told = [
                name if kind in ("alike", "unknown") else f"{name} ({fmt.points(by, lang)})"
                for name, by in zip(group["name"], group["change_pct"], strict=True)
            ]
            parts.append(t(f"compare.say_{kind}", lang, names=", ".join(told)))
    head = t("compare.say_first", lang, first=first["name"], value=first["value_text"])
    return f"{head} {'; '.join(parts)}."


def _factors(ctx: Context, ones: Sequence[One], names: dict[str, str]) -> None:
    """The factors of each, in panels on the same scale."""
    told = answers(ctx.database, ctx.catalog, "satisfaction_by_factor", ones)
    order = {code: at for at, code in enumerate(ctx.catalog.factors, start=1)}
    panels = {code: at for at, code in enumerate(names)}
    rows = dressed(ctx, told).assign(
        name=frames.part_names(told, "factor", ctx),
        position=told["factor_code"].map(order),
        panel=told["code"].map(names),
        panel_position=told["code"].map(panels),
        cell_code=told["code"] + "|" + told["factor_code"],
    )
    shown = rows[rows["value"].notna()]
    title = t("compare.factors_none", ctx.lang)
    if len(shown):
        # The factor in which the shown ones lie furthest apart.
        spread = shown.groupby("name")["value"].agg(lambda values: values.max() - values.min())
        most = spread.idxmax()
        inside = shown[shown["name"] == most]
        low, high = inside.loc[inside["value"].idxmin()], inside.loc[inside["value"].idxmax()]
        title = t(
            "compare.factors",
            ctx.lang,
            factor=most,
            points=fmt.points(spread.max(), ctx.lang, signed=False),
            low=low["panel"],
            low_value=low["value_text"],
            high=high["panel"],
            high_value=high["value_text"],
        )
    source = _source("satisfaction_by_factor", told, ones, names)
    tables = {"rows": rows}
    show.chart(
        ctx, "compare_factors", title, charts_explore.pivot_dots, tables, source, line=line(ctx, ones), is_split=True
    )


def _course(ctx: Context, kind: str, ones: Sequence[One], names: dict[str, str]) -> None:
    """The months of each, in panels on the same scales; periods are laid over the months of the first."""
    told = answers(ctx.database, ctx.catalog, "satisfaction_by_month", ones, whole=kind != "period")
    cuts = sorted(pd.Timestamp(one.on) for one in ctx.catalog.breaks_of(ctx.filters.instrument))
    panels = {code: at for at, code in enumerate(names)}
    months = told["month"]
    begun = {one.code: pd.Timestamp(one.filters.start) for one in ones if one.filters}
    placed = months
    if kind == "period":
        start = begun[next(iter(begun))]
        placed = pd.Series(
            [
                start + pd.DateOffset(months=(day.year - begun[code].year) * 12 + day.month - begun[code].month)
                for day, code in zip(months, told["code"], strict=True)
            ],
            index=told.index,
        )
    points = dressed(ctx, told).assign(
        month=placed,
        period_text=[fmt.month_text(day.date(), ctx.lang) for day in months],
        segment=np.searchsorted(pd.DatetimeIndex(cuts), pd.DatetimeIndex(months), side="right"),
        line_name=t("measure.index", ctx.lang),
        panel=told["code"].map(names),
        panel_position=told["code"].map(panels),
        point_code=[f"{code}|{day:%Y-%m}" for code, day in zip(told["code"], months, strict=True)],
    )
    source = _source("satisfaction_by_month", told, ones, names)
    title = t("compare.course_periods" if kind == "period" else "compare.course", ctx.lang)
    tables = {"points": points}
    show.chart(
        ctx, "compare_course", title, charts_explore.pivot_lines, tables, source, line=line(ctx, ones), is_split=True
    )


def line(ctx: Context, ones: Sequence[One]) -> str:
    """Chỉ số hài lòng · quý III/2026; the periods of all, where they are not one and the same."""
    spans = dict.fromkeys(ctx.worded(one.filters) for one in ones if one.filters)
    return " · ".join([fmt.capital(t("measure.index", ctx.lang)), *spans])


def dressed(ctx: Context, told: pd.DataFrame) -> pd.DataFrame:
    """Answers of the index with the standard columns of charts_explore."""
    lang = ctx.lang
    frame = frames.dressed(told, ctx)
    return frame.assign(
        value=frame["index_pct"],
        value_low=frame["index_low"],
        value_high=frame["index_high"],
        value_text=frame["index_text"],
        slips_text=[
            text if hidden else slips_text(n if pd.notna(n) else 0, lang)
            for text, hidden, n in zip(frame["slips_text"], frame["is_hidden"], frame["slips_n"], strict=True)
        ],
    )


def _source(name: str, told: pd.DataFrame, ones: Sequence[One], names: dict[str, str]) -> show.Source:
    """Behind a chart: the answers of all, and the command of the first."""
    first = next(one.filters for one in ones if one.filters)
    answer = told.assign(code=told["code"].map(names)).rename(columns={"code": "compared_name"})
    return show.Source(name, answer, first, DEFINITIONS)
