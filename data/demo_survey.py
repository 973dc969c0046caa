"""Simulated slips: who answered when, where, about what. The answers themselves are drawn in demo_answer."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from data import demo_effect as effect
from data.demo_base import (
    FIRST_DAY,
    LAST_DAY,
    LOADS,
    METHOD_BREAK_DAY,
    Reference,
    coded,
    dates,
    day_of,
    insert,
    numbered,
    pick,
    quarter_of,
)
from data.demo_place import place_and_time
from data.demo_story import Story
from data.demo_words import pick_comment

# Rural wards meet land more and certification less: raw and mix-adjusted values differ.
RURAL_FIELD_TILT = {"land": 1.7, "certification": 0.80, "social_protection": 1.3, "household_business": 0.7}

INSTRUMENTS = ["one_stop_slip", "city_survey"]
CHANNELS = ["direct", "online", "post", "phone", "handout"]
HARASSMENT = ["none", "some", "many"]
CITY_SURVEY_WEIGHT_SD = 0.30
ORGANISATION_SHARES = (0.15, 0.08)  # of the city survey since its method break, of all else
PROCEDURE_UNKNOWN_SHARE = 0.02
COMMENT_SHARE = 0.04
AGE_WEIGHTS = {"18-24": 0.10, "25-34": 0.24, "35-49": 0.32, "50-60": 0.20, ">60": 0.14}
USUAL_WAIT_MINUTES = 15.0
LOG_WAIT_SD = 0.55
EXTRA_VISITS = 0.45  # beyond the one of those who come to the counter
USUAL_PCT = 85.0  # the level against which a slip's comment and complaints are drawn


@dataclass(frozen=True)
class Visits:
    """What a slip says of itself before any answer; one entry a slip, in order of date."""

    day: np.ndarray
    is_city_survey: np.ndarray  # bool
    ward: np.ndarray  # position among old wards followed by new wards
    field: np.ndarray  # position in ref.fields
    procedure: np.ndarray  # position in ref.procedures, -1: not known
    channel: np.ndarray  # position in CHANNELS
    is_organisation: np.ndarray  # bool
    is_at_counter: np.ndarray  # bool: only they wait
    log_wait: np.ndarray  # log of waiting time over the usual one
    visits: np.ndarray  # visits to the office

    def __len__(self) -> int:
        """Number of slips."""
        return len(self.day)


@dataclass(frozen=True)
class Responses:
    """What the answers of each slip depend on."""

    field: np.ndarray  # as in Visits
    channel: np.ndarray  # as in Visits
    latent: np.ndarray  # what moves all items of a slip alike: its level, stretched, and its random part
    exposure: np.ndarray  # float32, 0–1: how far the ward's first inspection works on it
    is_fives: np.ndarray  # bool: the ward reports fives only


def _fields(
    ref: Reference, is_rural: np.ndarray, is_other_population: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Field of each slip: by instrument and by kind of ward."""
    shares = [effect.FIELD_SHARES.get(code, effect.OTHER_FIELD) for code in ref.fields]
    tilt = np.array([RURAL_FIELD_TILT.get(code, 1.0) for code in ref.fields])
    field = np.empty(len(is_rural), dtype=np.int64)
    for rural in (False, True):
        for other in (False, True):
            here = (is_rural == rural) & (is_other_population == other)
            weights = np.array([share.city_survey if other else share.slip for share in shares])
            field[here] = pick(rng, weights * (tilt if rural else 1), here.sum())
    return field


def _procedures(ref: Reference, day: np.ndarray, field: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Position in ref.procedures of a procedure of the field in force on the day; -1 where there is none."""
    table = ref.procedures
    chosen = np.full(len(day), -1, dtype=np.int64)
    bounds = np.unique(np.concatenate([table["from_day"], table["to_day"] + 1]))
    period = np.searchsorted(bounds, day, side="right")
    for position, code in enumerate(ref.fields):
        here = np.flatnonzero(field == position)
        for number in np.unique(period[here]):
            rows = here[period[here] == number]
            valid = (table["from_day"] <= day[rows[0]]) & (table["to_day"] >= day[rows[0]])
            choices = np.flatnonzero(valid & (table["field_code"] == code))
            if len(choices):
                chosen[rows] = choices[pick(rng, 1 / np.arange(1, len(choices) + 1), len(rows))]
    chosen[rng.random(len(day)) < PROCEDURE_UNKNOWN_SHARE] = -1
    return chosen


def _channels(day: np.ndarray, is_city: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Position in CHANNELS: slips move from counter to screen; the survey calls, hands out or writes."""
    online = np.interp(day, [FIRST_DAY, LAST_DAY], [0.25, 0.64])
    draw = rng.random(len(day))
    slip = np.where(draw < online, 1, np.where(draw < 0.985, 0, 2))
    city = np.where(draw < 0.45, 3, np.where(draw < 0.80, 4, 1))
    return np.where(is_city, city, slip)


def _even_out(latent: np.ndarray, centre: np.ndarray, group: np.ndarray, wanted: np.ndarray) -> None:
    """Gives the slips of each told ward and quarter the spread wanted around their level, at any seed."""
    for key in np.unique(group[wanted]):
        rows = np.flatnonzero(wanted & (group == key))
        apart = latent[rows] - centre[rows]
        if len(rows) > 1:
            latent[rows] = centre[rows] + (apart - apart.mean()) / apart.std() * effect.TOLD_SD


def _sigmoid(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def _three_levels(level: np.ndarray, base: float, slope: float, rng: np.random.Generator) -> np.ndarray:
    """0 none, 1 some, 2 many: likelier, the lower the slip's level; one in eight of the others says many."""
    said = rng.random(len(level)) < _sigmoid(base - slope * level)
    return np.where(said, np.where(rng.random(len(level)) < 0.125, 2, 1), 0)


def _visits(ref: Reference, responses: int, stories: dict[int, Story], rng: np.random.Generator) -> Visits:
    """Draws when, where and about what the slips were filled in."""
    day, ward, is_city = place_and_time(ref, stories, responses, rng)
    kinds = np.concatenate([ref.old_wards["kind"], ref.new_wards["kind"]]).astype(str)
    is_other_population = is_city & (day >= METHOD_BREAK_DAY)
    field = _fields(ref, (kinds == "xã")[ward], is_other_population, rng)
    channel = _channels(day, is_city, rng)
    is_at_counter = (channel != CHANNELS.index("online")) & (channel != CHANNELS.index("phone"))
    return Visits(
        day=day,
        is_city_survey=is_city,
        ward=ward,
        field=field,
        procedure=np.where(is_city, -1, _procedures(ref, day, field, rng)),
        channel=channel,
        is_organisation=rng.random(responses) < np.where(is_other_population, *ORGANISATION_SHARES),
        is_at_counter=is_at_counter,
        log_wait=rng.normal(0, LOG_WAIT_SD, responses),
        visits=is_at_counter + rng.poisson(EXTRA_VISITS, responses),
    )


def _responses(
    ref: Reference,
    slip: Visits,
    stories: dict[int, Story],
    first_inspected: dict[str, int],
    rng: np.random.Generator,
) -> Responses:
    """Draws how satisfied each slip is, before its items differ."""
    old_n, day = len(ref.old_wards), slip.day
    is_slip = ~slip.is_city_survey
    quarter = quarter_of(day) - quarter_of(np.array([FIRST_DAY]))[0]
    unit = effect.unit_logits(ref, int(quarter.max()) + 1, rng)
    level = effect.city_logit(day) + unit[slip.ward, quarter]
    is_fives = np.zeros(len(slip), dtype=bool)
    is_told = np.zeros(len(slip), dtype=bool)
    for position, story in stories.items():
        here = is_slip & (slip.ward == old_n + position)
        if story.level_pct:
            level[here] = effect.story_logit(story, day[here])
            is_told |= here
        if story.fives_from:
            is_fives |= here & (day >= day_of(story.fives_from))

    told_level = effect.STRETCH * (level + effect.SPREAD_LOGIT)

    by_field = effect.field_logits(ref)
    level += effect.SPREAD_LOGIT + by_field[slip.field] - by_field[slip.field[is_slip]].mean()
    level += effect.ORGANISATION_LOGIT * (slip.is_organisation - ORGANISATION_SHARES[1])
    level += effect.WAIT_LOGIT * slip.log_wait * slip.is_at_counter
    level += effect.VISIT_LOGIT * (slip.visits - slip.is_at_counter - EXTRA_VISITS)
    level += np.where(slip.is_city_survey, effect.city_survey_logit(day), 0)
    latent = effect.STRETCH * level + effect.SLIP_SD * rng.normal(0, 1, len(slip))
    _even_out(latent, told_level, slip.ward * 1000 + quarter, is_told)

    never = LAST_DAY + 1
    first = [first_inspected.get(code, never) for code in ref.new_wards["unit_code"]]
    since = day - np.array([never] * old_n + first)[slip.ward]
    exposure = np.clip(since / effect.INSPECTION_FADE_DAYS, 0, 1) * is_slip
    return Responses(slip.field, slip.channel, latent, exposure.astype(np.float32), is_fives)


def _rows(ref: Reference, slip: Visits, responses: Responses, rng: np.random.Generator) -> pa.Table:
    """The rows of survey_response."""
    size, old_n = len(slip), len(ref.old_wards)
    is_city = slip.is_city_survey
    felt = responses.latent / effect.STRETCH - effect.logit(USUAL_PCT)
    tone = np.where(responses.is_fives | (felt > 0.3), 0, np.where(felt > -1.2, 1, 2))
    comment, phrases = pick_comment(tone, rng)
    ward_codes = ref.old_wards["unit_code"].tolist() + ref.new_wards["unit_code"].tolist()
    districts = ref.districts
    ward_district = [districts.index(code) for code in ref.old_wards["district_code"]] + [0] * len(ref.new_wards)
    ages = ref.codes("age_band", tuple(AGE_WEIGHTS))
    age_weights = np.array([AGE_WEIGHTS.get(code, 0.1) for code in ages])
    is_person = ~slip.is_organisation
    # About one in twenty leaves the questions beside the sixteen items empty.
    is_answered = rng.random(size) < 0.95
    load = np.where(is_city, LOADS["survey/city_survey"], LOADS["survey/one_stop_slip"]).astype(np.int32)
    weight = rng.lognormal(-(CITY_SURVEY_WEIGHT_SD**2) / 2, CITY_SURVEY_WEIGHT_SD, size)
    wait_minutes = np.rint(USUAL_WAIT_MINUTES * np.exp(slip.log_wait)).clip(1, 240).astype(np.int32)
    number = np.where(is_city, np.cumsum(is_city), np.cumsum(~is_city))
    has_comment = ~is_city & (rng.random(size) < COMMENT_SHARE)
    return pa.table(
        {
            "response_id": pa.array(np.arange(1, size + 1)),
            "load_id": pa.array(load),
            "slip_number": numbered(np.where(is_city, "KS-", "PMC-"), number, 7),
            "instrument_code": coded(is_city, INSTRUMENTS),
            "responded_on": dates(slip.day),
            "ward_code": coded(slip.ward, ward_codes),
            "district_code": coded(np.array(ward_district)[slip.ward], districts, slip.ward < old_n),
            "procedure_code": coded(slip.procedure, ref.procedures["procedure_code"].tolist(), slip.procedure >= 0),
            "field_code": coded(slip.field, ref.fields),
            "channel": coded(slip.channel, CHANNELS),
            "respondent_kind": coded(slip.is_organisation, ["person", "organisation"]),
            "gender": coded(rng.random(size) < 0.54, ["male", "female"], is_person & is_answered),
            "age_band": coded(pick(rng, age_weights, size), ages, is_person & is_answered),
            "weight": pa.array(np.where(is_city, np.round(weight, 3), 1.0)),
            "wait_minutes": pa.array(wait_minutes, mask=~(slip.is_at_counter & is_answered)),
            "visits": pa.array(slip.visits.astype(np.int32), mask=~is_answered),
            "harassment": coded(_three_levels(felt, -3.7, 0.35, rng), HARASSMENT, is_answered),
            "informal_payment": coded(_three_levels(felt, -4.3, 0.30, rng), HARASSMENT, is_answered),
            "comment": coded(comment, phrases, has_comment),
        }
    )


def simulate_responses(
    con: duckdb.DuckDBPyConnection,
    ref: Reference,
    responses: int,
    first_inspected: dict[str, int],
    rng: np.random.Generator,
) -> Responses:
    """Draws and stores survey_response; returns what the answers depend on.

    first_inspected: ward_code → day of its first inspection since 2025-07-01.
    """
    stories = effect.story_of_each(ref.new_wards["unit_code"].tolist())
    slip = _visits(ref, responses, stories, rng)
    drawn = _responses(ref, slip, stories, first_inspected, rng)
    insert(con, "survey_response", _rows(ref, slip, drawn, rng))
    return drawn
