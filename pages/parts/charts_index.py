"""Charts of index 766 and of published figures, under the rules of charts.py."""

from __future__ import annotations

from typing import Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    TITLES,
    Chart,
    Table,
    by_position,
    configured,
    month_x,
    names_axis,
)
from pages.parts.charts_more import SAMPLE_PX, apart

GROUP_PX: Final = 34
WORDS: Final = {
    "vi": {"value_text": "Giá trị", "note_text": "Lưu ý", "score_text": "Điểm", "best_text": "Nhóm dẫn đầu"},
    "en": {"value_text": "Value", "note_text": "Note", "score_text": "Score", "best_text": "Leading tenth"},
}


def _tips(lang: str, *fields: str) -> list[alt.Tooltip]:
    """Tooltip lines out of text columns, with the words of this file beside the shared ones."""
    words = TITLES[lang] | WORDS[lang]
    return [alt.Tooltip(f"{field}:N", title=words[field]) for field in fields]


def points_lost(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Points that each group of index 766 has and lacks, as one bar as long as its maximum.

    rows: name (unique), position (from the top), score, max_score (points), value_text ("8,1/22, mất 13,9"),
    is_marked (asks for attention).
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    axis = alt.Axis(title=None, orient="top", tickCount=6)
    scale = alt.Scale(domainMin=0, nice=False)
    whole = base.mark_bar(height={"band": 0.62}, fill="transparent", strokeWidth=1.5, tooltip=None).encode(
        x=alt.X("max_score:Q", scale=scale, axis=axis),
        stroke=alt.condition("datum.is_marked", alt.value(colours.ORANGE), alt.value(colours.LINE)),
    )
    have = base.mark_bar(height={"band": 0.62}, color=colours.BLUE, tooltip=None).encode(x="score:Q")
    words = base.mark_text(align="left", dx=8, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None)
    layers = alt.layer(have, whole, words.encode(x="max_score:Q", text="value_text:N"))
    return configured(layers.properties(height=alt.Step(GROUP_PX)), lang, dark)


def points_to_win(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """From the city's score in each group to what the leading tenth of wards reaches, in points.

    rows: name (unique), position (from the top), score, best_score (points; either may be missing), value_text
    ("+2,8 điểm"), score_text, best_text, is_marked (the widest).
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    axis = alt.Axis(title=None, orient="top", tickCount=6)
    scale = alt.Scale(domainMin=0, nice=False, padding=12)
    tint = alt.condition("datum.is_marked", alt.value(colours.ORANGE), alt.value(colours.LINE))
    spans = base.mark_rule(strokeWidth=5, tooltip=None).encode(
        x=alt.X("score:Q", scale=scale, axis=axis), x2="best_score:Q", color=tint
    )
    own = base.mark_point(filled=True, size=110, color=colours.GREY, opacity=1, tooltip=None).encode(x="score:Q")
    best = base.mark_point(filled=True, size=130, color=colours.BLUE, opacity=1).encode(
        x="best_score:Q", tooltip=_tips(lang, "name", "score_text", "best_text")
    )
    words = base.transform_filter("isValid(datum.best_score) && isValid(datum.score)").mark_text(
        align="left", dx=12, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    )
    layers = alt.layer(spans, own, best, words.encode(x="best_score:Q", text="value_text:N"))
    return configured(layers.properties(height=alt.Step(GROUP_PX)), lang, dark)


def captures(points: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Share of its points that each group of index 766 had at each capture; the name at the line's end.

    points: point_code (unique), group_position (1–6, fixes the colour), group_name, month (the capture's day),
    reached_pct (0–100, may be missing), is_last (the group's newest), period_text, score_text.
    """
    places = list(range(1, 7))
    range_ = [*colours.FACTOR_COLOURS, colours.ink(dark)]
    colour = alt.Color("group_position:O", scale=alt.Scale(domain=places, range=range_), legend=None)
    dashes = [*map(list, colours.FACTOR_DASHES), [2, 6]]
    dash = alt.StrokeDash("group_position:O", scale=alt.Scale(domain=places, range=dashes), legend=None)
    y = alt.Y("reached_pct:Q", scale=alt.Scale(zero=False, nice=False, padding=10), axis=alt.Axis(title=None))
    base = alt.Chart(points).encode(x=month_x("month", "month"))
    lines = base.mark_line(strokeWidth=LINE_PX, tooltip=None).encode(
        y=y, color=colour, strokeDash=dash, detail="group_name:N"
    )
    marks = base.mark_point(filled=True, size=24, opacity=1, stroke="transparent", strokeWidth=14).encode(
        y=y,
        key="point_code:N",
        fill=alt.Fill("group_position:O", scale=alt.Scale(domain=places, range=range_), legend=None),
        tooltip=_tips(lang, "name", "period_text", "score_text"),
    )
    ends = apart(base, "is_last", "reached_pct", [])
    samples = ends.mark_rule(strokeWidth=LINE_PX, xOffset=SAMPLE_PX[0], x2Offset=SAMPLE_PX[1], tooltip=None)
    leads = ends.mark_rule(strokeWidth=1, color=colours.LINE, xOffset=5, x2Offset=SAMPLE_PX[0] - 2, tooltip=None)
    names = ends.mark_text(
        align="left", dx=SAMPLE_PX[1] + 6, fontSize=LABEL_PX, fontWeight="bold", color=colours.ink(dark), tooltip=None
    )
    at = alt.Y("label_y:Q", scale=alt.Scale(zero=False, nice=False, padding=10))
    layers = alt.layer(
        lines,
        leads.encode(y=y, x2="month:T", y2="label_y:Q"),
        samples.encode(x2="month:T", y=at, color=colour, strokeDash=dash),
        names.encode(y=at, text="name:N"),
        marks,
    )
    return configured(layers.properties(height=320), lang, dark)


def published_years(points: Table, *, lang: str = "vi", grain: str = "year", dark: bool = False) -> Chart:
    """Published values over time, the city strong and what it is compared with in grey; cut where the method changed.

    points: point_code (unique), name (whose value), band ("above" the city itself, "like" others), month (first day of
    what is reported), value (may be missing), segment (int), is_derived (computed out of published ones: hollow),
    value_text (its label), is_above (where that stands), least, most (what the axis shows at least), period_text,
    note_text. grain: year or month, for the axis.
    """
    tints = {"above": colours.BLUE, "like": colours.GREY}
    scale = alt.Scale(domain=list(tints), range=list(tints.values()))
    x = month_x("month", "month").scale(padding=40)
    if grain == "year":
        ticks = alt.Axis(
            title=None, labelExpr="year(datum.value)", tickCount={"interval": "year", "step": 1}, grid=False
        )
        x = alt.X("month:T", scale=alt.Scale(padding=40), axis=ticks)
    span = alt.Scale(zero=False, nice=False, padding=28)
    y = alt.Y("value:Q", scale=span, axis=alt.Axis(title=None, tickCount=5))
    base = alt.Chart(points).encode(x=x)
    lines = base.mark_line(strokeWidth=LINE_PX, tooltip=None).encode(
        y=y, color=alt.Color("band:N", scale=scale, legend=None), detail=["name:N", "segment:N"]
    )
    marks = base.mark_point(size=110, strokeWidth=2.5, opacity=1).encode(
        y=y,
        key="point_code:N",
        stroke=alt.Stroke("band:N", scale=scale, legend=None),
        fill=alt.condition(
            "datum.is_derived", alt.value(colours.paper(dark)), alt.Fill("band:N", scale=scale, legend=None)
        ),
        tooltip=_tips(lang, "name", "period_text", "value_text", "note_text"),
    )
    words = {"fontSize": LABEL_PX, "color": colours.ink(dark), "tooltip": None}
    words["fontWeight"] = alt.expr("datum.band == 'above' ? 'bold' : 'normal'")
    shown = base.transform_filter("isValid(datum.value)").encode(y=y, text="value_text:N")
    above = shown.transform_filter("datum.is_above").mark_text(dy=-14, **words)
    below = shown.transform_filter("!datum.is_above").mark_text(dy=18, **words)
    # Unseen: they only widen the axis.
    ends = base.mark_point(opacity=0, tooltip=None)
    layers = alt.layer(lines, marks, above, below, ends.encode(y=alt.Y("least:Q", scale=span)), ends.encode(y="most:Q"))
    return configured(layers.properties(height=260), lang, dark)
