"""Simulated action plans and the models units took up."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from data.demo_base import (
    LAST_DAY,
    LOADS,
    UNIT_BREAK_DAY,
    Reference,
    coded,
    dates,
    day_of,
    insert,
    numbered,
    pick,
)
from data.demo_words import ANNOTATIONS, EVIDENCE, INITIATIVE_EVIDENCE, LEADS, PLANS

ACTIONS_N = 120
ACTION_DUE = (date(2026, 1, 15), date(2026, 12, 31))
FACTOR_WEIGHTS = {"access": 0.20, "procedures": 0.20, "officials": 0.15, "results": 0.20, "feedback": 0.25}
STATUSES = ["not_started", "under_way", "done"]

INITIATIVES_N = 180
INITIATIVE_FROM = {  # kind → (first adoption, weight)
    "iso_9001": (date(2022, 1, 10), 0.20),
    "modern_one_stop": (date(2022, 3, 1), 0.20),
    "signed_slip_book": (date(2023, 9, 4), 0.22),
    "four_ask_four_always": (date(2022, 6, 1), 0.20),
    "online_receipt": (date(2024, 1, 8), 0.18),
}


def simulate_actions(con: duckdb.DuckDBPyConnection, ref: Reference, rng: np.random.Generator) -> None:
    """Draws and stores action: most of what was due is done, some late, some not at all."""
    factors = list(FACTOR_WEIGHTS)
    factor = pick(rng, np.array(list(FACTOR_WEIGHTS.values())), ACTIONS_N)
    plan = [PLANS[factors[number]][int(rng.random() * len(PLANS[factors[number]]))] for number in factor]
    due = rng.integers(day_of(ACTION_DUE[0]), day_of(ACTION_DUE[1]) + 1, ACTIONS_N)
    done = due + np.rint(rng.normal(-6, 14, ACTIONS_N)).astype(int)
    is_done = (done <= LAST_DAY) & (rng.random(ACTIONS_N) < 0.80)
    status = np.where(is_done, 2, np.where(rng.random(ACTIONS_N) < 0.65, 1, 0))
    usual = np.where(np.array(factors)[factor] == "feedback", 79.0, 84.0)
    baseline = np.round(usual + rng.normal(0, 3.5, ACTIONS_N), 1)
    target = np.minimum(np.round(baseline + rng.uniform(2, 8, ACTIONS_N)), 98.0)
    insert(
        con,
        "action",
        pa.table(
            {
                "action_id": numbered("HD-", np.arange(1, ACTIONS_N + 1), 3),
                "load_id": pa.array(np.full(ACTIONS_N, LOADS["action"], dtype=np.int32)),
                "unit_code": pa.array(rng.choice(ref.new_wards["unit_code"].tolist(), ACTIONS_N).tolist()),
                "factor_code": coded(factor, factors),
                "problem": pa.array([problem for problem, _ in plan]),
                "solution": pa.array([solution for _, solution in plan]),
                "lead": coded(pick(rng, np.array([0.4, 0.35, 0.15, 0.1]), ACTIONS_N), list(LEADS)),
                "due_on": dates(due),
                "baseline_pct": pa.array(baseline),
                "target_pct": pa.array(target),
                "status": coded(status, STATUSES),
                "done_on": dates(done, is_done),
                "evidence": coded(rng.integers(0, len(EVIDENCE), ACTIONS_N), list(EVIDENCE), is_done),
            }
        ),
    )


def simulate_initiatives(con: duckdb.DuckDBPyConnection, ref: Reference, rng: np.random.Generator) -> None:
    """Draws and stores initiative: each unit and kind once, the unit in force when it was adopted."""
    kinds = list(INITIATIVE_FROM)
    kind = pick(rng, np.array([weight for _, weight in INITIATIVE_FROM.values()]), INITIATIVES_N * 2)
    first = np.array([day_of(since) for since, _ in INITIATIVE_FROM.values()])[kind]
    day = first + np.rint(rng.random(len(kind)) * (LAST_DAY - 30 - first)).astype(int)
    old = ref.districts + ref.old_wards["unit_code"].tolist()
    new = ref.new_wards["unit_code"].tolist()
    unit = np.where(day < UNIT_BREAK_DAY, rng.choice(old, len(kind)), rng.choice(new, len(kind)))
    _, once = np.unique(np.char.add(unit, np.array(kinds)[kind]), return_index=True)
    rows = np.sort(once)[:INITIATIVES_N]
    rows = rows[np.argsort(day[rows], kind="stable")]
    insert(
        con,
        "initiative",
        pa.table(
            {
                "initiative_id": numbered("MH-", np.arange(1, len(rows) + 1), 3),
                "load_id": pa.array(np.full(len(rows), LOADS["initiative"], dtype=np.int32)),
                "unit_code": pa.array(unit[rows].tolist()),
                "initiative_kind": coded(kind[rows], kinds),
                "adopted_on": dates(day[rows]),
                "evidence": coded(
                    rng.integers(0, 3, len(rows)), list(INITIATIVE_EVIDENCE), rng.random(len(rows)) < 0.7
                ),
            }
        ),
    )


def note_annotations(con: duckdb.DuckDBPyConnection) -> None:
    """Stores annotation: the same few notes in every demo, on the city and on single wards."""
    days, until, units, kinds, texts = zip(*ANNOTATIONS, strict=True)
    insert(
        con,
        "annotation",
        pa.table(
            {
                "annotation_id": numbered("GC-", np.arange(1, len(days) + 1), 2),
                "load_id": pa.array(np.full(len(days), LOADS["annotation"], dtype=np.int32)),
                "noted_on": pa.array([date.fromisoformat(day) for day in days], pa.date32()),
                "until_on": pa.array([date.fromisoformat(day) if day else None for day in until], pa.date32()),
                "unit_code": pa.array(units, pa.string()),
                "kind": pa.array(kinds),
                "text": pa.array(texts),
                "source": pa.array(["Số liệu mô phỏng"] * len(days)),
            }
        ),
    )
