"""Satisfaction beside other registers: what followed an action, and where dossiers are late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from queries import statistics
from queries.analysis import Asked
from queries.change import SIGNIFICANCE, rows_of
from queries.filters import Filters, add_months

SIDES = ("before", "after")
WARD_COLUMNS = ("ward_code", "ward_from", "ward_name", "ward_kind", "district_code", "district_name")
INDEX_COLUMNS = ("slips_n", "index_pct", "index_low", "index_high", "is_hidden", "is_few")
REACH_MONTHS = 6  # the most that queries/index_around_actions.sql looks at on either side


def actions(asked: Asked) -> pd.DataFrame:
    """The action plan with what happened to the index of each action's factor.

    The same number of whole months before and after the month in which it was done, of slips of the instrument in
    force; Newcombe's interval of the difference, p values adjusted over all actions compared (Benjamini–Hochberg). It
    says what changed afterwards, not what the action did: the rest of the city may have changed as well.
    """
    rows, catalog = asked.rows, asked.catalog
    is_done = (rows["action_status"] == "done").to_numpy(bool) & rows["done_on"].notna().to_numpy(bool)
    done_on = rows["done_on"].where(is_done)
    first, last = (day.date() if is_done.any() else catalog.last_day for day in (done_on.min(), done_on.max()))
    # Of the whole city and of all slips: what is hidden must not hang on which actions are asked for.
    whole = Filters(
        asked.filters.instrument,
        max(catalog.first_month, add_months(first, -REACH_MONTHS)),
        min(catalog.last_month, add_months(last, REACH_MONTHS)),
    )
    cells = asked.ask("index_around_actions", whole)
    done_month = done_on.dt.to_period("M").dt.to_timestamp()
    wanted = pd.DataFrame(
        {
            "factor_code": rows["factor_code"],
            "done_month": [month if done else None for month, done in zip(done_month, is_done, strict=True)],
            "ward_code": rows["unit_code"],
            "ward_from": rows["unit_from"],
        }
    )
    sides = {side: _Side(wanted, cells[cells["side_code"] == side]) for side in SIDES}
    before, after = sides["before"], sides["after"]
    is_hidden = before.is_hidden | after.is_hidden
    is_few = (before.is_few | after.is_few) & ~is_hidden
    gone = is_hidden | (before.row < 0) | (after.row < 0)
    (p1, n1), (p2, n2) = (
        (np.where(gone, np.nan, side.values("index_pct") / 100), np.where(gone, np.nan, side.values("effective_n")))
        for side in (before, after)
    )
    change, low, high = (100 * ends for ends in statistics.difference_interval(p2 * n2, n2, p1 * n1, n1))
    p_value = np.where(gone | is_few, np.nan, statistics.difference_p_value(p2 * n2, n2, p1 * n1, n1))
    p_value = statistics.adjust_p_values(p_value)
    is_beyond = np.nan_to_num(p_value, nan=1.0) < SIGNIFICANCE
    verdict = np.select(
        [
            ~is_done,
            rows["factor_code"].isna().to_numpy(bool),
            (rows["unit_level"] != "ward").to_numpy(bool),
            is_hidden,
            gone,
            is_few,
            is_beyond & (change > 0),
            is_beyond,
        ],
        ["not_done", "no_factor", "no_ward", "hidden", "no_months", "few", "better", "worse"],
        "unclear",
    )
    columns = {name: rows[name] for name in rows} | {
        "compared_months_n": np.where(gone, np.nan, before.values("side_months_n")),
        "before_slips_n": np.where(gone, np.nan, before.values("slips_n")),
        "after_slips_n": np.where(gone, np.nan, after.values("slips_n")),
        "before_pct": 100 * p1,
        "after_pct": 100 * p2,
        "change_pct": change,
        "change_low": low,
        "change_high": high,
        "p_value": p_value,
        "is_beyond_chance": is_beyond,
        "follow_up": verdict.astype(object),
        "is_hidden": is_hidden,
    }
    return pd.DataFrame(columns, copy=False)


class _Side:
    """The cells on one side of the month of each action."""

    def __init__(self, wanted: pd.DataFrame, cells: pd.DataFrame) -> None:
        self.cells = cells
        self.row = rows_of(wanted, cells, list(wanted))
        self.is_hidden = self.values("is_hidden") == 1
        self.is_few = self.values("is_few") == 1

    def values(self, column: str) -> np.ndarray:
        """A column by action; NaN where there are no cells."""
        values = np.append(self.cells[column].to_numpy(float, na_value=np.nan), np.nan)
        return values[self.row]  # −1, no such row, takes the last


def lateness(asked: Asked) -> pd.DataFrame:
    """Wards with the share of their dossiers done late, by source, beside their index; no claim about causes."""
    given = asked.filters
    filters = Filters(given.instrument, given.start, given.end, given.district, given.ward, given.field)
    wards = asked.ask("satisfaction_by_ward", filters)
    city = asked.ask("headline", replace(filters, district=(), ward=()))["index_pct"].to_numpy(float, na_value=np.nan)[
        0
    ]
    row = rows_of(wards, asked.rows, ["ward_code", "ward_from"])
    columns = {name: wards[name] for name in WARD_COLUMNS}
    for source in ("centre", "portal"):
        done, overdue = (
            np.append(asked.rows[f"{source}_{name}"].to_numpy(float, na_value=np.nan), np.nan)[row]
            for name in ("done_n", "overdue_n")
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            columns |= {
                f"{source}_done_n": done,
                f"{source}_overdue_n": overdue,
                f"{source}_late_pct": np.where(done > 0, 100 * overdue / done, np.nan),
            }
    columns |= {name: wards[name] for name in INDEX_COLUMNS} | {"city_pct": np.full(len(wards), city)}
    return pd.DataFrame(columns, copy=False)


ANALYSES: dict[str, Callable[[Asked], pd.DataFrame]] = {"actions": actions, "lateness": lateness}
