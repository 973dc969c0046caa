"""Strokes across a unit of the map whose figure is hidden or rests on few slips."""

from __future__ import annotations

import math
from typing import Any, Final

from pages.parts import shapes
from pages.parts.ground import Ground, boxes, pieces
from pages.parts.ground_files import Stroke

STROKES: Final = 5  # of hatching across a unit; dashed lines are one fewer
COARSEST: Final = 1.3  # kilometres or radii between two of them
STEEP: Final = 60  # degrees: parallel to one pair of a hexagon's sides


def hatching(ground: Ground, at: int) -> list[Stroke]:
    """Strokes inside a unit that climb to the right; through its name only where there is no other room."""
    drawn = _textured(ground, at, lambda parts, step: shapes.strokes(parts, step, STEEP, step * 0.08))
    return shapes.outside(drawn, boxes(ground, at, has_value=False)) or drawn


def dashing(ground: Ground, at: int) -> list[Stroke]:
    """Level lines of dashes inside a unit; through its name and value only where there is no other room."""
    drawn = _textured(
        ground, at, lambda parts, step: shapes.dashes(shapes.strokes(parts, step * 1.3, 0, step * 0.2), step * 0.4)
    )
    return shapes.outside(drawn, boxes(ground, at, has_value=True)) or drawn


def _textured(ground: Ground, at: int, draw: Any) -> list[Stroke]:
    """A texture drawn in each piece of a unit, as dense as the unit is small."""
    found = []
    whole = ground.shapes.parts[at]
    for part in pieces(ground, at):
        scale = 1.0 if any(part is one for one in whole) else ground.inset.scale if ground.inset else 1.0
        xs, ys = ([point[axis] for point in part[0]] for axis in (0, 1))
        step = math.sqrt((max(xs) - min(xs)) * (max(ys) - min(ys))) / STROKES
        found += draw([part], max(min(step, COARSEST * scale), 0.02))
    return found
