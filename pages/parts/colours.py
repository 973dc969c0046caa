"""The one place for colours: blue is good, orange asks for attention, grey means "can't tell".

Every colour of a mark keeps 3:1 against white and against the dark page. No single colour reaches the 4.5:1
that text needs on both, so text on the page (not on a fill) takes its colour from `ink(dark)`. The light
classes of a cell can't keep 3:1 against white; there the outline (LINE) does, and the number stands inside.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BLUE: Final = "#1f7ad1"
ORANGE: Final = "#c8620a"
GREY: Final = "#7a8591"
PURPLE: Final = "#8f63c9"  # the last two only tell factor lines apart, they carry no judgement
TEAL: Final = "#138a8f"

LINE: Final = "#77818d"  # rules, outlines of cells and hexagons
HIDDEN: Final = "#aab2bc"  # ground of a hatched field
HATCH: Final = "#6b7580"  # its strokes

LABEL: Final = "#0b1016"  # text on any fill of this file
PAPER: Final = {False: "#ffffff", True: "#10161d"}  # page background, light and dark (.streamlit/config.toml)
INK: Final = {False: "#16202c", True: "#e8eef4"}  # text on the page

# Fixed breaks of index_pct, so that one colour means the same on every screen and in every year.
BREAKS: Final = (70.0, 80.0, 85.0, 90.0, 95.0)
CLASS_FILLS: Final = ("#d2691e", "#e89a55", "#f4d0a8", "#cbdff2", "#86b9e8", "#2e86d1")
CLASS_NAMES: Final = {
    "vi": ("dưới 70 %", "70–80 %", "80–85 %", "85–90 %", "90–95 %", "từ 95 %"),
    "en": ("below 70%", "70–80%", "80–85%", "85–90%", "90–95%", "95% and over"),
}
STATE_NAMES: Final = {
    "vi": {"few": "ít phiếu", "hidden": "không hiển thị", "missing": "không có số liệu"},
    "en": {"few": "few slips", "hidden": "not shown", "missing": "no data"},
}

BAND_COLOURS: Final = {"above": BLUE, "like": GREY, "below": ORANGE, "none": GREY}
DIRECTION_COLOURS: Final = {"up": BLUE, "down": ORANGE, "none": GREY}
FACTOR_COLOURS: Final = (BLUE, ORANGE, PURPLE, TEAL, GREY)
FACTOR_DASHES: Final = ((1, 0), (10, 4), (3, 3), (10, 3, 3, 3), (16, 4))


def rgb(colour: str) -> tuple[int, int, int]:
    """#rrggbb as three numbers 0–255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def rgba(colour: str, alpha: int = 255) -> list[int]:
    """#rrggbb as deck.gl wants it."""
    return [*rgb(colour), alpha]


def mixed(colour: str, other: str, share: float) -> str:
    """`share` of `other` (0–1) mixed into `colour`."""
    pairs = zip(rgb(colour), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


# "Few slips" keeps a hint of its class under a veil of grey: opaque, so that a label is readable on any page.
FEW_FILLS: Final = tuple(mixed(fill, "#b4bac2", 0.6) for fill in CLASS_FILLS)


def ink(dark: bool) -> str:
    """Colour of text that stands on the page itself."""
    return INK[dark]


def paper(dark: bool) -> str:
    """Colour of the page, to make a hollow dot cover the line behind it."""
    return PAPER[dark]


def class_codes(index_pct: NDArray[np.float64]) -> NDArray[np.float64]:
    """Class 0–5 of each index, NaN where there is none."""
    return np.where(np.isnan(index_pct), np.nan, np.searchsorted(BREAKS, index_pct, side="right"))


def fill(code: int | None, state: str) -> str | None:
    """Fill of a cell; None when it stays empty. Hidden wins over everything: it must not leak its class."""
    if state == "hidden":
        return HIDDEN
    if code is None or code != code or state == "missing":
        return None
    return (FEW_FILLS if state == "few" else CLASS_FILLS)[int(code)]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2), 0–1."""
    parts = [c / 255 for c in rgb(colour)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1–21."""
    light, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dim + 0.05)
