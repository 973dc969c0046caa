"""The rows of two data files: a small one counted by hand and a medium random one."""

from datetime import date, datetime

import duckdb
import numpy as np
import pyarrow as pa

SERVICE_ITEMS = [f"C{number}" for number in range(24, 40)]
# Answers to C24 … C39; '.' is a missing one.   access procedures officials results feedback
GOOD = "5555555555555555"  # 16 answers, 16 satisfied
HALF = "4444444333222..."  # 13 answers, 7 satisfied (access 3, procedures 4)
POOR = "1111111111111111"  # 16 answers, none satisfied
BLANK = "................"  # no answer at all: counts nowhere

# slips, instrument, day, ward, district, field, procedure, channel, respondent, weight, answers
SLIP, CITY = "one_stop_slip", "city_survey"
SMALL = [
    # Quarter III/2026, 82 slips: wards of 30, 4, 9, 29 and 10 slips, all others 0.
    (20, SLIP, "2026-07-06", "00004", None, "certification", "2.000815", "online", "person", 1, GOOD),
    (10, SLIP, "2026-09-30", "00004", None, "land", None, "direct", "person", 1, HALF),
    (4, SLIP, "2026-07-31", "00008", None, None, None, "direct", "person", 1, POOR),
    (9, SLIP, "2026-08-01", "00025", None, "civil_status", "1.001193", "direct", "person", 1, GOOD),
    (24, SLIP, "2026-08-14", "00070", None, "certification", "2.000815", "direct", "person", 1, GOOD),
    (5, SLIP, "2026-09-01", "00070", None, "land", "1.013978", "post", "person", 1, POOR),
    (1, SLIP, "2026-09-02", "00070", None, "land", "1.013978", "post", "person", 1, BLANK),
    (10, SLIP, "2026-09-15", "00082", None, "civil_status", "1.001193", "direct", "organisation", 1, HALF),
    # Quarter II/2026, 13 slips, one of no known ward.
    (6, SLIP, "2026-04-01", "00004", None, "certification", "2.000815", "online", "person", 1, GOOD),
    (6, SLIP, "2026-06-30", "00004", None, "land", None, "direct", "person", 1, HALF),
    (1, SLIP, "2026-05-05", None, None, None, None, "post", "person", 1, GOOD),
    # Quarter III/2025, 12 slips: the first of the new wards.
    (12, SLIP, "2025-07-01", "00004", None, "land", None, "direct", "person", 1, HALF),
    # Quarter II/2025, 26 slips: 00004 is Trúc Bạch, 00016 the old Ngọc Hà, 00008 Liễu Giai.
    (10, SLIP, "2025-06-30", "00004", "001", "certification", "2.000815", "direct", "person", 1, POOR),
    (16, SLIP, "2025-05-05", "00016", "001", "civil_status", "1.001193", "direct", "person", 1, GOOD),
    # The other instrument, weighted, quarter III/2026: 12 slips.
    (6, CITY, "2026-08-10", "00004", None, "certification", None, "phone", "person", 2.0, GOOD),
    (6, CITY, "2026-08-11", "00070", None, "land", None, "phone", "person", 0.5, POOR),
]

QUARTER_3 = (date(2026, 7, 1), date(2026, 9, 1))


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict]) -> None:
    con.register("incoming", pa.Table.from_pylist(rows))
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def _load(load_id: int, instrument: str, rows_n: int, first_on: date, last_on: date) -> dict:
    return {
        "load_id": load_id,
        "kind": "survey",
        "instrument_code": instrument,
        "file_name": f"{instrument}.xlsx",
        "sha256": "0" * 64,
        "loaded_at": datetime(2026, 10, 1, 6, 30),
        "rows_n": rows_n + 2,
        "accepted_n": rows_n,
        "rejected_n": 2,
        "first_on": first_on,
        "last_on": last_on,
        "is_simulated": False,
    }


def _fill(con: duckdb.DuckDBPyConnection, responses: list[dict], answers: list[dict]) -> None:
    """Puts slips, answers and one load an instrument into the file."""
    for load_id, instrument in enumerate((SLIP, CITY), start=1):
        days = [row["responded_on"] for row in responses if row["instrument_code"] == instrument]
        _insert(con, "data_load", [_load(load_id, instrument, len(days), min(days), max(days))])
    _insert(con, "survey_response", responses)
    _insert(con, "survey_answer", answers)


def fill_small(con: duckdb.DuckDBPyConnection) -> None:
    """The slips of SMALL."""
    responses, answers = [], []
    for count, instrument, day, ward, district, field, procedure, channel, kind, weight, scores in SMALL:
        for _ in range(count):
            number = len(responses) + 1
            responses.append(
                {
                    "response_id": number,
                    "load_id": 1 if instrument == SLIP else 2,
                    "slip_number": f"P{number}",
                    "instrument_code": instrument,
                    "responded_on": date.fromisoformat(day),
                    "ward_code": ward,
                    "district_code": district,
                    "procedure_code": procedure,
                    "field_code": field,
                    "channel": channel,
                    "respondent_kind": kind,
                    "weight": float(weight),
                }
            )
            answers += [
                {"response_id": number, "item_code": item, "score": int(score)}
                for item, score in zip(SERVICE_ITEMS, scores, strict=True)
                if score != "."
            ]
    _fill(con, responses, answers)


OLD_WARDS = {"00004": "001", "00008": "001", "00016": "001", "00070": "002", "00073": "002", "00352": "009"}
NEW_WARDS = ["00004", "00008", "00025", "00070", "00082", "00352", "00364", "09619", "09676", "09706"]
SERVICES = [
    ("certification", "2.000815", 0.24),
    ("certification", "2.000884", 0.12),
    ("certification", None, 0.02),
    ("civil_status", "1.001193", 0.2),
    ("civil_status", "1.000656", 0.06),
    ("land", None, 0.2),
    ("residence", "1.004222", 0.08),
    ("household_business", "1.001612", 0.05),
    ("adoption", "2.001263", 0.004),
    (None, None, 0.026),
]
MEDIUM_SLIPS = 3_000
FIRST_ON, LAST_ON, NEW_UNITS_ON = date(2024, 10, 1), date(2026, 9, 30), date(2025, 7, 1)


def fill_medium(con: duckdb.DuckDBPyConnection) -> None:
    """3,000 random slips over two years: answers of one slip alike, some missing, one instrument weighted."""
    rng = np.random.default_rng(20260930)
    shares = np.array([share for *_, share in SERVICES])
    responses, answers = [], []
    for number in range(1, MEDIUM_SLIPS + 1):
        is_city = bool(rng.random() < 0.3)
        day = date.fromordinal(int(rng.integers(FIRST_ON.toordinal(), LAST_ON.toordinal() + 1)))
        is_new = day >= NEW_UNITS_ON
        # Earlier entries are likelier, so that some wards stay small.
        wards = NEW_WARDS if is_new else list(OLD_WARDS)
        ward = wards[min(int(rng.exponential(2.2)), len(wards) - 1)] if rng.random() > 0.02 else None
        field, procedure, _ = SERVICES[rng.choice(len(SERVICES), p=shares / shares.sum())]
        responses.append(
            {
                "response_id": number,
                "load_id": 2 if is_city else 1,
                "slip_number": None if number % 50 == 0 else f"P{number}",
                "instrument_code": CITY if is_city else SLIP,
                "responded_on": day,
                "ward_code": ward,
                "district_code": None if is_new or ward is None else OLD_WARDS[ward],
                "procedure_code": procedure,
                "field_code": field,
                "channel": ("phone", "handout", "online")[rng.integers(3)]
                if is_city
                else ("direct", "online", "post")[min(int(rng.exponential(0.8)), 2)],
                "respondent_kind": "organisation" if rng.random() < 0.1 else "person",
                "gender": ("male", "female", None)[number % 3],
                "age_band": ("18-24", "25-34", "35-49", "50-60")[number // 7 % 4],
                "wait_minutes": None if number % 5 == 0 else number % 60,
                "visits": None if number % 11 == 0 else 1 + number % 4,
                "harassment": (None, "none", "some", "none", "many")[number % 5],
                "weight": round(float(rng.lognormal(0, 0.5)), 3) if is_city else 1.0,
            }
        )
        mood = rng.normal(0.2 if field == "land" else 0.9, 1.0)
        items = SERVICE_ITEMS + (["C01", "C03", "C05", "C14"] if is_city and number % 3 == 0 else [])
        for position, item in enumerate(items):
            if rng.random() < (0.4 if item >= "C37" else 0.05):
                continue
            score = int(np.clip(round(3.2 + mood + rng.normal(0.02 * (position % 5), 0.7)), 1, 5))
            answers.append({"response_id": number, "item_code": item, "score": score})
    _fill(con, responses, answers)
