"""Charts: one function draws one chart and returns it; the specification never depends on the data.

Every table argument is a DataFrame (for an export) or `alt.NamedData("argument")` (for the screen: the
specification is built once, the frames travel beside it, and the browser only swaps the data of the live
chart). So orders, domains, labels and reference lines come out of columns, and nothing here looks into a
frame. Each mark has a key: at a change of data the browser moves the marks it has and makes only new ones, a
third of the work. Nor is there inline data: Altair puts it among the datasets, whose place the frames take.

Standard columns of a row: index_pct, index_low, index_high (0–100, missing when hidden), slips_n, state (ok,
few, hidden, missing), and the texts a reader sees: index_text, interval_text, slips_text, state_text. Months
are naive timestamps. They are drawn in local time: Streamlit and Altair both hand a naive time to the browser
as the same wall-clock time there, so a `utc` scale would slip a month back in Hanoi.

`dark` says which page the chart stands on; only text, rules and hollow dots need it.
"""

from __future__ import annotations

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    BOTTOM,
    LABEL_PX,
    LINE_PX,
    PERIOD_TIPS,
    RIGHT,
    ROW_PX,
    ROW_TIPS,
    START,
    STATE_EMPTY,
    STATE_FEW,
    TITLES,
    Table,
    by_position,
    configured,
    cuts,
    few_lighter,
    gap_marks,
    haloed,
    month_x,
    names_axis,
    noted,
    of_words,
    share_x,
    share_y,
    strips,
    tips,
    turned_inwards,
)


def trend(
    points: Table,
    breaks: Table,
    targets: Table,
    notes: Table | None = None,
    *,
    lang: str = "vi",
    grain: str = "month",
    dark: bool = False,
) -> alt.LayerChart:
    """The index over time with its interval, cut where the method or the units changed, and the targets.

    points: month (first day of the period), segment (int, the line is cut between segments), period_text,
    standard columns. breaks: break_on (date), name (short). targets: year_from, year_to (dates), target_pct
    (0–100), name (short). notes: as in chart_base.noted. All of them widen the time axis: hand over those inside the
    period.
    grain: month or quarter, for the axis.
    """
    base = alt.Chart(points).encode(x=month_x("month", grain), detail="segment:N")
    band = base.mark_area(color=colours.BLUE, opacity=0.25, tooltip=None)
    line = base.mark_line(color=colours.BLUE, strokeWidth=LINE_PX, tooltip=None)
    marks = base.mark_point(size=55, opacity=1, strokeWidth=2, tooltip=None).encode(
        y=share_y("index_pct", lang),
        key="month:N",
        fill=alt.condition(STATE_FEW, alt.value(colours.paper(dark)), alt.value(colours.BLUE)),
        stroke=alt.condition(STATE_FEW, alt.value(colours.GREY), alt.value(colours.BLUE)),
    )
    goals = alt.Chart(targets).encode(x="year_from:T", y=share_y("target_pct", lang))
    goal_lines = goals.mark_rule(color=colours.ink(dark), strokeWidth=2.5, strokeDash=[9, 5], tooltip=None)
    # Under the line: above it stand the names of the breaks.
    goal_names = haloed(goals.encode(text="name:N"), dark, align=turned_inwards("year_from"), baseline="top", dy=6)
    # Unseen strips as high as the plot: the pointer need not hit a dot.
    hover = base.mark_rule(strokeWidth=14, opacity=0).encode(key="month:N", tooltip=tips(lang, *PERIOD_TIPS))
    behind, above = noted(notes, lang, dark) if notes is not None else ([], None)
    layers = alt.layer(
        band.encode(y=share_y("index_low", lang), y2="index_high:Q"),
        *cuts(breaks, dark),
        *behind,
        goal_lines.encode(x2="year_to:T"),
        line.encode(y=share_y("index_pct", lang)),
        marks,
        gap_marks(base, size=90),
        *goal_names,
        hover,
        *([above] if above is not None else []),
    )
    return configured(layers.properties(height=320), lang, dark)


def dots(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Units one under the other, index with interval: blue above the city's value, orange below, grey alike.

    rows: code, name (unique), position (int, order from the top), city_pct (0–100) and city_text (alike on every
    row), band (above, like, below, none), previous_pct (0–100, may be missing: hollow ring), standard columns.
    A click gives {"code": …}.
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    band = of_words("band", colours.BAND_COLOURS)
    spans = base.mark_rule(strokeWidth=LINE_PX, tooltip=None).encode(
        x=share_x("index_low", lang), x2="index_high:Q", color=band, opacity=few_lighter()
    )
    before = base.mark_point(size=70, strokeWidth=1.5, color=colours.LINE, opacity=1, tooltip=None)
    now = base.mark_point(size=90, filled=True, tooltip=None).encode(
        x=share_x("index_pct", lang), color=band, opacity=few_lighter()
    )
    words = base.transform_filter(STATE_EMPTY).mark_text(
        align="left", fontStyle="italic", fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    )
    city = alt.Chart(rows).encode(x=share_x("mean(city_pct)", lang))
    city_line = city.mark_rule(color=colours.ink(dark), strokeWidth=1.5, strokeDash=[6, 4], tooltip=None)
    city_name = city.mark_text(
        baseline="top",
        dy=6,
        fontSize=LABEL_PX,
        color=colours.ink(dark),
        tooltip=None,
    )
    layers = alt.layer(
        strips(base, lang, ROW_TIPS, x=START, x2=RIGHT),
        city_line,
        city_name.encode(y=BOTTOM, text="city_text:N"),
        spans,
        before.encode(x=share_x("previous_pct", lang)),
        now,
        words.encode(x=alt.value(6), text="state_text:N"),
    )
    return configured(layers.properties(height=alt.Step(ROW_PX)), lang, dark)


def caterpillar(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """The rows of `dots` standing side by side, for many units: names are in the tooltip, not on the axis.

    rows: as in `dots`; position runs from the left. A click gives {"code": …}.
    """
    scale = alt.Scale(type="band", paddingInner=0, paddingOuter=0)
    base = alt.Chart(rows).encode(x=alt.X("position:O", axis=None, scale=scale), key="name:N")
    band = of_words("band", colours.BAND_COLOURS)
    spans = base.mark_rule(strokeWidth=2.5, tooltip=None).encode(
        y=share_y("index_low", lang), y2="index_high:Q", color=band, opacity=few_lighter()
    )
    now = base.mark_point(size=42, filled=True, tooltip=None).encode(
        y=share_y("index_pct", lang), color=band, opacity=few_lighter()
    )
    city = alt.Chart(rows).encode(y=share_y("mean(city_pct)", lang))
    city_line = city.mark_rule(color=colours.ink(dark), strokeWidth=1.5, strokeDash=[6, 4], tooltip=None)
    city_names = haloed(
        city.encode(x=START), dark, text=TITLES[lang]["city"], align="left", baseline="bottom", dx=4, dy=-4
    )
    layers = alt.layer(
        strips(base, lang, ROW_TIPS, y=START, y2=BOTTOM),
        city_line,
        spans,
        now,
        gap_marks(base, size=60),
        *city_names,
    )
    return configured(layers.properties(height=300), lang, dark)


def changes(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Changes with their interval around zero: blue up, orange down, grey when it may be chance.

    rows: code, name (unique), position (int, order from the top), change_pct, change_low, change_high
    (points), direction (up, down, none), change_text, interval_text, slips_text, state_text.
    A click gives {"code": …}.
    """

    def points_x(field: str) -> alt.X:
        label = "datum.value == 0 ? '0' : format(datum.value, '+,~f')"
        axis = alt.Axis(title=None, orient="top", tickCount=6, labelExpr=label)
        return alt.X(f"{field}:Q", scale=alt.Scale(nice=False, zero=True, padding=10), axis=axis)

    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    colour = of_words("direction", colours.DIRECTION_COLOURS)
    zero = alt.Chart(alt.sequence(0, 1, as_="zero")).mark_rule(color=colours.ink(dark), strokeWidth=1.5, tooltip=None)
    spans = base.mark_rule(strokeWidth=LINE_PX, tooltip=None)
    now = base.mark_point(size=90, filled=True, opacity=1, tooltip=None)
    # A column of its own at the right: beside the dots the words would cross the zero line.
    words = base.mark_text(align="right", dx=96, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None)
    layers = alt.layer(
        strips(base, lang, ("name", "change_text", *ROW_TIPS[2:]), x=START, x2=RIGHT),
        zero.encode(x=points_x("zero")),
        spans.encode(x=points_x("change_low"), x2="change_high:Q", color=colour),
        now.encode(x=points_x("change_pct"), color=colour),
        words.encode(x=RIGHT, text="change_text:N"),
    )
    return configured(layers.properties(height=alt.Step(ROW_PX)), lang, dark)
