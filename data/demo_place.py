"""When and where simulated slips are filled in: growth, weeks, Tết, survey waves, wards of either era."""

from __future__ import annotations

import numpy as np

from data.demo_base import (
    FIRST_DAY,
    LAST_DAY,
    TET_DAYS,
    UNIT_BREAK_DAY,
    Reference,
    as_datetime64,
    near_tet,
    pick,
    quarter_of,
    weekday_of,
)
from data.demo_effect import UNIT_BREAK_FADE_DAYS
from data.demo_story import FLOOR_FROM_RESPONSES, Story

CITY_SURVEY_SHARE = 0.12
CITY_WAVE_DAYS = (8, 22)  # days of the month between which a wave is in the field
WEEKDAY_VOLUME = np.array([1.15, 1.05, 1.0, 1.0, 0.95, 0.10, 0.012])
GROWTH_A_YEAR = 0.13
PUBLIC_HOLIDAYS = ("01-01", "04-30", "05-01", "09-02")
TET_CLOSED_DAYS = (-2, 5)  # around the first day of the lunar year
TET_TROUGH = 0.65  # share of the volume lost next to the closed days
UNIT_BREAK_VOLUME = 0.55  # share of the usual volume on 2025-07-01, back to normal after UNIT_BREAK_FADE_DAYS

WARD_VOLUME_SD = 0.45
KIND_VOLUME = {"phường": 1.30, "thị trấn": 1.10, "xã": 0.85}


def _day_volume(days: np.ndarray) -> np.ndarray:
    """Relative number of one-stop slips a day: growth, week, holidays, Tết, the end of the districts."""
    volume = WEEKDAY_VOLUME[weekday_of(days)] * (1 + GROWTH_A_YEAR * (days - FIRST_DAY) / 365.25)
    volume *= 1 - TET_TROUGH * near_tet(days, before_days=7, after_days=7)
    for tet in TET_DAYS:
        volume[(days >= tet + TET_CLOSED_DAYS[0]) & (days <= tet + TET_CLOSED_DAYS[1])] = 0
    month_day = np.array([str(day)[5:] for day in as_datetime64(days)])
    volume[np.isin(month_day, PUBLIC_HOLIDAYS)] = 0
    since = days - UNIT_BREAK_DAY
    recovery = UNIT_BREAK_VOLUME + (1 - UNIT_BREAK_VOLUME) * np.clip(since / UNIT_BREAK_FADE_DAYS, 0, 1)
    return volume * np.where(since >= 0, recovery, 1)


def _wave_volume(days: np.ndarray) -> np.ndarray:
    """Relative number of city survey slips a day: one wave a month, at half strength in the month of Tết."""
    stamps = as_datetime64(days)
    day_of_month = (stamps - stamps.astype("datetime64[M]")).astype(int) + 1
    in_wave = (day_of_month >= CITY_WAVE_DAYS[0]) & (day_of_month <= CITY_WAVE_DAYS[1])
    return in_wave * (_day_volume(days) > 0) * (weekday_of(days) < 6) * (1 + 0.06 * (days - FIRST_DAY) / 365.25)


def _story_days(
    story: Story,
    share: float,
    days: np.ndarray,
    per_day: np.ndarray,
    responses: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Days of the slips of a ward with a story: its exact or least number a quarter since 2025-07-01."""
    drawn = []
    quarter = quarter_of(days)
    full_quarter_days = 91
    for number in np.unique(quarter[days >= UNIT_BREAK_DAY]):
        inside = quarter == number
        if story.slips_n is not None:
            count = story.slips_n.get(f"{1970 + number // 4}-{number % 4 + 1}", 0)
        else:
            floor = story.floor_n if responses >= FLOOR_FROM_RESPONSES else 0
            part = min(1.0, inside.sum() / full_quarter_days)
            count = max(round(floor * part * rng.uniform(1.0, 1.15)), round(share * per_day[inside].sum()))
        drawn.append(days[inside][pick(rng, per_day[inside], count)])
    return np.concatenate(drawn)


def _ward_volumes(ref: Reference, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Relative numbers of slips by old ward and by new ward."""
    old, new = (
        frame["kind"].map(KIND_VOLUME).fillna(1.0).to_numpy() * rng.lognormal(0, WARD_VOLUME_SD, len(frame))
        for frame in (ref.old_wards, ref.new_wards)
    )
    return old, new


def place_and_time(
    ref: Reference, stories: dict[int, Story], responses: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(day, ward position, is city survey) of each slip, by day; within a day the survey comes last."""
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    city_n = round(responses * CITY_SURVEY_SHARE)
    slip_n = responses - city_n
    old_volume, new_volume = _ward_volumes(ref, rng)
    old_n = len(old_volume)

    expected = _day_volume(days)
    expected *= slip_n / expected.sum()
    share = new_volume / new_volume.sum()
    story_days = {
        ward: _story_days(story, share[ward], days, expected, responses, rng) for ward, story in stories.items()
    }
    if sum(len(drawn) for drawn in story_days.values()) > slip_n / 2:
        story_days = {}  # a simulation of a few hundred slips has no room for stories
    told_day = np.concatenate([*story_days.values(), np.empty(0, dtype=int)]).astype(int)
    told_ward = np.concatenate(
        [*(np.full(len(drawn), old_n + ward) for ward, drawn in story_days.items()), np.empty(0, dtype=int)]
    ).astype(int)

    slip_day = np.repeat(days, rng.multinomial(slip_n - len(told_day), expected / expected.sum()))
    volume_elsewhere = new_volume.copy()
    volume_elsewhere[list(stories)] = 0
    is_old = slip_day < UNIT_BREAK_DAY
    slip_ward = np.concatenate(
        [pick(rng, old_volume, is_old.sum()), old_n + pick(rng, volume_elsewhere, (~is_old).sum())]
    )

    wave = _wave_volume(days)
    city_day = np.repeat(days, rng.multinomial(city_n, wave / wave.sum()))
    # The survey samples with less regard to size, and not in the wards whose story is that few speak.
    sampled = np.sqrt(new_volume)
    sampled[[ward for ward, story in stories.items() if story.slips_n is not None]] = 0
    is_old = city_day < UNIT_BREAK_DAY
    city_ward = np.concatenate(
        [pick(rng, np.sqrt(old_volume), is_old.sum()), old_n + pick(rng, sampled, (~is_old).sum())]
    )

    day = np.concatenate([slip_day, told_day, city_day])
    ward = np.concatenate([slip_ward, told_ward, city_ward])
    is_city = np.arange(responses) >= slip_n
    order = np.argsort(day, kind="stable")
    return day[order], ward[order], is_city[order]
