"""What happens to satisfaction after an inspection, or after a model is taken up: wards against wards not there yet.

Named in the header of a question ('then: …') like the functions of queries/analysis.py. No cause is claimed:
inspections go where trouble is, and a ward that takes up a model may have been improving anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.analysis import Asked
from queries.catalog import Catalog
from queries.statistics import EventTime, event_study
from queries.suppression import HIDDEN_BELOW

Floats = NDArray[np.float64]

SEED = 20260701
WARD = ["ward_code", "ward_from"]
TOGETHER = "together"
APART_MONTHS = 6  # two models closer than that can't be told apart: the window of one holds the other
# The factor each model aims at.
FACTOR_OF = {
    "iso_9001": "procedures",
    "modern_one_stop": "access",
    "signed_slip_book": "feedback",
    "four_ask_four_always": "officials",
    "online_receipt": "access",
}
PATH = ("effect_pct", "effect_low", "effect_high")


@dataclass(frozen=True)
class Panel:
    """Sums of wards (rows) by month (columns), and which stretch between two breaks a month lies in.

    wards: keys of WARD; first_month: of the first column, as months since year 0.
    """

    wards: pd.MultiIndex
    first_month: int
    segment: NDArray[np.intp]
    slips: Floats
    answers: Floats
    satisfied: Floats

    def column(self, days: pd.Series) -> Floats:
        """The column of the month each day lies in; inf for no day."""
        moments = pd.DatetimeIndex(days)
        return np.where(moments.isna(), np.inf, _month_number(moments) - self.first_month).astype(float)


def inspection_effect(asked: Asked) -> pd.DataFrame:
    """Wards around their first inspection.

    rows: ward_code, ward_from, month, event_on and sums, a row a ward and month.
    """
    panel = _panel(asked.rows, asked.catalog, asked.filters.instrument)
    first = asked.rows.groupby(WARD)["event_on"].first().reindex(panel.wards)
    return pd.DataFrame(_path(panel, panel.column(first)))


def initiative_effect(asked: Asked) -> pd.DataFrame:
    """Wards around the day they took up a model, each model on the factor it aims at.

    rows: ward_code, ward_from, month, factor_code and sums, a row a ward, month and factor.
    """
    filters = asked.filters
    adopted = asked.ask("initiatives", filters)
    adopted = adopted[(adopted["unit_level"] == "ward") & adopted["is_in_force"]]
    factors = asked.rows["factor_code"].unique().tolist()
    parts = [np.ones(len(asked.rows), bool), *((asked.rows["factor_code"] == factor).to_numpy() for factor in factors)]
    pooled, *of_factors = _panels(asked.rows, parts, asked.catalog, filters.instrument)
    panels = dict(zip(factors, of_factors, strict=True))
    # The names of a model come with its adoptions; wards that gave no slips have no row to compare.
    first = adopted.groupby([*WARD, "initiative_kind"])["adopted_on"].min().unstack().reindex(pooled.wards)
    names = adopted.groupby("initiative_kind")[["initiative_name", "initiative_name_en"]].first()
    counts = adopted.groupby("initiative_kind")["ward_code"].nunique()
    at = {kind: pooled.column(first[kind]) for kind in first}
    near = {kind: _near(kind, at) for kind in at}
    told = []
    for kind in [one for one in FACTOR_OF if one in at] + [one for one in at if one not in FACTOR_OF]:
        factor = asked.filters.factor or FACTOR_OF.get(kind)
        panel = panels.get(factor, pooled) if factor else pooled
        same = [one for one in at if one != kind and factor == (asked.filters.factor or FACTOR_OF.get(one))]
        found = _path(_without(panel, near[kind], at[kind], [at[one] for one in same]), at[kind])
        apart = int((np.isfinite(at[kind]) & ~near[kind]).sum())
        told.append(_described(asked.catalog, kind, names, factor, int(counts[kind]), apart) | found)
    is_near = np.any([near[kind] for kind in at], axis=0) if at else np.zeros(len(pooled.wards), bool)
    if is_near.any():
        earliest = np.min([np.where(near[kind], at[kind], np.inf) for kind in at], axis=0)
        alone = [np.where(near[kind], np.inf, at[kind]) for kind in at]
        found = _path(_without(pooled, np.zeros(len(is_near), bool), earliest, alone), earliest)
        count = int(is_near.sum())
        told.append(_described(asked.catalog, TOGETHER, names, asked.filters.factor, count, count) | found)
    if not told:
        empty = _described(asked.catalog, TOGETHER, names, None, 0, 0) | _path(
            pooled, np.full(len(pooled.wards), np.inf)
        )
        return pd.DataFrame(empty).iloc[:0]
    return pd.concat([pd.DataFrame(part) for part in told], ignore_index=True)


def _panel(rows: pd.DataFrame, catalog: Catalog, instrument: str) -> Panel:
    """The statement's rows as a table of wards by month."""
    (panel,) = _panels(rows, [np.ones(len(rows), bool)], catalog, instrument)
    return panel


def _panels(rows: pd.DataFrame, parts: list[NDArray[np.bool_]], catalog: Catalog, instrument: str) -> list[Panel]:
    """Parts of the statement's rows, each as a table of all wards by all months."""
    numbers = _month_number(pd.DatetimeIndex(rows["month"])).to_numpy(int)
    first, last = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, -1)
    width = last - first + 1
    # Two columns apart and then together: hashing pairs takes four times as long.
    code, codes = pd.factorize(rows["ward_code"], sort=True)
    start, starts = pd.factorize(rows["ward_from"], sort=True)
    ward, pairs = pd.factorize(code * len(starts) + start, sort=True)
    width_of = max(len(starts), 1)
    wards = pd.MultiIndex.from_arrays([codes.take(pairs // width_of), starts.take(pairs % width_of)], names=WARD)
    place = ward * width + numbers - first
    cuts = sorted(cut.on.year * 12 + cut.on.month for cut in catalog.breaks_of(instrument))
    segment = np.searchsorted(cuts, np.arange(first, last + 1), side="right")
    sums = [rows[name].to_numpy(float) for name in ("slips_n", "w_answers_sum", "w_satisfied_sum")]

    def table(values: Floats, part: NDArray[np.bool_]) -> Floats:
        return np.bincount(place[part], values[part], len(wards) * width).reshape(len(wards), width)

    return [Panel(wards, first, segment, *(table(values, part) for values in sums)) for part in parts]


def _without(panel: Panel, dropped: NDArray[np.bool_], own: Floats, others: list[Floats]) -> Panel:
    """A panel without some wards, and without the months in which a ward could not stand for 'nothing taken up'.

    own: column of the event that is looked at; others: of events that would show in the same answers.
    """
    column = np.arange(panel.answers.shape[1])
    gone = np.repeat(dropped[:, None], len(column), axis=1)
    for other in others:
        # A ward's own window is free of others (those near are dropped), so only its time as a control is cut short.
        gone |= (column >= other[:, None]) & ~np.isfinite(own)[:, None]
    return replace(
        panel, **{name: np.where(gone, 0.0, getattr(panel, name)) for name in ("slips", "answers", "satisfied")}
    )


def _near(kind: str, at: dict[str, Floats]) -> NDArray[np.bool_]:
    """Wards that took up another model within APART_MONTHS of this one."""
    own = at[kind]
    near = np.zeros(len(own), bool)
    for other, column in at.items():
        both = np.isfinite(own) & np.isfinite(column)
        near[both] |= (other != kind) & (np.abs(own[both] - column[both]) <= APART_MONTHS)
    return near


def _path(panel: Panel, event_at: Floats) -> dict[str, object]:
    """The columns of an event study; months that rest on under HIDDEN_BELOW slips of treated wards are emptied."""
    found = event_study(panel.satisfied, panel.answers, event_at, panel.segment, seed=SEED)
    gone = _small(panel, event_at, found)
    path = {
        name: np.where(gone, np.nan, values)
        for name, values in zip(PATH, (found.estimate, found.low, found.high), strict=True)
    }
    overall = (found.overall, found.overall_low, found.overall_high)
    return (
        {"event_month": found.event_month}
        | path
        | {
            "treated_n": found.treated_n,
            "controls_n": found.controls_n,
            "wards_n": np.full(len(gone), found.treated_n[found.event_month > 0].max()),
            **{
                f"overall_{name}": np.full(len(gone), value)
                for name, value in zip(("pct", "low", "high"), overall, strict=True)
            },
            "pretrend_p": np.full(len(gone), found.pretrend_p),
            "is_estimated": np.full(len(gone), not np.isnan(found.overall)),
        }
    )


def _small(panel: Panel, event_at: Floats, found: EventTime) -> NDArray[np.bool_]:
    """Event months in which the wards with an event gave too few slips to be shown, all together."""
    months = panel.slips.shape[1]
    row = np.flatnonzero(np.isfinite(event_at))
    column = event_at[row, None].astype(int) + found.event_month
    inside = (column >= 0) & (column < months)
    slips = np.where(inside, panel.slips[row[:, None], np.clip(column, 0, max(months - 1, 0))], 0) if months else inside
    return slips.sum(axis=0) < HIDDEN_BELOW


def _described(
    catalog: Catalog, kind: str, names: pd.DataFrame, factor: str | None, adopters: int, apart: int
) -> dict[str, object]:
    """What the rows of one model begin with; 'together' has no name of its own in the file."""
    name, name_en = names.loc[kind] if kind in names.index else (None, None)
    word = catalog.factors.get(factor or "")
    return {
        "initiative_kind": kind,
        "initiative_name": name,
        "initiative_name_en": name_en,
        "factor_code": factor,
        "factor_name": word.name if word else None,
        "factor_name_en": word.name_en if word else None,
        "adopters_n": adopters,
        "apart_n": apart,
    }


def _month_number(moments: pd.DatetimeIndex) -> pd.Index:
    """Months since year 0."""
    return moments.year * 12 + moments.month


ANALYSES: dict[str, Callable[[Asked], pd.DataFrame]] = {
    "inspection_effect": inspection_effect,
    "initiative_effect": initiative_effect,
}
