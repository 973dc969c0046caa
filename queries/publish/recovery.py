"""Whether a hidden small number could be worked out of the published tables themselves, as they stand in their files.

Each count (slips, answers …) is an unknown where its row is hidden. Every published total gives one equation: the parts
add up to it. The equations are solved together (Gauss–Jordan). What is left of one is a sum of hidden cells: where it
comes to 1 or more but to fewer than may be shown, every cell in it is known to be small, and a sum of one cell is that
cell. A cell that follows but is large enough to be shown only shielded others and gives nothing away. Slips that name
no part (no ward) would blur the sums; here they are taken to be none, the worst case. (Cox 1980, JASA 75:377.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from queries.publish.tables import BY_NAME, TABLES, Table, Total

NOTHING = 1e-6  # counts are whole numbers


@dataclass(frozen=True)
class Leak:
    """A row of a table that must not be published as it is: which (its key), and why.

    reason: 'small' (a few, but shown), 'shown' (hidden, but not emptied), 'solved' (follows from totals), 'rest' (one
    of several hidden cells that add up to a few).
    """

    table: str
    row: str
    column: str
    reason: str


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of a folder by name: codes as text, counts as numbers."""
    found = {}
    for table in TABLES:
        path = folder / "data" / f"{table.name}.csv"
        if path.is_file():
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
            numbers = [name for name in frame if name.endswith(("_n", "_pct", "_low", "_high"))]
            frame[numbers] = frame[numbers].astype(float)
            for name in ("is_hidden", "is_few"):
                if name in frame:
                    frame[name] = frame[name] == "true"
            found[table.name] = frame
    return found


def leaks(tables: dict[str, pd.DataFrame]) -> list[Leak]:
    """Everything in these tables that gives a hidden cell away; nothing where they may be published."""
    found = [leak for name, frame in tables.items() for leak in _bare(BY_NAME[name], frame)]
    counts = sorted({count for table in TABLES for total in table.totals for count in total.counts})
    return list(dict.fromkeys([*found, *(leak for count in counts for leak in _worked_out(tables, count))]))


def _bare(table: Table, frame: pd.DataFrame) -> list[Leak]:
    """Rows that show what they should hide."""
    if "is_hidden" not in frame or table.least is None:
        return []
    count, least = table.least
    small = frame.index[~frame["is_hidden"] & frame[count].between(1, least - 1)]
    found = [Leak(table.name, _key(table, frame, at), count, "small") for at in small]
    for name in table.emptied:
        shown = frame.index[frame["is_hidden"] & frame[name].notna()]
        found += [Leak(table.name, _key(table, frame, at), name, "shown") for at in shown]
    return found


def _worked_out(tables: dict[str, pd.DataFrame], count: str) -> list[Leak]:
    """Rows whose count follows from the totals of all tables together, where that tells of a few."""
    unknowns: dict[tuple[str, int], int] = {}
    equations: list[tuple[dict[int, float], float]] = []
    for child, total in _relations(tables, count):
        parts, whole = tables[child.name], tables[total.table]
        totals = {key: at for at, key in zip(whole.index, _keys(whole, total.keys), strict=True)}
        for key, members in parts.groupby(_keys(parts, total.keys), sort=False).groups.items():
            hidden = [at for at in members if pd.isna(parts.at[at, count])]
            if not hidden or key not in totals:
                continue
            equation = {unknowns.setdefault((child.name, at), len(unknowns)): 1.0 for at in hidden}
            rest, of = -parts.loc[members, count].sum(), totals[key]
            if pd.isna(whole.at[of, count]):
                equation[unknowns.setdefault((total.table, of), len(unknowns))] = -1.0
            else:
                rest += whole.at[of, count]
            equations.append((equation, rest))
    names = list(unknowns)
    found: list[Leak] = []
    for group in _apart([equation for equation, _ in equations]):
        columns = sorted({at for number in group for at in equations[number][0]})
        matrix = np.array(
            [[*(equations[number][0].get(at, 0.0) for at in columns), equations[number][1]] for number in group]
        )
        for row in (*matrix, *_solved(matrix)):
            cells = [names[columns[at]] for at in np.flatnonzero(np.abs(row[:-1]) > NOTHING)]
            if cells and (row[:-1] > -NOTHING).all():
                found += [
                    Leak(table, _key(BY_NAME[table], tables[table], at), count, "rest" if len(cells) > 1 else "solved")
                    for table, at in cells
                    if _tells(BY_NAME[table], count, row[-1], len(cells))
                ]
    return found


def _tells(table: Table, count: str, total: float, cells_n: int) -> bool:
    """Whether a sum of hidden cells says that those of this table are small."""
    if table.least is None or total < NOTHING:
        return False
    of, least = table.least
    if of == "answers_n":  # one slip gives several answers: how many slips a sum stands for is not known
        return cells_n == 1 or total < least
    return count == of and total < least


def _relations(tables: dict[str, pd.DataFrame], count: str) -> list[tuple[Table, Total]]:
    """The tables at hand with the totals at hand that sum up this count."""
    return [
        (BY_NAME[name], total)
        for name in tables
        for total in BY_NAME[name].totals
        if total.table in tables and count in total.counts
    ]


def _solved(matrix: np.ndarray) -> np.ndarray:
    """The equations solved for as many unknowns as they can be (reduced row echelon form); right side last."""
    rows = matrix.copy()
    done = 0
    for column in range(rows.shape[1] - 1):
        if done == len(rows):
            break
        pivot = done + int(np.argmax(np.abs(rows[done:, column])))
        if abs(rows[pivot, column]) < NOTHING:
            continue
        rows[[done, pivot]] = rows[[pivot, done]]
        rows[done] /= rows[done, column]
        others = np.arange(len(rows)) != done
        rows[others] -= np.outer(rows[others, column], rows[done])
        done += 1
    return rows[:done]


def _apart(equations: Sequence[dict[int, float]]) -> list[list[int]]:
    """Equations in groups that share no unknown: quarters and instruments, solved one after the other."""
    group_of: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for number, equation in enumerate(equations):
        joined = sorted({group_of[at] for at in equation if at in group_of})
        members = [number, *(one for group in joined for one in groups.pop(group))]
        groups[number] = members
        for one in members:
            group_of |= dict.fromkeys(equations[one], number)
    return list(groups.values())


def _keys(frame: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """The values of some columns as one text a row."""
    joined = frame[keys[0]].fillna("")
    for name in keys[1:]:
        joined = joined + "|" + frame[name].fillna("")
    return joined


def _key(table: Table, frame: pd.DataFrame, at: int) -> str:
    """How a message names a row."""
    return ", ".join(f"{name}={frame.at[at, name]}" for name in table.primary_key)
