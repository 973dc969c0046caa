"""Tables and sentences of the charts that tell signal from noise: funnel, estimates, control chart, drivers."""

import numpy as np
import pandas as pd

from pages.parts import frames, series
from pages.parts import numbers as fmt
from pages.parts.chart_base import AXIS_PX, SHARE_MARGIN_PX
from pages.parts.charts_signal import (
    FUNNEL_MARGIN_PX,
    FUNNEL_PX,
    QUADRANT_MARGIN_PX,
    QUADRANT_NAME,
    QUADRANT_PX,
)
from pages.parts.context import Context
from pages.parts.name_places import CLEAR_SIDES, placed
from pages.parts.numbers import Lang
from pages.parts.sentences import Reading
from pages.parts.words import names_text, t
from queries.analysis import funnel_curves
from queries.statistics import assured

NAMED = 3
OUTSIDE = ("above_998", "above_95", "below_95", "below_998")
# Glossary key, icon and colour of a badge.
VARIATION = {
    "high": ("variation.high", ":material/trending_up:", "blue"),
    "low": ("variation.low", ":material/trending_down:", "orange"),
    "none": ("variation.none", ":material/trending_flat:", "gray"),
}
ASSURANCE = {
    "hit": ("assurance.hit", ":material/check_circle:", "blue"),
    "miss": ("assurance.miss", ":material/cancel:", "orange"),
    "either": ("assurance.either", ":material/help:", "gray"),
}
CHANCE = 0.025  # of a unit like the city to lie beyond one side of the 95 % funnel


def funnel_tables(answer: pd.DataFrame, level: str, ctx: Context) -> dict[str, pd.DataFrame]:
    """The units of a comparison as points, and the limits around them, for the chart `funnel`."""
    shown = answer[answer["index_pct"].notna()].sort_values("index_pct").reset_index(drop=True)
    points = frames.dressed(shown, ctx)
    names = frames.unit_names(points, level, ctx)
    points = points.assign(
        code=points[f"{level}_code"],
        name=names,
        label=[name if place in OUTSIDE else None for name, place in zip(names, points["place"], strict=True)],
        place_text=[t(f"place.{place}", ctx.lang) for place in points["place"]],
    )
    limits = funnel_curves(shown)
    return {"points": _with_places(points, limits), "limits": limits}


def _with_places(points: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Beside each point where its name stands (see name_places), the farthest from the city first."""
    if points.empty:
        return points.assign(side=None, least_px=np.nan)
    far = (points["index_pct"] - points["city_pct"]).abs().sort_values(ascending=False, kind="stable").index
    size, share = np.log(limits["effective_n"]), points["index_pct"]
    across = _share(np.log(points["effective_n"]), size.min(), size.max())
    low, high = min(share.min(), limits["low_998"].min()), max(share.max(), limits["high_998"].max())
    down = _down(share, low, high, FUNNEL_PX)
    label = points["label"].astype(object).where(points["label"].notna(), None)
    found = placed(label[far].tolist(), across[far].to_numpy(), down[far].to_numpy(), FUNNEL_MARGIN_PX)
    return points.join(found.set_index(far))


def funnel_sentence(answer: pd.DataFrame, names: list[str], group: str, lang: Lang) -> str:
    """7 trong 123 xã, phường nằm dưới phễu 95 % (…), 3 nằm trên; do ngẫu nhiên cũng có thể có khoảng 3."""
    places = answer["place"].tolist()
    judged = sum(place != "none" for place in places)
    if not judged:
        return t("say.funnel_none", lang, group=group)
    low = [name for name, place in zip(names, places, strict=True) if place.startswith("below")]
    high = sum(place.startswith("above") for place in places)
    n = {"low": len(low), "high": high, "judged": judged, "chance": round(CHANCE * judged)}
    key = "say.funnel" if low else "say.funnel_no_low"
    words = names_text(low, lang, NAMED) if low else ""
    return t(key, lang, group=group, names=words, **{name: fmt.whole(value, lang) for name, value in n.items()})


def estimate_rows(answer: pd.DataFrame, level: str, ctx: Context, city: Reading) -> pd.DataFrame:
    """Units with their three estimates and the interval of their rank, lowest first, for the chart `estimates`."""
    lang = ctx.lang
    rows = frames.unit_rows(answer, level, ctx, city)
    ends = zip(rows["rank_low"], rows["rank_high"], strict=True)
    spans = [
        "" if np.isnan(low) else t("say.rank", lang, low=fmt.whole(low, lang), high=fmt.whole(high, lang))
        for low, high in ends
    ]
    return rows.assign(
        rank_text=spans,
        shrunk_text=[fmt.percent(value, lang) for value in rows["shrunk_pct"]],
        adjusted_text=[fmt.percent(value, lang) for value in rows["adjusted_pct"]],
    )


def control_points(answer: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """A series with its limits, for the chart `control`."""
    return series.points(answer, ctx).assign(
        rule_text=["" if rule == "none" else t(f"rule.{rule}", ctx.lang) for rule in answer["rule"]],
    )


def control_sentence(answer: pd.DataFrame, ctx: Context) -> str:
    """Tháng 9/2026 là tín hiệu tăng: một điểm ngoài giới hạn; or: no month of the latest stretch is a signal."""
    lang = ctx.lang
    shown = answer[answer["index_pct"].notna()]
    if shown.empty:
        return t("say.control_none", lang)
    last = shown.iloc[-1]
    month = fmt.month_text(last["month"].date(), lang)
    if last["signal"] != "none":
        return t(f"say.control_{last['signal']}", lang, month=fmt.capital(month), rule=t(f"rule.{last['rule']}", lang))
    stretch = shown[shown["segment"] == last["segment"]]
    n = int((stretch["signal"] != "none").sum())
    months = fmt.whole(len(stretch), lang)
    key = "say.control_quiet" if not n else "say.control_earlier"
    return t(key, lang, month=fmt.capital(month), n=fmt.whole(n, lang), months=months)


def icons(answer: pd.DataFrame, target_pct: float | None, lang: Lang) -> list[tuple[str, str, str]]:
    """The two questions of a control chart as badges: (words, icon, colour). Empty without a shown month."""
    shown = answer[answer["index_pct"].notna()]
    if shown.empty:
        return []
    last = shown.iloc[-1]
    badges = [VARIATION[last["signal"]]]
    if target_pct is not None and not np.isnan(last["lower_pct"]):
        badges.append(ASSURANCE[assured(last["lower_pct"], last["upper_pct"], target_pct)])
    target = fmt.percent(target_pct, lang, 0)
    return [(t(key, lang, target=target), icon, colour) for key, icon, colour in badges]


def driver_points(answer: pd.DataFrame, part: str, ctx: Context) -> pd.DataFrame:
    """Factors or items with importance and performance, for the chart `quadrant`."""
    lang = ctx.lang
    kept = answer[answer["importance_pct"].notna() & answer["index_pct"].notna()].reset_index(drop=True)
    frame = frames.dressed(kept, ctx)
    gain = frame["gain_pct"].to_numpy(float)
    ends = zip(frame["importance_low"], frame["importance_high"], strict=True)
    spans = [fmt.interval(*pair, lang) for pair in ends]
    names = frames.part_names(frame, part, ctx).tolist()
    # Sixteen questions would write over each other: their numbers stand there, the words are in tooltip and table.
    is_long = part == "item"
    points = frame.assign(
        code=frame[f"{part}_code"],
        name=names,
        label=[
            name.partition(".")[0] if is_long and value < gain.max() else name
            for name, value in zip(names, gain, strict=True)
        ],
        mean_importance=frame["importance_pct"].mean(),
        mean_index=frame["index_pct"].mean(),
        is_first=gain == gain.max() if len(gain) else [],
        importance_text=[
            f"{fmt.percent(value, lang)} ({span})" for value, span in zip(frame["importance_pct"], spans, strict=True)
        ],
    )
    order = points.sort_values("gain_pct", ascending=False, kind="stable").index
    across = _share(points["importance_pct"], points["importance_low"].min(), points["importance_high"].max())
    down = _down(points["index_pct"], points["index_low"].min(), points["index_high"].max(), QUADRANT_PX)
    label = points["label"][order].tolist()
    found = placed(label, across[order], down[order], QUADRANT_MARGIN_PX, QUADRANT_NAME, CLEAR_SIDES)
    return points.join(found.set_index(order))


def _share(values: pd.Series, low: float, high: float) -> pd.Series:
    """0 at low, 1 at high; ½ where both are the same."""
    return (values - low) / (high - low) if high > low else values * 0 + 0.5


def _down(shares: pd.Series, low: float, high: float, height: int) -> pd.Series:
    """How far below the upper edge shares lie in a chart of that height, in px."""
    return SHARE_MARGIN_PX + (height - AXIS_PX - 2 * SHARE_MARGIN_PX) * (1 - _share(shares, low, high))


def driver_sentence(rows: pd.DataFrame, lang: Lang) -> str:
    """What goes most with slips satisfied throughout, and how well it stands today; never that it makes them so."""
    if rows.empty:
        return t("say.drivers_none", lang)
    first = rows.loc[rows["gain_pct"].idxmax()]
    return t(
        "say.drivers",
        lang,
        name=first["name"],
        gain=fmt.number(first["gain_pct"], lang, 2),
        index=fmt.percent(first["index_pct"], lang),
        explained=fmt.percent(first["explained_pct"], lang, 0),
    )
