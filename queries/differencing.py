"""Differencing: which results stay hidden because another permitted one, less this one, would leave a few slips.

A result counts the slips of a slice: some months, and for each tree of dimensions (district → ward, field → procedure,
channel, respondent, gender, age, day of the week) that a filter or the row's key names, some of its values. It is shown
where

- each value it takes, the rest of the slice as it is, holds no slip or HIDDEN_BELOW of them; in time each year it
  covers, each quarter of a year covered in part, each month of a quarter covered in part (the months after the last
  quarter that is over count as a year of their own);
- what lies around it holds no slip or as many: for every way of giving up some of what the slice names, each tree up
  to one of the nodes it covers in part (the rest of a district, the rest of the city; the rest of the quarter, the
  other quarters of the year), the slips this adds.

Then of two results shown, S within T, the difference holds no slip or at least HIDDEN_BELOW. Take a slip of T outside
S, and the dimensions in which it lies outside. Where in one of them T covers a value that S does not touch, all T has
of that value lies in the difference: the first rule of T. Otherwise T covers a node in each that S covers in part, and
what S gains by giving up these lies in the difference: the second rule of S. So the difference is made of parts of
which each is empty or large enough.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries import suppression

COUNTS = Path(__file__).parent / "cells" / "parts" / "counts.sql"
# The dimensions that nest, the coarser first.
TREES = (
    ("district", "ward"),
    ("field", "procedure"),
    ("channel",),
    ("respondent_kind",),
    ("gender",),
    ("age_band",),
    ("weekday",),
)
PLAIN = ("channel", "respondent_kind", "gender", "age_band", "weekday")  # their columns are called as they are
STEP_MONTHS = {"month": 1, "quarter": 3, "year": 12}

Flags = NDArray[np.bool_]
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """One dimension of the counts, as the rows of an answer take it; `rows` 1 where all rows take the same.

    taken: (1 + nodes) × rows × values: what a row takes, then that with each node it covers in part filled up.
    single: parts × rows × values: each part of it that must be large enough by itself.
    """

    taken: Flags
    single: Flags


def trees_named(named: set[str]) -> list[tuple[str, ...]]:
    """For each tree that is named, its dimensions down to the finest one named."""
    depths = [max((at for at, name in enumerate(tree, 1) if name in named), default=0) for tree in TREES]
    return [tree[:depth] for tree, depth in zip(TREES, depths, strict=True) if depth]


def columns_of(trees: Sequence[tuple[str, ...]]) -> list[str]:
    """The columns of the counts that keep these dimensions."""
    names = [name for tree in trees for name in tree]
    own = {name: [name] for name in PLAIN} | {"ward": ["ward_code", "ward_from"]}
    return [column for name in names for column in own.get(name, [f"{name}_code"])]


@dataclass(frozen=True)
class Cube:
    """Slips by month (from `first`, counted from year 0, whole years) and the finest values of each tree."""

    first: int
    slips: Counts
    values: tuple[pd.DataFrame, ...]

    def of_years(self, start: date, end: date) -> "Cube":
        """The years that a period touches, without the values that no slip of theirs names."""
        low = max(start.year * 12 - self.first, 0)
        high = max(min(end.year * 12 + 12 - self.first, len(self.slips)), low)
        slips, values = self.slips[low:high], list(self.values)
        for at in range(len(values)):
            others = tuple(axis for axis in range(slips.ndim) if axis != at + 1)
            held = np.flatnonzero(slips.any(axis=others))
            if len(held) < len(values[at]):
                slips, values[at] = slips.take(held, axis=at + 1), values[at].take(held)
        return Cube(self.first + low, slips, tuple(values))


def cube_of(counts: pd.DataFrame, trees: Sequence[tuple[str, ...]]) -> Cube:
    """The cube of these trees; counts: month, the columns of `trees` (see columns_of), slips_n."""
    if counts.empty:
        none = tuple(pd.DataFrame({name: np.empty(0, object) for name in tree}) for tree in trees)
        return Cube(0, np.zeros((0, *(0 for _ in trees))), none)
    month = counts["month"].dt.year.to_numpy() * 12 + counts["month"].dt.month.to_numpy() - 1
    first = int(month.min()) // 12 * 12
    places, sizes, values = [month - first], [int(month.max()) // 12 * 12 + 12 - first], []
    for tree in trees:
        leaf, held = _leaves(counts, tree)
        places.append(leaf)
        sizes.append(len(held))
        values.append(held)
    slips = np.bincount(np.ravel_multi_index(places, sizes), counts["slips_n"].to_numpy(float), int(np.prod(sizes)))
    return Cube(first, slips.reshape(sizes), tuple(values))


def unsafe(
    answer: pd.DataFrame,
    cube: Cube,
    trees: Sequence[tuple[str, ...]],
    rows: set[str],
    chosen: Mapping[str, Sequence[str]],
    period: tuple[date, date],
    closed: date,
    step: str | None,
) -> Flags:
    """Which rows of an answer another result, less this one, would leave a few slips of.

    answer: with the key columns of the dimensions in `rows`, and month where step says how long a row's span is.
    cube: slips by these trees, all values of every year that the period touches. chosen: the values of the filters
    (wards as code@from). period: its first and last month. closed: the last month of the last quarter that is over.
    """
    cube = cube.of_years(*period)
    if not cube.slips.any() or answer.empty:
        return np.zeros(len(answer), dtype=bool)
    time, row_of_time = _time(answer if step else None, cube.first, len(cube.slips), period, closed, step)
    axes, row_of = [time], [row_of_time]
    for tree, values in zip(trees, cube.values, strict=True):
        axis, row = _tree(answer, values, tree, rows, chosen)
        axes.append(axis)
        row_of.append(row)
    is_bad = _small_gains(_contracted(cube.slips, [axis.taken for axis in axes]))
    own = [axis.taken[:1] for axis in axes]
    for at, axis in enumerate(axes):
        if len(axis.single):
            parts = _contracted(cube.slips, [*own[:at], axis.single, *own[at + 1 :]])
            is_bad |= _is_few(parts).any(axis=tuple(range(0, parts.ndim, 2)))
    return is_bad[tuple(row_of)]


def _is_few(n: Counts) -> Flags:
    return (n > 0) & (n < suppression.HIDDEN_BELOW)


def _small_gains(n: Counts) -> Flags:
    """Whether giving up any nodes gains a few slips; axes come in pairs (nodes given up, rows)."""
    kept = n[tuple(slice(0, 1) if at % 2 == 0 else slice(None) for at in range(n.ndim))]
    return _is_few(n - kept).any(axis=tuple(range(0, n.ndim, 2)))


def _contracted(dense: Counts, selectors: Sequence[Flags]) -> Counts:
    """Slips of every combination: axes (kinds, rows) for each selector, in their order."""
    for selector in selectors:
        # Each turn takes the first axis off and puts its two at the end.
        dense = np.tensordot(dense, selector.astype(float), axes=([0], [2]))
    return dense


def _leaves(counts: pd.DataFrame, tree: tuple[str, ...]) -> tuple[NDArray[np.intp], pd.DataFrame]:
    """The finest value of a tree in each row of the counts, and these values (a column a dimension)."""
    frame = pd.DataFrame({name: _keys(counts, name) for name in tree})
    leaf, _ = pd.factorize(_joined(frame))
    once = np.unique(leaf, return_index=True)[1]
    return leaf, frame.take(once).reset_index(drop=True)


def _joined(frame: pd.DataFrame) -> NDArray[Any]:
    parts = [frame[name].to_numpy(object) for name in frame]
    return parts[0] if len(parts) == 1 else parts[0] + "\x1f" + parts[1]


def _keys(frame: pd.DataFrame, name: str) -> NDArray[Any]:
    """A dimension's values as text; a ward with the beginning of its life, '' where a slip names none."""
    if name == "ward":
        return ward_keys(frame["ward_code"], frame["ward_from"])
    column = frame[name if name in PLAIN else f"{name}_code"]
    return column.fillna("").to_numpy(object) if name != "weekday" else column.astype(str).to_numpy(object)


def ward_keys(codes: pd.Series, since: pd.Series) -> NDArray[Any]:
    """00004@2025-07-01, as Unit.key; '' where a slip names no ward."""
    place, lives = pd.factorize(since)
    days = np.array([*(f"@{day:%Y-%m-%d}" for day in pd.DatetimeIndex(lives)), ""], dtype=object)
    return np.where(codes.isna(), "", codes.fillna("").to_numpy(object) + days[place])


def _tree(
    answer: pd.DataFrame,
    values: pd.DataFrame,
    tree: tuple[str, ...],
    rows: set[str],
    chosen: Mapping[str, Sequence[str]],
) -> tuple[Axis, NDArray[np.intp]]:
    """How the rows of an answer take a tree, and which of these ways each row takes."""
    allowed = np.ones(len(values), dtype=bool)
    for name in tree:
        if chosen.get(name):
            allowed &= values[name].isin(list(chosen[name])).to_numpy(bool)
    key = next((name for name in reversed(tree) if name in rows), None)
    if key is None:
        taken, row = allowed[None], np.zeros(len(answer), dtype=int)
    else:
        # Slips that name no procedure are a row in each field.
        by = tree if key == "procedure" and "field" in rows else (key,)
        own = _joined(pd.DataFrame({name: _keys(answer, name) for name in by}))
        # Numbers are told apart ten times as fast as texts.
        place, _ = pd.factorize(np.concatenate([own, _joined(values[list(by)])]))
        row, keys = pd.factorize(place[: len(own)])
        taken = (place[len(own) :][None] == keys[:, None]) & allowed
    parents, _ = pd.factorize(values[tree[0]])
    filled = _filled(taken, parents) if len(tree) > 1 else []
    rest = _untouched(taken, parents)
    # With one value in each row that value is the row itself, which is hidden for its own sake.
    is_needed = any(chosen.get(name) for name in tree) and (taken.sum(axis=1) > 1).any()
    single = [taken & (np.arange(len(values)) == leaf) for leaf in np.flatnonzero(allowed)] if is_needed else []
    return Axis(np.stack([taken, *filled, taken | rest]), _stacked(single, taken)), row


def _stacked(parts: Sequence[Flags], like: Flags) -> Flags:
    return np.stack(parts) if parts else np.zeros((0, *like.shape), dtype=bool)


def _filled(taken: Flags, parents: NDArray[np.intp]) -> list[Flags]:
    """What is taken with one parent filled up that it covers in part; as many turns as a row has such parents."""
    held, cover = _covered(taken, parents)
    partial = (cover > 0) & (cover < held.sum(axis=1))
    turn = np.where(partial, partial.cumsum(axis=1), 0)
    return [taken | ((turn == one).astype(float) @ held > 0) for one in range(1, turn.max(initial=0) + 1)]


def _untouched(taken: Flags, parents: NDArray[np.intp]) -> Flags:
    """The values under parents that a row does not touch."""
    held, cover = _covered(taken, parents)
    return (cover == 0).astype(float) @ held > 0


def _covered(taken: Flags, parents: NDArray[np.intp]) -> tuple[Counts, Counts]:
    """Parents × values: which hold which; rows × parents: how many values of each a row takes. (Floats: faster.)"""
    held = (parents[None] == np.unique(parents)[:, None]).astype(float)
    return held, taken.astype(float) @ held.T


def _time(
    answer: pd.DataFrame | None, first: int, months: int, period: tuple[date, date], closed: date, step: str | None
) -> tuple[Axis, NDArray[np.intp]]:
    """How the rows take the months from `first` on (counted from year 0), and which of these ways each takes."""
    number = first + np.arange(months)
    start, end, over = (day.year * 12 + day.month - 1 for day in (*period, closed))
    inside = (number >= start) & (number <= end)
    if answer is None:
        taken, row = inside[None], np.zeros(1, dtype=int)
    else:
        row, days = pd.factorize(answer["month"])
        begins = np.array([day.year * 12 + day.month - 1 for day in pd.DatetimeIndex(days)])[:, None]
        taken = inside & (number >= begins) & (number < begins + STEP_MONTHS[step or "month"])
    # What has begun after the last quarter that is over stands apart: a few slips of it take nothing else with them.
    quarter, year = number // 3, np.where(number > over, -1, number // 12)
    in_quarters, in_years = _filled(taken, quarter), []
    whole_quarters = taken.copy()
    for filled in in_quarters:
        whole_quarters |= filled
    # A year in part: the quarters it does not touch; those it touches in part are filled on their own.
    for filled in _filled(whole_quarters, year):
        in_years.append(taken | (filled & ~whole_quarters))
    whole_years, whole_quarters = _wholly(taken, year), _wholly(taken, quarter)
    single = _parts(whole_years, year) + _parts(whole_quarters & ~whole_years, quarter)
    single += _parts(taken & ~whole_quarters & ~whole_years, number)
    is_one = len(single) == 1
    return Axis(np.stack([taken, *in_quarters, *in_years]), _stacked([] if is_one else single, taken)), row


def _wholly(taken: Flags, span: NDArray[np.intp]) -> Flags:
    """The months of spans that are taken whole."""
    held, cover = _covered(taken, span)
    return (cover == held.sum(axis=1)).astype(float) @ held > 0


def _parts(taken: Flags, span: NDArray[np.intp]) -> list[Flags]:
    """What is taken, one span after the other."""
    return [part for one in np.unique(span[taken.any(axis=0)]) if (part := taken & (span == one)).any()]
