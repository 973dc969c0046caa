"""Crossed tables with their totals: nothing small is shown, and nothing small follows from what is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.suppression import HIDDEN_BELOW
from queries.suppression_table import Side, hidden_table

Cells = st.sampled_from([0, 0, 1, 3, 9, 10, 15, 30, 80])


def with_totals(parts: np.ndarray, sides: list[Side]) -> np.ndarray:
    """A table's parts with the totals of all its sides."""
    for axis, side in enumerate(sides):
        parts = side.extended(parts, axis)
    return parts


def determined(hidden: np.ndarray, sides: list[Side]) -> np.ndarray:
    """The hidden values that the equations solve, by the null space of the whole system written out."""
    unknown = np.flatnonzero(hidden.ravel())
    place = {int(at): number for number, at in enumerate(unknown)}
    rows = []
    for axis, side in enumerate(sides):
        for others in np.ndindex(*(n for at, n in enumerate(hidden.shape) if at != axis)):
            for parts, total in side.equations():
                row = np.zeros(len(unknown))
                for at, sign in [*((one, 1) for one in parts), (total, -1)]:
                    flat = int(np.ravel_multi_index((*others[:axis], at, *others[axis:]), hidden.shape))
                    if flat in place:
                        row[place[flat]] = sign
                rows.append(row)
    found = np.zeros(hidden.size, dtype=bool)
    if len(unknown):
        _, singular, directions = np.linalg.svd(np.array(rows), full_matrices=True)
        rank = int((singular > 1e-9).sum())
        free = directions[rank:]
        found[unknown] = (free**2).sum(axis=0) < 1e-9
    return found.reshape(hidden.shape)


def assert_kept(size: np.ndarray, sides: list[Side], must: np.ndarray | None = None) -> np.ndarray:
    """What has to be hidden is, no line gives it away, and no equations solve it."""
    hidden = hidden_table(size, sides, must)
    secret = (size > 0) & (size < HIDDEN_BELOW)
    if must is not None:
        secret |= must & (size > 0)
    assert hidden[secret].all()
    assert not (determined(hidden, sides) & secret).any()
    for axis, side in enumerate(sides):
        for parts, total in side.equations():
            gone, all_gone = np.moveaxis(hidden, axis, 0)[parts], np.moveaxis(hidden, axis, 0)[total]
            held = np.where(gone, np.moveaxis(size, axis, 0)[parts], 0).sum(axis=0)
            assert (all_gone | (held == 0) | (held >= HIDDEN_BELOW)).all()
    return hidden


@given(st.lists(Cells, min_size=12, max_size=12))
def test_rows_and_columns(cells: list[int]) -> None:
    sides = [Side(3), Side(4)]
    assert_kept(with_totals(np.array(cells).reshape(3, 4), sides), sides)


@given(st.lists(Cells, min_size=24, max_size=24))
def test_three_sides(cells: list[int]) -> None:
    sides = [Side(3), Side(4), Side(2)]
    assert_kept(with_totals(np.array(cells).reshape(3, 4, 2), sides), sides)


@given(st.lists(Cells, min_size=15, max_size=15), st.lists(st.booleans(), min_size=15, max_size=15))
def test_groups_and_what_must_be_hidden(cells: list[int], flags: list[bool]) -> None:
    sides = [Side(5, np.array([0, 0, 1, 1, 1])), Side(3)]
    size = with_totals(np.array(cells).reshape(5, 3), sides)
    must = np.zeros(size.shape, dtype=bool)
    must[:5, :3] = np.array(flags).reshape(5, 3) & (np.array(cells).reshape(5, 3) < 30)
    assert_kept(size, sides, must)


def test_nothing_small_nothing_hidden() -> None:
    sides = [Side(2), Side(2)]
    assert not hidden_table(with_totals(np.array([[10, 20], [0, 40]]), sides), sides).any()


def test_one_small_cell_takes_three_others_with_it() -> None:
    sides = [Side(3), Side(3)]
    hidden = hidden_table(with_totals(np.array([[3, 50, 60], [40, 45, 70], [90, 80, 99]]), sides), sides)
    assert hidden[:3, :3].tolist() == [[True, True, False], [True, True, False], [False, False, False]]
    assert not hidden[3].any()
    assert not hidden[:, 3].any()


def test_a_total_of_one_part_goes_with_it() -> None:
    sides = [Side(2), Side(2)]
    hidden = hidden_table(with_totals(np.array([[4, 0], [50, 60]]), sides), sides)
    assert hidden[0, 0]
    assert hidden[0, 2]
    assert not hidden[2, 2]


def test_instruments_are_never_added_up() -> None:
    sides = [Side(2, has_total=False), Side(3)]
    size = with_totals(np.array([[4, 20, 30], [50, 60, 70]]), sides)
    assert size.shape == (2, 4)
    hidden = assert_kept(size, sides)
    assert hidden[0].sum() == 2
    assert not hidden[1].any()


@pytest.mark.parametrize("shape", [(126, 36), (40, 12, 10)])
def test_large_tables_are_quick(shape: tuple[int, ...]) -> None:
    import time

    rng = np.random.default_rng(1)
    sides = [Side(n) for n in shape]
    size = with_totals(rng.negative_binomial(1, 0.03, shape), sides)
    start = time.perf_counter()
    hidden = hidden_table(size, sides)
    assert hidden.any()
    assert time.perf_counter() - start < 5
