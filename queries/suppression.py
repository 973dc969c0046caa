"""Small numbers: which cells are hidden, so that no slip's answers can be read or worked out. One place for all."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

HIDDEN_BELOW = 10  # slips; fewer are hidden everywhere
FEW_BELOW = 30  # slips; fewer are shown in grey, "ít phiếu"

EMPTIED = ("slips_n", "answers_n", "satisfied_n", "index_pct", "index_low", "index_high", "effective_n")


def hidden_cells(
    slips_n: pd.Series, groups: Sequence[pd.Series], limit: int = HIDDEN_BELOW, risky: Flags | None = None
) -> pd.Series:
    """Which cells to hide: those under the limit, and enough others that none follows by subtraction.

    slips_n: slips a cell, 0 or more; missing counts as 0.
    groups: labels (same index) of every way in which the cells add up to a total that is shown elsewhere; a constant
    series stands for one grand total. They either nest (wards in districts in the city) or cross (fields by months).
    limit: the least count that may be shown. risky: cells that have to be hidden whatever they hold.

    Under every total that is shown, what is hidden is nothing or at least two parts holding `limit` slips or more;
    the smallest part still shown is hidden until that holds. Where totals nest, a total that is itself hidden takes its
    cells with it. Where they cross, no small cell is the only solution of all totals together; an empty cell is hidden
    where nothing else is left to shield with.

    Returns a boolean series. Cox 1980, JASA 75:377 calls the second step complementary suppression.
    """
    size = slips_n.fillna(0).astype("int64").to_numpy()
    hidden = _small(size, limit) if risky is None else _small(size, limit) | risky
    if hidden.any() and groups:
        chain = sorted((group.to_numpy() for group in groups), key=lambda labels: len(np.unique(labels)))
        nests = all(_nests(fine, coarse) for coarse, fine in pairwise(chain))
        hidden = _hidden_nested(size, hidden, chain, limit) if nests else _hidden_crossed(size, hidden, chain, limit)
    return pd.Series(hidden, index=slips_n.index)


def _small(size: Counts, limit: int) -> Flags:
    return (size > 0) & (size < limit)


def _nests(fine: NDArray, coarse: NDArray) -> bool:
    """Whether each label of `fine` lies under one label of `coarse`."""
    pairs = np.unique(np.stack([fine, coarse]), axis=1)
    return pairs.shape[1] == len(np.unique(fine))


def _shielded(size: Counts, hidden: Flags, limit: int) -> Flags:
    """Parts of one shown total: `hidden` with the smallest others added until subtraction gives nothing away."""
    hidden = hidden.copy()
    while hidden.any() and (hidden.sum() == 1 or size[hidden].sum() < limit):
        shown = np.flatnonzero(~hidden & (size > 0))
        if not len(shown):
            break
        hidden[shown[np.argmin(size[shown])]] = True
    return hidden


def _hidden_nested(size: Counts, must: Flags, chain: Sequence[NDArray], limit: int) -> Flags:
    """From the coarsest total down: the parts of a shown total are shielded, those of a hidden one all hidden."""
    hidden = np.zeros(len(size), dtype=bool)
    levels = [*chain, np.arange(len(size))]

    def descend(cells: Counts, depth: int) -> None:
        labels, part = np.unique(levels[depth][cells], return_inverse=True)
        totals = np.bincount(part, weights=size[cells], minlength=len(labels)).astype("int64")
        few = _small(totals, limit)
        if depth == len(levels) - 1:  # the cells themselves
            few |= must[cells[np.argsort(part, kind="stable")]]
        # The coarsest totals add up to nothing that is shown, so they need no shield.
        gone = _shielded(totals, few, limit) if depth else few
        for number in range(len(labels)):
            members = cells[part == number]
            if gone[number]:
                hidden[members] = size[members] > 0
            elif depth + 1 < len(levels) and must[members].any():  # without a small cell no total of some is small
                descend(members, depth + 1)

    descend(np.arange(len(size)), 0)
    return hidden


def _hidden_crossed(size: Counts, must: Flags, margins: Sequence[NDArray], limit: int) -> Flags:
    """Rows and columns: every line shielded, then checked against solving all shown totals together."""
    lines: list[Counts] = []
    equations: list[Flags] = [np.ones(len(size), dtype=bool)]
    for labels in margins:
        members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        totals = np.array([size[cells].sum() for cells in members])
        gone = _shielded(totals, _small(totals, limit), limit)
        shown = [cells for cells, is_gone in zip(members, gone, strict=True) if not is_gone]
        equations += [np.isin(np.arange(len(size)), cells) for cells in shown]
        lines += members
    shown_totals = np.array(equations)
    hidden = _with_lines_shielded(size, must, lines, limit)
    stuck = np.zeros(len(size), dtype=bool)
    while True:
        solved = _solved(shown_totals, hidden)
        found = np.flatnonzero(solved & _small(size, limit) & ~stuck)
        if not len(found):
            return hidden
        for cell in found:
            # A shield in the cell's own lines, otherwise in those of the shields that are solved with it.
            own = [cells for cells in lines if cell in cells]
            others = [cells for cells in lines if solved[cells].any()]
            free = next((near for near in (_free(own, hidden), _free(others, hidden)) if len(near)), None)
            if free is None:
                stuck[cell] = True
                continue
            # An empty cell only where no other is left: it says "hidden" where "no slips" would be the truth.
            order = np.where(size[free] > 0, size[free], np.iinfo("int64").max)
            hidden[free[np.argmin(order)]] = True
        hidden = _with_lines_shielded(size, hidden, lines, limit)


def _free(lines: Sequence[Counts], hidden: Flags) -> Counts:
    """The cells of some lines that are still shown."""
    near = np.unique(np.concatenate(lines))
    return near[~hidden[near]]


def _with_lines_shielded(size: Counts, hidden: Flags, lines: Sequence[Counts], limit: int) -> Flags:
    """Every row and column shielded for itself; one shield can open another line, so until nothing changes."""
    while True:
        before = hidden.copy()
        for cells in lines:
            hidden[cells] = _shielded(size[cells], hidden[cells], limit)
        if (hidden == before).all():
            return hidden


def _solved(totals: Flags, hidden: Flags) -> Flags:
    """The hidden cells that the shown totals determine: those no direction of the null space moves."""
    solved = np.zeros(len(hidden), dtype=bool)
    unknown = np.flatnonzero(hidden)
    if len(unknown):
        _, singular, directions = np.linalg.svd(totals[:, unknown].astype(float), full_matrices=False)
        known = directions[singular > 1e-9]
        solved[unknown] = (known**2).sum(axis=0) > 1 - 1e-9
    return solved


def hide_small(frame: pd.DataFrame, groups: Sequence[Sequence[str]] = ()) -> pd.DataFrame:
    """`frame` with small cells emptied and marked.

    frame: one row a cell with slips_n and any of EMPTIED. groups: lists of columns; the cells of one combination of
    their values add up to a total shown elsewhere; an empty list is the grand total. No group at all: only the limit.
    Returns a copy with is_hidden, is_few (bool) added; hidden cells hold NA in every column of EMPTIED.
    """
    size = frame["slips_n"].fillna(0).to_numpy("int64")
    hidden, few = small_cells(frame, size, groups)
    return emptied(frame.assign(is_hidden=hidden, is_few=few), hidden)


def emptied(frame: pd.DataFrame, hidden: Flags) -> pd.DataFrame:
    """An answer with more of its rows hidden."""
    mask = pd.Series(hidden, index=frame.index)
    columns = {name: frame[name].mask(mask) for name in EMPTIED if name in frame}
    return frame.assign(**columns, is_hidden=frame["is_hidden"] | mask, is_few=frame["is_few"] & ~mask)


def small_cells(
    frame: pd.DataFrame, size: Counts, groups: Sequence[Sequence[str]], risky: Flags | None = None
) -> tuple[Flags, Flags]:
    """Which rows of a frame are hidden and which have few slips; `size` their slips, `groups` as in hide_small."""
    hidden = _small(size, HIDDEN_BELOW)
    if risky is not None:
        hidden |= risky & (size > 0)
    if hidden.any():  # nothing small, nothing to shield: the usual case, and labels cost more than queries
        labels = [_label(frame, columns) for columns in groups]
        hidden = hidden_cells(pd.Series(size, index=frame.index), labels, risky=hidden).to_numpy()
    return hidden, ~hidden & (size > 0) & (size < FEW_BELOW)


def with_small_hidden(
    frame: pd.DataFrame, count: str, limit: int, columns: Sequence[str], groups: Sequence[Sequence[str]]
) -> pd.DataFrame:
    """An answer of another register with `columns` emptied where `count` is under `limit`; adds is_hidden (bool).

    groups: as in hide_small.
    """
    labels = [_label(frame, list(group)) for group in groups]
    hidden = hidden_cells(frame[count], labels, limit) if len(frame) else pd.Series([], dtype=bool)
    return frame.assign(**{name: frame[name].mask(hidden) for name in columns}, is_hidden=hidden.to_numpy(bool))


def _label(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """One label a row for the combination of `columns`; the same label everywhere for none.

    'quarter' and 'year' are those of the column month.
    """
    if not columns:
        return pd.Series(0, index=frame.index)
    spans = {"quarter": "Q", "year": "Y"}
    periods = {name: frame["month"].dt.to_period(spans[name]) for name in columns if name in spans}
    frame = frame.assign(**periods)
    return frame.groupby(list(columns), dropna=False, sort=False).ngroup()
