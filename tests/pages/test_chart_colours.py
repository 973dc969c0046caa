"""The colours of the charts are readable, tell states and factors apart, and are neither red nor green."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest

from pages.parts import colours

DARK_PAGES: Final = ("#0e1117", colours.PAPER[True])


@pytest.mark.parametrize("page", ["#ffffff", *DARK_PAGES])
@pytest.mark.parametrize(
    "colour", [colours.BLUE, colours.ORANGE, colours.GREY, colours.PURPLE, colours.TEAL, colours.LINE]
)
def test_marks_stand_out_on_both_pages(colour: str, page: str) -> None:
    assert colours.contrast(colour, page) >= 3


@pytest.mark.parametrize("fill", [*colours.CLASS_FILLS, *colours.FEW_FILLS, colours.HIDDEN])
def test_labels_are_readable_on_every_fill(fill: str) -> None:
    assert colours.contrast(colours.LABEL, fill) >= 4.5


@pytest.mark.parametrize("page", ["#ffffff", *DARK_PAGES])
@pytest.mark.parametrize("fill", [*colours.CLASS_FILLS, *colours.FEW_FILLS, colours.HIDDEN])
def test_cells_stand_out_by_fill_or_by_outline(fill: str, page: str) -> None:
    assert max(colours.contrast(fill, page), colours.contrast(colours.LINE, page)) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_text_on_the_page_is_readable(dark: bool) -> None:
    assert colours.contrast(colours.ink(dark), colours.paper(dark)) >= 7


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_neither_red_nor_green() -> None:
    for colour in (*colours.CLASS_FILLS, *colours.FACTOR_COLOURS, *colours.BAND_COLOURS.values()):
        r, g, b = colours.rgb(colour)
        assert not (r > 1.8 * max(g, b)) or g > 1.5 * b, f"{colour} reads as red"
        assert not g > 1.15 * max(r, b), f"{colour} reads as green"


def test_factors_differ_in_colour_and_in_dash() -> None:
    assert len(set(colours.FACTOR_COLOURS)) == len(set(colours.FACTOR_DASHES)) == 5


@pytest.mark.parametrize(
    ("value", "code"),
    [(0, 0), (69.99, 0), (70, 1), (80, 2), (85, 3), (89.9, 3), (90, 4), (95, 5), (100, 5)],
)
def test_classes_have_fixed_breaks(value: float | None, code: int | None) -> None:
    assert colours.class_codes(np.array([value], dtype=float))[0] == code
    assert np.isnan(colours.class_codes(np.array([np.nan, 80])))[0]


def test_fill_tells_the_four_states_apart() -> None:
    fills = [colours.fill(3, state) for state in ("ok", "few", "hidden", "missing")]
    assert len(set(fills)) == 4
    assert fills[3] is None
    assert colours.fill(0, "hidden") == colours.fill(5, "hidden"), "a hidden cell must not show its class"
