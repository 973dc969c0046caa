"""More charts, under the rules of charts.py: a table of cells, factors, seasons, classes of the map."""

from __future__ import annotations

import json
from typing import Any, Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    PERIOD_TIPS,
    PICK,
    RIGHT,
    ROW_TIPS,
    START,
    STATE_FEW,
    TITLES,
    Table,
    by_position,
    chosen,
    configured,
    month_x,
    names_axis,
    share_y,
    strips,
    tips,
)

CELL_PX: Final = 28
STRIPES: Final = 6
HATCHING: Final = "hatching"
LEGEND_PX: Final = 26
BAR_PX: Final = 26
SWATCH_PX: Final = 22
SAMPLE_PX: Final = (22, 52)  # from and to, right of a line's end
STRONG_PX: Final = 16
STATE_SHOWN: Final = "datum.state == 'ok' || datum.state == 'few'"


def stripes(ground: str, stroke: str, count: int = STRIPES) -> alt.LinearGradient:
    """Diagonal hatching as a gradient with hard stops: the only texture both Vega renderers can draw."""
    stops = []
    for i in range(count):
        start, middle, end = i / count, (i + 0.68) / count, (i + 1) / count
        stops += [(start, ground), (middle, ground), (middle, stroke), (end, stroke)]
    return alt.LinearGradient(
        gradient="linear",
        x1=0,
        y1=0,
        x2=1,
        y2=1,
        stops=[alt.GradientStop(offset=round(offset, 4), color=colour) for offset, colour in stops],
    )


def hatching(count: int = STRIPES) -> alt.Parameter:
    """The texture of what is hidden as one object of the whole chart.

    As the value of a mark it would be a new gradient for each cell at each change, and the page would keep them all.
    """
    return alt.param(name=HATCHING, expr=json.dumps(stripes(colours.HIDDEN, colours.HATCH, count).to_dict()))


def heat(
    cells: Table,
    *,
    lang: str = "vi",
    x_angle: int = 0,
    show_text: bool = True,
    x_title: str = "",
    y_title: str = "",
    dark: bool = False,
) -> alt.LayerChart:
    """A table of cells in the six classes: few slips under a veil, hidden hatched, missing an empty frame.

    cells: x_code, x_name, x_position, y_code, y_name, y_position, class_code (0–5), standard columns.
    Names are unique along their side. x_angle turns the column heads (0, -45, -90); x_title and y_title say
    in the tooltip what stands along the sides. A click gives {"x_code": …, "y_code": …}.
    """
    turned = {"labelAngle": x_angle, "labelAlign": "center" if x_angle == 0 else "left"}
    x = alt.X(**by_position("x_name", "x_position"), axis=names_axis(orient="top", labelLimit=190, **turned))
    y = alt.Y(**by_position("y_name", "y_position"), axis=names_axis())
    pick = chosen("x_code", "y_code")
    base = alt.Chart(cells).encode(x=x, y=y, key="cell_code:N")
    # No words for each cell: they would double the work of the browser, and the table behind says them better.
    rects = base.mark_rect(stroke=colours.LINE, cornerRadius=2, aria=False).encode(
        fill=class_fill(),
        tooltip=[
            alt.Tooltip("y_name:N", title=y_title or TITLES[lang]["y_name"]),
            alt.Tooltip("x_name:N", title=x_title or TITLES[lang]["x_name"]),
            *tips(lang, *ROW_TIPS[1:]),
        ],
    )
    # Layers of their own: as the stroke of its cell the frame would vanish under the next cells. Two colours, so that
    # it shows on every fill and on both pages.
    chosen_cell = base.transform_filter({"param": PICK, "empty": False})
    frames = [
        chosen_cell.mark_rect(fill="transparent", stroke=colour, strokeWidth=width, cornerRadius=2, tooltip=None)
        for colour, width in ((colours.PAPER[False], 7), (colours.LABEL, 4))
    ]
    layers = [rects.add_params(pick, hatching()).properties(name="cells"), *frames]
    if show_text:
        words = base.transform_filter(STATE_SHOWN).mark_text(
            fontSize=LABEL_PX,
            fontStyle=alt.expr(f"{STATE_FEW} ? 'italic' : 'normal'"),
            color=colours.LABEL,
            aria=False,
            tooltip=None,
        )
        layers.append(words.encode(text=alt.Text("index_pct:Q", format=".0f")))
    return configured(alt.layer(*layers).properties(height=alt.Step(CELL_PX)), lang, dark)


def class_fill() -> Any:
    """Fill of a cell by its state, then its class; out of an expression, so that no scale waits for data."""
    return (
        alt.when("datum.state == 'hidden'")
        .then(alt.value(alt.expr(HATCHING)))
        .when("datum.state == 'missing'")
        .then(alt.value("transparent"))
        .when(STATE_FEW)
        .then(alt.value(alt.expr(f"{list(colours.FEW_FILLS)}[datum.class_code]")))
        .otherwise(alt.value(alt.expr(f"{list(colours.CLASS_FILLS)}[datum.class_code]")))
    )


def apart(chart: alt.Chart, key: str, value: str, group: list[str], gap_share: float = 0.075) -> alt.Chart:
    """Adds label_y: heights for labels at line ends that keep a distance, computed by Vega out of the data.

    From the top down each label takes its value, or a step below the one above it. The step is a share of the
    range of `value` (at least 0.25), because a data transform doesn't know pixels. `key` marks the rows with
    a label; labels of different `group` can't meet.
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


def factor_lines(points: Table, *, lang: str = "vi", grain: str = "month", dark: bool = False) -> alt.LayerChart:
    """The five factors over time; each line has its own colour, dash and a name at its end.

    points: factor_code, factor_name, factor_position (1–5, fixes colour and dash), month (first day of the
    period), segment (int), is_last (the factor's newest shown point), period_text, standard columns.
    """
    places = list(range(1, 6))
    tints = alt.Scale(domain=places, range=list(colours.FACTOR_COLOURS))
    strokes = alt.Scale(domain=places, range=[list(dash) for dash in colours.FACTOR_DASHES])
    colour = alt.Color("factor_position:O", scale=tints, legend=None)
    dash = alt.StrokeDash("factor_position:O", scale=strokes, legend=None)
    y = share_y("index_pct", lang)
    base = alt.Chart(points).encode(x=month_x("month", grain))
    lines = base.mark_line(strokeWidth=LINE_PX, tooltip=None).encode(
        y=y, color=colour, strokeDash=dash, detail=["factor_code:N", "segment:N"]
    )
    # One mark a point for eye and pointer: the unseen stroke is what the pointer hits.
    marks = base.mark_point(filled=True, size=24, opacity=1, stroke="transparent", strokeWidth=14).encode(
        y=y,
        key="point_code:N",
        fill=alt.Fill("factor_position:O", scale=tints, legend=None),
        tooltip=tips(lang, "factor_name", *PERIOD_TIPS),
    )
    ends = apart(base, "is_last", "index_pct", [])
    leads = ends.mark_rule(strokeWidth=1, color=colours.LINE, xOffset=5, x2Offset=SAMPLE_PX[0] - 2, tooltip=None)
    # Lines may end in one point; the piece of line before a name says which is which.
    samples = ends.mark_rule(strokeWidth=LINE_PX, xOffset=SAMPLE_PX[0], x2Offset=SAMPLE_PX[1], tooltip=None)
    names = ends.mark_text(
        align="left", dx=SAMPLE_PX[1] + 6, fontSize=LABEL_PX, fontWeight="bold", color=colours.ink(dark), tooltip=None
    )
    layers = alt.layer(
        lines,
        leads.encode(y=y, x2="month:T", y2="label_y:Q"),
        samples.encode(x2="month:T", y=share_y("label_y", lang), color=colour, strokeDash=dash),
        names.encode(y=share_y("label_y", lang), text="factor_name:N"),
        marks,
    )
    return configured(layers.properties(height=340), lang, dark)


def season(points: Table, *, lang: str = "vi", grain: str = "month", dark: bool = False) -> alt.LayerChart:
    """Years over each other, to see what belongs to the season: the newest year strong, the others grey.

    points: place (1–12, or 1–4 with grain quarter), year (int), is_latest (its year is the newest), is_last
    (newest shown point of its year), period_text, standard columns.
    """
    places = list(range(1, 5 if grain == "quarter" else 13))
    roman = {"labelExpr": "['I', 'II', 'III', 'IV'][datum.value - 1]"} if grain == "quarter" else {}
    x = alt.X(
        "place:O",
        scale=alt.Scale(type="point", domain=places, padding=0.3),
        axis=alt.Axis(title=TITLES[lang][grain], labelAngle=0, **roman),
    )
    y = share_y("index_pct", lang)
    base = alt.Chart(points).encode(x=x)
    past = base.transform_filter("!datum.is_latest").mark_line(
        color=colours.GREY, strokeWidth=2.5, opacity=0.75, tooltip=None
    )
    newest = base.transform_filter("datum.is_latest").encode(y=y)
    # Past years end in the same month, the newest mostly before: only the former can run into each other.
    names = apart(base, "is_last", "index_pct", ["place"]).mark_text(
        align="left",
        dx=12,
        fontSize=alt.expr(f"datum.is_latest ? {STRONG_PX} : {LABEL_PX}"),
        fontWeight=alt.expr("datum.is_latest ? 'bold' : 'normal'"),
        color=colours.ink(dark),
        tooltip=None,
    )
    layers = alt.layer(
        past.encode(y=y, detail="year:N"),
        newest.mark_line(color=colours.BLUE, strokeWidth=5, tooltip=None),
        newest.mark_point(filled=True, size=90, opacity=1, color=colours.BLUE, tooltip=None),
        names.encode(y=share_y("label_y", lang), text="year:N"),
        base.mark_point(size=260, opacity=0).encode(y=y, key="month:N", tooltip=tips(lang, *PERIOD_TIPS)),
    )
    return configured(layers.properties(height=320), lang, dark)


def bars(rows: Table, *, is_choice: bool = False, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """A value for each name, marked where it asks for attention.

    rows: name (unique), position (from the top), value (0 or more), value_text, is_marked; with is_choice also code,
    and a click anywhere on a row gives {"code": …}.
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    tint = alt.condition("datum.is_marked", alt.value(colours.ORANGE), alt.value(colours.BLUE))
    marks = base.mark_bar(height={"band": 0.7}, tooltip=None).encode(x=x, color=tint)
    words = base.mark_text(align="left", dx=6, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None)
    rows_behind = [strips(base, lang, ("name",), x=START, x2=RIGHT)] if is_choice else []
    layers = alt.layer(*rows_behind, marks, words.encode(x=x, text="value_text:N"))
    return configured(layers.properties(height=alt.Step(BAR_PX)), lang, dark)


def class_counts(cells: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Legend of the map that counts: units in each class, with few slips, hidden, and without data.

    cells: state, class_code (0–5). Every line stays, also with nothing in it.
    """
    order = [*map(str, range(5, -1, -1)), "few", "hidden", "missing"]
    names = {str(i): name for i, name in enumerate(colours.CLASS_NAMES[lang])} | colours.STATE_NAMES[lang]
    tints = {str(i): colour for i, colour in enumerate(colours.CLASS_FILLS)} | {"few": colours.FEW_FILLS[3]}
    y = alt.Y(
        "bucket:N",
        sort=order,
        scale=alt.Scale(type="band", domain=order, paddingInner=0.25, paddingOuter=0.1),
        axis=names_axis(labelExpr=f"{names}[datum.value]"),
    )
    fill = (
        alt.when("datum.bucket == 'hidden'")
        .then(alt.value(alt.expr(HATCHING)))
        .when("datum.bucket == 'missing'")
        .then(alt.value("transparent"))
        .otherwise(alt.value(alt.expr(f"({tints})[datum.bucket]")))
    )
    # A swatch for each line, out of a generated sequence, keeps the legend whole when a class is empty.
    swatches = (
        alt.Chart(alt.sequence(0, len(order), as_="place"))
        .transform_calculate(bucket=f"{order}[datum.place]")
        .mark_rect(stroke=colours.LINE, strokeWidth=1, tooltip=None)
        .encode(y=y, x=START, x2=alt.value(SWATCH_PX), fill=fill)
        .add_params(hatching(count=3))
    )
    counted = (
        alt.Chart(cells)
        .transform_calculate(bucket="datum.state == 'ok' ? '' + datum.class_code : datum.state")
        .transform_aggregate(units_n="count()", groupby=["bucket"])
        .encode(y=y, x=alt.X("units_n:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False)))
    )
    beside = SWATCH_PX + 8
    bars = counted.mark_bar(xOffset=beside, x2Offset=beside, color=colours.GREY, tooltip=None)
    counts = counted.mark_text(
        align="left",
        dx=beside + 6,
        fontSize=STRONG_PX,
        fontWeight="bold",
        color=colours.ink(dark),
        tooltip=None,
    ).encode(text="units_n:Q")
    layers = alt.layer(bars, swatches, counts)
    return configured(layers.properties(height=alt.Step(LEGEND_PX)), lang, dark)
