"""Charts beside the map, under the rules of charts.py: legends that count."""

from __future__ import annotations

from typing import Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import LABEL_PX, START, Table, by_position, configured, names_axis
from pages.parts.charts_more import HATCHING, LEGEND_PX, STRONG_PX, SWATCH_PX, hatching

CELL_PX: Final = 64


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
