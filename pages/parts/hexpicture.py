"""The map of hexagons as a chart that needs no browser: for pictures and printed pages."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from pages.parts import colours
from pages.parts.chart_base import ROW_TIPS, chosen, configured, tips
from pages.parts.charts_more import class_fill, hatching
from pages.parts.hexmap import HALF_WIDTH, wrapped

HEXAGON: Final = "M0,-1L0.866,-0.5L0.866,0.5L0,1L-0.866,0.5L-0.866,-0.5Z"
RADIUS: Final = 34  # px of a hexagon
FAR_LEAST: Final = 14  # radii across and down that a picture from far has at least, or one hexagon would fill the wall


def picture(cells: pd.DataFrame, *, lang: str = "vi", dark: bool = False, is_far: bool = False) -> alt.LayerChart:
    """Every hexagon with its name and value; the same table as hexmap.deck.

    is_far: for reading from far away: the value alone, larger; a click gives {"code": …}, and the tooltip has the name.
    """
    frame = cells.assign(
        x=[HALF_WIDTH * (2 * col + row % 2) for row, col in zip(cells["hex_row"], cells["hex_col"], strict=True)],
        y=cells["hex_row"] * 1.5,
        label=["\n".join(wrapped(name)) for name in cells["name"]],
        value_text=["" if pd.isna(v) else f"{v:.0f}" for v in cells["index_pct"]],
    )[["x", "y", "label", "value_text", "state", "class_code", *(("code", *ROW_TIPS) if is_far else ())]]
    least = FAR_LEAST if is_far else 0
    left, right = _reach(frame["x"], 1, least)
    low, high = _reach(frame["y"], 1.2, least)
    base = alt.Chart(frame).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[left, right], nice=False)),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[low, high], nice=False)),
    )
    # Vega scales a shape of unit size by √size / 2.
    ground = base.mark_point(shape=HEXAGON, size=(2 * RADIUS) ** 2, filled=True, stroke=colours.LINE, opacity=1).encode(
        fill=class_fill()
    )
    ink = alt.condition("datum.state == 'missing'", alt.value(colours.ink(dark)), alt.value(colours.LABEL))
    ground = ground.add_params(hatching())
    if is_far:
        pick = chosen("code")
        wide = alt.when(pick, empty=False).then(alt.value(5)).otherwise(alt.value(1))
        ground = ground.encode(tooltip=tips(lang, *ROW_TIPS), strokeWidth=wide).add_params(pick)
        values = base.mark_text(fontSize=20, fontWeight="bold", tooltip=None, aria=False)
        layers = alt.layer(ground, values.encode(text="value_text:N", color=ink))
        size = {"width": round((right - left) * RADIUS), "height": round((high - low) * RADIUS)}
        return configured(layers.properties(**size), lang, dark)
    names = base.mark_text(fontSize=10, lineBreak="\n", dy=-14, lineHeight=11).encode(text="label:N", color=ink)
    values = base.mark_text(fontSize=13, fontWeight="bold", dy=20).encode(text="value_text:N", color=ink)
    height = round((high - low) * RADIUS)
    return configured(alt.layer(ground, names, values).properties(height=height), lang, dark)


def _reach(places: pd.Series, margin: float, least: float) -> tuple[float, float]:
    """From where to where a side goes that holds all places with a margin, and is `least` long."""
    low, high = places.min() - margin, places.max() + margin
    short = max(0.0, least - (high - low)) / 2
    return low - short, high + short
