"""What a browser fetches once to draw a ground: outlines of units, the borders between them, the places of labels.

There are two of each ground. One can be drawn at any size: borders are lines of their own, every label is there. The
other is for a map that fills its room and stays so: units are half a pixel smaller on a ground half a pixel larger,
which shows between and around them as their border, and no label is too small to be read. A browser without a graphics
card takes as long for each line and each letter as for a unit: 7,000 borders were 140 ms of every frame, as ground 20.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from pages.parts import shapes
from pages.parts.shape_labels import Label
from pages.parts.shapes import Part, Point, Shapes

Stroke = list[list[float]]
ROOM_PX: Final = 804  # height of the map on a large screen, without its margins
HALF_BORDER_PX: Final = 0.5
LEAST_TYPE_PX: Final = 5.0  # smaller is not read, on paper either
MITRE: Final = 2.0  # how far beyond a border a corner may reach, in its widths


@dataclass(frozen=True)
class Inset:
    """A part of the map drawn once more, larger, in a free corner. places: of the codes it shows."""

    places: tuple[int, ...]
    scale: float
    shift: Point
    frame: Stroke

    def enlarged(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Pieces of a unit as it shows them."""
        return shapes.moved(parts, self.scale, self.shift)


@dataclass(frozen=True)
class Files:
    """Lists as JSON.

    outlines: i (place of the code), n (i + 1), code, polygon; a unit of several pieces has as many objects, those of
    the inset included. In a still file the ground of all comes first: a place after the last, n 0, no code.
    borders: x, y, x, y of each side once; nothing in a still file. texts: i, and for name and value t or none, where,
    size.
    """

    outlines: bytes
    borders: bytes
    texts: bytes


def free(made: Shapes, labels: Sequence[Label], inset: Inset | None) -> Files:
    """To be drawn at any size."""
    found = _pieces(made, inset)
    borders = shapes.sides(shapes.rings([part for _, part in found]))
    return Files(written(_units(made, found)), written(borders), written(_texts(labels, inset, 0.0)))


def still(made: Shapes, labels: Sequence[Label], inset: Inset | None) -> Files:
    """To be drawn where the whole fills its room."""
    _, top, _, bottom = made.extent
    pixel = (bottom - top) / ROOM_PX
    half = HALF_BORDER_PX * pixel
    # Rounded to metres, a narrow piece may cross itself.
    found = [(at, part, shapely.make_valid(shapely.Polygon(part[0], part[1:]))) for at, part in _pieces(made, inset)]
    smaller = [(at, one) for at, part, whole in found for one in _parts(_grown(whole, -half)) or [part]]
    between = [
        {"i": len(made.codes), "n": 0, "polygon": part}
        for part in _parts(_grown(shapely.union_all([whole for _, _, whole in found]), half))
    ]
    texts = _texts(labels, inset, LEAST_TYPE_PX * pixel)
    return Files(written([*between, *_units(made, smaller)]), b"", written(texts))


def written(rows: Sequence[object]) -> bytes:
    """Rows as a file."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _pieces(made: Shapes, inset: Inset | None) -> list[tuple[int, Part]]:
    """Every piece with the place of its unit, those in the inset last."""
    rows = [(at, part) for at, parts in enumerate(made.parts) for part in parts]
    if inset:
        rows += [(at, part) for at in inset.places for part in inset.enlarged(made.parts[at])]
    return rows


def _units(made: Shapes, found: Sequence[tuple[int, Part]]) -> list[dict[str, object]]:
    return [{"i": at, "n": at + 1, "code": made.codes[at], "polygon": part} for at, part in found]


def _grown(geometry: shapely.Geometry, by: float) -> shapely.Geometry:
    return geometry.buffer(by, join_style="mitre", mitre_limit=MITRE)


def _parts(geometry: shapely.Geometry) -> list[Part]:
    """The polygons of a geometry, with open rings."""
    polygons = [one for one in shapely.get_parts(geometry).tolist() if isinstance(one, shapely.Polygon)]
    return [[_ring(ring) for ring in (one.exterior, *one.interiors)] for one in polygons if not one.is_empty]


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    return [[round(x, shapes.DIGITS), round(y, shapes.DIGITS)] for x, y in shapely.get_coordinates(ring)[:-1].tolist()]


def _texts(labels: Sequence[Label], inset: Inset | None, least: float) -> list[dict[str, object]]:
    """Names and values whose type is at least so high."""
    rows = [_text(at, label, 1.0, (0.0, 0.0), least) for at, label in enumerate(labels)]
    if inset:
        rows += [_text(at, labels[at], inset.scale, inset.shift, least) for at in inset.places]
    return [row for row in rows if row]


def _text(at: int, label: Label, scale: float, shift: Point, least: float) -> dict[str, object]:
    """The name and the value of a unit; without a name too small, nothing where the value is too small as well."""

    def put(point: Point) -> list[float]:
        return [round(point[axis] * scale + shift[axis], shapes.DIGITS) for axis in (0, 1)]

    if label.value_size * scale < least:
        return {}
    return {
        "i": at,
        "t": "\n".join(label.lines) if label.name_size * scale >= least else "",
        "p": put(label.name_at),
        "s": round(label.name_size * scale, 3),
        "q": put(label.value_at),
        "v": round(label.value_size * scale, 3),
    }
