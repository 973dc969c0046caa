"""What a map of units is made of: the outline of each, flat, with y growing downwards as on a screen.

Hexagons are outlines like any others: the circumradius of one is 1, rows count upwards as in the layout file, and odd
rows stand half a hexagon to the right (east). Geographic outlines are in kilometres around the middle of the city,
on a plane that is true to within a thousandth there.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from queries.boundaries import MultiPolygon, Outlines

HALF_WIDTH: Final = math.sqrt(3) / 2
GAP: Final = 0.96  # size of a hexagon in its place, so that a seam of the page shows between two
DIGITS: Final = 3  # of a hexagon's radius or of a kilometre
MIDDLE: Final = (105.62, 21.0)  # of the city, lon and lat
KM: Final = 111.32  # of a degree of latitude
TINY: Final = 1e-9

Point = tuple[float, float]
Ring = list[list[float]]
Part = list[Ring]  # one piece of ground: its outer ring, then its holes
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Shapes:
    """Outlines of units; the lists stand in the order of `codes`, which is sorted.

    parts: the pieces of each; labels: a point well inside; form: hex, schematic or official; missing: units without an
    outline; key: the same for the same outlines.
    """

    form: str
    level: str
    codes: tuple[str, ...]
    parts: tuple[tuple[Part, ...], ...]
    labels: tuple[Point, ...]
    missing: tuple[str, ...]
    key: str

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The position of each code."""
        return {code: at for at, code in enumerate(self.codes)}

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom; of a single hexagon where there is nothing."""
        points = [point for parts in self.parts for part in parts for point in part[0]]
        if not points:
            return -HALF_WIDTH, -1.0, HALF_WIDTH, 1.0
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def size(self) -> tuple[float, float]:
        """How wide and how tall they are together."""
        left, top, right, bottom = self.extent
        return right - left, bottom - top

    @cached_property
    def from_corner(self) -> Mapping[str, Point]:
        """The inner point of each code, measured from the upper left of all."""
        left, top, _, _ = self.extent
        return {code: (x - left, y - top) for code, (x, y) in zip(self.codes, self.labels, strict=True)}

    def of(self, code: str) -> tuple[Part, ...]:
        """The pieces of one unit; none where it has no outline."""
        return self.parts[self.place[code]] if code in self.place else ()


def hexagons(places: Mapping[str, tuple[int, int]], level: str) -> Shapes:
    """A hexagon for each code at its row and column."""
    codes = tuple(sorted(places))
    centres = tuple(centre(*places[code]) for code in codes)
    text = repr([(code, places[code]) for code in codes])
    parts = tuple(([corners(at)],) for at in centres)
    return Shapes("hex", level, codes, tuple(parts), centres, (), f"hex-{level}-{_short(text)}")


def geographic(outlines: Outlines) -> Shapes:
    """The outlines of the data file on the plane."""
    order = sorted(range(len(outlines.codes)), key=outlines.codes.__getitem__)
    return Shapes(
        outlines.form,
        outlines.level,
        tuple(outlines.codes[at] for at in order),
        tuple(_flat(outlines.polygons[at]) for at in order),
        tuple(flat(*outlines.labels[at]) for at in order),
        outlines.missing,
        f"{outlines.form}-{outlines.level}-{outlines.key}",
    )


def only(shapes: Shapes, codes: Sequence[str]) -> Shapes:
    """Some of the shapes: those of `codes`; what has no outline is missing."""
    wanted = set(codes)
    kept = [at for at, code in enumerate(shapes.codes) if code in wanted]
    missing = tuple(sorted(wanted - set(shapes.codes)))
    if len(kept) == len(shapes.codes):
        return replace(shapes, missing=missing)
    chosen = tuple(shapes.codes[at] for at in kept)
    return replace(
        shapes,
        codes=chosen,
        parts=tuple(shapes.parts[at] for at in kept),
        labels=tuple(shapes.labels[at] for at in kept),
        missing=missing,
        key=f"{shapes.key}-{_short(' '.join(chosen))}",
    )


def moved(parts: Sequence[Part], scale: float, shift: Point) -> tuple[Part, ...]:
    """Pieces enlarged and put elsewhere."""
    return tuple([[[*_moved(x, y, scale, shift)] for x, y in ring] for ring in part] for part in parts)


def centre(hex_row: int, hex_col: int) -> Point:
    """Centre of a hexagon. y grows downwards on the screen, rows grow northwards."""
    return HALF_WIDTH * (2 * hex_col + hex_row % 2), -1.5 * hex_row


def corners(at: Point, size: float = GAP) -> Ring:
    """The six corners, pointed top."""
    turns = (math.radians(60 * i - 90) for i in range(6))
    return [[round(at[0] + size * math.cos(t), DIGITS), round(at[1] + size * math.sin(t), DIGITS)] for t in turns]


# Of a hexagon as the symbol of a mark: a path inside a square of side 2 around 0.
HEXAGON_PATH: Final = "M" + "L".join(f"{x:.4f},{y:.4f}" for x, y in corners((0.0, 0.0), 1.0)) + "Z"


def joined(shapes: Shapes, group_of: Mapping[str, str]) -> dict[str, list[list[list[float]]]]:
    """The outline of each group of hexagons, as strokes: the sides that lie between two groups or at the rim."""
    sides: dict[tuple[tuple[int, int], ...], list[str]] = {}
    full: dict[tuple[tuple[int, int], ...], list[list[float]]] = {}
    for code, at in zip(shapes.codes, shapes.labels, strict=True):
        ring = corners(at, 1.0)
        for one, other in pairwise([*ring, ring[0]]):
            key = tuple(sorted((round(x * 50), round(y * 50)) for x, y in (one, other)))
            sides.setdefault(key, []).append(group_of.get(code, ""))
            full[key] = [one, other]
    strokes: dict[str, list[list[list[float]]]] = {}
    for key, groups in sides.items():
        if len(set(groups)) > 1 or len(groups) == 1:
            for group in set(groups):
                strokes.setdefault(group, []).append(full[key])
    return strokes


def rings(parts: Sequence[Part]) -> list[Ring]:
    """The closed outlines of pieces of ground, as lines."""
    return [[*ring, ring[0]] if ring[0] != ring[-1] else ring for part in parts for ring in part]


def crossings(parts: Sequence[Part], y: float) -> list[float]:
    """Where a level line enters and leaves, in order: pairs of x."""
    found = []
    for part in parts:
        for ring in part:
            for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
                if (y1 <= y) != (y2 <= y):
                    found.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return sorted(found)


def strokes(parts: Sequence[Part], step: float, turn: float, inset: float = 0.0) -> list[list[list[float]]]:
    """Parallel lines across pieces of ground, `step` apart, climbing to the right by `turn` degrees.

    inset: how much shorter than the ground each is at both ends.
    """
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    level = [[[[x * cos - y * sin, x * sin + y * cos] for x, y in ring] for ring in part] for part in parts]
    ys = [y for part in level for _, y in part[0]]
    if not ys:
        return []
    count = max(1, round((max(ys) - min(ys)) / step))
    each = (max(ys) - min(ys)) / count
    lines = []
    for place in range(count):
        y = min(ys) + (place + 0.5) * each
        ends = crossings(level, y)
        for left, right in zip(ends[::2], ends[1::2], strict=False):
            if right - left > 2 * inset + TINY:
                pair = ((left + inset, y), (right - inset, y))
                lines.append([[round(x * cos + v * sin, DIGITS), round(v * cos - x * sin, DIGITS)] for x, v in pair])
    return lines


def dashes(lines: Sequence[Sequence[Sequence[float]]], length: float) -> list[list[list[float]]]:
    """Lines broken into dashes of a length, with as much between them; one dash at least."""
    broken = []
    for (x1, y1), (x2, y2) in lines:
        count = max(1, round(math.hypot(x2 - x1, y2 - y1) / (2 * length)))
        for place in range(count):
            ends = ((place + 0.25) / count, (place + 0.75) / count)
            broken.append([[round(x1 + (x2 - x1) * s, DIGITS), round(y1 + (y2 - y1) * s, DIGITS)] for s in ends])
    return broken


def sides(lines: Sequence[Sequence[Sequence[float]]]) -> list[list[float]]:
    """The straight pieces of lines, each as x, y, x, y; a side between two units once."""
    found: dict[tuple[float, ...], None] = {}
    for line in lines:
        for ends in pairwise(line):
            (x1, y1), (x2, y2) = sorted(ends)
            found[x1, y1, x2, y2] = None
    return [list(side) for side in found]


def outside(lines: Sequence[Sequence[Sequence[float]]], boxes: Sequence[Box]) -> list[list[list[float]]]:
    """What of straight lines lies outside of all boxes."""
    for left, top, right, bottom in boxes:
        kept = []
        for (x1, y1), (x2, y2) in lines:
            spans = [_within(x1, x2, left, right), _within(y1, y2, top, bottom)]
            enters, leaves = max(start for start, _ in spans), min(end for _, end in spans)
            ends = ((0.0, min(enters, 1.0)), (max(leaves, 0.0), 1.0)) if enters < leaves else ((0.0, 1.0),)
            kept += [
                [[round(x1 + (x2 - x1) * at, DIGITS), round(y1 + (y2 - y1) * at, DIGITS)] for at in pair]
                for pair in ends
                if pair[1] - pair[0] > TINY
            ]
        lines = kept
    return [[list(point) for point in line] for line in lines]


def _within(start: float, end: float, low: float, high: float) -> tuple[float, float]:
    """Between which shares of the way from start to end a point lies between low and high."""
    if abs(end - start) < TINY:
        return (-math.inf, math.inf) if low < start < high else (math.inf, -math.inf)
    ends = sorted(((low - start) / (end - start), (high - start) / (end - start)))
    return ends[0], ends[1]


def _flat(polygons: MultiPolygon) -> tuple[Part, ...]:
    """Rings on the plane, open: the first point does not come again at the end."""
    pieces = []
    for polygon in polygons:
        rings_ = []
        for ring in polygon:
            points = [list(flat(lon, lat)) for lon, lat, *_ in ring]
            rings_.append(points[:-1] if len(points) > 1 and points[0] == points[-1] else points)
        pieces.append(rings_)
    return tuple(pieces)


def flat(lon: float, lat: float) -> Point:
    """A place of the earth on the plane."""
    x = (lon - MIDDLE[0]) * math.cos(math.radians(MIDDLE[1])) * KM
    return round(x, DIGITS), round((MIDDLE[1] - lat) * KM, DIGITS)


def _moved(x: float, y: float, scale: float, shift: Point) -> Point:
    return round(x * scale + shift[0], DIGITS), round(y * scale + shift[1], DIGITS)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
