"""The map of units as a chart that needs no browser: for slides, pictures and printed pages, in each form."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from pages.parts import colours, ground, hexmap, shapes
from pages.parts.chart_base import ROW_TIPS, chosen, configured, tips
from pages.parts.charts_more import HATCHING, hatching
from pages.parts.ground import Ground
from pages.parts.ground_files import LEAST_TYPE_PX

RADIUS: Final = 34  # px of a hexagon
TALL: Final = 760  # px of a geographic map from north to south
FAR_LEAST: Final = 14  # radii across and down that a picture from far has at least, or one hexagon would fill the wall
FAR_TYPE: Final = 20  # px, of values read from far
SPACE: Final = 0.01  # of the height, around everything


def picture(
    cells: pd.DataFrame,
    *,
    lang: str = "vi",
    dark: bool = False,
    is_far: bool = False,
    made: Ground | None = None,
) -> alt.LayerChart:
    """Every unit with its name and value; the table of wardmap.deck, made: its ground.

    Without a ground, the hexagons of the table's hex_row and hex_col. Lines and letters, no pixels; the whole keeps its
    shape whatever room it is given.
    is_far: for reading from far away: the value alone, larger; a click gives {"code": …}, and the tooltip has the name.
    """
    cells = hexmap.complete(cells, lang)
    made = made or hexmap.ground_of(cells)
    rows = {str(row["code"]): row for row in cells.to_dict("records")}
    places = [(at, rows[code]) for at, code in enumerate(made.shapes.codes) if code in rows]
    left, top, right, bottom = _window(made, [at for at, _ in places], is_far)
    scale = RADIUS if made.shapes.form == "hex" else TALL / (bottom - top)
    units = alt.Chart(alt.InlineData(values=[_unit(made, at, row, is_far) for at, row in places]))
    tint = (
        alt.when("datum.state == 'hidden'")
        .then(alt.value(alt.expr(HATCHING)))
        .when("datum.state == 'missing'")
        .then(alt.value("transparent"))
        .otherwise(alt.value(alt.expr("datum.fill")))
    )
    outlines = units.mark_geoshape(stroke=colours.LINE, strokeWidth=1, opacity=1).encode(fill=tint)
    outlines = outlines.add_params(hatching())
    if is_far:
        pick = chosen("code")
        wide = alt.when(pick, empty=False).then(alt.value(5)).otherwise(alt.value(1))
        outlines = outlines.encode(tooltip=tips(lang, *ROW_TIPS), strokeWidth=wide).add_params(pick)
    marked = units.transform_filter("datum.is_marked").mark_geoshape(
        stroke=colours.ink(dark), strokeWidth=2.5, fill="transparent", tooltip=None
    )
    frame = _feature([[[left, top], [right, top], [right, bottom], [left, bottom]]]) | {"is_frame": True}
    room = alt.Chart(alt.InlineData(values=[frame])).mark_geoshape(fill="transparent", strokeWidth=0, tooltip=None)
    texts = alt.Chart(
        alt.InlineData(values=[one for at, row in places for one in _texts(made, at, row, scale, is_far)])
    )
    ink = alt.condition("datum.state == 'missing'", alt.value(colours.ink(dark)), alt.value(colours.LABEL))
    words = [
        texts.transform_filter(f"datum.is_value == {str(is_value).lower()}")
        .mark_text(
            fontSize=alt.expr("datum.size"),
            fontWeight="bold" if is_value else "normal",
            baseline="middle",
            dy=alt.expr("datum.lift"),
            tooltip=None,
            aria=False,
        )
        .encode(longitude="x:Q", latitude="y:Q", text="text:N", color=ink)
        for is_value in (False, True)
    ]
    size = {"width": round((right - left) * scale), "height": round((bottom - top) * scale)}
    layers = alt.layer(room, outlines, marked, *words).project(type="identity")
    return configured(layers.properties(**size), lang, dark)


def _unit(made: Ground, at: int, row: dict[str, Any], is_far: bool) -> dict[str, Any]:
    """One unit as a feature with what its look hangs on."""
    kept = {"code": made.shapes.codes[at], "state": row["state"], "is_marked": bool(row["is_marked"])}
    kept["fill"] = row["fill"] if isinstance(row["fill"], str) else "transparent"
    if is_far:
        kept |= {name: str(row.get("full_name", row["name"]) if name == "name" else row[name]) for name in ROW_TIPS}
    return _feature(*ground.pieces(made, at)) | kept


def _feature(*parts: shapes.Part) -> dict[str, Any]:
    coordinates = [[[*ring, ring[0]] for ring in part] for part in parts]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": coordinates}}


def _texts(made: Ground, at: int, row: dict[str, Any], scale: float, is_far: bool) -> list[dict[str, Any]]:
    """Name and value of one unit, a text for each line; those too small to read are left out."""
    label, state = made.labels[at], row["state"]
    inset = made.inset if made.inset and at in made.inset.places else None
    found = []
    for grown, shift in ((1.0, (0.0, 0.0)), *([(inset.scale, inset.shift)] if inset else [])):

        def put(text: str, point: shapes.Point, size: float, is_value: bool, lift: float = 0.0) -> None:
            type_px = size * grown * scale  # noqa: B023 called at once
            if not text or type_px < LEAST_TYPE_PX:
                return
            x, y = (point[axis] * grown + shift[axis] for axis in (0, 1))  # noqa: B023
            found.append(
                {"x": round(x, 3), "y": round(y, 3), "text": text, "size": round(type_px, 1), "state": state}
                | {"is_value": is_value, "lift": round(lift * type_px, 1)}
            )

        if is_far:
            size = min(label.alone_size, FAR_TYPE / scale) if made.shapes.form == "hex" else label.alone_size
            put(row["label"], label.alone_at, size, True)
            continue
        count = len(label.lines)
        for line, words in enumerate(label.lines):
            put(words, label.name_at, label.name_size, False, (line - (count - 1) / 2) * 1.08)
        put(row["label"], label.value_at, label.value_size, True)
    return found


def _window(made: Ground, places: list[int], is_far: bool) -> tuple[float, float, float, float]:
    """What the picture shows: all units it has, with a margin; from far no less than FAR_LEAST hexagons."""
    points = [point for at in places for part in ground.pieces(made, at) for point in part[0]]
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    space = max(SPACE * (max(ys) - min(ys)), 0.1)
    least = FAR_LEAST if is_far and made.shapes.form == "hex" else 2.0
    left, right = _reach(xs, space, least)
    top, bottom = _reach(ys, space, least)
    return left, top, right, bottom


def _reach(values: list[float], margin: float, least: float) -> tuple[float, float]:
    """From where to where a side goes that holds all places with a margin, and is `least` long."""
    low, high = min(values) - margin, max(values) + margin
    short = max(0.0, least - (high - low)) / 2
    return low - short, high + short
