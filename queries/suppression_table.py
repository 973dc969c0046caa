"""Small numbers in a crossed table of one to three sides whose totals are shown too: what of it stays hidden.

Every line of the table is an equation: its parts add up to its total. Sides may hold groups (wards in their districts)
whose totals somebody may know from another page. Hidden is what holds fewer than HIDDEN_BELOW slips, what the caller
says must be (see queries/differencing.py), and enough else that

- of each line, groups' lines too, nothing is hidden or at least two values, and the parts hidden under a total that is
  shown hold HIDDEN_BELOW slips or more together;
- no value that has to be hidden is the only solution of all the equations together.

The second is told from a random vector that every equation sends to zero: a hidden value is determined just where each
such vector is zero (Cox 1980, JASA 75:377, calls what is hidden besides complementary suppression).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.suppression import HIDDEN_BELOW

MOST_ROUNDS = 60  # of adding shields; then everything that could be solved is hidden with its lines
MOST_STEPS = 2_000  # of the solver
TOLERANCE = 1e-9
ZERO = 1e-6

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """One side of a table: `parts` values, then a value for each group, then the total.

    groups: the group of each part as 0, 1, 2 …; None where there are none. has_total: False where parts must never be
    added up (instruments): then the side has its parts alone.
    """

    parts: int
    groups: NDArray[np.intp] | None = None
    has_total: bool = True

    @property
    def group_n(self) -> int:
        """How many groups it has."""
        return 0 if self.groups is None or not self.has_total else int(self.groups.max(initial=-1)) + 1

    @property
    def length(self) -> int:
        """Places along this side."""
        return self.parts + self.group_n + self.has_total

    def equations(self) -> list[tuple[NDArray[np.intp], int]]:
        """The lines along this side: places of the parts and the place of their total."""
        if not self.has_total:
            return []
        last = self.length - 1
        if not self.group_n:
            return [(np.arange(self.parts), last)]
        inner = [(np.flatnonzero(self.groups == one), self.parts + one) for one in range(self.group_n)]
        return [*inner, (np.arange(self.parts, last), last)]

    def places(self) -> "Places":
        """Where the equations reach; see Places."""
        equations = self.equations()
        part_of, total_of = (np.full(self.length, len(equations)) for _ in range(2))
        for line, (parts, total) in enumerate(equations):
            part_of[parts], total_of[total] = line, line
        order = np.argsort(part_of, kind="stable")[: int((part_of < len(equations)).sum())]
        starts = np.searchsorted(part_of[order], np.arange(len(equations)))
        return Places(part_of, total_of, order, starts, np.array([total for _, total in equations], dtype=int))

    def extended(self, values: NDArray, axis: int, total: NDArray | None = None) -> NDArray:
        """`values` along this side with what its groups and the whole add up to; `total` where that is no sum."""
        if not self.has_total:
            return values
        moved = np.moveaxis(values, axis, 0)
        pieces = [moved]
        if self.group_n:
            pieces.append(np.stack([moved[self.groups == one].sum(axis=0) for one in range(self.group_n)]))
        pieces.append((moved.sum(axis=0) if total is None else total)[None])
        return np.moveaxis(np.concatenate(pieces), 0, axis)


@dataclass(frozen=True)
class Places:
    """The equations along a side: by place the one it is a part of and the one it is the total of (as many: none).

    As a matrix they would be multiplied by several threads at once, which cost twice the time they take.
    """

    part_of: NDArray[np.intp]
    total_of: NDArray[np.intp]
    order: NDArray[np.intp]  # the parts, those of one equation together
    starts: NDArray[np.intp]  # of each equation in `order`
    totals: NDArray[np.intp]

    def sums(self, values: Floats, axis: int) -> Floats:
        """Parts less total of each equation, along the first axis."""
        moved = np.moveaxis(values, axis, 0)
        if not len(self.starts):
            return np.zeros((0, *moved.shape[1:]))
        return np.add.reduceat(moved[self.order], self.starts, axis=0) - moved[self.totals]

    def spread(self, lines: Floats, axis: int) -> Floats:
        """The transposed step: each place its equation's value, less that of the one it is the total of."""
        padded = np.concatenate([lines, np.zeros((1, *lines.shape[1:]))])
        return np.moveaxis(padded[self.part_of] - padded[self.total_of], 0, axis)


def hidden_table(slips_n: Counts, sides: Sequence[Side], must: Flags | None = None, limit: int = HIDDEN_BELOW) -> Flags:
    """Which values of a table to hide, totals among them.

    slips_n: slips of each value, as long along each axis as its side (see Side.extended). must: values to hide
    whatever they hold. Same shape as slips_n.
    """
    secret = (slips_n > 0) & (slips_n < limit)
    if must is not None:
        secret |= must & (slips_n > 0)
    if slips_n.ndim < 2:  # lines need something to stand along
        more = (1,) * (2 - slips_n.ndim)
        alone = [Side(1, has_total=False)] * len(more)
        wide = slips_n.reshape(slips_n.shape + more)
        return hidden_table(wide, [*sides, *alone], secret.reshape(wide.shape), limit).reshape(slips_n.shape)
    hidden = secret.copy()
    if not hidden.any():
        return hidden
    for _ in range(MOST_ROUNDS):
        hidden = _lines_shielded(slips_n, hidden, sides, limit)
        solved = _solved(hidden, sides) & secret
        if not solved.any() or not _widened(slips_n, hidden, solved, sides):
            return hidden
    return _lines_shielded(slips_n, hidden | (slips_n > 0), sides, limit)


def _lines_shielded(size: Counts, hidden: Flags, sides: Sequence[Side], limit: int) -> Flags:
    """Every line shielded for itself; a shield can open another line, so until nothing changes."""
    hidden = hidden.copy()
    while True:
        before = int(hidden.sum())
        for axis, side in enumerate(sides):
            for parts, total in side.equations():
                _shield(np.moveaxis(size, axis, 0), np.moveaxis(hidden, axis, 0), parts, total, limit)
        if int(hidden.sum()) == before:
            return hidden


def _shield(size: Counts, hidden: Flags, parts: NDArray[np.intp], total: int, limit: int) -> None:
    """Hide the least part of each line that gives something away (the total, where no part is left); changes hidden."""
    while True:
        gone = hidden[parts]
        held = np.where(gone, size[parts], 0).sum(axis=0)
        count = (gone & (size[parts] > 0)).sum(axis=0)
        open_total = ~hidden[total]
        weak = (open_total & (count > 0) & ((count < 2) | (held < limit))) | (~open_total & (count < 1))
        weak &= size[total] > 0
        if not weak.any():
            return
        free = np.where(gone | (size[parts] == 0), np.iinfo("int64").max, size[parts])
        least = free.argmin(axis=0)
        has_part = np.take_along_axis(free, least[None], 0)[0] < np.iinfo("int64").max
        at = np.nonzero(weak & has_part)
        hidden[(parts[least[at]], *at)] = True
        rest = np.nonzero(weak & ~has_part & open_total)
        hidden[(total, *rest)] = True
        if not len(at[0]) and not len(rest[0]):
            return


def _solved(hidden: Flags, sides: Sequence[Side]) -> Flags:
    """The hidden values that the equations determine: where a random vector that solves them all is zero."""
    places = [side.places() for side in sides]
    random = np.where(hidden, np.random.default_rng(766).normal(size=hidden.shape), 0.0)

    def sums(values: Floats) -> list[Floats]:
        return [one.sums(values, axis) for axis, one in enumerate(places)]

    def spread(lines: list[Floats]) -> Floats:
        back = [one.spread(line, axis) for axis, (one, line) in enumerate(zip(places, lines, strict=True))]
        return np.where(hidden, sum(back), 0.0)

    # Least squares by conjugate gradients: what is left of the random vector lies in the null space.
    rest = random
    gradient = sums(rest)
    direction = gradient
    norm = sum(float((one**2).sum()) for one in gradient)
    start = norm
    for _ in range(MOST_STEPS):
        if norm <= TOLERANCE**2 * max(start, 1.0):
            break
        moved = spread(direction)
        length = norm / max(float((moved**2).sum()), 1e-300)
        rest = rest - length * moved
        gradient = sums(rest)
        before, norm = norm, sum(float((one**2).sum()) for one in gradient)
        direction = [new + norm / before * old for new, old in zip(gradient, direction, strict=True)]
    return hidden & (np.abs(rest) < ZERO)


def _widened(size: Counts, hidden: Flags, solved: Flags, sides: Sequence[Side]) -> bool:
    """Hide one more value in the lines of each value that can be solved; whether any was left. Changes hidden."""
    has_grown = False
    for place in zip(*np.nonzero(solved), strict=True):
        lines = []
        for axis, side in enumerate(sides):
            for parts, total in side.equations():
                if place[axis] == total or place[axis] in parts:
                    lines += [(*place[:axis], at, *place[axis + 1 :]) for at in (*parts, total)]
        free = [one for one in lines if not hidden[one] and size[one] > 0]
        if free:
            hidden[min(free, key=lambda one: size[one])] = True
            has_grown = True
    return has_grown
