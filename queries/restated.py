"""Figures of wards that have ended, on the wards of today (named in the header of a question: 'then: restated').

By the links of the resolution that made them: a ward that moved whole takes its slips along; of one that was split
each part takes the stated share of its people, and nothing where no share is stated; where only land moved, nothing.
Neither area nor distance stands in for a share: people do not live evenly over land.

All of it is worked out of wards of before that are shown. So nothing follows from it that does not follow from them,
and what is hidden of a ward of before stays out of the wards of today, too.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from queries import statistics
from queries.analysis import Asked
from queries.suppression import FEW_BELOW, HIDDEN_BELOW

COUNTS = ("slips_n", "answers_n", "satisfied_n")
SUMS = (
    "w_answers_sum", "w_satisfied_sum", "ww_satisfied2_sum", "ww_satisfied_answers_sum", "ww_answers2_sum",
)  # fmt: skip
NAMES = ("ward_code", "ward_from", "ward_name", "ward_kind", "district_code", "district_name")
MEASURED = ("index_pct", "index_low", "index_high", "effective_n")


def restated(asked: Asked) -> pd.DataFrame:
    """The wards of today with what is known of them and of the wards that became them; columns as in the header.

    rows: one a ward of any time and ward of today, with relation ('now', 'whole', 'part', 'area_only'), weight (share
    of its people, NaN: not stated), COUNTS and SUMS. Counts may be fractions where a weight is.
    """
    rows = asked.rows
    shown = _shown(asked)
    is_shown = np.array(
        [key in shown for key in zip(rows["source_code"], rows["source_from"], strict=True)], dtype=bool
    )
    weight = rows["weight"].to_numpy(float, na_value=np.nan)
    is_open = np.isnan(weight) & (rows["relation"] == "part").to_numpy(bool)
    share = np.where(is_shown, np.nan_to_num(weight), 0.0)
    held = rows["slips_n"].to_numpy(float, na_value=0.0)
    is_kept = (share > 0) & (held > 0)
    parts: dict[str, np.ndarray] = {name: rows[name].to_numpy(float, na_value=0.0) * share for name in (*COUNTS, *SUMS)}
    parts["estimated_n"] = np.where(share < 1, parts["slips_n"], 0.0)
    parts["sources_n"] = (is_kept & (rows["relation"] != "now").to_numpy(bool)).astype(float)
    parts["hidden_n"] = (~is_shown & (held > 0) & ~is_open & (np.nan_to_num(weight) > 0)).astype(float)
    parts["split_n"] = (is_open & is_shown & (held > 0)).astype(float)
    parts["split_slips_n"] = np.where(is_open & is_shown, held, 0.0)
    first = ~rows.duplicated(["ward_code"]).to_numpy(bool)
    place = np.cumsum(first) - 1
    sums = {name: np.bincount(place, values, int(first.sum())) for name, values in parts.items()}
    columns = {name: rows[name].to_numpy()[first] for name in NAMES} | _measured(sums)
    total = sum(shown.values())
    unallotted = max(0.0, total - float(parts["slips_n"].sum()))
    totals = {"city_slips_n": total, "unallotted_slips_n": unallotted}
    # One constructor: a column added to a frame costs as much as a query.
    answer = pd.DataFrame(columns | {name: np.full(int(first.sum()), one) for name, one in totals.items()}, copy=False)
    return _chosen(answer, asked)


def _shown(asked: Asked) -> dict[tuple[str, pd.Timestamp], float]:
    """Slips of each ward of any time that the question by ward shows, by its code and the beginning of its life."""
    by_ward = asked.ask("satisfaction_by_ward", replace(asked.filters, district=(), ward=()))
    seen = by_ward[~by_ward["is_hidden"] & (by_ward["slips_n"] > 0)]
    keys = zip(seen["ward_code"], seen["ward_from"], strict=True)
    return dict(zip(keys, seen["slips_n"].astype(float), strict=True))


def _measured(sums: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The sums of each ward as measures, with what is under the limit hidden."""
    slips = sums["slips_n"]
    # A sum of fractions may miss a whole number by the last digit.
    size = np.round(slips, 9)
    # With nothing but hidden wards to go by, a ward is hidden, too: "no slips" would not be true.
    hidden = ((size > 0) & (size < HIDDEN_BELOW)) | ((size == 0) & (sums["hidden_n"] > 0))
    few = (size >= HIDDEN_BELOW) & (size < FEW_BELOW)
    interval = statistics.cluster_interval(slips, sums["answers_n"], *(sums[name] for name in SUMS))

    def shown(values: np.ndarray) -> np.ndarray:
        return np.where(hidden, np.nan, values)

    columns = {name: shown(sums[name]) for name in COUNTS}
    columns |= {name: shown(values) for name, values in zip(MEASURED, interval, strict=True)}
    columns |= {"is_hidden": hidden, "is_few": few, "is_estimate": ~hidden & (sums["estimated_n"] > 0)}
    with np.errstate(invalid="ignore"):
        columns["estimated_pct"] = shown(np.where(slips > 0, 100 * sums["estimated_n"] / slips, np.nan))
    columns |= {name: sums[name].astype("int64") for name in ("sources_n", "hidden_n", "split_n")}
    return columns | {"split_slips_n": sums["split_slips_n"]}


def _chosen(answer: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """The wards that the filters name; a district is the one that held most of a ward."""
    filters = asked.filters
    kept = np.ones(len(answer), dtype=bool)
    if filters.district:
        kept &= answer["district_code"].isin(filters.district).to_numpy(bool)
    if filters.ward:
        kept &= answer["ward_code"].isin(filters.ward).to_numpy(bool)
    return answer[kept].reset_index(drop=True)


ANALYSES = {"restated": restated}
