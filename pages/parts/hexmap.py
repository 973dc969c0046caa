"""The map of wards: a hexagon for each ward, all the same size, so that each one is legible on a projector.

The deck asks nobody outside for anything: no basemap, an orthographic view on made-up coordinates. One
hexagon has the circumradius 1. As in the layout file row 0 is the southernmost, so rows count upwards, and odd
rows stand half a hexagon to the right (east).

Three things of the browser side decide the shape of this file:
- The view fits itself. An orthographic controller with `maxBounds` on one axis zooms to the width of the
  container as soon as it exists, and `maxZoom` stops it where the height given to `deck` is full. So a phone
  sees the whole city too, though Python doesn't know its width.
- After a click Streamlit fades the colours (getColor, getFillColor) of everything but the chosen object. The
  colours here stand one level down (`_subLayerProps`), which it leaves alone: the map stays, `picked` shows.
- Polygons go into one data list; everything that can't be clicked is a GeoJsonLayer with a single feature.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import pandas as pd
import pydeck as pdk

from pages.parts import colours, numbers

HALF_WIDTH: Final = math.sqrt(3) / 2
GAP: Final = 0.96  # size of a hexagon in its place, so that a seam of the page shows between two
RING: Final = 0.9  # size of the broken ring that marks few slips
MARGIN_PX: Final = 8
DIGITS: Final = 3  # a thousandth of a hexagon is less than a twentieth of a pixel
FONT: Final = "Source Sans, Source Sans Pro, DejaVu Sans, sans-serif"
NAME_SIZE: Final = 0.37  # of the circumradius; three lines of name get the smaller one
LONG_NAME_SIZE: Final = 0.31
VALUE_SIZE: Final = 0.44
ALONE_SIZE: Final = 0.72  # the value without a name above it
LINE_CHARS: Final = 7  # what fits well across a hexagon; one more if it saves a fourth line
MAX_LINES: Final = 3
TOOLTIP_FIELDS: Final = ("index_text", "interval_text", "slips_text", "state_text")
TOOLTIP_TITLES: Final = {
    "vi": ("Hài lòng", "Khoảng tin cậy 95 %", "Số phiếu", "Lưu ý"),
    "en": ("Satisfied", "95% interval", "Slips", "Note"),
}
LAYER: Final = "wards"  # the selection comes back under this id

Point = tuple[float, float]


class HexDeck(pdk.Deck):
    """A deck that writes itself without white space (pydeck indents: four times the bytes) and map style."""

    def to_json(self) -> str:
        spec = json.loads(super().to_json())
        spec.pop("mapStyle", None)
        return json.dumps(spec, ensure_ascii=False, separators=(",", ":"))


def centre(hex_row: int, hex_col: int) -> Point:
    """Centre of a hexagon. y grows downwards on the screen, rows grow northwards."""
    return HALF_WIDTH * (2 * hex_col + hex_row % 2), -1.5 * hex_row


def corners(at: Point, size: float = GAP) -> list[list[float]]:
    """The six corners, pointed top."""
    turns = (math.radians(60 * i - 90) for i in range(6))
    return [[round(at[0] + size * math.cos(t), DIGITS), round(at[1] + size * math.sin(t), DIGITS)] for t in turns]


def hatching(at: Point, size: float = GAP, count: int = 5) -> list[list[list[float]]]:
    """Strokes inside a hexagon that climb to the right, parallel to one pair of its sides."""
    turn = math.radians(60)
    across, along = (math.cos(turn), math.sin(turn)), (math.sin(turn), -math.cos(turn))
    strokes = []
    for i in range(count):
        offset = size * HALF_WIDTH * (2 * (i + 0.5) / count - 1)
        half = size - abs(offset) / math.sqrt(3) - 0.04  # the stroke is as long as the hexagon is wide there
        middle = (at[0] + offset * across[0], at[1] + offset * across[1])
        ends = [(middle[0] + side * half * along[0], middle[1] + side * half * along[1]) for side in (-1, 1)]
        strokes.append([[round(x, DIGITS), round(y, DIGITS)] for x, y in ends])
    return strokes


def dashes(at: Point, size: float = RING, per_side: int = 2) -> list[list[list[float]]]:
    """A broken ring inside a hexagon."""
    ring = corners(at, size)
    pieces = []
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        for i in range(per_side):
            shares = ((i + 0.22) / per_side, (i + 0.78) / per_side)
            pieces.append([[round(x1 + (x2 - x1) * s, DIGITS), round(y1 + (y2 - y1) * s, DIGITS)] for s in shares])
    return pieces


def wrapped(name: str) -> list[str]:
    """A ward's name on at most three lines that fit, never broken inside a word."""
    words = name.replace(" - ", " ").split()
    lines = _filled(words, LINE_CHARS)
    return lines if len(lines) <= MAX_LINES else _filled(words, LINE_CHARS + 1)


def _filled(words: list[str], width: int) -> list[str]:
    """Words put on lines of `width` characters, one after the other."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def deck(
    cells: pd.DataFrame,
    *,
    lang: str = "vi",
    label: bool = True,
    picked: tuple[str, ...] = (),
    height: int = 760,
    dark: bool = False,
    tips: Mapping[str, str] | None = None,
) -> pdk.Deck:
    """A hexagon for each ward, filled by class; hatched when hidden, empty when missing, ringed when few.

    cells: code, name, kind (phường, xã …), hex_row, hex_col (ints), class_code (0–5), index_pct (0–100),
    state, index_text, interval_text, slips_text, state_text.
    label: names above the values, else values alone (for a phone).
    tips: title of each of TOOLTIP_FIELDS that a tooltip shows, where they are not those of an index.
    picked: codes with a strong outline. height: px of the container, must be what st.pydeck_chart gets.
    A click gives {"wards": [{"code": …, "name": …, …}]}.
    """
    # Streamlit remembers a click by its place in the list: one order, whatever order the answer came in.
    records = sorted((_record(row) for row in cells.to_dict("records")), key=lambda record: record["code"])
    at = {record["code"]: record.pop("at") for record in records}
    of_state = {state: [r["code"] for r in records if r["state"] == state] for state in ("hidden", "few")}
    outlines = _rings([at[code] for code in picked if code in at])
    ink = colours.rgba(colours.ink(dark))
    layers = [
        pdk.Layer(
            "PolygonLayer",
            records,
            id=LAYER,
            get_polygon="polygon",
            get_line_color=colours.rgba(colours.LINE),
            line_width_min_pixels=1,
            line_width_units=pdk.types.String("common"),
            get_line_width=0.03,
            pickable=True,
            _sub_layer_props={"fill": {"getFillColor": "@@=fill"}},
        ),
        *_lines("hatching", [s for code in of_state["hidden"] for s in hatching(at[code])], colours.HATCH, 0.07),
        *_lines("rings", [s for code in of_state["few"] for s in dashes(at[code])], colours.HATCH, 0.055),
        *_lines("picked-ground", outlines, colours.PAPER[False], 0.26),
        *_lines("picked", outlines, colours.LABEL, 0.14),
        *_texts(records, at, label, ink),
    ]
    return HexDeck(
        layers,
        views=[pdk.View(type="OrthographicView", id="hexes", controller=_fit(list(at.values()), height))],
        initial_view_state=_view_state(list(at.values())),
        map_provider=None,
        tooltip=_tooltip(tips or dict(zip(TOOLTIP_FIELDS, TOOLTIP_TITLES[lang], strict=True)), dark),
    )


def clicked(state: Any) -> str | None:
    """Code of the hexagon that is chosen in the state of the chart; None where none is."""
    objects = state["selection"]["objects"].get(LAYER) if state else None
    return objects[0]["code"] if objects else None


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """What the browser needs of a ward; values of hidden wards never leave the server."""
    at = centre(int(row["hex_row"]), int(row["hex_col"]))
    state = row["state"]
    code = None if pd.isna(row["class_code"]) else int(row["class_code"])
    fill = colours.fill(code, state)
    shown = state in ("ok", "few") and not pd.isna(row["index_pct"])
    return {
        "code": str(row["code"]),
        "name": str(row["name"]),
        "kind": str(row["kind"]),
        "state": state,
        "value": numbers.whole(row["index_pct"], "en") if shown else "",
        # Empty cells must still be clickable: a fill that can't be seen is a fill.
        "fill": colours.rgba(fill) if fill else [0, 0, 0, 0],
        "polygon": corners(at),
        "at": at,
        **{field: "" if pd.isna(row[field]) else str(row[field]) for field in TOOLTIP_FIELDS},
    }


def _lines(layer_id: str, strokes: list[list[list[float]]], colour: str, width: float) -> list[pdk.Layer]:
    """Strokes of one colour and width (in circumradii) as one feature; no layer without strokes."""
    if not strokes:
        return []
    layer = pdk.Layer(
        "GeoJsonLayer",
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "MultiLineString", "coordinates": strokes},
        },
        id=layer_id,
        get_line_color=colours.rgba(colour),
        get_line_width=width,
        line_width_units=pdk.types.String("common"),
        line_width_min_pixels=1,
        pickable=False,
    )
    return [layer]


def _rings(centres: list[Point]) -> list[list[list[float]]]:
    """Closed outlines of hexagons."""
    return [[*corners(at), corners(at)[0]] for at in centres]


def _texts(records: list[dict[str, Any]], at: dict[str, Point], label: bool, ink: list[int]) -> list[pdk.Layer]:
    """Names and values: dark on a fill; on a missing (empty) hexagon in the colour of the page's text."""
    on_fill = colours.rgba(colours.LABEL)
    names, values = [], []
    for record in records:
        x, y = at[record["code"]]
        colour = ink if record["state"] == "missing" else on_fill
        # The ground of a hatched hexagon behind the name, or the strokes would run through the letters.
        ground = colours.rgba(colours.HIDDEN, 255 if record["state"] == "hidden" else 0)
        lines = wrapped(record["name"]) if label else []
        size = NAME_SIZE if len(lines) < 3 else LONG_NAME_SIZE
        block = len(lines) * size * 1.08 + (VALUE_SIZE if record["value"] else 0)
        if label:
            middle = y - block / 2 + len(lines) * size * 1.08 / 2
            names.append(_text("\n".join(lines), x, middle, size, colour, ground))
        if record["value"] and label:
            values.append(_text(record["value"], x, y + block / 2 - VALUE_SIZE / 2 + 0.03, VALUE_SIZE, colour, ground))
        elif record["value"]:
            values.append(_text(record["value"], x, y, ALONE_SIZE, colour, ground))
    return [_text_layer("names", names, 500), _text_layer("values", values, 700)]


def _text(text: str, x: float, y: float, size: float, colour: list[int], ground: list[int]) -> dict[str, Any]:
    """One text: what, where, how large, its colour and the colour behind it."""
    return {"t": text, "p": [round(x, DIGITS), round(y, DIGITS)], "s": size, "c": colour, "b": ground}


def _text_layer(layer_id: str, data: list[dict[str, Any]], weight: int) -> pdk.Layer:
    """Text that grows and shrinks with the hexagons."""
    return pdk.Layer(
        "TextLayer",
        data,
        id=layer_id,
        get_position="p",
        get_text="t",
        get_size="s",
        size_units=pdk.types.String("common"),
        font_family=pdk.types.String(FONT),
        font_weight=weight,
        font_settings={
            "fontSize": 96,
            "buffer": 12,
        },  # drawn large once, so that a projector sees sharp edges
        line_height=1.08,
        character_set=pdk.types.String("auto"),  # without String it becomes an expression, and no letter appears
        background=True,
        get_background_color="b",
        pickable=False,
        _sub_layer_props={"characters": {"getColor": "@@=c"}},
    )


def _extent(centres: list[Point]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of all hexagons; a single one when there is none."""
    xs, ys = [x for x, _ in centres] or [0.0], [y for _, y in centres] or [0.0]
    return min(xs) - HALF_WIDTH, min(ys) - 1, max(xs) + HALF_WIDTH, max(ys) + 1


def _view_state(centres: list[Point]) -> pdk.ViewState:
    left, top, right, bottom = _extent(centres)
    target = [round((left + right) / 2, DIGITS), round((top + bottom) / 2, DIGITS), 0]
    # Far too small on purpose: the controller's bounds raise it to what fits.
    return pdk.ViewState(target=target, zoom=-10)


def _fit(centres: list[Point], height: int) -> dict[str, Any]:
    """A controller that only fits: zoom so that the width is full, but no further than the height allows."""
    left, top, right, bottom = _extent(centres)
    middle = round((top + bottom) / 2, DIGITS)
    limit = round(math.log2((height - 2 * MARGIN_PX) / (bottom - top)), DIGITS)
    still = ("dragPan", "dragRotate", "scrollZoom", "doubleClickZoom", "touchZoom", "touchRotate", "keyboard")
    return {
        "maxBounds": [[round(left - 0.1, DIGITS), middle], [round(right + 0.1, DIGITS), middle]],
        "maxZoom": limit,
        "rubberBand": True,  # centres what is narrower than the container
        **dict.fromkeys(still, False),
    }


def _tooltip(titles: Mapping[str, str], dark: bool) -> dict[str, Any]:
    """Streamlit fills in the places and escapes the values; a ward without figures keeps its lines."""
    pairs = [(field, title) for field, title in titles.items() if field != "state_text"]
    lines = "".join(f"<div>{title}: <b>{{{field}}}</b></div>" for field, title in pairs)
    head = "<div style='font-size:17px'><b>{name}</b> ({kind})</div>"
    return {
        "html": f"{head}{lines}<div><i>{{state_text}}</i></div>",
        "style": {
            "color": colours.ink(dark),
            "backgroundColor": colours.paper(dark),
            "border": f"1px solid {colours.LINE}",
            "borderRadius": "6px",
            "fontFamily": FONT,
            "fontSize": "15px",
            "padding": "8px 12px",
        },
    }
