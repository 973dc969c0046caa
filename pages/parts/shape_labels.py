"""Where a unit's name and value stand inside its outline, and how large: never over the edge, so never over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pages.parts.shapes import Box, Part, Point, crossings

LINE_CHARS: Final = 7  # what fits well across a hexagon; one more if it saves a fourth line
MAX_LINES: Final = 3
LETTER: Final = 0.6  # width of a letter, of the size of the type, in the widest face that may draw it
LEADING: Final = 1.08
VALUE_SHARE: Final = 1.2  # size of the value, of that of the name
VALUE_CHARS: Final = 3
SAMPLES: Final = 3  # heights of a line at which its room is measured
STEPS: Final = 9  # halvings of the size


@dataclass(frozen=True)
class Label:
    """A unit's name on lines and the place of its value; sizes are heights of type on the map's plane."""

    lines: tuple[str, ...]
    name_at: Point
    name_size: float
    value_at: Point
    value_size: float
    alone_at: Point
    alone_size: float  # of the value where no name stands above it

    @property
    def name_box(self) -> Box:
        """The room of the name."""
        half = max(map(len, self.lines), default=0) * LETTER * self.name_size / 2
        return _around(self.name_at, half, len(self.lines) * LEADING * self.name_size / 2)

    @property
    def value_box(self) -> Box:
        """The room of the value."""
        return _around(self.value_at, VALUE_CHARS * LETTER * self.value_size / 2, LEADING * self.value_size / 2)


def wrapped(name: str) -> list[str]:
    """A ward's name on at most three lines that fit, never broken inside a word."""
    words = name.replace(" - ", " ").split()
    lines = _filled(words, LINE_CHARS)
    return lines if len(lines) <= MAX_LINES else _filled(words, LINE_CHARS + 1)


def placed(parts: Sequence[Part], at: Point, name: str, most: float) -> Label:
    """The label of one outline around its inner point, as large as fits, `most` at most."""
    lines = wrapped(name)
    rows = [(len(line), 1.0) for line in lines]
    size = _largest(parts, at, [*rows, (VALUE_CHARS, VALUE_SHARE)], most)
    alone = _largest(parts, at, [(VALUE_CHARS, 1.0)], 2 * most)
    block = size * (len(lines) * LEADING + VALUE_SHARE)
    top = at[1] - block / 2
    return Label(
        tuple(lines),
        _point(at[0], top + size * LEADING * len(lines) / 2),
        round(size, 3),
        _point(at[0], top + block - size * VALUE_SHARE / 2),
        round(size * VALUE_SHARE, 3),
        at,
        round(alone, 3),
    )


def _around(at: Point, half_width: float, half_height: float) -> Box:
    return at[0] - half_width, at[1] - half_height, at[0] + half_width, at[1] + half_height


def _largest(parts: Sequence[Part], at: Point, rows: Sequence[tuple[int, float]], most: float) -> float:
    """The largest size at which rows of so many letters, of so many times the size, stay inside; by halving."""
    low, high = 0.0, most
    if _fits(parts, at, rows, most):
        return most
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _fits(parts, at, rows, middle) else (low, middle)
    return low


def _fits(parts: Sequence[Part], at: Point, rows: Sequence[tuple[int, float]], size: float) -> bool:
    y = at[1] - size * sum(share * LEADING for _, share in rows) / 2
    for letters, share in rows:
        high = size * share * LEADING
        half = letters * LETTER * size * share / 2
        for place in range(SAMPLES):
            ends = crossings(parts, y + high * place / (SAMPLES - 1))
            left = max((x for x in ends if x <= at[0]), default=None)
            right = min((x for x in ends if x > at[0]), default=None)
            if left is None or right is None or sum(x <= at[0] for x in ends) % 2 == 0:
                return False
            if at[0] - left < half or right - at[0] < half:
                return False
        y += high
    return True


def _point(x: float, y: float) -> Point:
    return round(x, 3), round(y, 3)


def _filled(words: list[str], width: int) -> list[str]:
    """Words put on lines of `width` characters, one after the other."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
