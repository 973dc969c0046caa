"""Simulated civil-service inspections, what they found, and discipline."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data.demo_base import (
    FIRST_DAY,
    LAST_DAY,
    LOADS,
    UNIT_BREAK_DAY,
    Reference,
    as_datetime64,
    coded,
    dates,
    day_of,
    insert,
    near_tet,
    numbered,
    pick,
)
from data.demo_story import STORIES

# What the city published for 2021-01-01 … 2024-03-31. The 1,759 did not come out of the 4,479.
PUBLISHED_UNTIL = date(2024, 3, 31)
PUBLISHED_CITY_TEAM_N = 139
PUBLISHED_OTHERS_N = 4_340
PUBLISHED_SANCTIONS_N = 1_759

MONTHS_TO_UNIT_BREAK = 15
CITY_TEAM_A_MONTH = 3.5
OTHERS_A_MONTH = 110
DEPARTMENTS_A_MONTH = 10  # since 2025-07-01, inspections of departments; wards are planned one by one

# Which wards are inspected, and when first, is drawn without regard to how satisfied anybody is: the effect
# planted in demo_effect can be recovered. Every first inspection has three months of slips on either side.
INSPECTED_SHARE = 0.70
FIRST_INSPECTION_ON = (date(2025, 10, 1), date(2026, 7, 31))
# Wards whose level a story fixes are inspected at once: they never stand for 'not inspected yet'.
STORY_INSPECTION_ON = (date(2025, 7, 14), date(2025, 7, 31))
NEXT_INSPECTIONS_A_MONTH = 0.30
NEXT_AFTER_DAYS = 60

FORMS = ["planned", "unannounced", "on_complaint"]
FORM_WEIGHTS = {"city_team": (0.14, 0.74, 0.12), "other": (0.62, 0.29, 0.09)}
STAFF = {"ward": (18, 45), "district": (60, 120), "department": (70, 180)}
ABSENT_SHARE = 0.008
REMEDY_DAYS = 30
REMEDIED_SHARE = 0.88
FINDING_KINDS = [
    "absent",
    "reception",
    "not_posted",
    "books",
    "late_dossier",
    "attitude",
    "harassment",
    "not_remedied",
]
FINDING_WEIGHTS = (
    0.0,
    0.13,
    0.21,
    0.19,
    0.25,
    0.12,
    0.03,
    0.07,
)  # absent follows from the count of absent staff
FIELD_FINDINGS = ("not_posted", "books", "late_dossier")
SEVERITIES = ["minor", "serious", "very_serious"]
SEVERITY_WEIGHTS = (0.72, 0.23, 0.05)

SANCTIONS_A_MONTH = (44, 30)  # before and from 2025-07-01
SANCTION_TIED_SHARE = 0.12  # of the later ones, those that came out of an inspection
SUBJECT_WEIGHTS = {"cadre": 0.12, "civil_servant": 0.30, "public_employee": 0.48, "contract_worker": 0.10}
SANCTION_WEIGHTS = {
    "cadre": {"reprimand": 0.62, "warning": 0.28, "dismissal_from_post": 0.07, "removal": 0.03},
    "civil_servant": {
        "reprimand": 0.58,
        "warning": 0.28,
        "pay_cut": 0.05,
        "demotion": 0.03,
        "dismissal_from_post": 0.03,
        "dismissal": 0.03,
    },
    "public_employee": {"reprimand": 0.62, "warning": 0.29, "dismissal_from_post": 0.04, "dismissal": 0.05},
    "contract_worker": {"reprimand": 0.88, "dismissal": 0.12},
}


def _working_days(first: int, last: int) -> np.ndarray:
    days = np.arange(first, last + 1)
    return days[np.is_busday(as_datetime64(days))]


def _season(days: np.ndarray) -> np.ndarray:
    """Relative number of inspections: none in the week of Tết, many right after it."""
    return np.where(near_tet(days, 3, 5) > 0.5, 0, 1 + 1.2 * near_tet(days, 1, 25))


def first_inspections(ref: Reference, rng: np.random.Generator) -> dict[str, int]:
    """ward_code → day of the first inspection since 2025-07-01, for the wards that have one."""
    told = {story.ward_code for story in STORIES if story.level_pct or story.fives_from}
    later = _working_days(*(day_of(on) for on in FIRST_INSPECTION_ON))
    early = _working_days(*(day_of(on) for on in STORY_INSPECTION_ON))
    first = {}
    for code in ref.new_wards["unit_code"]:
        is_inspected, day, early_day = rng.random() < INSPECTED_SHARE, rng.choice(later), rng.choice(early)
        if code in told:
            first[code] = int(early_day)
        elif is_inspected:
            first[code] = int(day)
    return first


def _series(
    levels: np.ndarray,
    first: int,
    last: int,
    units: dict[str, tuple[list[str], tuple]],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One inspection for each level given, on working days; units: level → (weights of groups, groups)."""
    days = _working_days(first, last)
    frame = pd.DataFrame({"level": levels, "day": days[pick(rng, _season(days), len(levels))]})
    frame["unit_code"] = ""
    for level, (weights, groups) in units.items():
        rows = np.flatnonzero(levels == level)
        group = pick(rng, np.array(weights), len(rows))
        codes = np.array([groups[number][int(rng.random() * len(groups[number]))] for number in group], dtype=object)
        frame.loc[rows, "unit_code"] = codes
    return frame


def _inspections(ref: Reference, first: dict[str, int], rng: np.random.Generator) -> pd.DataFrame:
    """(level, day, unit_code) of every inspection, by day."""
    wards = ref.old_wards["unit_code"].tolist()
    departments = ref.departments or ref.districts
    groups = (departments, ref.districts, wards)
    units = {
        "city_team": ((0.25, 0.35, 0.40), groups),
        "department": ((0.45, 0.20, 0.35), groups),
        "district": ((0.00, 0.12, 0.88), groups),
    }

    def before_break(city_n: int, others_n: int, start: int, end: int) -> pd.DataFrame:
        others = np.where(rng.random(others_n) < 0.22, "department", "district")
        return _series(np.concatenate([np.full(city_n, "city_team"), others]), start, end, units, rng)

    published_end = day_of(PUBLISHED_UNTIL)
    parts = [
        before_break(PUBLISHED_CITY_TEAM_N, PUBLISHED_OTHERS_N, FIRST_DAY, published_end),
        before_break(
            rng.poisson(CITY_TEAM_A_MONTH * MONTHS_TO_UNIT_BREAK),
            rng.poisson(OTHERS_A_MONTH * MONTHS_TO_UNIT_BREAK),
            published_end + 1,
            UNIT_BREAK_DAY - 1,
        ),
    ]
    months = (LAST_DAY - UNIT_BREAK_DAY) / 30.4
    of_departments = np.where(rng.random(rng.poisson(DEPARTMENTS_A_MONTH * months)) < 0.2, "city_team", "department")
    only_departments = {level: ((1.0,), (departments,)) for level in ("city_team", "department")}
    if ref.departments:
        parts.append(_series(of_departments, UNIT_BREAK_DAY, LAST_DAY, only_departments, rng))
    rows = []
    for code, day in first.items():
        start = min(day + NEXT_AFTER_DAYS, LAST_DAY)
        later = _working_days(start, LAST_DAY)
        count = rng.poisson(NEXT_INSPECTIONS_A_MONTH * (LAST_DAY - start) / 30.4) if len(later) else 0
        rows += [(code, day), *((code, int(other)) for other in rng.choice(later, count))]
    of_wards = pd.DataFrame(rows, columns=["unit_code", "day"])
    of_wards["level"] = np.array(["ward", "department", "city_team"])[pick(rng, np.array([0.6, 0.25, 0.15]), len(rows))]
    return pd.concat([*parts, of_wards]).sort_values(["day", "unit_code", "level"], kind="stable", ignore_index=True)


def simulate_inspections(
    con: duckdb.DuckDBPyConnection, ref: Reference, first: dict[str, int], rng: np.random.Generator
) -> pd.DataFrame:
    """Draws and stores inspection and finding; returns (inspection_id, unit_code, day)."""
    frame = _inspections(ref, first, rng)
    size = len(frame)
    day = frame["day"].to_numpy()
    frame["inspection_id"] = numbered("KTCV-", np.arange(1, size + 1), 5).to_pylist()
    is_city_team = (frame["level"] == "city_team").to_numpy()
    form = np.where(
        is_city_team,
        pick(rng, np.array(FORM_WEIGHTS["city_team"]), size),
        pick(rng, np.array(FORM_WEIGHTS["other"]), size),
    )
    group = np.where(
        frame["unit_code"].isin(ref.departments),
        "department",
        np.where(frame["unit_code"].isin(ref.districts), "district", "ward"),
    )
    low, high = (np.array([STAFF[name][end] for name in group]) for end in (0, 1))
    staff = rng.integers(low, high + 1)
    # An unannounced visit finds more empty desks than an announced one.
    absent = rng.binomial(staff, ABSENT_SHARE * np.where(form == 0, 0.5, 1.6))

    found_n = rng.poisson(np.where(is_city_team, 1.3, 0.75))
    owner = np.concatenate([np.repeat(np.arange(size), found_n), np.flatnonzero(absent > 0)])
    kind = np.concatenate([pick(rng, np.array(FINDING_WEIGHTS), found_n.sum()), np.zeros((absent > 0).sum(), int)])
    owner, kind = np.unique(np.stack([owner, kind]), axis=1)  # an inspection reports each kind once
    has_finding = np.bincount(owner, minlength=size) > 0

    remedied = day + 3 + np.rint(rng.gamma(3.2, 7.0, size)).astype(int)
    is_remedied = has_finding & (rng.random(size) < REMEDIED_SHARE) & (remedied <= LAST_DAY)
    insert(
        con,
        "inspection",
        pa.table(
            {
                "inspection_id": pa.array(frame["inspection_id"].tolist()),
                "load_id": pa.array(np.full(size, LOADS["inspection"], dtype=np.int32)),
                "inspected_on": dates(day),
                "inspector_level": pa.array(frame["level"].tolist()),
                "form": coded(form, FORMS),
                "unit_code": pa.array(frame["unit_code"].tolist()),
                "present_n": pa.array((staff - absent).astype(np.int32)),
                "absent_n": pa.array(absent.astype(np.int32)),
                "remedy_due_on": dates(day + REMEDY_DAYS, has_finding),
                "remedied_on": dates(remedied, is_remedied),
            }
        ),
    )
    names = np.array(FINDING_KINDS)[kind]
    has_field = np.isin(names, FIELD_FINDINGS)
    insert(
        con,
        "finding",
        pa.table(
            {
                "finding_id": numbered("PH-", np.arange(1, len(owner) + 1), 5),
                "inspection_id": pa.array(frame["inspection_id"].to_numpy()[owner].tolist()),
                "kind": coded(kind, FINDING_KINDS),
                "severity": coded(pick(rng, np.array(SEVERITY_WEIGHTS), len(owner)), SEVERITIES),
                "field_code": coded(rng.integers(0, min(8, len(ref.fields)), len(owner)), ref.fields, has_field),
                "is_remedied": pa.array(is_remedied[owner]),
            }
        ),
    )
    return frame[["inspection_id", "unit_code", "day"]]


def _kinds(ref: Reference, subject: str, day: int) -> tuple[list[str], np.ndarray]:
    """Sanctions in force for a subject on a day, and how usual each is."""
    label = ref.labels[ref.labels["domain"] == "sanction_kind"].set_index("code")
    weights = {
        kind: weight
        for kind, weight in SANCTION_WEIGHTS[subject].items()
        if kind in label.index and label.at[kind, "from_day"] <= day <= label.at[kind, "to_day"]
    }
    return list(weights), np.array(list(weights.values()))


def simulate_sanctions(
    con: duckdb.DuckDBPyConnection, ref: Reference, inspections: pd.DataFrame, rng: np.random.Generator
) -> None:
    """Draws and stores sanction. Those of the published period are tied to no inspection."""
    published_end = day_of(PUBLISHED_UNTIL)
    spans = (
        (FIRST_DAY, published_end, PUBLISHED_SANCTIONS_N),
        (published_end + 1, UNIT_BREAK_DAY - 1, rng.poisson(SANCTIONS_A_MONTH[0] * MONTHS_TO_UNIT_BREAK)),
        (UNIT_BREAK_DAY, LAST_DAY, rng.poisson(SANCTIONS_A_MONTH[1] * (LAST_DAY - UNIT_BREAK_DAY) / 30.4)),
    )
    day = np.sort(np.concatenate([rng.choice(_working_days(first, last), count) for first, last, count in spans]))
    size = len(day)
    is_old = day < UNIT_BREAK_DAY
    old_units = ref.old_wards["unit_code"].tolist() + ref.districts * 6 + ref.departments * 20
    new_units = ref.new_wards["unit_code"].tolist() + ref.departments * 6
    units = np.where(is_old, rng.choice(old_units, size), rng.choice(new_units, size)).astype(object)
    inspection_id = np.full(size, None, dtype=object)
    inspected = inspections["day"].to_numpy()
    for row in np.flatnonzero((day > published_end) & (rng.random(size) < SANCTION_TIED_SHARE)):
        # A decision takes one to four months after the visit, and names the unit of its own date.
        same_era = inspected >= (UNIT_BREAK_DAY if not is_old[row] else 0)
        choices = np.flatnonzero((inspected >= day[row] - 120) & (inspected <= day[row] - 30) & same_era)
        if len(choices):
            source = inspections.iloc[int(rng.choice(choices))]
            units[row], inspection_id[row] = source["unit_code"], source["inspection_id"]
    units[rng.random(size) < 0.05] = None
    subjects = list(SUBJECT_WEIGHTS)
    subject = pick(rng, np.array(list(SUBJECT_WEIGHTS.values())), size)
    kind = np.full(size, None, dtype=object)
    for number, name in enumerate(subjects):
        for old in (True, False):
            rows = np.flatnonzero((subject == number) & (is_old == old))
            kinds, weights = _kinds(ref, name, UNIT_BREAK_DAY - 1 if old else UNIT_BREAK_DAY)
            kind[rows] = np.array(kinds, dtype=object)[pick(rng, weights, len(rows))]
    insert(
        con,
        "sanction",
        pa.table(
            {
                "sanction_id": numbered("KL-", np.arange(1, size + 1), 5),
                "load_id": pa.array(np.full(size, LOADS["inspection"], dtype=np.int32)),
                "inspection_id": pa.array(inspection_id.tolist(), pa.string()),
                "unit_code": pa.array(units.tolist(), pa.string()),
                "sanction_kind": pa.array(kind.tolist()),
                "subject_kind": coded(subject, subjects),
                "decided_on": dates(day),
            }
        ),
    )
