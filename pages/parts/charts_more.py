"""More charts under the rules of pages/parts/charts.py: a table of cells, lines of factors, seasons, classes of the map."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from pages.parts import colours
from pages.parts.charts import (
    LABEL_PX,
    LINE_PX,
    STATE_FEW,
    STATE_SHOWN,
    STRONG_PX,
    TITLES,
    Table,
    apart,
    by_position,
    chosen,
    configured,
    month_axis,
    names_axis,
    percent_axis,
    share_scale,
    tips,
)

CELL_PX: Final = 28
STRIPES: Final = 6
LEGEND_PX: Final = 26


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


def heat(
    cells: Table,
    *,
    lang: str = "vi",
    x_angle: int = 0,
    show_text: bool = True,
    dark: bool = False,
) -> alt.LayerChart:
    """A table of cells in the six fixed classes; few slips under a veil, hidden hatched, missing an empty frame.

    cells: x_code, x_name, x_position, y_code, y_name, y_position, class_code (0–5), standard columns.
    Names are unique along their side. x_angle turns the column heads (0, -45, -90).
    A click gives {"x_code": …, "y_code": …}.
    """
    turned = {"labelAngle": x_angle, "labelAlign": "center" if x_angle == 0 else "left"}
    x = alt.X(**by_position("x_name", "x_position"), axis=names_axis(orient="top", labelLimit=190, **turned))
    y = alt.Y(**by_position("y_name", "y_position"), axis=names_axis())
    pick = chosen("x_code", "y_code")
    base = alt.Chart(cells).encode(x=x, y=y)
    rects = (
        base.mark_rect(stroke=colours.LINE, cornerRadius=2)
        .encode(
            fill=class_fill(),
            strokeWidth=alt.when(pick, empty=False).then(alt.value(4)).otherwise(alt.value(1)),
            stroke=alt.when(pick, empty=False)
            .then(alt.value(colours.ink(dark)))
            .otherwise(alt.value(colours.LINE)),
            tooltip=tips(lang, "y_name", "x_name", "index_text", "interval_text", "slips_text", "state_text"),
        )
        .add_params(pick)
        .properties(name="cells")
    )
    layers = [rects]
    if show_text:
        words = base.transform_filter(STATE_SHOWN).mark_text(
            fontSize=LABEL_PX,
            fontStyle=alt.expr(f"{STATE_FEW} ? 'italic' : 'normal'"),
            color=colours.LABEL,
            aria=False,  # the rectangle already tells the value; half the work for the browser
            tooltip=None,
        )
        layers.append(words.encode(text=alt.Text("index_pct:Q", format=".0f")))
    return configured(alt.layer(*layers).properties(height=alt.Step(CELL_PX)), lang, dark)


def factor_lines(
    points: Table, *, lang: str = "vi", grain: str = "month", dark: bool = False
) -> alt.LayerChart:
    """The five factors over time; each line has its own colour, dash and a name at its end.

    points: factor_code, factor_name, factor_position (1–5, fixes colour and dash), month (first day of the period),
    segment (int), is_last (the factor's newest shown point), period_text, standard columns.
    """
    x = alt.X("month:T", axis=month_axis(grain))
    y = alt.Y("index_pct:Q", scale=share_scale(), axis=percent_axis(lang, tickCount=6))
    places = list(range(1, 6))
    colour = alt.Color(
        "factor_position:O", scale=alt.Scale(domain=places, range=list(colours.FACTOR_COLOURS)), legend=None
    )
    dash = alt.StrokeDash(
        "factor_position:O",
        scale=alt.Scale(domain=places, range=[*map(list, colours.FACTOR_DASHES)]),
        legend=None,
    )
    base = alt.Chart(points).encode(x=x)
    lines = base.mark_line(strokeWidth=LINE_PX, tooltip=None).encode(
        y=y, color=colour, strokeDash=dash, detail=["factor_code:N", "segment:N"]
    )
    dots = base.mark_point(filled=True, size=24, opacity=1, tooltip=None).encode(y=y, color=colour)
    ends = apart(base, "is_last", "index_pct", [])
    label_y = alt.Y("label_y:Q", scale=share_scale())
    leads = ends.mark_rule(strokeWidth=1, color=colours.LINE, x2Offset=22, xOffset=5, tooltip=None).encode(
        y=y, x2="month:T", y2="label_y:Q"
    )
    names = ends.mark_text(
        align="left", dx=26, fontSize=LABEL_PX, fontWeight="bold", color=colours.ink(dark), tooltip=None
    ).encode(y=label_y, text="factor_name:N")
    hover = base.mark_point(size=260, opacity=0).encode(
        y=y,
        tooltip=tips(
            lang, "factor_name", "period_text", "index_text", "interval_text", "slips_text", "state_text"
        ),
    )
    layers = alt.layer(lines, dots, leads, names, hover)
    return configured(layers.properties(height=340), lang, dark)


def season(points: Table, *, lang: str = "vi", grain: str = "month", dark: bool = False) -> alt.LayerChart:
    """Years over each other, to see what belongs to the season: the newest year strong, the others grey.

    points: place (1–12, or 1–4 with grain quarter), year (int), is_latest (its year is the newest), is_last (newest
    shown point of its year), period_text, standard columns.
    """
    steps = list(range(1, 5 if grain == "quarter" else 13))
    labels = {"labelExpr": "['I', 'II', 'III', 'IV'][datum.value - 1]"} if grain == "quarter" else {}
    x = alt.X(
        "place:O",
        scale=alt.Scale(type="point", domain=steps, padding=0.3),
        axis=alt.Axis(title=TITLES[lang][grain], labelAngle=0, **labels),
    )
    y = alt.Y("index_pct:Q", scale=share_scale(), axis=percent_axis(lang, tickCount=6))
    base = alt.Chart(points).encode(x=x)
    past = base.transform_filter("!datum.is_latest").encode(y=y)
    past_lines = past.mark_line(color=colours.GREY, strokeWidth=2.5, opacity=0.75, tooltip=None).encode(
        detail="year:N"
    )
    now = base.transform_filter("datum.is_latest").encode(y=y)
    now_line = now.mark_line(color=colours.BLUE, strokeWidth=5, tooltip=None)
    now_dots = now.mark_point(filled=True, size=90, opacity=1, color=colours.BLUE, tooltip=None)
    # Past years end in the same month, the newest somewhere before: only the former can run into each other.
    ends = apart(base, "is_last", "index_pct", ["place"])
    names = ends.mark_text(
        align="left",
        dx=10,
        fontSize=alt.expr(f"datum.is_latest ? {STRONG_PX + 1} : {LABEL_PX}"),
        fontWeight=alt.expr("datum.is_latest ? 'bold' : 'normal'"),
        color=colours.ink(dark),
        tooltip=None,
    ).encode(y=alt.Y("label_y:Q", scale=share_scale()), text="year:N")
    hover = base.mark_point(size=260, opacity=0).encode(
        y=y, tooltip=tips(lang, "period_text", "index_text", "interval_text", "slips_text", "state_text")
    )
    layers = alt.layer(past_lines, now_line, now_dots, names, hover)
    return configured(layers.properties(height=320), lang, dark)


def class_counts(cells: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Legend of the map that counts: how many units lie in each class, or have few slips, are hidden, or without data.

    cells: state, class_code (0–5). Every line stays, also with nothing in it.
    """
    order = [*map(str, range(5, -1, -1)), "few", "hidden", "missing"]
    names = {str(i): name for i, name in enumerate(colours.CLASS_NAMES[lang])} | colours.STATE_NAMES[lang]
    y = alt.Y(
        "bucket:N",
        sort=order,
        scale=alt.Scale(type="band", domain=order, paddingInner=0.25, paddingOuter=0.1),
        axis=names_axis(labelExpr=f"{names}[datum.value]"),
    )
    bars_x = alt.X("wards_n:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    counted = (
        alt.Chart(cells)
        .transform_calculate(bucket="datum.state == 'ok' ? '' + datum.class_code : datum.state")
        .transform_aggregate(wards_n="count()", groupby=["bucket"])
        .encode(y=y)
    )
    swatch = {str(i): colour for i, colour in enumerate(colours.CLASS_FILLS)} | {"few": colours.FEW_FILLS[3]}
    fill = (
        alt.when("datum.bucket == 'hidden'")
        .then(alt.value(stripes(colours.HIDDEN, colours.HATCH, 3)))
        .when("datum.bucket == 'missing'")
        .then(alt.value("transparent"))
        .otherwise(alt.value(alt.expr(f"({swatch})[datum.bucket]")))
    )
    # A swatch for each line keeps the legend whole when a class is empty.
    swatches = (
        alt.Chart(alt.sequence(0, len(order), as_="place"))
        .transform_calculate(bucket=f"{order}[datum.place]")
        .mark_rect(stroke=colours.LINE, strokeWidth=1, tooltip=None)
        .encode(y=y, x=alt.value(0), x2=alt.value(22), fill=fill)
    )
    bars = counted.mark_bar(xOffset=30, x2Offset=30, color=colours.GREY, opacity=0.55, tooltip=None).encode(
        x=bars_x
    )
    texts = counted.mark_text(
        align="left", dx=36, fontSize=STRONG_PX, fontWeight="bold", color=colours.ink(dark), tooltip=None
    ).encode(x=bars_x, text="wards_n:Q")
    layers = alt.layer(bars, swatches, texts)
    return configured(layers.properties(height=alt.Step(LEGEND_PX)), lang, dark)


def class_fill() -> Any:
    """Fill of a cell by its state, then by its class; looked up in an expression, so that no scale waits for data."""
    return (
        alt.when("datum.state == 'hidden'")
        .then(alt.value(stripes(colours.HIDDEN, colours.HATCH)))
        .when("datum.state == 'missing'")
        .then(alt.value("transparent"))
        .when(STATE_FEW)
        .then(alt.value(alt.expr(f"{list(colours.FEW_FILLS)}[datum.class_code]")))
        .otherwise(alt.value(alt.expr(f"{list(colours.CLASS_FILLS)}[datum.class_code]")))
    )
