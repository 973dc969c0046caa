"""The map of units as a deck for the browser: hexagons, schematic and official outlines alike.

The deck asks nobody outside for anything: no basemap, an orthographic view on flat coordinates.

Six things of the browser side decide the shape of this file:
- Outlines and the places of labels are fetched once (ground.py, served.py); layers name them by their address. Colours
  and texts are expressions over the place `i` of a unit: a list of what occurs, indexed by digits out of a string, one
  string for each digit. The parser takes an index only behind a group, a string or list in brackets.
- An expression is evaluated anew only when its update trigger changes.
- After a click Streamlit fades the colours (getColor, getFillColor) of everything but the chosen object. The colours
  here stand one level down (`_subLayerProps`), which it leaves alone: the map stays, `picked` shows.
- A tooltip's places are filled from the object under the pointer, which is the outline, the same for every period. So
  the tooltip holds the words of all units, and its style shows the one whose number is that of the object.
- Without a graphics card every kind of layer costs a fifth of a second the first time, one that can be clicked another
  fifth than the same that can't, what covers the whole map 30 ms of every frame, and every line as much as a unit. So
  there are few kinds: filled outlines, straight lines, letters; rims only where a unit is chosen, the field beside the
  units only where a click there may mean something, lines between the units only where the map can be moved or shows
  a part of the city (see ground_files.py).
- The view fits itself. A controller with `maxBounds` on one axis zooms to the width of the container as soon as it
  exists, and `maxZoom` stops it where the height is full: a phone sees the whole city too, though Python doesn't know
  its width. These stand in the view state, since changing the view would throw the place away that was reached.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from pages.parts import colours, served, shapes
from pages.parts.expressions import indexed, trigger
from pages.parts.ground import Ground, pieces
from pages.parts.ground_files import Files, Stroke
from pages.parts.numbers import Lang
from pages.parts.textures import dashing, hatching

LAYER: Final = "wards"  # the selection comes back under this id
BESIDE: Final = ""  # what was clicked where there is no unit
BORDER: Final = "|"  # what was clicked between units
AROUND: Final = "around"  # the layer that takes a click beside: the browser reports only objects
Click = tuple[str, int]  # a unit's code, BESIDE or BORDER; which object it was: a unit may have several
MARGIN_PX: Final = 8
Extent = tuple[float, float, float, float]  # left, top, right, bottom
CLOSER: Final = 6  # steps of enlargement that a reader may go in; each doubles
FONT: Final = "Source Sans, Source Sans Pro, DejaVu Sans, sans-serif"
FONT_SETTINGS: Final = {"fontSize": 96, "buffer": 12}  # drawn large once, so that a projector sees sharp edges
EMPTY: Final = (0, 0, 0, 0)
NEEDED: Final = ("code", "name", "kind", "state", "fill", "label", "is_marked", "state_text")  # of the cells
OUTSIDE: Final = {False: "#eef1f4", True: "#1b242e"}  # units that a filter leaves out
TIPS: Final = {
    "vi": {
        "value_text": "",
        "interval_text": "Khoảng tin cậy 95 %",
        "slips_text": "Số phiếu",
    },
    "en": {"value_text": "", "interval_text": "95% interval", "slips_text": "Slips"},
}


class WardDeck(pdk.Deck):
    """A deck that writes itself without map style and white space (pydeck's: four times the bytes and the time)."""

    def to_json(self) -> str:
        spec = json.loads(json.dumps(self, sort_keys=True, default=default_serialize))
        spec.pop("mapStyle", None)
        return json.dumps(spec, ensure_ascii=False, separators=(",", ":"))


def deck(
    ground: Ground,
    cells: pd.DataFrame,
    *,
    place: str,
    lang: Lang = "vi",
    tips: Mapping[str, str] | None = None,
    picked: Sequence[str] = (),
    over: bytes = b"",
    height: int = 760,
    dark: bool = False,
    can_move: bool = False,
    beside: bool = False,
) -> pdk.Deck:
    """Each unit filled by class; hatched when hidden, empty when missing, dashed when few, outlined when marked.

    cells: code, name, kind (phường, xã …), state, fill (None: empty), label (a value of few signs), is_marked,
    state_text and what `tips` names (column: title, '' for a line without one). Units of the ground without a row are
    pale and say nothing. place: what of the page this is, for the files it needs. picked: codes with a strong outline.
    over: lines above the units (see ground.lines). height: px of the container, must be what st.pydeck_chart gets.
    can_move: by wheel, fingers and dragging. beside: take clicks where there is no unit, too.
    A click gives {"wards": [{"code": …}]}.
    """
    tips = tips or TIPS[lang]
    needed = [one for one in (*NEEDED, *tips) if one in cells]
    rows = {str(row["code"]): row for row in cells[needed].to_dict("records")}
    ordered = [rows.get(code) for code in ground.shapes.codes]
    of_state = {
        state: [at for at, row in enumerate(ordered) if row and row["state"] == state] for state in ("hidden", "few")
    }
    marked = [at for at, row in enumerate(ordered) if row and row["is_marked"]]
    chosen = [ground.shapes.place[code] for code in picked if code in ground.shapes.place]
    frame = [ground.inset.frame] if ground.inset else []
    paper, ink = colours.paper(dark), colours.ink(dark)
    fills = [fill(row, dark) for row in ordered]
    files = files_of(ground, ordered, can_move)
    if not files.borders:
        # What is empty shows the page, not the ground that shows between units.
        fills = [*(one if any(one) else colours.rgba(paper) for one in fills), colours.rgba(colours.LINE)]
    addresses = {
        name: served.address(content, "application/json", f"{place}.{name}")
        for name, content in {**vars(files), "over": over}.items()
        if content
    }
    layers = [
        *([_around(ground)] if beside else []),
        _filled(LAYER, addresses["outlines"], indexed(fills)),
        *_lines("borders", addresses.get("borders"), colours.LINE, 1),
        *_lines("hatching", [s for at in of_state["hidden"] for s in hatching(ground, at)], colours.HATCH, 1.8),
        *_lines("dashes", [s for at in of_state["few"] for s in dashing(ground, at)], colours.HATCH, 1.6),
        *_lines("over", addresses.get("over"), ink, 1.8),
        *_lines("marked", _rings(ground, marked), colours.LABEL, 2.6),
        *_lines("frame", frame, ink, 1.5),
        *_rims("picked-ground", _rings(ground, chosen), paper, 8),
        *_rims("picked", _rings(ground, chosen), ink, 4),
        *_texts(addresses["texts"], ordered, ink),
    ]
    # The state holds what the controller goes by, in words of its own that pydeck does not know.
    return WardDeck(
        layers,
        views=[pdk.View(type="OrthographicView", id="units", controller=dict.fromkeys(MOVES, can_move))],
        initial_view_state=_view_state(bounds(ground, ordered), ground.shapes.extent, height, can_move),
        map_provider=None,
        tooltip=_tooltip(ground, ordered, tips, dark),
    )


def files_of(ground: Ground, ordered: Sequence[Mapping[str, Any] | None], can_move: bool) -> Files:
    """What the browser fetches. ordered: as the ground's codes."""
    is_whole = bounds(ground, ordered) == ground.shapes.extent
    return ground.still if is_whole and not can_move else ground.free


MOVES: Final = ("dragPan", "scrollZoom", "doubleClickZoom", "touchZoom", "keyboard")


def clicked(state: Any) -> Click | None:
    """What was clicked last; None: nothing yet, or the same object again, which the browser lets go of."""
    selection = state["selection"] if state else {"objects": {}}
    for layer in (AROUND, LAYER):
        if found := selection["objects"].get(layer):
            code = BESIDE if layer == AROUND else found[0].get("code", BORDER)
            return code, selection["indices"].get(layer, [0])[0]
    return None


def fitting(ground: Ground, width: int, most: int) -> int:
    """The height in px at which a map so wide has no room left above and below; `most` at most."""
    left, top, right, bottom = ground.shapes.extent
    high = width / (right - left) * (bottom - top) + 2 * MARGIN_PX
    return min(most, round(high)) if width else most


def fill(row: Mapping[str, Any] | None, dark: bool) -> Sequence[int]:
    """A unit's colour, red to alpha of 255. row: of the cells, None for a unit without one."""
    if row is None:
        return colours.rgba(OUTSIDE[dark])
    # Empty units must still be clickable: a fill that can't be seen is a fill.
    return colours.rgba(row["fill"]) if isinstance(row["fill"], str) else EMPTY


def _filled(layer_id: str, data: Any, fills: str) -> pdk.Layer:
    """Outlines to be clicked; fills: an expression for the colour of each."""
    return pdk.Layer(
        "PolygonLayer",
        data,
        id=layer_id,
        get_polygon="polygon",
        stroked=False,
        pickable=True,
        update_triggers={"getFillColor": trigger(fills)},
        _sub_layer_props={"fill": {"getFillColor": f"@@={fills}", "updateTriggers": {"getFillColor": trigger(fills)}}},
    )


def _around(ground: Ground) -> pdk.Layer:
    """An unseen field under the units, as far as a reader can go. n: of no unit in the tooltip."""
    left, top, right, bottom = ground.shapes.extent
    x, y = 3 * (right - left), 3 * (bottom - top)
    corners = [[left - x, top - y], [right + x, top - y], [right + x, bottom + y], [left - x, bottom + y]]
    field = {"i": 0, "n": 0, "polygon": [[round(one) for one in corner] for corner in corners]}
    return _filled(AROUND, [field], indexed([EMPTY]))


def _lines(layer_id: str, lines: list[Stroke] | str | None, colour: str, width: float) -> list[pdk.Layer]:
    """Thin lines of one colour and width in pixels, or where the browser finds them; no layer without any."""
    if not lines:
        return []
    layer = pdk.Layer(
        "LineLayer",
        lines if isinstance(lines, str) else shapes.sides(lines),
        id=layer_id,
        get_source_position="[this[0],this[1]]",
        get_target_position="[this[2],this[3]]",
        get_color=colours.rgba(colour),
        get_width=width,
        pickable=False,
    )
    return [layer]


def _rims(layer_id: str, rings: list[Stroke], colour: str, width: float) -> list[pdk.Layer]:
    """Broad outlines with round corners; no layer without any."""
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": rings}}
    layer = pdk.Layer(
        "GeoJsonLayer",
        feature,
        id=layer_id,
        get_line_color=colours.rgba(colour),
        get_line_width=width,
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        pickable=False,
    )
    return [layer] if rings else []


def _rings(ground: Ground, places: Sequence[int]) -> list[Stroke]:
    return [ring for at in places for ring in shapes.rings(pieces(ground, at))]


def _texts(address: str, ordered: Sequence[Mapping[str, Any] | None], ink: str) -> list[pdk.Layer]:
    """Names and values: dark on a fill; on a missing (empty) unit in the colour of the page's text."""
    tints = indexed([tint(row, ink) for row in ordered])
    values = indexed([row["label"] if row else "" for row in ordered])
    return [
        _text_layer("values", address, "q", "v", values, tints, 700),
        _text_layer("names", address, "p", "s", "t", tints, 500),
    ]


def tint(row: Mapping[str, Any] | None, ink: str) -> Sequence[int]:
    """The colour of a unit's name and value, red to alpha of 255; ink: the page's."""
    if row is None:
        return colours.rgba(ink, 90)
    return colours.rgba(ink if row["state"] == "missing" else colours.LABEL)


def _text_layer(layer_id: str, address: str, at: str, size: str, text: str, tint: str, weight: int) -> pdk.Layer:
    """Text that grows and shrinks with the units."""
    return pdk.Layer(
        "TextLayer",
        address,
        id=layer_id,
        get_position=at,
        get_text=text,
        get_size=size,
        size_units=pdk.types.String("common"),
        font_family=pdk.types.String(FONT),
        font_weight=weight,
        font_settings=FONT_SETTINGS,
        line_height=1.08,
        character_set=pdk.types.String("auto"),  # without String it becomes an expression, and no letter appears
        pickable=False,
        update_triggers={"getText": trigger(text), "getColor": trigger(tint)},
        _sub_layer_props={"characters": {"getColor": f"@@={tint}", "updateTriggers": {"getColor": trigger(tint)}}},
    )


def bounds(ground: Ground, ordered: Sequence[Mapping[str, Any] | None]) -> Extent:
    """What the map shows: all units, or those that have a row where some have none. ordered: as the ground's codes."""
    inside = [at for at, row in enumerate(ordered) if row]
    return ground.shapes.extent if len(inside) in (0, len(ordered)) else _extent(ground, inside)


def _extent(ground: Ground, places: Sequence[int]) -> Extent:
    points = [point for at in places for part in ground.shapes.parts[at] for point in part[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _view_state(shown: Extent, whole: Extent, height: int, can_move: bool) -> dict[str, Any]:
    """The middle, and a zoom that is far too small on purpose: the bounds raise it to what fits.

    Where the map can be moved its bounds are wide, so there the zoom is what fits: the room is at least as wide as
    `whole` needs at that height (on a phone exactly so, see `fitting`).
    """
    left, top, right, bottom = shown
    middle = [round((left + right) / 2, 2), round((top + bottom) / 2, 2)]
    limit = round(math.log2((height - 2 * MARGIN_PX) / (bottom - top)), 3)
    fit = [[round(left - 0.01 * (right - left), 2), middle[1]], [round(right + 0.01 * (right - left), 2), middle[1]]]
    state = {"target": [*middle, 0], "zoom": -10}
    if can_move:
        across, down = right - left, bottom - top
        wide = [[left - 2 * across, top - down], [right + 2 * across, bottom + down]]
        far = limit + CLOSER
        room = (height - 2 * MARGIN_PX) * (whole[2] - whole[0]) / (whole[3] - whole[1])
        state["zoom"] = round(min(limit, math.log2(room / across)) - math.log2(1.02), 3)
        return {**state, "maxBounds": wide, "maxZoom": far, "maxZoomX": far, "maxZoomY": far, "rubberBand": False}
    return {**state, "maxBounds": fit, "maxZoom": limit, "maxZoomX": limit, "maxZoomY": limit, "rubberBand": True}


def _tooltip(
    ground: Ground, ordered: Sequence[Mapping[str, Any] | None], tips: Mapping[str, str], dark: bool
) -> dict[str, Any]:
    """The words of every unit in the order of their places, of which the style shows one (`n` counts from 1)."""
    words = "".join(
        _words(row, tips, code) if row else f"<div><b>{escape(name)}</b></div>"
        for row, code, name in zip(ordered, ground.shapes.codes, ground.names, strict=True)
    )
    # The look stands on the words: beside the units the tooltip is there as well, but empty.
    look = (
        f"color:{colours.ink(dark)};background:{colours.paper(dark)};border:1px solid {colours.LINE};"
        f"border-radius:6px;font:15px {FONT};padding:8px 12px"
    )
    shown = f"<style>.unit-tip>div{{display:none;{look}}}.unit-tip>div:nth-child({{n}}){{display:block}}</style>"
    bare = {"backgroundColor": "transparent", "padding": "0", "border": "none"}
    return {"html": f"{shown}<div class='unit-tip'>{words}</div>", "style": bare}


def _words(row: Mapping[str, Any], tips: Mapping[str, str], code: str) -> str:
    """A unit's name and kind, then its figures; a unit without figures keeps its lines."""
    lines = "".join(
        f"<br>{escape(title)}{': ' if title else ''}<b>{escape(str(row[column]))}</b>"
        for column, title in tips.items()
        if row[column] and row[column] == row[column]
    )
    head = f"<b>{escape(str(row['name']))}</b> ({escape(str(row['kind']))})"
    note = f"<br><i>{escape(str(row['state_text']))}</i>" if row["state_text"] else ""
    # Its code and state, so that a test can read what a reader sees.
    return f"<div data-code='{code}' data-state='{row['state']}'>{head}{lines}{note}</div>"
