"""Where the names of dots stand in a chart, so that none is written over another, however wide the chart is drawn."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

SIDES: Final = ("right", "left", "above", "below")
# Where an interval lies beside a dot, nothing is written over it.
CLEAR_SIDES: Final = ("above", "below", "above right", "above left", "below right", "below left")
WIDTHS: Final = (240, 420, 640, 850, 1000, 1150, 1400, 1650)  # px of plots, from a phone to a projector
LETTER_PX: Final = 6.8  # of a letter at the size of labels, on average
HIGH_PX: Final = 17  # of a line of text
GAP_PX: Final = 9  # between the middle of a dot and its name
DOT_PX: Final = 11  # around the middle of a dot: a name of another one so near would be taken for its own
Box = tuple[float, float, float, float]


def placed(
    names: Sequence[str | None],
    across: Sequence[float],
    down: Sequence[float],
    margin_px: float = 0.0,
    most: float = 1.0,
    sides: Sequence[str] = SIDES,
) -> pd.DataFrame:
    """Columns side and least_px, a row for each dot: where its name stands, and from which width of the plot on.

    names: None where a dot has none; those that come first take their place first. across: 0–1 of the plot's width but
    for a margin at either end; down: px from its upper edge; most: the share of the width beyond which a name is cut;
    sides: the better ones first. Side and least_px are missing for a name that finds no place.
    """
    x, y = np.asarray(across, float), np.asarray(down, float)
    found: list[str | None] = [None] * len(x)
    least = np.full(len(x), np.nan)
    held: dict[int, list[Box]] = {width: [] for width in WIDTHS}  # the names that stand already, by width
    named = np.array([bool(name) for name in names], bool)
    for at, name in enumerate(names):
        if not name:
            continue
        # Beside a dot without a name if need be, never over one that has a name.
        for start, dots, side in (
            (start, dots, side)
            for start in range(len(WIDTHS))
            for dots in (np.ones(len(x), bool), named)
            for side in sides
        ):
            wide = WIDTHS[start:]
            places = {width: margin_px + x * (width - 2 * margin_px) for width in wide}
            lengths = {width: min(LETTER_PX * len(name), most * width) for width in wide}
            boxes = {width: _box(side, places[width][at], y[at], lengths[width]) for width in wide}
            others = dots & (np.arange(len(x)) != at)
            if all(_is_free(boxes[one], one, held[one], places[one][others], y[others]) for one in wide):
                found[at], least[at] = side, wide[0]
                for width in wide:
                    held[width].append(boxes[width])
                break
    return pd.DataFrame({"side": pd.Series(found, dtype=object), "least_px": least})


def _box(side: str, x: float, y: float, length: float) -> Box:
    """Left, upper, right and lower edge of a name beside a dot."""
    if side in ("left", "right"):
        left = x + GAP_PX if side == "right" else x - GAP_PX - length
        return left, y - HIGH_PX / 2, left + length, y + HIGH_PX / 2
    upper = y + GAP_PX if side.startswith("below") else y - GAP_PX - HIGH_PX
    left = x if side.endswith("right") else x - length if side.endswith("left") else x - length / 2
    return left, upper, left + length, upper + HIGH_PX


def _is_free(box: Box, width: float, held: Sequence[Box], x: np.ndarray, y: np.ndarray) -> bool:
    """Whether a name there is inside the plot, on no other name and on none of these dots."""
    left, upper, right, lower = box
    if left < 0 or right > width:
        return False
    if any(left < one[2] and one[0] < right and upper < one[3] and one[1] < lower for one in held):
        return False
    over = (x > left - DOT_PX) & (x < right + DOT_PX) & (y > upper - DOT_PX) & (y < lower + DOT_PX)
    return not over.any()
