"""What makes one simulated answer more likely to be satisfied than another, on the logit scale.

All effects are marginal: a city at CITY_LEVEL_PCT, moved by the sum of the effects, gives that share of
satisfied answers over many slips. The answers of one slip agree with each other (SLIP_SD), which alone would
pull shares towards 50 %; STRETCH undoes that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from data.demo_base import METHOD_BREAK_DAY, UNIT_BREAK_DAY, Reference, day_of, near_tet
from data.demo_story import STORIES, Story

CITY_LEVEL_PCT = ((date(2021, 7, 1), 80.0), (date(2026, 9, 1), 86.9))  # a straight line on the logit scale
TET_LOGIT = -0.26
UNIT_BREAK_LOGIT = -0.14  # on 2025-07-01, gone after UNIT_BREAK_FADE_DAYS
UNIT_BREAK_FADE_DAYS = 75
CITY_SURVEY_LOGIT = (0.02, -0.10)  # before and from 2022-01-01; with the other mix of fields about -3 points

DISTRICT_SD = 0.15
WARD_SD = 0.20
WARD_QUARTER_SD = 0.08  # wards wander from quarter to quarter, so that funnel limits meet over-dispersion
SLIP_SD = 1.45  # one slip's answers agree with each other: design effect about 4
STRETCH = float(np.sqrt(1 + 0.346 * SLIP_SD**2))
SPREAD_LOGIT = 0.17  # given back to all: units, fields, items and waiting pull the city's share down as well
TOLD_SD = 1.58  # spread of the latent level within a ward and quarter: SLIP_SD, fields, waiting, visits

ORGANISATION_LOGIT = -0.15
WAIT_LOGIT = -0.22  # for each e-fold of waiting minutes beyond the usual
VISIT_LOGIT = -0.30  # for each visit beyond the usual number

# Known truth for the analysis of inspections: from a ward's first inspection on or after 2025-07-01, the
# officials items of its one-stop slips rise by this much, in full after INSPECTION_FADE_DAYS: +2.0 points at
# the 90 to 92 % those items have in 2026. Later inspections of the same ward add nothing.
INSPECTION_EFFECT_LOGIT = 0.26
INSPECTION_FADE_DAYS = 61
INSPECTION_FACTOR = "officials"

FACTOR_LOGIT = {"access": 0.00, "procedures": 0.04, "officials": 0.34, "results": -0.02, "feedback": -0.42}
ITEM_SD = 0.06
CHANNEL_FACTOR_LOGIT = {
    "online": {"access": 0.20, "procedures": 0.05, "officials": 0.00, "results": 0.03, "feedback": -0.22},
    "post": {"access": -0.15, "procedures": 0.00, "officials": -0.05, "results": 0.05, "feedback": -0.15},
}
CUTS = (-2.50, -1.36, 0.00, 2.25)  # the least latent value of scores 2, 3, 4 and 5


@dataclass(frozen=True)
class Share:
    """How often a procedure field is met and how far its satisfaction lies from the city's, in logits."""

    slip: float
    city_survey: float
    logit: float
    by_factor: dict[str, float] = field(default_factory=dict)


# The best and the worst field differ by some 23 points; land is hardest on results, petitions on feedback.
FIELD_SHARES: dict[str, Share] = {
    "civil_status": Share(0.27, 0.20, 0.33),
    "linked": Share(0.05, 0.04, 0.15),
    "certification": Share(0.27, 0.18, 0.52),
    "residence": Share(0.11, 0.14, 0.00),
    "household_business": Share(0.06, 0.06, 0.02),
    "land": Share(0.085, 0.13, -1.14, {"results": -0.25, "procedures": -0.10}),
    "construction": Share(0.030, 0.06, -0.72, {"procedures": -0.15}),
    "social_protection": Share(0.050, 0.07, 0.12),
    "adoption": Share(0.003, 0.002, 0.20),
    "merit": Share(0.015, 0.020, 0.25),
    "education": Share(0.015, 0.030, 0.05),
    "labour": Share(0.015, 0.020, -0.10),
    "health": Share(0.010, 0.020, -0.15),
    "environment": Share(0.005, 0.010, -0.40),
    "religion": Share(0.002, 0.005, -0.05),
    "petitions": Share(0.010, 0.015, -0.85, {"feedback": -0.40}),
}
OTHER_FIELD = Share(0.002, 0.002, 0.0)


def logit(pct: np.ndarray | float) -> np.ndarray | float:
    """Log odds of a percentage."""
    return np.log(pct / (100 - pct))


def _along(points: tuple[tuple[date, float], ...], days: np.ndarray, *, beyond: bool = False) -> np.ndarray:
    """Logits on straight lines between (date, %) points; beyond: the line goes on past both ends."""
    at = np.array([day_of(on) for on, _ in points], dtype=float)
    level = np.array([logit(pct) for _, pct in points])
    if beyond:
        return level[0] + (level[1] - level[0]) * (days - at[0]) / (at[1] - at[0])
    return np.interp(days, at, level)


def season_logit(days: np.ndarray) -> np.ndarray:
    """The dip around each Tết."""
    return TET_LOGIT * near_tet(days, before_days=9, after_days=12)


def city_logit(days: np.ndarray) -> np.ndarray:
    """The city's level on each day: slow rise, Tết, and the disturbance after districts ended."""
    since = days - UNIT_BREAK_DAY
    disturbed = np.where(since >= 0, np.clip(1 - since / UNIT_BREAK_FADE_DAYS, 0, 1), 0)
    return _along(CITY_LEVEL_PCT, days, beyond=True) + season_logit(days) + UNIT_BREAK_LOGIT * disturbed


def story_logit(story: Story, days: np.ndarray) -> np.ndarray:
    """The level of a ward whose story fixes it."""
    return _along(story.level_pct, days) + season_logit(days)


def city_survey_logit(days: np.ndarray) -> np.ndarray:
    """What the city survey adds: another population is asked from the method break on."""
    return np.where(days < METHOD_BREAK_DAY, *CITY_SURVEY_LOGIT)


def unit_logits(ref: Reference, quarters_n: int, rng: np.random.Generator) -> np.ndarray:
    """Ward effects, (old and new wards, quarters). A former district keeps the effect of the district."""
    district_code = np.concatenate([ref.old_wards["district_code"], ref.new_wards["district_code"]]).astype(str)
    codes, district = np.unique(district_code, return_inverse=True)
    ward = rng.normal(0, DISTRICT_SD, len(codes))[district] + rng.normal(0, WARD_SD, len(district))
    return ward[:, None] + rng.normal(0, WARD_QUARTER_SD, (len(district), quarters_n))


def field_logits(ref: Reference) -> np.ndarray:
    """Field effects, (fields,)."""
    return np.array([FIELD_SHARES.get(code, OTHER_FIELD).logit for code in ref.fields])


def item_logits(ref: Reference, channels: list[str], rng: np.random.Generator) -> np.ndarray:
    """Effects of channel, field and item together, (channels, fields, items), float32."""
    factors = ref.items["factor_code"].tolist()
    item = np.array([FACTOR_LOGIT.get(code, 0.0) for code in factors]) + rng.normal(0, ITEM_SD, len(factors))
    item -= item.mean()
    by_channel = [[CHANNEL_FACTOR_LOGIT.get(channel, {}).get(code, 0.0) for code in factors] for channel in channels]
    by_field = [
        [FIELD_SHARES.get(code, OTHER_FIELD).by_factor.get(factor, 0.0) for factor in factors] for code in ref.fields
    ]
    effects = np.array(by_channel)[:, None, :] + np.array(by_field)[None, :, :] + item
    return effects.astype(np.float32)


def story_of_each(wards: list[str]) -> dict[int, Story]:
    """Position in the list of new wards → its story, for the wards that have one."""
    position = {code: index for index, code in enumerate(wards)}
    return {position[story.ward_code]: story for story in STORIES if story.ward_code in position}
