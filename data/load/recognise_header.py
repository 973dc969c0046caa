"""Finds the row of headings of a sheet, in one line or in two with groups above."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.load.headings import NOTHING, Found, Items, find_target, is_item_like, is_listed
from data.load.meaning.text import key
from data.load.proposal import ColumnProposal
from data.load.roles import COMMON, ORDINAL, PERSONAL, ROLES, UNUSED

DEPTH_MOST = 3
DEPTH_COST = 0.5
PROMISING = 3
STRENGTH_WEIGHT = {3: 1.0, 2: 0.8, 1: 0.5, 0: 0.0}
ITEM_WEIGHT = 0.6
NUMBERED = re.compile(r"\(?\s*(\d{1,2}|[A-Z])\s*\)?")

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Header:
    """The headings found: rows first_row … last_row of the file, the columns, how well they fit a role."""

    first_row: int
    last_row: int
    columns: tuple[ColumnProposal, ...]
    score: float
    items_n: int
    is_complete: bool


def find_header(head: Rows, role: str, items: Items) -> Header | None:
    """The lines among `head` that fit the headings of the role best; None where no line fits at all."""
    best: Header | None = None
    for index in _promising(head, role):
        for depth in range(1, min(DEPTH_MOST, index + 1) + 1):
            found = _read(head, index, depth, role, items)
            if found and (best is None or (found.is_complete, found.score) > (best.is_complete, best.score)):
                best = found
    return best


def _promising(head: Rows, role: str) -> list[int]:
    """The few lines worth reading closely: those with most listed headings, and what lies just below them."""
    is_survey = ROLES[role].items_at_least > 0
    listed = [sum(is_listed(role, cell) or (is_survey and is_item_like(cell)) for cell in row) for _, row in head]
    best = sorted((index for index in range(len(head)) if listed[index]), key=lambda index: -listed[index])[:PROMISING]
    near = {index + below for index in best for below in range(DEPTH_MOST) if index + below < len(head)}
    return sorted(near)


def read_header(head: Rows, last_row: int, role: str, items: Items) -> Header | None:
    """The headings that end in row `last_row` of the file, as the user says."""
    numbers = [number for number, _ in head]
    if last_row not in numbers:
        return None
    index = numbers.index(last_row)
    readings = [
        _read(head, index, depth, role, items, always=True) for depth in range(1, min(DEPTH_MOST, index + 1) + 1)
    ]
    return max((found for found in readings if found), key=lambda found: found.score, default=None)


def _read(head: Rows, index: int, depth: int, role: str, items: Items, always: bool = False) -> Header | None:
    readings = list(_readings(head, index, depth))
    found = [_best(role, texts) for texts in readings]
    item_of: dict[int, str] = {}
    if ROLES[role].items_at_least:
        open_columns = {
            position: texts
            for position, (texts, one) in enumerate(zip(readings, found, strict=True))
            if one.strength < 3 and texts
        }
        item_of = items.assign(open_columns)
    columns, taken, score = [], {}, 0.0
    for position, one in enumerate(found):
        if position in item_of:
            one = Found(item_of[position], 3)
        if one.target:
            rival = taken.get(one.target)
            if rival is None or found[rival].strength < one.strength:
                taken[one.target] = position
        elif one.is_personal:
            score += 0.3
    for position, texts in enumerate(readings):
        if not texts:
            continue
        one = Found(item_of[position], 3) if position in item_of else found[position]
        target = one.target if one.target and taken[one.target] == position else None
        columns.append(ColumnProposal(position + 1, _shown(texts, role, one), target, _why(one, target)))
        if target:
            weight = ITEM_WEIGHT if position in item_of else STRENGTH_WEIGHT[one.strength]
            score += weight * (0.5 if target in COMMON else 1.0)
    if not columns or (not taken and not always):
        return None
    missing = [group for group in ROLES[role].needs if not taken.keys() & set(group)]
    is_complete = not missing and len(item_of) >= ROLES[role].items_at_least
    last = _below_numbering(head, index)
    # The title above a header of two lines is what lies above both.
    return Header(
        head[index - depth + 1][0],
        head[last][0],
        tuple(columns),
        score - DEPTH_COST * (depth - 1),
        len(item_of),
        is_complete,
    )


def _readings(head: Rows, index: int, depth: int) -> Iterator[tuple[str, ...]]:
    """For each column the texts that may be its heading: the cell itself, then with the group above it."""
    lines = [head[row][1] for row in range(index - depth + 1, index + 1)]
    width = max(len(line) for line in lines)
    groups = [""] * len(lines)
    for position in range(width):
        cells = [line[position] if position < len(line) else "" for line in lines]
        # A merged group stands in its first cell; it reaches to the right until the next one.
        for level, cell in enumerate(cells[:-1]):
            if cell:
                groups[level] = cell
                groups[level + 1 :] = [""] * (len(lines) - level - 1)
        own = [cell for cell in cells if cell]
        if not own:
            yield ()
            continue
        lower = own[-1]
        level = max(place for place, cell in enumerate(cells) if cell)
        above = [group for group in groups[:level] if group and group != lower]
        combined = [" ".join([*above[start:], lower]) for start in range(len(above) - 1, -1, -1)]
        yield tuple(dict.fromkeys([lower, *combined]))


def _best(role: str, texts: tuple[str, ...]) -> Found:
    """The surest reading; among equals the one with its group, which says more."""
    readings = [find_target(role, text) for text in reversed(texts)]
    return max(readings, key=lambda found: found.strength, default=NOTHING)


def _shown(texts: tuple[str, ...], role: str, one: Found) -> str:
    """The heading to show: the cell, or with its group where only that says what it means."""
    for text in texts:
        again = find_target(role, text)
        if again.target == one.target and again.strength == one.strength:
            return text
    return texts[0]


def _why(found: Found, target: str | None) -> str | None:
    if target:
        return None
    if found.is_personal:
        return PERSONAL
    return ORDINAL if found.is_ordinal else UNUSED


def _below_numbering(head: Rows, index: int) -> int:
    """The line below the headings that only numbers the columns belongs to them: (1) (2) (3) or A B 1 2."""
    if index + 1 >= len(head):
        return index
    cells = [cell for cell in head[index + 1][1] if cell]
    marks = [
        match.group(1) for cell in cells if (match := NUMBERED.fullmatch(key(cell).upper() if cell.isalpha() else cell))
    ]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    if (
        len(marks) == len(cells) >= 4
        and len(numbers) >= 3
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    ):
        return index + 1
    return index
