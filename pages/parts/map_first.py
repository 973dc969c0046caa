"""The map's first moment: a still picture in its place until the browser has fetched and drawn the map itself.

The map's script is 3 MB, and without a graphics card its first frame takes most of a second. The picture is drawn here,
sent in the run that opens the page, laid over the map's place and hidden by screen.css once the map has been there a
while. Where a browser can't draw the map at all, the picture stays. (hexpicture.py draws for files, which have another
size.)

Where the page is the first of a visit, the rest of it follows a moment later. A browser builds whatever has reached it
in one go, and then has everything to build: sent together, the picture was seen after 1.4 s, sent apart after 0.7, and
the map itself not a tenth of a second later than before.
"""

import json
import time
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.parts import colours, ground, map_hand, own, textures, wardmap
from pages.parts.ground import Ground

FRAME: Final = "map_frame"  # holds the map and, over it, the picture
OVER: Final = "map_first"
AHEAD_SECONDS: Final = 0.2
FONT: Final = "Arial, Liberation Sans, DejaVu Sans, sans-serif"  # a picture has none of the page's own
SMALLER: Final = 0.92  # than the map's type, since these faces are wider
LINE_HEIGHT: Final = 1.08  # of the map's own labels
HALF_LETTER: Final = 0.35  # of a type's size, from the middle of a letter down to the line it stands on
Row = Mapping[str, Any] | None


def draw(made: Ground, cells: pd.DataFrame, height: int, is_dark: bool, picked: Sequence[str], can_move: bool) -> None:
    """The picture, in the run that opens the page and in no other; the arguments as wardmap.deck has them.

    Not on a phone, whose map is drawn anew at once in its own width, nor where it was left enlarged.
    """
    if own.is_opened() and not map_hand.is_phone() and not can_move:
        with st.container(key=OVER):
            st.image(picture(made, cells, height, is_dark, picked))
        if own.is_first():
            time.sleep(AHEAD_SECONDS)


def picture(made: Ground, cells: pd.DataFrame, height: int, is_dark: bool, picked: Sequence[str] = ()) -> str:
    """The map as SVG that keeps its shape in any room `height` px high, each unit where the map is going to have it."""
    rows = {str(row["code"]): row for row in cells[["code", "state", "fill", "label", "is_marked"]].to_dict("records")}
    ordered = [rows.get(code) for code in made.shapes.codes]
    left, top, right, bottom = wardmap.bounds(made, ordered)
    wide, tall = 1.02 * (right - left), (bottom - top) * height / (height - 2 * wardmap.MARGIN_PX)
    box = f"{(left + right - wide) / 2:.3f} {(top + bottom - tall) / 2:.3f} {wide:.3f} {tall:.3f}"
    paper, ink = colours.paper(is_dark), colours.ink(is_dark)
    chosen = [made.shapes.place[code] for code in picked if code in made.shapes.place]
    paths = [_path(made, at) for at in range(len(ordered))]
    drawn = [
        f'<path d="{path}" fill="{_css(wardmap.fill(row, is_dark))}" stroke="{colours.LINE}"/>'
        for path, row in zip(paths, ordered, strict=True)
    ]
    for state, strokes, width in (("hidden", textures.hatching, 1.8), ("few", textures.dashing, 1.6)):
        lines = [line for at in _places(ordered, "state", state) for line in strokes(made, at)]
        if lines:
            drawn.append(_outline("".join(map(_line, lines)), colours.HATCH, width))
    drawn += [_outline(paths[at], colours.LABEL, 2.6) for at in _places(ordered, "is_marked", True)]
    if made.inset:
        drawn.append(_outline(_line(made.inset.frame), ink, 1.5))
    drawn += [_outline(paths[at], colour, width) for colour, width in ((paper, 8), (ink, 4)) for at in chosen]
    places = json.loads(wardmap.files_of(made, ordered, can_move=False).texts)
    drawn += [text for place in places for text in _texts(place, ordered[place["i"]], ink)]
    look = f'text-anchor="middle" font-family="{FONT}"'
    # Lines are as wide as the map has them, in pixels, whatever the picture's scale.
    style = "<style>path{vector-effect:non-scaling-stroke}</style>"
    size = f'width="{height * wide / tall:.0f}" height="{height}" viewBox="{box}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {look}>{style}{"".join(drawn)}</svg>'


def _places(ordered: Sequence[Row], column: str, value: object) -> list[int]:
    return [at for at, row in enumerate(ordered) if row and row[column] == value]


def _path(made: Ground, at: int) -> str:
    """The outline of a unit, its piece in the enlarged inner city included."""
    return "".join(_ring(ring) for part in ground.pieces(made, at) for ring in part)


def _ring(ring: Sequence[Sequence[float]]) -> str:
    return f"{_line(ring)}Z"


def _line(line: Sequence[Sequence[float]]) -> str:
    return f"M{'L'.join(f'{x:g} {y:g}' for x, y in line)}"


def _outline(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _texts(place: Mapping[str, Any], row: Row, ink: str) -> list[str]:
    """Name and value of a unit; place: of the ground's texts, where those of the enlarged inner city stand as well."""
    colour, value = _css(wardmap.tint(row, ink)), row["label"] if row else ""
    found = []
    for text, (x, y), size, weight in ((place["t"], place["p"], place["s"], 500), (value, place["q"], place["v"], 700)):
        lines, type_ = text.split("\n"), size * SMALLER
        first = y + (HALF_LETTER - (len(lines) - 1) / 2 * LINE_HEIGHT) * type_
        found += [
            f'<text x="{x:g}" y="{first + i * LINE_HEIGHT * type_:.3f}" font-size="{type_:.3f}" '
            f'font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
            for i, line in enumerate(lines)
            if line
        ]
    return found


def _css(rgba: Sequence[int]) -> str:
    red, green, blue, alpha = rgba
    return f"rgba({red},{green},{blue},{alpha / 255:.3g})"
