"""Small numbers: which cells are hidden, so that no slip's answers can be read or worked out. One place for all."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

HIDDEN_BELOW = 10  # slips; fewer are hidden everywhere
FEW_BELOW = 30  # slips; fewer are shown in grey, "ít phiếu"

EMPTIED = ("slips_n", "answers_n", "satisfied_n", "index_pct", "index_low", "index_high", "effective_n")


def hidden_cells(slips_n: pd.Series, groups: Sequence[pd.Series]) -> pd.Series:
    """Which cells to hide: those under the limit, and enough others that none follows by subtraction.

    slips_n: slips a cell, 0 or more; an empty cell is shown as empty and hides nothing.
    groups: labels (same index) of every way in which the cells add up to a total that is shown elsewhere; a constant
    series stands for one grand total. In each group the hidden cells must be none, or at least two holding together
    HIDDEN_BELOW slips or more; otherwise the smallest cells still shown are hidden too, until it holds or nothing is
    left to hide. Hiding for one grouping can open a gap in another, so it goes round until nothing changes.

    Returns a boolean series. Cox 1980, JASA 75:377 calls the second step complementary suppression.
    """
    counts = slips_n.fillna(0).astype("int64")
    hidden = ((counts > 0) & (counts < HIDDEN_BELOW)).to_numpy(copy=True)
    if not hidden.any():
        return pd.Series(hidden, index=slips_n.index)
    size = counts.to_numpy()
    members = [np.asarray(ids) for group in groups for ids in _members(group)]
    changed = True
    while changed:
        changed = False
        for ids in members:
            while _can_be_worked_out(size[ids], hidden[ids]):
                shown = ids[~hidden[ids] & (size[ids] > 0)]
                if not len(shown):
                    break
                hidden[shown[np.argmin(size[shown])]] = True
                changed = True
    return pd.Series(hidden, index=slips_n.index)


def _members(group: pd.Series) -> list[list[int]]:
    """Row numbers of each label."""
    rows: dict[object, list[int]] = {}
    for row, label in enumerate(group.to_numpy()):
        rows.setdefault(label, []).append(row)
    return list(rows.values())


def _can_be_worked_out(size: np.ndarray, hidden: np.ndarray) -> bool:
    """Whether the group's total gives the hidden cells away: one cell alone, or too few slips in all of them."""
    return bool(hidden.any()) and (hidden.sum() == 1 or size[hidden].sum() < HIDDEN_BELOW)


def hide_small(frame: pd.DataFrame, groups: Sequence[Sequence[str]] = ()) -> pd.DataFrame:
    """`frame` with small cells emptied and marked.

    frame: one row a cell with slips_n and any of EMPTIED. groups: lists of columns; the cells of one combination of
    their values add up to a total shown elsewhere; an empty list is the grand total. No group at all: only the limit.
    Returns a copy with is_hidden, is_few (bool) added; hidden cells hold NA in every column of EMPTIED.
    """
    labels = [_label(frame, columns) for columns in groups]
    frame = frame.copy()
    hidden = hidden_cells(frame["slips_n"], labels)
    frame["is_hidden"] = hidden
    frame["is_few"] = (~hidden & (frame["slips_n"] > 0) & (frame["slips_n"] < FEW_BELOW)).astype(bool)
    for column in EMPTIED:
        if column in frame:
            frame[column] = frame[column].mask(hidden)
    return frame


def _label(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """One label a row for the combination of `columns`; the same label everywhere for none."""
    if not columns:
        return pd.Series(0, index=frame.index)
    return frame.groupby(list(columns), dropna=False, sort=False).ngroup()
