"""Strokes across units that are hidden or rest on few slips: inside the outline, clear of names and values."""

import math
from collections.abc import Sequence

import pytest
from grounds import city, hexes
from hypothesis import given
from hypothesis import strategies as st

from pages.parts import shapes, textures
from pages.parts.ground import Ground


def test_strokes_stay_inside_and_avoid_holes() -> None:
    ground_ = [[[0.0, 0.0], [6.0, 0.0], [6.0, 6.0], [0.0, 6.0]], [[2.0, 2.0], [4.0, 2.0], [4.0, 4.0], [2.0, 4.0]]]
    level = shapes.strokes([ground_], 1.0, 0)
    assert len(level) == 8, "six lines, two of them in two parts"
    assert all(0 <= x <= 6 for stroke in level for x, _ in stroke)
    for stroke in textures.hatching(hexes(1), 0):
        for x, y in stroke:
            assert abs(x) <= shapes.HALF_WIDTH and abs(y) + abs(x) / math.sqrt(3) <= 1


def between(line: Sequence[Sequence[float]], share: float) -> tuple[float, float]:
    (x1, y1), (x2, y2) = line
    return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share


@given(
    # Whole numbers for the boxes, none for the lines: none runs along a side, which is neither inside nor outside.
    line=st.lists(st.tuples(*[st.integers(-50, 50).map(lambda tenth: tenth / 10 + 0.05)] * 2), min_size=2, max_size=2),
    corners=st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=4, max_size=4),
)
def test_what_of_a_line_lies_outside_of_boxes(line: list[tuple[float, float]], corners: list[tuple[int, int]]) -> None:
    boxes = []
    for one, other in (corners[:2], corners[2:]):
        (x1, x2), (y1, y2) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        boxes.append((x1, y1, x2, y2))
    kept = shapes.outside([line], boxes)

    def depth(x: float, y: float) -> float:
        return max(min(x - left, right - x, y - top, bottom - y) for left, top, right, bottom in boxes)

    assert all(depth(*between(one, share)) < 0.01 for one in kept for share in (0, 0.3, 0.5, 0.8, 1))
    long = math.dist(*line)
    steps = 200
    free = sum(depth(*between(line, (at + 0.5) / steps)) <= 0 for at in range(steps)) / steps
    assert sum(math.dist(*one) for one in kept) == pytest.approx(free * long, abs=0.03 * long + 0.02)


@pytest.mark.parametrize("made", [hexes(9), city(9, side=0.06)])
def test_strokes_leave_names_and_values_free(made: Ground) -> None:
    for at, label in enumerate(made.labels):
        for lines, boxes in (
            (textures.hatching(made, at), [label.name_box]),
            (textures.dashing(made, at), [label.name_box, label.value_box]),
        ):
            assert lines
            for left, top, right, bottom in boxes:
                inside = [
                    (x, y)
                    for line in lines
                    for x, y in (between(line, share / 8) for share in range(9))
                    if left + 0.01 < x < right - 0.01 and top + 0.01 < y < bottom - 0.01
                ]
                assert not inside


def test_a_unit_that_its_name_fills_keeps_its_texture() -> None:
    made = city(9)
    assert all(textures.hatching(made, at) and textures.dashing(made, at) for at in range(9))
