"""Charts that tell signal from noise, under the rules of charts.py: funnel, control chart, importance × performance."""

from __future__ import annotations

from typing import Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    PERIOD_TIPS,
    ROW_TIPS,
    STATE_EMPTY,
    TITLES,
    Table,
    beside,
    by_position,
    chosen,
    configured,
    few_lighter,
    haloed,
    month_x,
    names_axis,
    share_x,
    share_y,
    strips,
    tips,
)

LIMIT_PX: Final = 1.5
IS_PHONE: Final = "containerSize()[0] < 480"
PLACE_COLOURS: Final = {
    "above_998": colours.BLUE,
    "above_95": colours.BLUE,
    "like": colours.GREY,
    "none": colours.GREY,
    "below_95": colours.ORANGE,
    "below_998": colours.ORANGE,
}
SIGNAL_COLOURS: Final = {"high": colours.BLUE, "low": colours.ORANGE, "none": colours.GREY}
FUNNEL_PX: Final = 420  # its height
FUNNEL_MARGIN_PX: Final = 12  # left free beside the outermost dots
QUADRANT_PX: Final = 440
QUADRANT_MARGIN_PX: Final = 40
QUADRANT_NAME: Final = 0.5  # of the width, at which a name is cut


def funnel(points: Table, limits: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Units by how much is known of them: inside the funnel their distance from the city's value may be chance.

    points: code, name (unique), effective_n (> 0), place (above_998, above_95, like, below_95, below_998, none),
    label (the name of those outside the funnel, else missing), side and least_px (of that name, see name_places),
    place_text, standard columns.
    limits: effective_n (rising), city_pct (0–100), low_95, high_95, low_998, high_998 (0–100).
    A click gives {"code": …}.
    """
    pick = chosen("code")
    x = alt.X(
        "effective_n:Q",
        scale=alt.Scale(type="log", nice=False, padding=FUNNEL_MARGIN_PX),
        axis=alt.Axis(title=TITLES[lang]["effective_n"], tickCount=6, format=",.0f", grid=False),
    )
    grid = alt.Chart(limits).encode(x=x)
    outer, inner = {"strokeDash": [2, 3]}, {"strokeDash": [7, 4]}
    lines = [
        grid.mark_line(color=colours.LINE, strokeWidth=LIMIT_PX, tooltip=None, **dash).encode(y=share_y(field, lang))
        for field, dash in (("low_998", outer), ("high_998", outer), ("low_95", inner), ("high_95", inner))
    ]
    centre = grid.mark_line(color=colours.ink(dark), strokeWidth=LIMIT_PX, tooltip=None)
    base = alt.Chart(points).encode(x=x, y=share_y("index_pct", lang), key="name:N")
    tint = alt.Scale(domain=list(PLACE_COLOURS), range=list(PLACE_COLOURS.values()))
    marks = (
        base.mark_point(filled=True, size=90, strokeWidth=2.5)
        .encode(
            color=alt.Color("place:N", scale=tint, legend=None),
            opacity=few_lighter(),
            stroke=alt.when(pick, empty=False).then(alt.value(colours.ink(dark))).otherwise(alt.value("transparent")),
            tooltip=tips(lang, "name", "index_text", "interval_text", "slips_text", "place_text"),
        )
        .add_params(pick)
        .properties(name="units")
    )
    names = haloed(base.transform_filter("isValid(datum.side)"), dark, **beside("label"))
    layers = alt.layer(*lines, centre.encode(y=share_y("city_pct", lang)), *names, marks)
    return configured(layers.properties(height=FUNNEL_PX), lang, dark)


def control(points: Table, *, lang: str = "vi", grain: str = "month", dark: bool = False) -> alt.LayerChart:
    """A series with its control limits: what a rule has marked is a signal, the rest is noise.

    points: month, segment (int; limits are worked out anew in each), centre_pct, lower_pct, upper_pct (0–100),
    signal (high, low, none), rule_text (the rule that fired, in words), period_text, standard columns.
    """
    base = alt.Chart(points).encode(x=month_x("month", grain))
    parts = base.encode(detail="segment:N")
    limits = [
        parts.mark_line(color=colours.LINE, strokeWidth=LIMIT_PX, strokeDash=[7, 4], tooltip=None).encode(
            y=share_y(field, lang)
        )
        for field in ("lower_pct", "upper_pct")
    ]
    centre = parts.mark_line(color=colours.ink(dark), strokeWidth=LIMIT_PX, tooltip=None)
    line = parts.mark_line(color=colours.GREY, strokeWidth=LINE_PX - 1, tooltip=None)
    tint = alt.Scale(domain=list(SIGNAL_COLOURS), range=list(SIGNAL_COLOURS.values()))
    marks = base.mark_point(filled=True, opacity=1, tooltip=None).encode(
        y=share_y("index_pct", lang),
        key="month:N",
        color=alt.Color("signal:N", scale=tint, legend=None),
        size=alt.condition("datum.signal == 'none'", alt.value(45), alt.value(110)),
    )
    hover = base.mark_rule(strokeWidth=14, opacity=0).encode(
        key="month:N", tooltip=tips(lang, *PERIOD_TIPS, "rule_text")
    )
    layers = alt.layer(
        *limits,
        centre.encode(y=share_y("centre_pct", lang)),
        line.encode(y=share_y("index_pct", lang)),
        marks,
        hover,
    )
    return configured(layers.properties(height=300), lang, dark)


def quadrant(points: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Importance against performance: low right is where a point more pays most.

    points: code, name (unique), label, side, least_px (see name_places), importance_pct, importance_low,
    importance_high (share of what is explained, 0–100), mean_importance and mean_index (the same on every row),
    is_first (where a point more pays most), importance_text, standard columns.
    """

    def share_of_effect(field: str) -> alt.X:
        axis = alt.Axis(title=TITLES[lang]["importance"], tickCount=6)  # the same in every layer, or it would be lost
        return alt.X(f"{field}:Q", scale=alt.Scale(zero=False, nice=False, padding=QUADRANT_MARGIN_PX), axis=axis)

    x = share_of_effect("importance_pct")
    base = alt.Chart(points).encode(key="name:N")
    colour = alt.condition("datum.is_first", alt.value(colours.ORANGE), alt.value(colours.BLUE))
    across = base.mark_rule(strokeWidth=LINE_PX - 1, opacity=0.6, tooltip=None).encode(
        x=share_of_effect("importance_low"),
        x2="importance_high:Q",
        y=share_y("index_pct", lang),
        color=colour,
    )
    up = base.mark_rule(strokeWidth=LINE_PX - 1, opacity=0.6, tooltip=None).encode(
        x=x, y=share_y("index_low", lang), y2="index_high:Q", color=colour
    )
    marks = base.mark_point(filled=True, size=130, opacity=1).encode(
        x=x,
        y=share_y("index_pct", lang),
        color=colour,
        tooltip=tips(lang, "name", "index_text", "interval_text", "importance_text", "slips_text"),
    )
    named = base.transform_filter("isValid(datum.side)").encode(x=x, y=share_y("index_pct", lang))
    names = haloed(named, dark, limit=alt.expr(f"{QUADRANT_NAME} * width"), **beside("label"))
    halves = alt.Chart(points)
    rules = {"color": colours.LINE, "strokeWidth": LIMIT_PX, "strokeDash": [4, 4], "tooltip": None}
    layers = alt.layer(
        halves.mark_rule(**rules).encode(x=share_of_effect("mean(mean_importance)")),
        halves.mark_rule(**rules).encode(y=share_y("mean(mean_index)", lang)),
        across,
        up,
        *names,
        marks,
    )
    return configured(layers.properties(height=QUADRANT_PX), lang, dark)


def estimates(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Three readings of each unit: as counted, drawn towards the city, and at the city's mix of fields.

    rows: code, name (unique), position (from the top), index_pct, shrunk_pct, adjusted_pct (0–100, may be missing),
    shrunk_low, shrunk_high, city_pct, band, rank_text, shrunk_text, adjusted_text, standard columns.
    A click gives {"code": …}.
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    tint = alt.Scale(domain=list(colours.BAND_COLOURS), range=list(colours.BAND_COLOURS.values()))
    band = alt.Color("band:N", scale=tint, legend=None)
    spans = base.mark_rule(strokeWidth=LINE_PX, tooltip=None).encode(
        x=share_x("shrunk_low", lang), x2="shrunk_high:Q", color=band
    )
    raw = base.mark_point(size=70, strokeWidth=1.5, color=colours.LINE, opacity=1, tooltip=None)
    shrunk = base.mark_point(size=90, filled=True, opacity=1, tooltip=None)
    adjusted = base.mark_point(size=80, shape="diamond", strokeWidth=2, color=colours.PURPLE, opacity=1, tooltip=None)
    city = alt.Chart(rows).encode(x=share_x("mean(city_pct)", lang))
    gone = base.transform_filter(STATE_EMPTY).mark_text(
        align="left", fontStyle="italic", fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    )
    # On a phone the marks need the room; the tooltip and the table have the rank.
    ranks = base.mark_text(
        align="right",
        dx=alt.expr(f"{IS_PHONE} ? 0 : 110"),
        fontSize=alt.expr(f"{IS_PHONE} ? 0 : {LABEL_PX}"),
        color=colours.ink(dark),
        tooltip=None,
    )
    fields = (*ROW_TIPS[:4], "shrunk_text", "adjusted_text", "rank_text")
    layers = alt.layer(
        strips(base, lang, fields, x=alt.value(0), x2=alt.value("width")),
        city.mark_rule(color=colours.ink(dark), strokeWidth=LIMIT_PX, strokeDash=[6, 4], tooltip=None),
        spans,
        raw.encode(x=share_x("index_pct", lang)),
        adjusted.encode(x=share_x("adjusted_pct", lang)),
        shrunk.encode(x=share_x("shrunk_pct", lang), color=band),
        ranks.encode(x=alt.value("width"), text="rank_text:N"),
        gone.encode(x=alt.value(6), text="state_text:N"),
    )
    return configured(layers.properties(height=alt.Step(24)), lang, dark)
