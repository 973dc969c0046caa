"""Charts of the pivot, under the rules of charts.py: any measure, in panels where the pivot is split.

Standard columns of a cell: value, value_low, value_high (of the measure's own unit), fill (colour of its class), state,
and the texts value_text, interval_text, slips_text, state_text. `is_split` says whether there is more than one panel.
"""

from __future__ import annotations

import json
from typing import Any, Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    ROW_PX,
    STATE_EMPTY,
    STATE_FEW,
    Chart,
    Table,
    by_position,
    configured,
    few_lighter,
    month_x,
    names_axis,
)
from pages.parts.charts_more import CELL_PX, HATCHING, STATE_SHOWN, hatching, stripes

PANEL_PX: Final = 330
PANELS_ACROSS: Final = 3
LINES: Final = (
    colours.BLUE,
    colours.ORANGE,
    colours.PURPLE,
    colours.TEAL,
    colours.GREY,
    "#b0408a",
    "#5b7f1f",
    "#8a5a2b",
)
DASHES: Final = ([1, 0], [10, 4], [3, 3], [10, 3, 3, 3])
TITLES: Final = {
    "vi": {"value_text": "Giá trị", "interval_text": "Khoảng tin cậy 95 %", "slips_text": "Số phiếu"},
    "en": {"value_text": "Value", "interval_text": "95% interval", "slips_text": "Slips"},
}
BEFORE: Final = {
    "vi": {"before_text": "So với", "change_words": "Thay đổi"},
    "en": {"before_text": "Against", "change_words": "Change"},
}
CHANGES: Final = {
    "vi": {"value_text": "Thay đổi", "interval_text": "Khoảng tin cậy 95 %", "slips_text": "Số phiếu"},
    "en": {"value_text": "Change", "interval_text": "95% interval", "slips_text": "Slips"},
}
NOTE: Final = {"vi": "Lưu ý", "en": "Note"}
ROW: Final = {"vi": "Hàng", "en": "Row"}
COLUMN: Final = {"vi": "Cột", "en": "Column"}
PERIOD: Final = {"vi": "Kỳ", "en": "Period"}


def pivot_heat(
    cells: Table,
    *,
    lang: str = "vi",
    is_split: bool = False,
    show_text: bool = True,
    x_angle: int = 0,
    is_large: bool = False,
    is_change: bool = False,
    dark: bool = False,
) -> Chart:
    """Rows down, columns across, each cell in the colour of its class; hidden hatched, missing an empty frame.

    is_change: the values are changes; those beyond chance (is_sure) have a strong outline.

    cells: x_name, x_position, y_name, y_position (names unique along their side), panel, panel_position, cell_code,
    standard columns. is_large: drawn on a canvas; so many cells as elements of their own would stall a browser.
    """
    turned = {"labelAngle": x_angle, "labelAlign": "center" if x_angle == 0 else "left"}
    x = alt.X(
        **by_position("x_name", "x_position"),
        axis=names_axis(orient="top", labelLimit=190 if x_angle == 0 else 120, **turned),
    )
    y = alt.Y(**by_position("y_name", "y_position"), axis=names_axis())
    base = alt.Chart(cells).encode(x=x, y=y, key="cell_code:N")
    fill = (
        alt.when("datum.state == 'hidden'")
        .then(alt.value(alt.expr(HATCHING)))
        .when("!datum.fill")
        .then(alt.value("transparent"))
        .otherwise(alt.value(alt.expr("datum.fill")))
    )
    tooltip = [
        alt.Tooltip("y_name:N", title=ROW[lang]),
        alt.Tooltip("x_name:N", title=COLUMN[lang]),
        *_tips(lang, is_change),
    ]
    rects = base.mark_rect(stroke=colours.LINE, cornerRadius=2, aria=False).encode(fill=fill, tooltip=tooltip)
    layers: list[Any] = [rects.add_params(_upright() if is_large else hatching())]
    if is_change:
        sure = base.transform_filter("datum.is_sure").mark_rect(
            fill=None, stroke=colours.ink(dark), strokeWidth=2.5, cornerRadius=2, aria=False, tooltip=None
        )
        layers.append(sure)
    if show_text:
        words = base.transform_filter(STATE_SHOWN).mark_text(
            fontSize=LABEL_PX - 1,
            fontStyle=alt.expr(f"{STATE_FEW} ? 'italic' : 'normal'"),
            aria=False,
            tooltip=None,
        )
        ink = alt.condition("datum.fill", alt.value(colours.LABEL), alt.value(colours.ink(dark)))
        layers.append(words.encode(text="short_text:N", color=ink))
    height = alt.Step(CELL_PX if show_text else 16)
    return _framed(alt.layer(*layers).properties(height=height), cells, lang, dark, is_split, is_large)


def _upright() -> alt.Parameter:
    """The texture of what is hidden as upright stripes.

    A canvas draws a slanting gradient in the first cell of a panel alone, and the others would look as if empty.
    """
    slanting = stripes(colours.HIDDEN, colours.HATCH).to_dict()
    return alt.param(name=HATCHING, expr=json.dumps(slanting | {"y2": slanting["y1"]}))


def pivot_lines(
    points: Table,
    *,
    lang: str = "vi",
    grain: str = "month",
    is_split: bool = False,
    is_compared: bool = False,
    dark: bool = False,
) -> Chart:
    """The measure over time, a line for each part with its own colour and dash; cut at the breaks.

    points: month (date), line_name, panel, panel_position, segment, period_text, standard columns. is_compared: what
    each is compared with is a second, lighter line: before_value, before_text, change_words.
    """
    base = alt.Chart(points).encode(
        x=month_x("month", grain),
        detail="segment:N",
        color=alt.Color("line_name:N", scale=alt.Scale(range=list(LINES)), sort=None, legend=_legend(is_split)),
        strokeDash=alt.StrokeDash("line_name:N", scale=alt.Scale(range=list(DASHES)), sort=None, legend=None),
    )
    y = alt.Y("value:Q", scale=alt.Scale(zero=False, nice=False, padding=10), axis=_value_axis())
    line = base.mark_line(strokeWidth=LINE_PX, tooltip=None).encode(y=y)
    marks = base.mark_point(size=50, filled=True, tooltip=None).encode(
        y=y, key="point_code:N", opacity=few_lighter(), strokeDash=alt.value([1, 0])
    )
    hover = base.mark_point(size=400, opacity=0).encode(
        y=y,
        strokeDash=alt.value([1, 0]),
        tooltip=[
            alt.Tooltip("line_name:N", title=ROW[lang]),
            alt.Tooltip("period_text:N", title=PERIOD[lang]),
            *_tips(lang),
            *([alt.Tooltip(f"{one}:N", title=title) for one, title in BEFORE[lang].items()] if is_compared else []),
        ],
    )
    behind: list[alt.Chart] = []
    if is_compared:
        y_before = alt.Y("before_value:Q", scale=alt.Scale(zero=False, nice=False, padding=10), axis=_value_axis())
        behind = [
            base.mark_line(strokeWidth=2, opacity=0.45, tooltip=None).encode(y=y_before),
            base.mark_point(size=30, opacity=0.45, filled=False, tooltip=None).encode(
                y=y_before, strokeDash=alt.value([1, 0])
            ),
        ]
    chart = alt.layer(*behind, line, marks, hover).properties(height=240 if is_split else 380)
    return _framed(chart, points, lang, dark, is_split)


def pivot_dots(
    rows: Table, *, lang: str = "vi", is_split: bool = False, is_change: bool = False, dark: bool = False
) -> Chart:
    """The value with its interval, rows one under the other.

    rows: name, position (from the top), panel, panel_position, cell_code, standard columns. is_change: the values are
    changes, drawn about zero; those beyond chance (is_sure) are filled.
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="cell_code:N")

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=alt.Scale(zero=False, nice=False, padding=10), axis=_value_axis(orient="top"))

    spans = base.mark_rule(strokeWidth=LINE_PX, color=colours.BLUE, tooltip=None).encode(
        x=x("value_low"), x2="value_high:Q", opacity=few_lighter()
    )
    dots = base.mark_point(size=90, filled=True, color=colours.BLUE).encode(
        x=x("value"), opacity=few_lighter(), tooltip=_row_tips(lang, is_change)
    )
    if is_change:
        hollow = alt.condition("datum.is_sure", alt.value(colours.BLUE), alt.value(colours.paper(dark)))
        dots = dots.encode(fill=hollow, stroke=alt.value(colours.BLUE), strokeWidth=alt.value(2))
    chart = alt.layer(*_zero(base, is_change, dark), spans, dots, _gaps(base, dark)).properties(height=alt.Step(ROW_PX))
    return _framed(chart, rows, lang, dark, is_split)


def pivot_bars(
    rows: Table, *, lang: str = "vi", is_split: bool = False, is_change: bool = False, dark: bool = False
) -> Chart:
    """The value as a bar from zero with its interval and its text; rows as in pivot_dots."""
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="cell_code:N")
    x = alt.X("value:Q", stack=None, scale=alt.Scale(zero=True, nice=False, padding=10), axis=_value_axis(orient="top"))
    bars = base.mark_bar(color=colours.BLUE, height={"band": 0.62}).encode(
        x=x, opacity=few_lighter(), tooltip=_row_tips(lang, is_change)
    )
    if is_change:
        outline = alt.condition("datum.is_sure", alt.value(colours.ink(dark)), alt.value(colours.LINE))
        width = alt.condition("datum.is_sure", alt.value(2.5), alt.value(1))
        bars = bars.encode(fill=alt.Fill("fill:N", scale=None), stroke=outline, strokeWidth=width)
    spans = base.mark_rule(strokeWidth=1.5, color=colours.ink(dark), tooltip=None).encode(
        x="value_low:Q", x2="value_high:Q"
    )
    chart = alt.layer(bars, spans, *_zero(base, is_change, dark), _gaps(base, dark)).properties(height=alt.Step(ROW_PX))
    return _framed(chart, rows, lang, dark, is_split)


def _zero(base: alt.Chart, is_change: bool, dark: bool) -> list[alt.Chart]:
    """The line of no change."""
    rule = base.mark_rule(color=colours.ink(dark), strokeWidth=1, opacity=0.6, tooltip=None)
    return [rule.encode(x=alt.datum(0), y=alt.value(0), y2=alt.value("height"))] if is_change else []


def _gaps(base: alt.Chart, dark: bool) -> alt.Chart:
    """Words where a row has no value: hidden, or no slips."""
    words = base.transform_filter(STATE_EMPTY).mark_text(
        align="left", fontStyle="italic", fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    )
    return words.encode(x=alt.value(6), text="state_text:N")


def _tips(lang: str, is_change: bool = False) -> list[alt.Tooltip]:
    titles = (CHANGES if is_change else TITLES)[lang]
    words = [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]
    return [*words, alt.Tooltip("state_text:N", title=NOTE[lang])]


def _row_tips(lang: str, is_change: bool) -> list[alt.Tooltip]:
    return [alt.Tooltip("name:N", title=ROW[lang]), *_tips(lang, is_change)]


def _value_axis(**options: Any) -> alt.Axis:
    """An axis in the measure's own unit; the small line above the chart says which."""
    return alt.Axis(title=None, tickCount=6, labelExpr="format(datum.value, ',~f')", **options)


def _legend(is_split: bool) -> alt.Legend:
    columns = 2 if is_split else 3
    return alt.Legend(
        title=None, orient="bottom", columns=columns, labelFontSize=LABEL_PX, labelLimit=300, symbolSize=200
    )


def _framed(chart: Any, table: Table, lang: str, dark: bool, is_split: bool, is_large: bool = False) -> Chart:
    """The chart by itself, or once for each panel, three across, on the same scales."""
    if is_split:
        order = alt.EncodingSortField("panel_position", op="min", order="ascending")
        header = alt.Header(title=None, labelFontSize=LABEL_PX, labelColor=colours.ink(dark), labelLimit=PANEL_PX)
        facet = alt.Facet("panel:N", sort=order, header=header)
        for layer in chart.layer:  # data of its own would keep a layer out of the split
            layer.data = alt.Undefined
        chart.data = alt.Undefined
        chart = chart.properties(width=PANEL_PX).facet(facet=facet, columns=PANELS_ACROSS, data=table)
    made = configured(chart, lang, dark)
    return made.properties(usermeta={"embedOptions": {"renderer": "canvas"}}) if is_large else made
