"""Tables and sentences of the page Chỉ số 766."""

import pandas as pd

from pages.parts import frames, narrowing, published
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.quality import bar_rows
from pages.parts.words import names_text, t
from queries.explore_names import code_of

NOT_ASKED = "MDHL"  # "satisfaction" that nobody was asked for: never named without saying so
WARDS_SHOWN = 12
NAMED = 3


def group_names(frame: pd.DataFrame, ctx: Context) -> list[str]:
    """Names of the groups; the one called satisfaction says that nobody is asked."""
    return [
        t("portal.not_asked", ctx.lang, name=name) if code == NOT_ASKED else name
        for code, name in zip(frame["group_code"], ctx.name(frame, "group_name"), strict=True)
    ]


def lost_rows(groups: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The city's groups, the most points lost first, for the chart `points_lost`."""
    lang = ctx.lang
    frame = groups.sort_values("lost", ascending=False, na_position="last", kind="stable").reset_index(drop=True)
    texts = [
        t("portal.no_score", lang)
        if fmt.is_missing(score)
        else t("portal.lost", lang, score=_points(score, lang), max=_points(most, lang, 0), lost=_points(lost, lang))
        for score, most, lost in zip(frame["score"], frame["max_score"], frame["lost"], strict=True)
    ]
    return frame.assign(
        name=group_names(frame, ctx), position=range(len(frame)), value_text=texts, is_marked=frame.index == 0
    )


def win_rows(groups: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The groups in the order of the answer (widest gap first), for the chart `points_to_win`."""
    lang = ctx.lang
    frame = groups[groups["gap_score"].notna()].reset_index(drop=True)
    return frame.assign(
        name=group_names(frame, ctx),
        position=range(len(frame)),
        value_text=[fmt.points(gap, lang) for gap in frame["gap_score"]],
        score_text=[_points(score, lang) for score in frame["score"]],
        best_text=[_points(score, lang) for score in frame["best_score"]],
        is_marked=(frame.index == 0) & (frame["gap_score"] > 0),
    )


def capture_points(scores: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The city's captures, a point a group, for the chart `captures`."""
    lang = ctx.lang
    frame = scores[scores["unit_level"] == "city"].reset_index(drop=True)
    newest = frame[frame["score"].notna()].groupby("group_code")["captured_on"].transform("max")
    places = {code: place for place, code in enumerate(sorted(frame["group_code"].unique(), key=_order), start=1)}
    return frame.assign(
        name=group_names(frame, ctx),
        month=frame["captured_on"],
        code=[code_of(day, "month") for day in frame["captured_on"]],
        point_code=[
            f"{code}|{day:%Y-%m-%d}" for code, day in zip(frame["group_code"], frame["captured_on"], strict=True)
        ],
        group_position=frame["group_code"].map(places).astype("int64"),
        is_last=frame["captured_on"].eq(newest.reindex(frame.index)),
        period_text=[fmt.date_text(day, lang) for day in frame["captured_on"]],
        score_text=[
            f"{_points(score, lang)}/{_points(most, lang, 0)}"
            for score, most in zip(frame["score"], frame["max_score"], strict=True)
        ],
    )


def _order(code: str) -> tuple[bool, str]:
    return code == NOT_ASKED, code


def ward_bars(wards: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The wards with the fewest points, of those that have a place, for the chart `bars`."""
    kept = wards[wards["rank"].notna()].sort_values("rank", ascending=False, kind="stable").head(WARDS_SHOWN)
    texts = [
        t("portal.ward", ctx.lang, score=_points(score, ctx.lang), rank=fmt.whole(rank, ctx.lang))
        for score, rank in zip(kept["score"], kept["rank"], strict=True)
    ]
    rows = bar_rows(frames.unit_names(kept, "ward", ctx), kept["score"], texts, kept["rank"] == wards["rank"].max())
    return rows.assign(code=narrowing.ward_codes(kept, ctx))


def province_rows(figures: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The latest published totals of provinces and of the country, the highest first, for the chart `bars`."""
    kept = figures[figures["index_code"].eq("portal_766") & figures["component"].isna() & figures["value"].notna()]
    compared = kept.groupby("period_name")["unit_name"].transform("nunique") > 1
    kept = kept[compared & kept["period_name"].eq(kept.loc[compared, "period_name"].max())]
    kept = kept.sort_values("value", ascending=False).reset_index(drop=True)
    lang = ctx.lang
    texts = [
        _points(value, lang, 2)
        if fmt.is_missing(rank)
        else t("portal.ward", lang, score=_points(value, lang, 2), rank=fmt.whole(rank, lang))
        for value, rank in zip(kept["value"], kept["rank"], strict=True)
    ]
    names = [t("published.country", lang) if one == published.COUNTRY else one for one in kept["unit_name"]]
    rows = bar_rows(names, kept["value"], texts, kept["unit_code"] == published.CITY)
    return pd.concat([rows, kept[["value_unit", "rank", "rank_of", "period_name", "unit_code", "unit_name"]]], axis=1)


def headline(groups: pd.DataFrame, ctx: Context) -> str:
    """Ngày 10/10/2026: 55,9/100 điểm; mất nhiều nhất ở Số hóa hồ sơ (13,9 điểm)."""
    lang = ctx.lang
    known = groups[groups["score"].notna()]
    if known.empty:
        return t("say.portal_no_city", lang, date=fmt.date_text(groups["captured_on"].iloc[0], lang))
    worst = known.sort_values("lost", ascending=False).head(1)
    return t(
        "say.portal",
        lang,
        date=fmt.date_text(known["captured_on"].iloc[0], lang),
        score=_points(known["score"].sum(), lang),
        max=_points(known["max_score"].sum(), lang, 0),
        name=group_names(worst, ctx)[0],
        lost=_points(worst["lost"].iloc[0], lang),
    )


def lost_sentence(rows: pd.DataFrame, lang: Lang) -> str:
    """Mất điểm nhiều nhất: Số hóa hồ sơ (13,9), rồi Công khai, minh bạch (6,7)."""
    known = rows[rows["lost"].notna()].head(NAMED)
    if known.empty:
        return t("say.portal_no_groups", lang)
    words = [f"{name} ({_points(lost, lang)})" for name, lost in zip(known["name"], known["lost"], strict=True)]
    return t("say.portal_lost", lang, names="; ".join(words))


def win_sentence(rows: pd.DataFrame, lang: Lang) -> str:
    """Gần tầm tay nhất: Số hóa hồ sơ; một phần mười xã, phường dẫn đầu hơn Thành phố 2,8 điểm (10,9 so với 8,1)."""
    if rows.empty or rows["gap_score"].iloc[0] <= 0:
        return t("say.portal_no_win", lang)
    first = rows.iloc[0]
    return t(
        "say.portal_win",
        lang,
        name=first["name"],
        gap=_points(first["gap_score"], lang),
        best=first["best_text"],
        score=first["score_text"],
    )


def trend_sentence(points: pd.DataFrame, lang: Lang) -> str:
    """Tổng điểm từ 50,5 (10/1/2026) đến 55,9 (10/10/2026): +5,4 điểm."""
    totals = points.drop_duplicates("captured_on").sort_values("captured_on")
    whole = totals[totals["scored_n"] == totals["scored_n"].max()]
    if len(whole) < 2:
        return t("say.portal_one_capture", lang)
    first, last = whole.iloc[0], whole.iloc[-1]
    return t(
        "say.portal_trend",
        lang,
        first=_points(first["total_score"], lang),
        first_on=fmt.date_text(first["captured_on"], lang),
        last=_points(last["total_score"], lang),
        last_on=fmt.date_text(last["captured_on"], lang),
        change=fmt.points(last["total_score"] - first["total_score"], lang),
    )


def wards_sentence(wards: pd.DataFrame, ctx: Context) -> str:
    """101 trong 126 xã, phường có đủ các nhóm điểm: từ 39,2 đến 72,7; thấp nhất là …"""
    lang = ctx.lang
    placed = wards[wards["rank"].notna()].sort_values("rank")
    if placed.empty:
        return t("say.portal_no_places", lang)
    if len(placed) == 1:
        one = placed.iloc[0]
        return t(
            "say.portal_one_ward",
            lang,
            name=frames.unit_names(placed, "ward", ctx)[0],
            score=_points(one["score"], lang),
            rank=fmt.whole(one["rank"], lang),
            all=fmt.whole(one["rank_of"], lang),
        )
    lowest = placed.sort_values("rank", ascending=False, kind="stable").head(NAMED)
    return t(
        "say.portal_wards",
        lang,
        n=fmt.whole(len(placed), lang),
        all=fmt.whole(len(wards), lang),
        low=_points(placed["score"].min(), lang),
        high=_points(placed["score"].max(), lang),
        names=names_text(frames.unit_names(lowest, "ward", ctx), lang, NAMED),
    )


def provinces_sentence(rows: pd.DataFrame, lang: Lang) -> str:
    """Đã công bố 10/10/2026 (lũy kế): Hà Nội 55,23 điểm, hạng 34/34 tỉnh, thành phố."""
    own = rows[rows["unit_code"] == published.CITY]
    if own.empty or fmt.is_missing(own["rank"].iloc[0]):
        return t("say.portal_no_provinces", lang)
    one = own.iloc[0]
    return t(
        "say.portal_provinces",
        lang,
        period=published.period_word(one["period_name"], lang),
        score=_points(one["value"], lang, 2),
        rank=fmt.whole(one["rank"], lang),
        all=fmt.whole(one["rank_of"], lang),
    )


def _points(value: float, lang: Lang, digits: int = 1) -> str:
    return fmt.number(value, lang, digits)
