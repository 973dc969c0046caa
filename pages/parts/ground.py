"""The ground that a map stands on, made once and fetched once by each browser: outlines, labels, the inner city.

What a map says changes with every filter; where its units lie does not. So outlines and the places of labels go to the
browser as files of their own (served.py), and a change sends colours and texts alone, in the order of `shapes.codes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from pages.parts import ground_files, shape_labels, shapes
from pages.parts.context import Context
from pages.parts.ground_files import Files, Inset, Stroke
from pages.parts.shape_labels import Label
from pages.parts.shapes import Box, Part, Point, Shapes
from queries import boundaries

FORMS: Final = boundaries.FORMS
LARGEST: Final = {"hex": 0.37, "schematic": 2.2, "official": 2.2}  # type on the map's plane: radii, kilometres
INNER: Final = ((105.80, 21.052), (105.866, 20.985))  # the inner city: upper left, lower right (lon, lat)
LEAST_SIDE: Final = 0.22  # of the map's height that the inner city must be enlarged to, or it is left out
LEAST_SCALE: Final = 1.5
MARGIN: Final = 0.02  # of the map's height around the frame


@dataclass(frozen=True)
class Ground:
    """Shapes with their labels."""

    shapes: Shapes
    names: tuple[str, ...]
    labels: tuple[Label, ...]
    inset: Inset | None
    source: boundaries.Source | None = None

    @cached_property
    def free(self) -> Files:
        """What a browser fetches to draw it so that a reader can move about."""
        return ground_files.free(self.shapes, self.labels, self.inset)

    @cached_property
    def still(self) -> Files:
        """What a browser fetches to draw it whole and still."""
        return ground_files.still(self.shapes, self.labels, self.inset)


def of(ctx: Context, form: str, level: str, day: date) -> Ground:
    """The ground of the units of a level in force on a day (districts ended: their last day), in one form."""
    return ctx.database.kept(("ground", form, level, day), lambda: _made(ctx, form, level, day))


def forms(ctx: Context, level: str, day: date) -> tuple[str, ...]:
    """The forms in which the units of a level can be drawn on that day."""
    return boundaries.forms(ctx.database, level, day)


def levels(ctx: Context, day: date) -> tuple[str, ...]:
    """Wards, if they can be drawn on that day, and former districts."""
    return tuple(level for level in ("ward", "district") if forms(ctx, level, day))


def earlier(ctx: Context, form: str, level: str, day: date) -> Mapping[str, boundaries.EarlierWard]:
    """The wards of before 2025 that the map draws on that day; empty where it draws those that slips know."""
    return boundaries.earlier_wards(ctx.database, day) if (form, level) == ("official", "ward") else {}


def lines(ctx: Context, form: str, day: date) -> bytes:
    """The outlines of the former districts over the wards, as a file for the browser: x, y, x, y of each side."""
    return ctx.database.kept(("ground lines", form, day), lambda: _lines(ctx, form, day))


def laid(made: Shapes, names: Mapping[str, str], source: boundaries.Source | None = None) -> Ground:
    """A ground out of shapes and the names of their codes."""
    most = LARGEST[made.form]
    labels = tuple(
        shape_labels.placed(parts, at, names.get(code, ""), most)
        for code, parts, at in zip(made.codes, made.parts, made.labels, strict=True)
    )
    inset = None if made.form == "hex" or made.level != "ward" else _inset(made)
    ordered = tuple(names.get(code, "") for code in made.codes)
    return Ground(made, ordered, labels, inset, source)


def _made(ctx: Context, form: str, level: str, day: date) -> Ground:
    if level == "district":
        names = {code: unit.name for code, unit in ctx.catalog.districts.items()}
    else:
        units = earlier(ctx, form, level, day) or ctx.catalog.wards_on(day)
        names = {code: unit.name for code, unit in units.items()}
    if form == "hex":
        places = {code: at for code, at in ctx.catalog.hexes[level].items() if code in names}
        return laid(shapes.only(shapes.hexagons(places, level), list(names)), names)
    found = boundaries.outlines(ctx.database, form, level, day)
    return laid(shapes.geographic(found), names, found.source)


def _lines(ctx: Context, form: str, day: date) -> bytes:
    return ground_files.written(shapes.sides(_district_strokes(ctx, form, day)))


def _district_strokes(ctx: Context, form: str, day: date) -> list[Stroke]:
    if form == "hex":
        made = of(ctx, form, "ward", day).shapes
        district = {code: unit.district_code or "" for code, unit in ctx.catalog.wards_on(day).items()}
        return [stroke for group in shapes.joined(made, district).values() for stroke in group]
    found = boundaries.outlines(ctx.database, form, "district", day)
    made = shapes.geographic(found)
    return [ring for parts in made.parts for ring in shapes.rings(parts)]


def _inset(made: Shapes) -> Inset | None:
    """The inner city in the largest free corner; None where no corner has room to enlarge it."""
    (west, north), (east, south) = (shapes.flat(*at) for at in INNER)
    places = tuple(
        at for at, (x, y) in enumerate(made.labels) if west <= x <= east and north <= y <= south and made.parts[at]
    )
    if not places:
        return None
    chosen = [point for at in places for part in made.parts[at] for point in part[0]]
    xs, ys = [x for x, _ in chosen], [y for _, y in chosen]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    left, top, right, bottom = made.extent
    tall = bottom - top
    space = MARGIN * tall
    side, corner = _free(made, tall)
    scale = (side - 2 * space) / max(width, height)
    if side < LEAST_SIDE * tall or scale < LEAST_SCALE:
        return None
    x0 = left if corner[0] == left else right - side
    y0 = top if corner[1] == top else bottom - side
    shift = (
        x0 + (side - scale * width) / 2 - scale * min(xs),
        y0 + (side - scale * height) / 2 - scale * min(ys),
    )
    across, down = (side - scale * width) / 2 - space / 2, (side - scale * height) / 2 - space / 2
    x1, y1, x2, y2 = x0 + across, y0 + down, x0 + side - across, y0 + side - down
    ring = [[x1, y1], [x2, y1], [x2, y2], [x1, y2], [x1, y1]]
    return Inset(places, scale, shift, [[round(x, 2), round(y, 2)] for x, y in ring])


def _free(made: Shapes, tall: float) -> tuple[float, Point]:
    """The largest square in a corner that no outline reaches into: its side and its corner."""
    points = [point for parts in made.parts for part in parts for point in part[0]]
    left, top, right, bottom = made.extent
    best = (0.0, (left, top))
    for corner in ((left, bottom), (right, bottom), (left, top), (right, top)):
        # A point stands in the way of every square that reaches it, by the longer of its two ways from the corner.
        reach = min((max(abs(x - corner[0]), abs(y - corner[1])) for x, y in points), default=0.0)
        best = max(best, (min(reach, 0.6 * tall), corner), key=lambda found: found[0])
    return best


def boxes(made: Ground, place: int, has_value: bool) -> tuple[Box, ...]:
    """The room of a unit's name, and of its value if it has one, in the inset as well."""
    label = made.labels[place]
    found = (label.name_box, label.value_box) if has_value else (label.name_box,)
    if made.inset is None or place not in made.inset.places:
        return found
    scale, (x, y) = made.inset.scale, made.inset.shift
    return (*found, *((x1 * scale + x, y1 * scale + y, x2 * scale + x, y2 * scale + y) for x1, y1, x2, y2 in found))


def pieces(made: Ground, place: int) -> tuple[Part, ...]:
    """The pieces of one unit, those in the inset included."""
    parts = made.shapes.parts[place]
    if made.inset is None or place not in made.inset.places:
        return parts
    return (*parts, *made.inset.enlarged(parts))
