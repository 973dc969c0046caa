"""What happens around an event: units that had it against units that have not had it yet, in the same months."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Flags, Floats, Ints, counts, shares

BEFORE, AFTER = -6, 6  # months around the event's own, which is 0
REFERENCE = -1  # the last full month before
DRAWS = 1000
TREATED_AT_LEAST = 8  # fewer units, and a bootstrap of units says nothing
CONFIDENCE = 0.95


class EventTime(NamedTuple):
    """The path around the event, one value an event month, in points; NaN where it can't be estimated.

    event_month −6 … 6; estimate, low, high: 0 by definition in the reference month, where both ends are NaN;
    treated_n, controls_n: units behind the estimate. overall: the mean of the full months after, with its interval;
    pretrend_p: the chance of months before as different as these where there is no difference.
    """

    event_month: Ints
    estimate: Floats
    low: Floats
    high: Floats
    treated_n: Ints
    controls_n: Ints
    overall: float
    overall_low: float
    overall_high: float
    pretrend_p: float


def event_study(
    satisfied: ArrayLike,
    answers: ArrayLike,
    event_at: ArrayLike,
    segment: ArrayLike | None = None,
    *,
    at_least: int = TREATED_AT_LEAST,
    draws: int = DRAWS,
    seed: int = 0,
) -> EventTime:
    """Difference-in-differences by months since the first event (Callaway & Sant'Anna 2021, J Econometrics 225:200).

    satisfied, answers: units × months, sums of weighted answers (0 where none). event_at: the column of a unit's first
    event, below 0 where it came before the first month, inf for never. segment: a number for each month that changes
    where a series is cut; no window crosses a cut.

    With y the satisfied share, i a unit whose event fell into month g, and e the months since:
        d_ie = (y_i,g+e − y_i,g−1) − mean over controls c of (y_c,g+e − y_c,g−1),   estimate_e = Σ h_ie d_ie ÷ Σ h_ie.
    Controls of g had their event after the window (g_c > g + 6) or never: not-yet-treated units only, as units treated
    early make wrong controls (Sun & Abraham 2021, J Econometrics 225:175). A difference weighs by the answers behind
    both its ends, h = n_a·n_b ÷ (n_a + n_b), among the treated and among the controls.

    Intervals are percentiles of `draws` samples of whole units (their months stay together). The test of months −6 … −2
    is Wald's, on the covariance of these samples, read off F with units − 1 degrees of freedom. Nothing is estimated
    from fewer than `at_least` treated units or controls. Raises ValueError if satisfied lies outside 0…answers.
    """
    k, n = counts(satisfied, answers)
    units, months = n.shape
    event = np.asarray(event_at, float)
    part = np.zeros(months, int) if segment is None else np.asarray(segment, int)
    steps = np.array([e for e in range(BEFORE, AFTER + 1) if e != REFERENCE])
    cohorts = _cohorts(event, part)
    path = np.arange(BEFORE, AFTER + 1)
    drawn = np.full((draws + 1, len(path)), np.nan)
    treated_n, controls_n = np.zeros(len(path), int), np.zeros(len(path), int)
    if units and len(cohorts):
        sums, is_treated, is_control = _sums(k, n, event, part, cohorts, steps)
        estimates = _estimates(sums, _samples(units, draws, seed), (len(cohorts), len(steps)))
        place = steps - BEFORE
        treated_n[place] = is_treated.any(axis=1).sum(axis=0)
        controls_n[place] = is_control.any(axis=1).sum(axis=0)
        at_reference = [one.any(axis=(1, 2)).sum() for one in (is_treated, is_control)]
        treated_n[REFERENCE - BEFORE], controls_n[REFERENCE - BEFORE] = at_reference
        enough = (treated_n[place] >= at_least) & (controls_n[place] >= at_least)
        drawn[:, place] = np.where(enough, estimates, np.nan)
    estimate = 100 * drawn[0]
    low, high = 100 * _ends(drawn[1:])
    has_any = ~np.isnan(estimate).all()
    estimate[REFERENCE - BEFORE] = 0.0 if has_any else np.nan
    after = (path > 0) & ~np.isnan(estimate)
    overall = drawn[:, after].mean(axis=1, keepdims=True) if after.any() else np.full((draws + 1, 1), np.nan)
    (overall_low,), (overall_high,) = 100 * _ends(overall[1:])
    before = (path < REFERENCE) & ~np.isnan(estimate)
    smallest = int(np.minimum(treated_n, controls_n)[before].min()) if before.any() else 0
    p_value = _pretrend(drawn[:, before], smallest)
    overall_pct = 100 * float(overall[0, 0])
    return EventTime(
        path, estimate, low, high, treated_n, controls_n, overall_pct, float(overall_low), float(overall_high), p_value
    )


def _cohorts(event: Floats, part: Ints) -> Ints:
    """The months in which any unit has its event and that have a month before in the same stretch."""
    months = np.unique(event[np.isfinite(event)]).astype(int)
    months = months[(months >= 1) & (months < len(part))]
    return months[part[months] == part[months - 1]]


def _sums(
    k: Floats, n: Floats, event: Floats, part: Ints, cohorts: Ints, steps: Ints
) -> tuple[list[Floats], Flags, Flags]:
    """What the estimate adds up, units × (cohorts · steps): h·d and h of the treated, then of the controls.

    And which unit counts as treated, as a control, units × cohorts × steps.
    """
    months = len(part)
    month = cohorts[:, None] + steps
    inside = (month >= 0) & (month < months)
    month = np.clip(month, 0, months - 1)
    inside &= part[month] == part[cohorts][:, None]
    y = shares(k, n)
    n_now, n_then = n[:, month], n[:, cohorts - 1][:, :, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.nan_to_num(n_now * n_then / (n_now + n_then)) * inside
    change = np.nan_to_num(y[:, month] - y[:, cohorts - 1][:, :, None])
    last = np.array([np.flatnonzero(part == part[at]).max() for at in cohorts])
    is_own = (event[:, None] == cohorts)[:, :, None] & (weight > 0)
    # Once the window ends, or the stretch does, a later event can't have reached the months compared.
    is_later = (event[:, None] > np.minimum(cohorts + AFTER, last))[:, :, None] & (weight > 0)
    # Treated without a control in those months say nothing, nor do controls of nobody.
    is_own &= is_later.any(axis=0)
    is_later &= is_own.any(axis=0)
    flat = (len(n), -1)
    parts = (is_own * weight * change, is_own * weight, is_later * weight * change, is_later * weight)
    return [one.reshape(flat) for one in parts], is_own, is_later


@lru_cache(maxsize=4)  # several events are looked at over the same units, and drawing is half of the work
def _samples(units: int, draws: int, seed: int) -> Floats:
    """How often each unit is in each sample; the first sample is the units as they are. Not to be written to."""
    chance = np.random.default_rng(seed)
    drawn = chance.multinomial(units, np.full(units, 1 / units), size=draws).astype(float)
    samples = np.vstack([np.ones(units), drawn])
    samples.flags.writeable = False
    return samples


def _estimates(sums: list[Floats], samples: Floats, shape: tuple[int, int]) -> Floats:
    """Estimate of each step in each sample, as shares; NaN where a sample has no treated unit or no control."""
    treated_change, treated, control_change, control = ((samples @ one).reshape(-1, *shape) for one in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(control > 0, control_change / control, np.nan)
        # A cohort whose controls a sample left out is left out of that sample too.
        kept = np.where(np.isnan(expected), 0.0, treated)
        difference = np.where(kept > 0, treated_change - treated * expected, 0.0)
        return difference.sum(axis=1) / kept.sum(axis=1)


def _ends(drawn: Floats) -> Floats:
    """The two ends of the interval in each column, (2, columns)."""
    tail = 100 * (1 - CONFIDENCE) / 2
    ends = np.full((2, drawn.shape[1]), np.nan)
    known = ~np.isnan(drawn).all(axis=0)
    if known.any():
        ends[:, known] = np.nanpercentile(drawn[:, known], [tail, 100 - tail], axis=0)
    return ends


def _pretrend(drawn: Floats, smallest: int) -> float:
    """Wald's test that all of the first row is 0, given samples of it; NaN with too few units for its length.

    F(length, units − 1) rather than χ², as the samples are of few units (Cameron & Miller 2015, J Hum Resour 50:317).
    """
    from scipy.special import fdtrc

    drawn = drawn[~np.isnan(drawn).any(axis=1)]
    length = drawn.shape[1]
    if not length or smallest <= length or len(drawn) <= length:
        return float("nan")
    covariance = np.atleast_2d(np.cov(drawn[1:], rowvar=False))
    distance = float(drawn[0] @ np.linalg.pinv(covariance, hermitian=True) @ drawn[0])
    return float(fdtrc(length, smallest - 1, distance / length))
