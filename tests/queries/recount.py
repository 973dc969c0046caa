"""The design's numbers counted again, straight from slips and answers: slow, plain, and nothing shared with queries."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from queries.database import Database

Z = 1.959963984540054  # 97.5 % of the standard normal
COUNTS = ["slips_n", "answers_n", "satisfied_n"]
MEASURED = ["index_pct", "index_low", "index_high", "effective_n"]


def wilson(p: float, n: float) -> tuple[float, float]:
    """Wilson's interval of a share p of n: the roots of (p̂ − p)² = z² p(1 − p)/n."""
    a, b, c = n + Z**2, -(2 * n * p + Z**2), n * p**2
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def share(w: np.ndarray, n: np.ndarray, k: np.ndarray) -> tuple[float, float, float, float]:
    """Index, its ends and the effective number, from one weight, answers and satisfied answers a slip."""
    m = len(w)
    if m == 0:
        return (math.nan,) * 4
    p = float((w * k).sum() / (w * n).sum())
    z = w * (k - p * n)
    z = np.where(np.abs(z) < 1e-12, 0.0, z)
    var = m / (m - 1) * float((z**2).sum()) / float((w * n).sum()) ** 2 if m > 1 else 0.0
    effective = min(p * (1 - p) / var, float(n.sum())) if var > 0 else float(m)
    low, high = wilson(p, effective)
    return 100 * p, 100 * max(low, 0.0), 100 * min(high, 1.0), effective


def answers_of(database: Database) -> pd.DataFrame:
    """One row an answer with everything of its slip, its month, its district then, and whether it is satisfied."""
    answer = database.frame("SELECT response_id, item_code, score FROM survey_answer")
    slip = database.frame("SELECT * FROM survey_response")
    unit = database.frame("SELECT * FROM unit WHERE level = 'ward'")
    item = database.frame("SELECT item_code, factor_code FROM item")
    line = database.frame("SELECT instrument_code, satisfied_from FROM instrument")
    day = pd.to_datetime(slip["responded_on"])
    slip["month"] = day.dt.to_period("M").dt.to_timestamp()
    lives = slip[["response_id", "ward_code"]].assign(day=day).merge(unit, left_on="ward_code", right_on="unit_code")
    end = pd.to_datetime(lives["valid_to"]).fillna(pd.Timestamp("2200-01-01"))
    lives = lives[(pd.to_datetime(lives["valid_from"]) <= lives["day"]) & (lives["day"] <= end)]
    assert not lives["response_id"].duplicated().any()
    lives = lives.rename(columns={"valid_from": "ward_from"})[["response_id", "ward_from", "former_district_code"]]
    slip = slip.merge(lives, on="response_id", how="left")
    slip["district_code"] = slip["district_code"].fillna(slip["former_district_code"])
    rows = answer.merge(slip, on="response_id").merge(item, on="item_code").merge(line, on="instrument_code")
    rows["is_satisfied"] = rows["score"] >= rows["satisfied_from"]
    for column in ("field_code", "procedure_code"):
        rows[column] = rows[column].fillna("")
    return rows


def chosen(
    answers: pd.DataFrame,
    instrument: str,
    start: date,
    end: date,
    *,
    ward_from: str | None = None,
    **codes: str | Sequence[str],
) -> pd.DataFrame:
    """The answers that the filters leave. ward_from: which life of the ward codes is meant."""
    rows = answers[answers["instrument_code"] == instrument]
    rows = rows[rows["month"].between(pd.Timestamp(start), pd.Timestamp(end))]
    for name, wanted in codes.items():
        column = name if name == "channel" or name == "respondent_kind" else f"{name}_code"
        rows = rows[rows[column].isin([wanted] if isinstance(wanted, str) else list(wanted))]
    if ward_from is not None:
        rows = rows[rows["ward_from"] == pd.Timestamp(ward_from)]
    return rows


def counted(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One row a cell of `keys` with the counts and the interval, nothing hidden; the whole where there is no key."""
    rows = rows.assign(all="") if not keys else rows
    by = list(keys) or ["all"]
    slips = (
        rows.groupby([*by, "response_id"])
        .agg(w=("weight", "first"), n=("is_satisfied", "size"), k=("is_satisfied", "sum"))
        .reset_index()
    )
    found = []
    for key, cell in slips.groupby(by):
        w, n, k = (cell[name].to_numpy(float) for name in "wnk")
        found.append([*key, len(cell), int(n.sum()), int(k.sum()), *share(w, n, k)])
    frame = pd.DataFrame(found, columns=[*by, *COUNTS, *MEASURED]).astype({key: rows[key].dtype for key in by})
    return frame if keys else frame.drop(columns="all")


def newcombe(p1: float, n1: float, p2: float, n2: float) -> tuple[float, float, float]:
    """Difference p1 − p2 of shares 0–1 with its hybrid score interval."""
    (l1, u1), (l2, u2) = wilson(p1, n1), wilson(p2, n2)
    d = p1 - p2
    return d, d - math.hypot(p1 - l1, u2 - p2), d + math.hypot(u1 - p1, p2 - l2)
