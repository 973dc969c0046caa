"""What is worked out of the suggestion book: how long slips wait, and the words they use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from queries import statistics
from queries.analysis import Asked
from queries.change import rows_of
from queries.header import question
from queries.suppression import HIDDEN_BELOW, with_small_hidden

STAGES = ("seen", "answered")
QUANTILES = {"median": 0.5, "p90": 0.9}


def survival(asked: Asked) -> pd.DataFrame:
    """The share read and answered by each day since receipt, open slips counted for as long as they have waited."""
    if asked.rows.empty:
        return _curve(np.empty(0, dtype=int), {stage: _waits(asked.rows, stage, 0) for stage in STAGES})
    last = int(asked.rows["days"].max())
    waits = {stage: _waits(asked.rows, stage, last) for stage in STAGES}
    happened = np.flatnonzero(asked.rows.groupby("days")["done_n"].sum().reindex(range(last + 1), fill_value=0))
    return _curve(np.union1d([0, last], happened), waits)


def _waits(rows: pd.DataFrame, stage: str, last: int) -> statistics.Survival:
    """The estimate for one stage, from day 0 to the last one."""
    own = rows[rows["stage"] == stage]
    counts = np.zeros((2, last + 1))
    counts[0, own["days"]], counts[1, own["days"]] = own["done_n"], own["open_n"]
    return statistics.kaplan_meier(*counts)


def _curve(days: np.ndarray, waits: dict[str, statistics.Survival]) -> pd.DataFrame:
    columns: dict[str, np.ndarray] = {"waited_days": days}
    for stage, found in waits.items():
        columns |= {
            f"{stage}_pct": 100 * (1 - found.waiting[days]),
            f"{stage}_low": 100 * (1 - found.high[days]),
            f"{stage}_high": 100 * (1 - found.low[days]),
            f"{stage}_waiting_n": found.at_risk[days].astype("int64"),
        }
    return pd.DataFrame(columns)


def funnel(asked: Asked) -> pd.DataFrame:
    """The one row of counts with the days by which half and nine in ten slips were read and answered."""
    curve = asked.ask("slips_survival", asked.filters)
    columns = {name: asked.rows[name] for name in asked.rows}
    for stage in STAGES:
        for name, share in QUANTILES.items():
            reached = curve.loc[curve[f"{stage}_pct"] >= 100 * share - 1e-9, "waited_days"]
            columns[f"{stage}_{name}_days"] = [float(reached.iloc[0]) if len(reached) else np.nan]
    answer = _hidden("slips_funnel", pd.DataFrame(columns))
    if not answer["is_hidden"].any() and _is_shield(asked):
        answer = answer.assign(**{name: pd.NA for name in question("slips_funnel").small.columns}, is_hidden=True)
    return answer


def _is_shield(asked: Asked) -> bool:
    """Whether the list of all wards hides the ratings of a chosen ward, or all those of the chosen districts."""
    filters = asked.filters
    if not filters.ward and not filters.district:
        return False
    wards = asked.ask("slips_by_ward", replace(filters, ward=(), district=()))
    if filters.ward:
        return bool(wards.loc[wards["ward_code"].isin(filters.ward), "is_hidden"].any())
    inside = wards[wards["district_code"].isin(filters.district)]
    return bool(inside["is_hidden"].any()) and not inside["rated_n"].fillna(0).any()


def by_ward(asked: Asked) -> pd.DataFrame:
    """The list of wards with the median days by which their slips were read and answered."""
    rows = asked.rows
    columns = {name: rows[name] for name in rows if not name.endswith("_waits")}
    for stage in STAGES:
        columns[f"{stage}_median_days"] = _medians(rows[f"{stage}_waits"])
    answer = _hidden("slips_by_ward", pd.DataFrame(columns))
    if asked.filters.ward or asked.filters.district:
        # What the list of all wards hides, no filter may show.
        whole = asked.ask("slips_by_ward", replace(asked.filters, ward=(), district=()))
        row = rows_of(answer, whole, ["ward_code", "ward_from"])
        hidden = whole["is_hidden"].to_numpy(bool)[row]
        emptied = {name: answer[name].mask(hidden) for name in question("slips_by_ward").small.columns}
        answer = answer.assign(**emptied, is_hidden=hidden)
    return answer


def _medians(waits: pd.Series) -> np.ndarray:
    """The median of each list of days waited (below zero, −1 − days, where still open); NaN where not reached."""
    lists = [one if isinstance(one, np.ndarray) else np.empty(0, dtype=int) for one in waits]
    days = np.concatenate([*lists, np.empty(0, dtype=int)]).astype(int)
    group = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    is_open = days < 0
    # Nothing changes after the last day on which a slip was done: who waits longer waits until then.
    last = int(days.max(initial=0))
    days = np.where(is_open, np.minimum(-1 - days, last), days)
    counts = np.zeros((2, len(lists), last + 1))
    np.add.at(counts, (is_open.astype(int), group, days), 1)
    return statistics.kaplan_meier(*counts).quantile(0.5)


def words(asked: Asked) -> pd.DataFrame:
    """The words that enough slips of a kind hold; a slip counts once for each of its words."""
    rows = asked.rows
    keys = ["slip_kind", "slip_kind_name", "slip_kind_name_en"]
    commented = rows.groupby("slip_kind", sort=False)["slips_n"].sum()
    found = rows.rename(columns={"words": "word_text"}).explode("word_text")
    counted = (
        found.dropna(subset="word_text").groupby([*keys, "word_text"], sort=False, as_index=False)["slips_n"].sum()
    )
    counted = counted[counted["slips_n"] >= HIDDEN_BELOW]
    order = {kind: place for place, kind in enumerate(commented.index)}
    counted = counted.assign(
        commented_n=counted["slip_kind"].map(commented).astype("int64"),
        slips_pct=lambda frame: 100 * frame["slips_n"] / frame["commented_n"],
        place=counted["slip_kind"].map(order),
    )
    return counted.sort_values(["place", "slips_n", "word_text"], ascending=[True, False, True]).drop(columns="place")


def _hidden(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """An answer with what its header hides hidden."""
    small = question(name).small
    return with_small_hidden(frame, small.count, small.limit, small.columns, small.groups)


ANALYSES: dict[str, Callable[[Asked], pd.DataFrame]] = {
    "slips_survival": survival,
    "slips_funnel": funnel,
    "slips_by_ward": by_ward,
    "slip_words": words,
}
