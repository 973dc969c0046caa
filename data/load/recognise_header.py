"""Finds the row of headings of a sheet, in one line or in two with groups above."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.load.headings import NOTHING, Found, Items, find_target, is_item_like, is_listed
from data.load.proposal import ColumnProposal
from data.load.roles import COMMON, ORDINAL, PERSONAL, ROLES, UNUSED

DEPTH_MOST = 3
DEPTH_COST = 0.5
PROMISING = 3
STRENGTH_WEIGHT = {3: 1.0, 2: 0.8, 1: 0.5, 0: 0.0}
ITEM_WEIGHT = 0.6
# '(1)', '[1]', 'A', and numbers that say how they come about: '(3)=(4)+(5)', '9=8/7*100%'.
NUMBERED = re.compile(r"[(\[]?\s*(\d{1,2}|[A-Z])\s*[)\]]?\.?(?:\s*[=:][\d\s()\[\]=+*x×/:%,.\-–]+)?")
NUMBERED_AT_LEAST = 4

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
    numbering = _numbering(head)
    found = []
    for index in _promising(head, role, numbering):
        for depth in range(1, min(DEPTH_MOST, index + 1) + 1):
            # A line that only numbers the columns is no heading, and nothing above it heads what is below.
            if numbering.isdisjoint(range(index - depth + 1, index + 1)):
                found.append(_read(head, index, depth, role, items, numbering))
    fitting = [header for header in found if header]
    if not fitting:
        return None
    best = max(fitting, key=lambda header: (header.is_complete, header.score))
    # A printed table repeats its header on every page, often in fewer lines: the first one is where the data begin.
    same = [header for header in fitting if header.last_row < best.first_row and _covers(header, best)]
    return max(same, key=lambda header: (-header.last_row, header.score), default=best)


def _covers(header: Header, other: Header) -> bool:
    """Whether a header gives every column the meaning that the other one gives it."""
    mine = {(column.position, column.target) for column in header.columns}
    return all((column.position, column.target) in mine for column in other.columns if column.target)


def _promising(head: Rows, role: str, numbering: frozenset[int]) -> list[int]:
    """The few lines worth reading closely: those with most listed headings, and what lies just below them."""
    is_survey = ROLES[role].items_at_least > 0
    lines = {index: row for index, (_, row) in enumerate(head) if index not in numbering}
    # Answers such as '4 - Hài lòng' look like questions; headings that are listed are never data.
    listed = {index: sum(is_listed(role, cell) for cell in row) for index, row in lines.items()}
    asked = {index: sum(is_item_like(cell) for cell in row) if is_survey else 0 for index, row in lines.items()}
    # A header repeated on every page counts once, where it stands first.
    first = sorted({tuple(row): index for index, row in reversed(lines.items())}.values())
    named = sorted((index for index in first if listed[index]), key=lambda index: -listed[index])
    both = sorted(first, key=lambda index: -listed[index] - asked[index])
    best = {*named[:PROMISING], *(index for index in both[:PROMISING] if listed[index] or asked[index])}
    near = {index + below for index in best for below in range(DEPTH_MOST) if index + below < len(head)}
    return sorted(near)


def read_header(head: Rows, last_row: int, role: str, items: Items) -> Header | None:
    """The headings that end in row `last_row` of the file, as the user says."""
    numbers = [number for number, _ in head]
    if last_row not in numbers:
        return None
    index = numbers.index(last_row)
    readings = [
        _read(head, index, depth, role, items, _numbering(head), always=True)
        for depth in range(1, min(DEPTH_MOST, index + 1) + 1)
    ]
    return max((found for found in readings if found), key=lambda found: found.score, default=None)


def _read(
    head: Rows, index: int, depth: int, role: str, items: Items, numbering: frozenset[int], always: bool = False
) -> Header | None:
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
    last = index + 1 if index + 1 in numbering else index
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


def _numbering(head: Rows) -> frozenset[int]:
    """Places of the lines that only number the columns above them: (1) (2) (3) or A B 1 2.

    They count from 1 or A and begin where the headings do, but for an ordinal without a number; what begins further
    right are the numbers of questions below a group.
    """
    return frozenset(
        index
        for index in range(1, len(head))
        if _is_numbering(head[index][1])
        and _begin(head[index][1]) - _begin(head[index - 1][1], head[max(0, index - 2)][1]) <= 1
    )


def _begin(*lines: list[str]) -> int:
    """Position of the first cell that holds anything in any of these lines."""
    return min((place for line in lines for place, cell in enumerate(line) if cell), default=-1)


def _is_numbering(line: list[str]) -> bool:
    cells = [cell for cell in line if cell]
    marks = [match.group(1) for cell in cells if (match := NUMBERED.fullmatch(cell.upper()))]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    return (
        len(marks) == len(cells) >= NUMBERED_AT_LEAST
        and len(numbers) >= NUMBERED_AT_LEAST - 1
        and numbers == list(range(1, 1 + len(numbers)))
    )
