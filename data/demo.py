"""Fills an empty data file with simulated facts: plausible, reproducible, with known truths planted in them.

Nothing here was observed. Anchored on published figures: the 4,479 inspections (139 of the city team) and the
1,759 people disciplined from 2021 to the first quarter of 2024, and the city's level of satisfaction. Planted
for a reader to find: demo_story.STORIES and demo_effect.INSPECTION_EFFECT_LOGIT.
"""

from __future__ import annotations

import hashlib

import duckdb
import pyarrow as pa

from data import demo_answer, demo_inspection, demo_plan, demo_service, demo_survey
from data.demo_base import LOADED_AT, LOADS, insert, read_reference, streams

FILE_NAME = "mô phỏng"
NOTE = "Số liệu mô phỏng"
DATED_TABLES = {  # load → tables it fills and their date column; findings are counted with their inspection
    "survey/one_stop_slip": (("survey_response", "responded_on"),),
    "survey/city_survey": (("survey_response", "responded_on"),),
    "inspection": (("inspection", "inspected_on"), ("sanction", "decided_on")),
    "slip": (("slip", "received_on"),),
    "dossier": (("dossier_month", "month"),),
    "portal": (("portal_score", "captured_on"),),
    "action": (("action", "due_on"),),
    "initiative": (("initiative", "adopted_on"),),
    "annotation": (("annotation", "noted_on"),),
}


def _fill_loads(con: duckdb.DuckDBPyConnection, responses: int, seed: int) -> None:
    """Stores data_load: one simulated file a kind and instrument."""
    rows = []
    for name, load_id in LOADS.items():
        kind, _, instrument_code = name.partition("/")
        counts, firsts, lasts = [], [], []
        for table, column in DATED_TABLES[name]:
            loaded = con.table(table).filter(f"load_id = {load_id}")
            ((count, first_on, last_on),) = loaded.aggregate(f"count(*), min({column}), max({column})").fetchall()
            counts.append(count)
            firsts += [first_on] if count else []
            lasts += [last_on] if count else []
        text = f"thuocdo demo: {name}, seed {seed}, responses {responses}"
        rows.append(
            {
                "load_id": load_id,
                "kind": kind,
                "instrument_code": instrument_code or None,
                "file_name": FILE_NAME,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "loaded_at": LOADED_AT,
                "rows_n": sum(counts),
                "accepted_n": sum(counts),
                "rejected_n": 0,
                "first_on": min(firsts, default=None),
                "last_on": max(lasts, default=None),
                "is_simulated": True,
                "note": NOTE,
            }
        )
    insert(con, "data_load", pa.Table.from_pylist(rows))


def fill(con: duckdb.DuckDBPyConnection, responses: int = 330_000, seed: int = 2026) -> None:
    """Fills the fact tables of a database that holds the schema and the reference tables.

    responses: number of slips (survey_response), with about 16 answers each.
    seed: the same seed and size give the same rows.
    """
    ref = read_reference(con)
    rng = streams(seed)
    first_inspected = demo_inspection.first_inspections(ref, rng["inspection"])
    inspections = demo_inspection.simulate_inspections(con, ref, first_inspected, rng["inspection"])
    demo_inspection.simulate_sanctions(con, ref, inspections, rng["sanction"])
    slips = demo_survey.simulate_responses(con, ref, responses, first_inspected, rng["survey"])
    demo_answer.simulate_answers(con, ref, slips, rng["answer"])
    demo_service.simulate_slips(con, ref, rng["slip"])
    demo_service.simulate_dossiers(con, ref, rng["dossier"])
    demo_service.simulate_portal(con, ref, rng["portal"])
    demo_plan.simulate_actions(con, ref, rng["action"])
    demo_plan.simulate_initiatives(con, ref, rng["initiative"])
    demo_plan.note_annotations(con)
    _fill_loads(con, responses, seed)
