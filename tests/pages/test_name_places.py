"""Names of dots: on none of each other, inside the plot at every width they are shown at, the first ones first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.parts import name_places
from pages.parts.name_places import CLEAR_SIDES, DOT_PX, GAP_PX, HIGH_PX, LETTER_PX, SIDES, WIDTHS, placed

dots = st.lists(
    st.tuples(st.sampled_from(["Phường Hai Bà Trưng", "Xã Xuân Mai", None]), st.floats(0, 1), st.floats(0, 400)),
    max_size=14,
)


def edges(side: str, x: float, y: float, name: str) -> tuple[float, float, float, float]:
    """Left, upper, right, lower edge as the chart draws a name, told apart from the code under test."""
    long = LETTER_PX * len(name)
    down, across = ([side], []) if side in ("above", "below") else ([], [side])
    if " " in side:
        down, across = side.split()[:1], side.split()[1:]
    gap = 0 if down else GAP_PX
    left = x + gap if across == ["right"] else x - gap - long if across == ["left"] else x - long / 2
    upper = y + GAP_PX if down == ["below"] else y - GAP_PX - HIGH_PX if down == ["above"] else y - HIGH_PX / 2
    return left, upper, left + long, upper + HIGH_PX


@given(dots, st.sampled_from([SIDES, CLEAR_SIDES]))
@settings(deadline=None)
def test_no_name_lies_on_another_at_any_width(rows: list, sides: tuple[str, ...]):
    names, across, down = [[row[at] for row in rows] for at in range(3)]
    found = placed(names, across, down, sides=sides)
    assert set(found["side"].dropna()) <= set(sides)
    assert len(found) == len(rows)
    assert found["side"].notna().tolist() == found["least_px"].notna().tolist()
    for width in WIDTHS:
        shown = [
            (name, edges(side, x * width, y, name), x * width, y)
            for name, x, y, side, least in zip(names, across, down, found["side"], found["least_px"], strict=True)
            if side and least <= width
        ]
        for at, (_, (left, upper, right, lower), *_dot) in enumerate(shown):
            assert left >= 0 and right <= width
            for _, other, x, y in (*shown[:at], *shown[at + 1 :]):
                assert right <= other[0] or other[2] <= left or lower <= other[1] or other[3] <= upper
                assert not (left < x < right and upper < y < lower)


def test_a_name_alone_stands_at_the_right_and_at_the_edge_at_the_left():
    assert placed(["Xã A"], [0.5], [200])["side"].tolist() == ["right"]
    assert placed(["Phường Hai Bà Trưng"], [1.0], [200])["side"].tolist() == ["left"]


def test_the_first_comes_first_and_the_next_makes_room():
    found = placed(["Xã Hòa Phú", "Xã Thiên Lộc"], [0.5, 0.505], [200, 202])
    assert found["side"].tolist() == ["above", "below"], "beside the one is the other"
    assert found["least_px"].tolist() == [WIDTHS[0]] * 2
    many = placed(["Phường Hai Bà Trưng"] * 30, [0.5] * 30, [200] * 30)
    assert many["side"].isna().any(), "what finds no place is left out"


def test_a_name_may_need_room():
    row = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    found = placed(["Phường Hai Bà Trưng"] * 8, [0.5, *row], [50, *[200] * 7])
    assert found["least_px"][0] == WIDTHS[0]
    assert (found["least_px"][1:] > WIDTHS[0]).all()


def test_without_names_and_without_dots():
    assert placed([], [], []).empty
    assert placed([None, None], [0.1, 0.2], [1, 2])["side"].isna().all()


@pytest.mark.parametrize("width", [*WIDTHS])
def test_widths_rise(width: int):
    assert np.all(np.diff(WIDTHS) > 0) and width >= 2 * (DOT_PX + GAP_PX)
    assert name_places.SIDES[0] == "right"
