"""Simulated feedback slips, dossier counts and portal scores."""

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
    as_datetime64,
    coded,
    dates,
    day_of,
    insert,
    near_tet,
    numbered,
    pick,
    weekday_of,
    working_day_after,
)
from data.demo_effect import FIELD_SHARES, OTHER_FIELD
from data.demo_words import CONDUCT_COMMENTS, READERS, pick_comment

SLIPS_N = 9_000
SLIPS_FROM = date(2024, 1, 1)
SLIP_CHANNELS = ["book", "qr", "ihanoi", "letter_box"]
SLIP_CHANNEL_WEIGHTS = (0.38, 0.30, 0.24, 0.08)
SLIP_KINDS = ["praise", "suggestion", "complaint"]
SLIP_KIND_WEIGHTS = (0.30, 0.38, 0.32)
ABOUT = ["regulation", "conduct"]
RESULTS = ["resolved", "refused", "forwarded"]
RESULT_WEIGHTS = (0.80, 0.08, 0.12)
DUE_WORKING_DAYS = 10
PROMPT_DAYS_MEDIAN = (1.0, 5.0)  # between the quickest and the slowest leaders who keep up
PROMPT_DAYS_MOST = 9  # leaders who keep up never leave a slip unread for longer
ANSWERED_SHARE = 0.90
COMMENT_KNOWN_SHARE = 0.9

# Wards whose leaders leave slips unread: since when, the share they never open, the least unread slips.
SLOW_READERS = {
    "10273": (date(2026, 6, 8), 0.80, 8),  # Phú Xuyên, the longest
    "09700": (date(2026, 8, 17), 0.60, 4),
    "10489": (date(2026, 8, 31), 0.60, 4),
    "00337": (date(2026, 9, 14), 0.55, 4),
    "09022": (date(2026, 9, 21), 0.55, 3),
}

DOSSIERS_FROM = date(2024, 1, 1)
DOSSIER_FIELDS_N = 10  # the fields met most often
DOSSIERS_A_MONTH = 185_000  # city, as the service centre counts them, in 2026
DOSSIER_SOURCES = ["service_centre", "national_portal"]
SOURCE_VOLUME = (1.0, 0.60)  # the portal counts what reached it
SOURCE_ON_TIME = (0.998, 0.74)  # two definitions: never added, never compared without saying so
POST_SHARE = 0.003
LATE_BY_HARDNESS = 0.5

PORTAL_GROUPS = {"CKMB": 18, "TDGQ": 20, "ONLINE": 12, "TTTT": 10, "MDSH": 22, "MDHL": 18}
PORTAL_CITY_FIRST = (10.4, 14.2, 8.1, 4.2, 6.9, 6.6)  # January 2026, by group
PORTAL_CITY_LAST = (11.3, 14.9, 9.3, 4.8, 8.1, 7.4)  # October 2026
PORTAL_MONTHS = 10
PORTAL_NULL_SHARE = {
    "TTTT": 0.06,
    "MDHL": 0.08,
}  # no fee-bearing dossier, no petition: the portal shows nothing


def simulate_slips(con: duckdb.DuckDBPyConnection, ref: Reference, rng: np.random.Generator) -> None:
    """Draws and stores slip: received, read, answered, in this order."""
    days = np.arange(day_of(SLIPS_FROM), LAST_DAY + 1)
    volume = np.where(weekday_of(days) < 5, 1.0, 0.25) * (1 - 0.8 * near_tet(days, 4, 6))
    volume *= 1 + 0.45 * (days - days[0]) / 365.25
    day = days[np.sort(pick(rng, volume, SLIPS_N))]
    old, new = ref.old_wards["unit_code"].tolist(), ref.new_wards["unit_code"].tolist()
    is_old = day < UNIT_BREAK_DAY
    ward = np.concatenate(
        [
            pick(rng, rng.lognormal(0, 0.6, len(old)), is_old.sum()),
            len(old) + pick(rng, rng.lognormal(0, 0.35, len(new)), (~is_old).sum()),
        ]
    )
    median = rng.uniform(*PROMPT_DAYS_MEDIAN, len(old) + len(new))
    delay = np.rint(median[ward] * rng.lognormal(0, 0.6, SLIPS_N)).astype(int).clip(0, PROMPT_DAYS_MOST)
    is_unread = np.zeros(SLIPS_N, dtype=bool)
    for code, (since, share, least) in SLOW_READERS.items():
        if code not in new:
            continue
        first = day_of(since)
        rows = np.flatnonzero((ward == len(old) + new.index(code)) & (day >= first))
        if len(rows) < least:  # too few came in: the nearest slips of other wards are this ward's instead
            others = np.flatnonzero((day >= first) & ~is_unread)[: least - len(rows)]
            ward[others] = len(old) + new.index(code)
            rows = np.sort(np.concatenate([rows, others]))
        unread = rows[rng.random(len(rows)) < share]
        is_unread[np.concatenate([rows[:least], unread])] = True
        delay[rows] = delay[rows] * 3 + 4
    seen = day + delay
    is_seen = ~is_unread & (seen <= LAST_DAY)
    due = working_day_after(day, DUE_WORKING_DAYS)
    answered = np.maximum(seen, day + np.rint(rng.gamma(4.0, 2.3, SLIPS_N)).astype(int))
    is_answered = is_seen & (answered <= LAST_DAY) & (rng.random(SLIPS_N) < ANSWERED_SHARE)
    kind = pick(rng, np.array(SLIP_KIND_WEIGHTS), SLIPS_N)
    result = np.where(kind == 0, 0, pick(rng, np.array(RESULT_WEIGHTS), SLIPS_N))
    comment, phrases = pick_comment(kind, rng)
    is_conduct = np.isin(phrases, list(CONDUCT_COMMENTS))[comment]
    field_weights = np.array([FIELD_SHARES.get(code, OTHER_FIELD).city_survey for code in ref.fields])
    is_satisfied = rng.random(SLIPS_N) < np.array([0.90, 0.25, 0.65])[result]
    insert(
        con,
        "slip",
        pa.table(
            {
                "slip_id": numbered("GY-", np.arange(1, SLIPS_N + 1), 6),
                "load_id": pa.array(np.full(SLIPS_N, LOADS["slip"], dtype=np.int32)),
                "received_on": dates(day),
                "ward_code": coded(ward, old + new),
                "channel": coded(pick(rng, np.array(SLIP_CHANNEL_WEIGHTS), SLIPS_N), SLIP_CHANNELS),
                "field_code": coded(pick(rng, field_weights, SLIPS_N), ref.fields, rng.random(SLIPS_N) < 0.85),
                "kind": coded(kind, SLIP_KINDS),
                "about": coded(is_conduct, ABOUT),
                "comment": coded(comment, phrases, rng.random(SLIPS_N) < COMMENT_KNOWN_SHARE),
                "seen_on": dates(seen, is_seen),
                "seen_by": coded(rng.random(SLIPS_N) < 0.45, list(READERS), is_seen),
                "due_on": dates(due),
                "answered_on": dates(answered, is_answered),
                "result": coded(result, RESULTS, is_answered),
                "is_satisfied": pa.array(is_satisfied, mask=~(is_answered & (rng.random(SLIPS_N) < 0.55))),
            }
        ),
    )


def simulate_dossiers(con: duckdb.DuckDBPyConnection, ref: Reference, rng: np.random.Generator) -> None:
    """Draws and stores dossier_month; what is open at the end of a month is carried to the next."""
    shares = np.array([FIELD_SHARES.get(code, OTHER_FIELD).slip for code in ref.fields])
    fields = np.argsort(-shares, kind="stable")[:DOSSIER_FIELDS_N]
    field_share = shares[fields] / shares[fields].sum()
    # The harder the field, the more of its dossiers are late.
    hardness = -np.array([FIELD_SHARES.get(ref.fields[number], OTHER_FIELD).logit for number in fields])
    late_tilt = np.exp(LATE_BY_HARDNESS * hardness)
    months = np.arange(np.datetime64(DOSSIERS_FROM, "M"), as_datetime64(np.array([LAST_DAY]))[0].astype("M8[M]") + 1)
    for units, era in (
        (ref.districts, months[months < np.datetime64("2025-07")]),
        (ref.new_wards["unit_code"].tolist(), months[months >= np.datetime64("2025-07")]),
    ):
        size = rng.lognormal(0, 0.4, len(units))
        usual = DOSSIERS_A_MONTH * (size / size.sum())[:, None, None] * field_share[:, None] * np.array(SOURCE_VOLUME)
        tilt = rng.lognormal(0, 0.3, len(units))[:, None] * late_tilt
        tilt /= (tilt * field_share).sum() / len(units)
        late = (1 - np.array(SOURCE_ON_TIME)) * tilt[:, :, None]
        shape = usual.shape  # (units, fields, sources)
        open_n = rng.poisson(usual * 0.04)
        unit, field, source = (axis.ravel() for axis in np.indices(shape))
        for month in era:
            first = int(month.astype("M8[D]").astype(int))
            growth = 1 + 0.05 * (first - day_of(date(2026, 7, 1))) / 365.25
            trough = 1 - 0.4 * near_tet(np.array([first + 14]), 15, 15)[0]
            received = rng.poisson(usual * growth * trough)
            online_share = np.interp(first, [day_of(DOSSIERS_FROM), day_of(date(2026, 6, 1))], [0.42, 0.93])
            online = rng.binomial(received, online_share)
            post = rng.binomial(received - online, POST_SHARE / (1 - online_share))
            done = rng.binomial(open_n + received, 0.961)
            overdue = rng.binomial(done, late.clip(0, 0.9))
            open_n = open_n + received - done
            counts = {
                "received_n": received,
                "direct_n": received - online - post,
                "online_n": online,
                "post_n": post,
                "done_n": done,
                "on_time_n": done - overdue,
                "overdue_n": overdue,
                "open_n": open_n,
            }
            insert(
                con,
                "dossier_month",
                pa.table(
                    {
                        "month": dates(np.full(unit.size, first)),
                        "load_id": pa.array(np.full(unit.size, LOADS["dossier"], dtype=np.int32)),
                        "unit_code": coded(unit, units),
                        "field_code": coded(field, [ref.fields[number] for number in fields]),
                        "source": coded(source, DOSSIER_SOURCES),
                        **{name: pa.array(value.ravel().astype(np.int32)) for name, value in counts.items()},
                    }
                ),
            )


def simulate_portal(con: duckdb.DuckDBPyConnection, ref: Reference, rng: np.random.Generator) -> None:
    """Draws and stores portal_score: the city every month of 2026, every ward at the last capture."""
    captured = [day_of(date(2026, month, 10)) for month in range(1, PORTAL_MONTHS + 1)]
    groups, most = list(PORTAL_GROUPS), np.array(list(PORTAL_GROUPS.values()), dtype=float)
    first, last = np.array(PORTAL_CITY_FIRST), np.array(PORTAL_CITY_LAST)
    path = first + (last - first) * (np.arange(PORTAL_MONTHS) / (PORTAL_MONTHS - 1))[:, None]
    path += rng.normal(0, 0.08, path.shape) * most / 18
    spread = rng.normal(0, 0.09, (len(ref.new_wards), len(groups))) + rng.normal(0, 0.05, (len(ref.new_wards), 1))
    wards = last + spread * most
    scores = np.concatenate([path, wards]).clip(0, most).round(2)
    null_share = np.array([PORTAL_NULL_SHARE.get(group, 0.0) for group in groups])
    is_known = rng.random(scores.shape) >= null_share
    is_known[:PORTAL_MONTHS] = True
    codes = ["01"] * PORTAL_MONTHS + ref.new_wards["unit_code"].tolist()
    names = ["Thành phố Hà Nội"] * PORTAL_MONTHS + [
        f"{kind.capitalize()} {name}" for kind, name in zip(ref.new_wards["kind"], ref.new_wards["name"], strict=True)
    ]
    row, group = (axis.ravel() for axis in np.indices(scores.shape))
    day = np.array(captured + captured[-1:] * len(ref.new_wards))[row]
    insert(
        con,
        "portal_score",
        pa.table(
            {
                "captured_on": dates(day),
                "load_id": pa.array(np.full(row.size, LOADS["portal"], dtype=np.int32)),
                "period": pa.array([f"{stamp} (lũy kế)" for stamp in as_datetime64(day)]),
                "unit_code": pa.array([codes[number] for number in row]),
                "unit_name": pa.array([names[number] for number in row]),
                "group_code": coded(group, groups),
                "score": pa.array(scores.ravel(), mask=~is_known.ravel()),
                "max_score": pa.array(most[group]),
            }
        ),
    )
