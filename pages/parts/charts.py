"""Charts: one function draws one chart and returns it; the specification never depends on the data.

Every table argument is a DataFrame (for an export) or `alt.NamedData("argument")` (for the screen: the specification is
built once, the frames travel beside it, and the browser only swaps the data of the live chart). So orders, domains,
labels and reference lines come out of columns, and nothing here looks into a frame.

Standard columns of a row: index_pct, index_low, index_high (0–100, missing when hidden), slips_n, state (ok, few,
hidden, missing), and the texts a reader sees: index_text, interval_text, slips_text, state_text. Months are naive
timestamps. They are drawn in local time: Streamlit and Altair both hand a naive time to the browser as the same
wall-clock time there, so an `utc` scale would slip a month back in Hanoi.

`dark` says which page the chart stands on; only text and hollow dots need it.
"""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from pages.parts import colours
from pages.parts.numbers import PERCENT_SPACE

Table = pd.DataFrame | alt.NamedData
Chart = alt.Chart | alt.LayerChart

LABEL_PX: Final = 14
STRONG_PX: Final = 15
LINE_PX: Final = 3
ROW_PX: Final = 24
PICK: Final = "pick"  # the name of every point selection; the events carry its fields
HATCH_SHAPE: Final = "M-1,0.2L0.2,-1M-1,1L1,-1M-0.2,1L1,-0.2"  # three strokes; Vega has no pattern fills
WIDTH: Final = alt.value("width")
BOTTOM: Final = alt.value("height")

TITLES: Final = {
    "vi": {
        "name": "Đơn vị",
        "period_text": "Kỳ",
        "factor_name": "Yếu tố",
        "x_name": "Cột",
        "y_name": "Hàng",
        "index_text": "Hài lòng",
        "interval_text": "Khoảng tin cậy 95 %",
        "change_text": "Thay đổi",
        "slips_text": "Số phiếu",
        "state_text": "Lưu ý",
        "city": "Chung thành phố",
        "month": "Tháng",
        "quarter": "Quý",
        "wards": "Số xã, phường",
    },
    "en": {
        "name": "Unit",
        "period_text": "Period",
        "factor_name": "Factor",
        "x_name": "Column",
        "y_name": "Row",
        "index_text": "Satisfied",
        "interval_text": "95% interval",
        "change_text": "Change",
        "slips_text": "Slips",
        "state_text": "Note",
        "city": "City",
        "month": "Month",
        "quarter": "Quarter",
        "wards": "Wards",
    },
}
NUMBER_LOCALES: Final = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["₫", ""]},
}
STATE_FEW: Final = "datum.state == 'few'"
STATE_SHOWN: Final = "datum.state == 'ok' || datum.state == 'few'"
STATE_EMPTY: Final = "datum.state == 'hidden' || datum.state == 'missing'"


# --- what the charts share -------------------------------------------------------------------------------------------


def configured(chart: Chart, lang: str, dark: bool) -> Chart:
    """Number format of the language and sizes for a projector; every chart function returns through here."""
    number = NUMBER_LOCALES[lang]
    sized = chart.properties(
        # Labels outside the plot need no more: fitting counts them in. A plain number breaks Streamlit's chart.
        padding={"top": 5, "right": 5, "bottom": 5, "left": 5},
        # Streamlit picks SVG or canvas by the number of rows unless told; a change would draw the chart anew.
        usermeta={"embedOptions": {"renderer": "svg"}},
    )
    return sized.configure(
        aria=True,  # for the same reason: Streamlit switches it off by the number of marks
        locale=alt.Locale(number=alt.NumberLocale(**number)),
    ).configure_axis(
        labelFontSize=LABEL_PX,
        titleFontSize=LABEL_PX,
        titleFontWeight="normal",
        labelColor=colours.ink(dark),
        titleColor=colours.ink(dark),
        labelLimit=260,
        labelFlush=False,  # Streamlit's theme pushes the first and the last name off its row
        labelPadding=8,
        titlePadding=8,
        gridOpacity=0.7,
    )


def tips(lang: str, *fields: str) -> list[alt.Tooltip]:
    """Tooltip lines out of text columns that come ready for the reader."""
    return [alt.Tooltip(f"{field}:N", title=TITLES[lang][field]) for field in fields]


def percent_axis(lang: str, **options: Any) -> alt.Axis:
    """An axis of shares 0–100: 86 %, and 86,5 % where the scale is that fine."""
    sign = f"{PERCENT_SPACE}%" if lang == "vi" else "%"
    return alt.Axis(title=None, labelExpr=f"format(datum.value, ',~f') + '{sign}'", **options)


def month_axis(grain: str, **options: Any) -> alt.Axis:
    """A time axis of months (1/2026) or quarters (I/2026)."""
    if grain == "quarter":
        label = "['I', 'II', 'III', 'IV'][quarter(datum.value) - 1] + '/' + year(datum.value)"
        return alt.Axis(title=None, labelExpr=label, tickCount={"interval": "month", "step": 3}, **options)
    return alt.Axis(title=None, format="%-m/%Y", tickCount=12, **options)


def names_axis(**options: Any) -> alt.Axis:
    """An axis of names: every one is written."""
    return alt.Axis(title=None, ticks=False, domain=False, grid=False, labelOverlap=False, **options)


def share_scale() -> alt.Scale:
    """A scale of shares that shows differences: from the data, not from zero, and not rounded up to 105 %."""
    return alt.Scale(zero=False, nice=False, padding=10)


def by_position(field: str, position: str = "position") -> dict[str, Any]:
    """Sort and scale of a list of names. Every layer needs both, or Vega-Lite drops the order."""
    return {
        "shorthand": f"{field}:N",
        "sort": alt.EncodingSortField(position, op="min", order="ascending"),
        "scale": alt.Scale(type="band", paddingInner=0, paddingOuter=0),
    }


def chosen(*fields: str) -> alt.Parameter:
    """The selection of a chart: a click gives the `fields` of what was clicked."""
    return alt.selection_point(name=PICK, fields=list(fields))


def shade(pick: alt.Parameter) -> Any:
    """Opacity of the strip behind a row: it catches the click and the pointer anywhere, and shows the chosen one."""
    return alt.when(pick, empty=False).then(alt.value(0.22)).otherwise(alt.value(0))


def apart(chart: alt.Chart, key: str, value: str, group: list[str], gap_share: float = 0.075) -> alt.Chart:
    """Adds label_y: heights for labels at line ends that keep a distance, computed by Vega out of the data.

    From the top down each label takes its value, or a step below the one above it. The step is a share of the range
    of `value` (at least 0.25), because a data transform doesn't know pixels. `key` marks the rows that get a label.
    """
    return (
        chart.transform_joinaggregate(top_value=f"max({value})", low_value=f"min({value})")
        .transform_filter(f"datum.{key} && isValid(datum.{value})")
        .transform_calculate(step=f"max({gap_share} * (datum.top_value - datum.low_value), 0.25)")
        .transform_window(
            rank="row_number()",
            groupby=group,
            sort=[alt.SortField(value, order="descending")],
            frame=[None, None],
        )
        .transform_calculate(bound=f"datum.{value} + datum.rank * datum.step")
        .transform_window(bound="min(bound)", groupby=group, sort=[alt.SortField("rank")], frame=[None, 0])
        .transform_calculate(label_y="datum.bound - datum.rank * datum.step")
    )


# --- the charts ------------------------------------------------------------------------------------------------------


def trend(
    points: Table,
    breaks: Table,
    targets: Table,
    *,
    lang: str = "vi",
    grain: str = "month",
    dark: bool = False,
) -> alt.LayerChart:
    """The index over time with its interval, cut where the method or the units changed, and the targets.

    points: month (first day of the period), segment (int, the line is cut between segments), period_text, standard columns.
    breaks: break_on (date), name (short). targets: year_from, year_to (dates), target_pct (0–100), name (short).
    Breaks and targets widen the time axis: hand over those inside the period. grain: month or quarter, for the axis.
    """
    x = alt.X("month:T", axis=month_axis(grain))
    y = alt.Y("index_pct:Q", scale=share_scale(), axis=percent_axis(lang, tickCount=6))
    base = alt.Chart(points).encode(x=x, detail="segment:N")
    band = base.mark_area(color=colours.BLUE, opacity=0.25, tooltip=None).encode(
        y=alt.Y("index_low:Q", scale=share_scale(), axis=percent_axis(lang, tickCount=6)), y2="index_high:Q"
    )
    line = base.mark_line(color=colours.BLUE, strokeWidth=LINE_PX, tooltip=None).encode(y=y)
    dots = base.mark_point(size=55, opacity=1, strokeWidth=2, tooltip=None).encode(
        y=y,
        fill=alt.condition(STATE_FEW, alt.value(colours.paper(dark)), alt.value(colours.BLUE)),
        stroke=alt.condition(STATE_FEW, alt.value(colours.GREY), alt.value(colours.BLUE)),
    )
    # A month without a figure still has a place on the axis: hatched when hidden, an empty ring when nothing came.
    gaps = (
        base.transform_filter(STATE_EMPTY)
        .mark_point(size=90, opacity=1, yOffset=-8, strokeWidth=2, color=colours.GREY, tooltip=None)
        .encode(
            y=BOTTOM,
            shape=alt.condition("datum.state == 'hidden'", alt.value(HATCH_SHAPE), alt.value("circle")),
        )
    )
    goals = alt.Chart(targets).encode(x="year_from:T", y=alt.Y("target_pct:Q", scale=share_scale()))
    goal_lines = goals.mark_rule(
        color=colours.ink(dark), strokeWidth=2.5, strokeDash=[9, 5], tooltip=None
    ).encode(x2="year_to:T")
    goal_names = goals.mark_text(
        align="left", baseline="bottom", dx=2, dy=-5, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    ).encode(text="name:N")
    cuts = alt.Chart(breaks).encode(x="break_on:T")
    cut_lines = cuts.mark_rule(color=colours.LINE, strokeWidth=1.5, strokeDash=[4, 4], tooltip=None)
    # Two breaks may be half a year apart: names stand above the plot on two lines by turns, and turn inwards at the edge.
    ordered = cuts.transform_window(rank="row_number()", sort=[alt.SortField("break_on")])
    cut_names = [
        ordered.transform_filter(f"datum.rank % 2 == {turn}")
        .mark_text(
            align=alt.expr("scale('x', datum.break_on) > 0.75 * width ? 'right' : 'left'"),
            baseline="bottom",
            dy=-4 - 18 * (1 - turn),
            fontSize=LABEL_PX,
            color=colours.ink(dark),
            tooltip=None,
        )
        .encode(y=alt.value(0), text="name:N")
        for turn in (1, 0)
    ]
    # Unseen strips the height of the plot: the pointer need not hit a dot.
    hover = base.mark_rule(strokeWidth=14, opacity=0).encode(
        tooltip=tips(lang, "period_text", "index_text", "interval_text", "slips_text", "state_text")
    )
    layers = alt.layer(band, cut_lines, *cut_names, goal_lines, goal_names, line, dots, gaps, hover)
    return configured(layers.properties(height=320), lang, dark)


def dots(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Units one under the other: index with interval, the city's value as a line; blue above it, orange below, grey alike.

    rows: code, name (unique), position (int, order from the top), city_pct (0–100, the same on every row),
    band (above, like, below, none), previous_pct (0–100, may be missing: hollow ring), standard columns.
    A click gives {"code": …}.
    """
    y = alt.Y(**by_position("name"), axis=names_axis())
    axis = percent_axis(lang, orient="top", tickCount=6)
    pick = chosen("code")
    base = alt.Chart(rows).encode(y=y)
    strips = (
        base.mark_rect(fill=colours.GREY)
        .encode(
            x=alt.value(0),
            x2=WIDTH,
            fillOpacity=shade(pick),
            tooltip=tips(lang, "name", "index_text", "interval_text", "slips_text", "state_text"),
        )
        .add_params(pick)
        .properties(name="strips")
    )
    spans = base.mark_rule(strokeWidth=LINE_PX, tooltip=None).encode(
        x=alt.X("index_low:Q", scale=share_scale(), axis=axis),
        x2="index_high:Q",
        color=band_colour(),
        opacity=few_opacity(),
    )
    before = base.mark_point(
        size=70, filled=False, strokeWidth=1.5, color=colours.LINE, opacity=1, tooltip=None
    ).encode(x=alt.X("previous_pct:Q", scale=share_scale(), axis=axis))
    now = value_dots(base).encode(x=alt.X("index_pct:Q", scale=share_scale(), axis=axis))
    words = (
        base.transform_filter(STATE_EMPTY)
        .mark_text(
            align="left",
            fontStyle="italic",
            fontSize=LABEL_PX,
            color=colours.ink(dark),
            opacity=0.8,
            tooltip=None,
        )
        .encode(x=alt.value(6), text="state_text:N")
    )
    city = alt.Chart(rows).encode(x=alt.X("mean(city_pct):Q", scale=share_scale(), axis=axis))
    city_line = city.mark_rule(color=colours.ink(dark), strokeWidth=1.5, strokeDash=[6, 4], tooltip=None)
    city_name = city.mark_text(
        baseline="top",
        dy=6,
        fontSize=LABEL_PX,
        color=colours.ink(dark),
        text=TITLES[lang]["city"],
        tooltip=None,
    ).encode(y=BOTTOM)
    layers = alt.layer(strips, city_line, city_name, spans, before, now, words)
    return configured(layers.properties(height=alt.Step(ROW_PX)), lang, dark)


def caterpillar(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """The rows of `dots` standing side by side, for many units: no names on the axis, they are in the tooltip.

    rows: as in `dots`; position runs from the left. A click gives {"code": …}.
    """
    x = alt.X("position:O", axis=None, scale=alt.Scale(type="band", paddingInner=0, paddingOuter=0))
    axis = percent_axis(lang, tickCount=6)
    pick = chosen("code")
    base = alt.Chart(rows).encode(x=x)
    strips = (
        base.mark_rect(fill=colours.GREY)
        .encode(
            y=alt.value(0),
            y2=BOTTOM,
            fillOpacity=shade(pick),
            tooltip=tips(lang, "name", "index_text", "interval_text", "slips_text", "state_text"),
        )
        .add_params(pick)
        .properties(name="strips")
    )
    spans = base.mark_rule(strokeWidth=2.5, tooltip=None).encode(
        y=alt.Y("index_low:Q", scale=share_scale(), axis=axis),
        y2="index_high:Q",
        color=band_colour(),
        opacity=few_opacity(),
    )
    now = value_dots(base, size=42).encode(y=alt.Y("index_pct:Q", scale=share_scale(), axis=axis))
    gaps = (
        base.transform_filter(STATE_EMPTY)
        .mark_point(size=60, opacity=1, yOffset=-8, strokeWidth=1.5, color=colours.GREY, tooltip=None)
        .encode(
            y=BOTTOM,
            shape=alt.condition("datum.state == 'hidden'", alt.value(HATCH_SHAPE), alt.value("circle")),
        )
    )
    city = alt.Chart(rows).encode(y=alt.Y("mean(city_pct):Q", scale=share_scale(), axis=axis))
    city_line = city.mark_rule(color=colours.ink(dark), strokeWidth=1.5, strokeDash=[6, 4], tooltip=None)
    city_name = city.mark_text(
        align="left",
        baseline="bottom",
        dx=4,
        dy=-4,
        fontSize=LABEL_PX,
        color=colours.ink(dark),
        text=TITLES[lang]["city"],
        tooltip=None,
    ).encode(x=alt.value(0))
    layers = alt.layer(strips, city_line, spans, now, gaps, city_name)
    return configured(layers.properties(height=300), lang, dark)


def changes(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Changes with their interval around zero: blue up, orange down, grey when it may be chance.

    rows: code, name (unique), position (int, order from the top), change_pct, change_low, change_high (points),
    direction (up, down, none), change_text, interval_text, slips_text, state_text. A click gives {"code": …}.
    """
    y = alt.Y(**by_position("name"), axis=names_axis())
    scale = alt.Scale(nice=False, zero=True, padding=10)
    signed = "datum.value == 0 ? '0' : format(datum.value, '+,~f')"
    axis = alt.Axis(title=None, orient="top", tickCount=6, labelExpr=signed)
    colour = alt.Color("direction:N", scale=domain_range(colours.DIRECTION_COLOURS), legend=None)
    pick = chosen("code")
    base = alt.Chart(rows).encode(y=y)
    strips = (
        base.mark_rect(fill=colours.GREY)
        .encode(
            x=alt.value(0),
            x2=WIDTH,
            fillOpacity=shade(pick),
            tooltip=tips(lang, "name", "change_text", "interval_text", "slips_text", "state_text"),
        )
        .add_params(pick)
        .properties(name="strips")
    )
    # A generated row, not inline data: Altair would put that among the datasets, whose place the frames take.
    zero = (
        alt.Chart(alt.sequence(0, 1, as_="zero"))
        .mark_rule(color=colours.ink(dark), strokeWidth=1.5, tooltip=None)
        .encode(x=alt.X("zero:Q", scale=scale, axis=axis))
    )
    spans = base.mark_rule(strokeWidth=LINE_PX, tooltip=None).encode(
        x=alt.X("change_low:Q", scale=scale, axis=axis), x2="change_high:Q", color=colour
    )
    now = base.mark_point(size=90, filled=True, opacity=1, tooltip=None).encode(
        x=alt.X("change_pct:Q", scale=scale, axis=axis), color=colour
    )
    # A column of its own at the right: beside the dots the words would cross the zero line.
    words = base.mark_text(
        align="right", dx=96, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    ).encode(x=WIDTH, text="change_text:N")
    layers = alt.layer(strips, zero, spans, now, words)
    return configured(layers.properties(height=alt.Step(ROW_PX)), lang, dark)


def domain_range(colour_of: dict[str, str]) -> alt.Scale:
    """A fixed colour for each word of a column, whatever words the data hold."""
    return alt.Scale(domain=list(colour_of), range=list(colour_of.values()))


def band_colour() -> alt.Color:
    """Colour of a unit by its place beside the city's value."""
    return alt.Color("band:N", scale=domain_range(colours.BAND_COLOURS), legend=None)


def few_opacity() -> Any:
    """Intervals of few slips step back."""
    return alt.condition(STATE_FEW, alt.value(0.45), alt.value(1))


def value_dots(base: alt.Chart, size: int = 90) -> alt.Chart:
    """Dots in the colour of their band; lighter where slips are few."""
    return base.mark_point(size=size, filled=True, tooltip=None).encode(
        color=band_colour(), opacity=few_opacity()
    )
