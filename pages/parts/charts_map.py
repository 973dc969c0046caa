"""Charts beside the map, under the rules of charts.py: legends that count, and small maps side by side."""

from __future__ import annotations

from typing import Final

import altair as alt

from pages.parts import colours, shapes
from pages.parts.chart_base import LABEL_PX, START, TITLES, Table, by_position, configured, names_axis
from pages.parts.charts_more import HATCHING, LEGEND_PX, STRONG_PX, SWATCH_PX, hatching
from pages.parts.shape_labels import LEADING

CELL_PX: Final = 64
SMALL_PX: Final = 760  # height of the small maps together
NARROW_PX: Final = 620  # of the container; below it two small maps stand side by side
HEAD_PX: Final = 60  # room for the three lines above a small map
SQUARE_SHARE: Final = 0.96  # of its room that a small map fills
HEX_PX: Final = 820  # height of a map of hexagons


def class_legend(classes: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Legend of the map that counts: a line for each class, and for few, hidden and missing; also with nothing in it.

    classes: name (unique), position (from the top), fill, state (ok, few, hidden, missing), units_n.
    """
    base = alt.Chart(classes).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    fill = (
        alt.when("datum.state == 'hidden'")
        .then(alt.value(alt.expr(HATCHING)))
        .when("datum.state == 'missing'")
        .then(alt.value("transparent"))
        .otherwise(alt.value(alt.expr("datum.fill")))
    )
    band = {"band": 0.8}
    swatches = base.mark_rect(stroke=colours.LINE, strokeWidth=1, height=band, tooltip=None).encode(
        x=START, x2=alt.value(SWATCH_PX), fill=fill
    )
    beside = SWATCH_PX + 8
    x = alt.X("units_n:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    bars = base.mark_bar(xOffset=beside, x2Offset=beside, height=band, color=colours.GREY, tooltip=None).encode(x=x)
    counts = base.mark_text(
        align="left", dx=beside + 6, fontSize=STRONG_PX, fontWeight="bold", color=colours.ink(dark), tooltip=None
    ).encode(x=x, text="units_n:Q")
    layers = alt.layer(bars, swatches.add_params(hatching(count=3)), counts)
    return configured(layers.properties(height=alt.Step(LEGEND_PX)), lang, dark)


def pair_legend(
    pairs: Table, *, lang: str = "vi", x_title: str = "", y_title: str = "", dark: bool = False
) -> alt.LayerChart:
    """Legend of two measures at once: nine colours, each with the number of its units.

    pairs: row_name, row_place, column_name, column_place, fill, units_n.
    """
    axis = {"labelFontSize": LABEL_PX, "labelAngle": 0, "domain": False, "ticks": False}
    base = alt.Chart(pairs).encode(
        x=alt.X("column_name:O", sort=alt.SortField("column_place"), axis=alt.Axis(title=x_title, **axis)),
        y=alt.Y("row_name:O", sort=alt.SortField("row_place"), axis=alt.Axis(title=y_title, **axis)),
    )
    cells = base.mark_rect(stroke=colours.LINE, tooltip=None).encode(fill=alt.Fill("fill:N", scale=None))
    words = base.mark_text(fontSize=STRONG_PX, fontWeight="bold", color=colours.LABEL, tooltip=None)
    layers = alt.layer(cells, words.encode(text="units_n:Q"))
    return configured(layers.properties(height=alt.Step(CELL_PX)), lang, dark)


def hexagons(units: Table, *, lang: str = "vi", value_title: str = "", dark: bool = False) -> alt.LayerChart:
    """A hexagon for each unit with its name and value, as large as the room allows.

    units: code, x, y, name_y, value_y, name_size, value_size, wide, tall (in radii from the upper left; wide and tall
    of the whole), lines (the name, broken), label, fill, state, name, index_text; see hexmap.placed.
    """
    radius = "min(width / datum.wide, height / datum.tall)"
    places = {
        "radius": radius,
        "left": "(width - datum.wide * datum.radius) / 2 + datum.x * datum.radius",
        "top": "datum.y * datum.radius",
        "name_top": "datum.name_y * datum.radius",
        "value_top": "datum.value_y * datum.radius",
        # A symbol's own units are half the root of its size.
        "area": f"pow(2 * {shapes.GAP} * datum.radius, 2)",
    }
    base = alt.Chart(units)
    for name, expression in places.items():
        base = base.transform_calculate(**{name: expression})
    raw = {"scale": None, "axis": None}
    base = base.encode(x=alt.X("left:Q", **raw), key="code:N")
    empty = alt.when("datum.state == 'missing'").then(alt.value("transparent"))
    cells = base.mark_point(
        filled=True, opacity=1, stroke=colours.LINE, strokeWidth=1, shape=shapes.HEXAGON_PATH
    ).encode(
        y=alt.Y("top:Q", **raw),
        size=alt.Size("area:Q", scale=None, legend=None),
        fill=empty.otherwise(alt.value(alt.expr("datum.fill"))),
        tooltip=[
            alt.Tooltip("name:N", title=TITLES[lang]["name"]),
            alt.Tooltip("index_text:N", title=value_title),
        ],
    )
    ink = alt.when("datum.state == 'missing'").then(alt.value(colours.ink(dark))).otherwise(alt.value(colours.LABEL))
    words = [
        base.mark_text(
            fontSize=alt.expr(f"datum.{part}_size * datum.radius"),
            lineHeight=alt.expr(f"datum.{part}_size * datum.radius * {LEADING}"),
            lineBreak="\n",
            fontWeight="bold" if part == "value" else "normal",
            baseline="middle",
            tooltip=None,
        ).encode(y=alt.Y(f"{part}_top:Q", **raw), text=f"{text}:N", color=ink)
        for part, text in (("name", "lines"), ("value", "label"))
    ]
    return configured(alt.layer(cells, *words).properties(height=HEX_PX), lang, dark)


def small_maps(
    units: Table,
    outlines: Table,
    panels: Table,
    *,
    lang: str = "vi",
    value_title: str = "",
    panel_title: str = "",
    dark: bool = False,
) -> alt.LayerChart:
    """Up to six maps side by side, three across or two where there is little room, each unit filled by its class.

    units: panel, position (of the panel, from 0), shape, fill, state, is_marked, name, value_text, state_text;
    outlines: shape, path (an SVG path inside a square of side 2 around 0); panels: panel, position, note, panels_n.
    An outline is the symbol of a mark: a column of text, looked up, is all the geometry that is sent.
    """
    across = f"min(datum.panels_n, containerSize()[0] < {NARROW_PX} ? 2 : 3)"
    rows = "ceil(datum.panels_n / datum.across)"
    places = {
        "across": across,
        "wide": "width / datum.across",
        "high": f"height / ({rows})",
        "left": "(datum.position % datum.across + 0.5) * datum.wide",
        "top": "floor(datum.position / datum.across) * datum.high",
        "middle": f"datum.top + {HEAD_PX} + (datum.high - {HEAD_PX}) / 2",
        # A symbol's own units are half the root of its size.
        "area": f"pow(min(datum.wide, datum.high - {HEAD_PX}) * {SQUARE_SHARE}, 2)",
    }
    raw = {"scale": None, "axis": None}
    base = alt.Chart(units).transform_lookup("shape", alt.LookupData(outlines, "shape", ["path"]))
    heads = alt.Chart(panels)
    for name, expression in places.items():
        base = base.transform_calculate(**{name: expression})
        heads = heads.transform_calculate(**{name: expression})
    base = base.encode(
        x=alt.X("left:Q", **raw),
        y=alt.Y("middle:Q", **raw),
        shape=alt.Shape("path:N", scale=None, legend=None),
        size=alt.Size("area:Q", scale=None, legend=None),
    )
    fill = (
        alt.when("datum.state == 'hidden'")
        .then(alt.value(alt.expr(HATCHING)))
        .when("datum.state == 'missing'")
        .then(alt.value("transparent"))
        .otherwise(alt.value(alt.expr("datum.fill")))
    )
    shown = [
        alt.Tooltip("name:N", title=TITLES[lang]["name"]),
        alt.Tooltip("panel:N", title=panel_title),
        alt.Tooltip("value_text:N", title=value_title),
        alt.Tooltip("state_text:N", title=TITLES[lang]["state_text"]),
    ]
    areas = base.mark_point(filled=True, opacity=1, stroke=colours.LINE, strokeWidth=0.6).encode(
        fill=fill, tooltip=shown, key="place:N"
    )
    marked = base.transform_filter("datum.is_marked").mark_point(
        filled=False, opacity=1, stroke=colours.ink(dark), strokeWidth=1.8, tooltip=None
    )
    words = heads.encode(x=alt.X("left:Q", **raw), y=alt.Y("top:Q", **raw))
    room = alt.expr("datum.wide - 8")
    names = words.mark_text(
        fontSize=STRONG_PX, fontWeight="bold", baseline="top", limit=room, color=colours.ink(dark), tooltip=None
    ).encode(text="panel:N")
    notes = words.mark_text(
        fontSize=LABEL_PX, baseline="top", dy=20, limit=room, lineBreak="\n", color=colours.ink(dark), tooltip=None
    ).encode(text="note:N")
    layers = alt.layer(areas.add_params(hatching(count=2)), marked, names, notes)
    return configured(layers.properties(height=SMALL_PX), lang, dark)
