"""The event study: by hand on a tiny panel, against a plain loop, and by simulation on panels whose truth is known."""

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from queries.statistics import event_study
from queries.statistics.event_time import AFTER, BEFORE, REFERENCE

Floats = NDArray[np.float64]


def panel(
    units: int, months: int, effect: float, seed: int, *, lead: float = 0.0
) -> tuple[Floats, Floats, NDArray[np.float64]]:
    """Answers of units of different level and size under a common path; `effect` from the month after the event on.

    lead: what treated units have more in months −3 … −1 than before.
    """
    chance = np.random.default_rng(seed)
    event = np.where(chance.random(units) < 0.6, chance.integers(3, months - 3, units).astype(float), np.inf)
    since = np.arange(months) - np.where(np.isfinite(event), event, 10_000)[:, None]
    share = chance.normal(0.85, 0.03, units)[:, None] + np.cumsum(chance.normal(0, 0.002, months))
    share = share + effect * (since >= 1) + lead * ((since >= -3) & (since < 0))
    answers = chance.poisson(chance.uniform(80, 300, units)[:, None], (units, months)).astype(float)
    return chance.binomial(answers.astype(int), share.clip(0, 1)).astype(float), answers, event


def looped(satisfied: Floats, answers: Floats, event: Floats, step: int) -> float:
    """The estimate of one step, written as it is defined."""
    total = weights = 0.0
    months = answers.shape[1]
    for unit in np.flatnonzero(np.isfinite(event)):
        at = int(event[unit])
        now, then = at + step, at + REFERENCE
        if not (0 <= now < months and then >= 0 and at < months) or not answers[unit, now] * answers[unit, then]:
            continue

        def change(one: int, now: int = now, then: int = then) -> tuple[float, float]:
            n_now, n_then = answers[one, now], answers[one, then]
            if not n_now * n_then:
                return 0.0, 0.0
            return n_now * n_then / (n_now + n_then), satisfied[one, now] / n_now - satisfied[one, then] / n_then

        later = [change(one) for one in np.flatnonzero(event > min(at + AFTER, months - 1))]
        weight_of_others = sum(weight for weight, _ in later)
        if not weight_of_others:
            continue
        expected = sum(weight * value for weight, value in later) / weight_of_others
        weight, value = change(unit)
        total += weight * (value - expected)
        weights += weight
    return 100 * total / weights


def test_four_units_by_hand() -> None:
    # Two units with an event in month 1 rise from 50 to 80 %, two without from 60 to 70 %: 30 − 10 = 20 points.
    answers = np.full((4, 2), 100.0)
    satisfied = np.array([[50, 80], [50, 80], [60, 70], [60, 70]], float)
    found = event_study(satisfied, answers, [1, 1, np.inf, np.inf], at_least=2, draws=50)
    assert found.estimate[found.event_month == 0] == pytest.approx(20)
    assert found.estimate[found.event_month == -1] == 0
    assert np.isnan(found.estimate[found.event_month > 0]).all()
    assert np.isnan(found.overall)
    assert found.treated_n[found.event_month == 0] == 2
    assert found.controls_n[found.event_month == 0] == 2


def test_a_difference_weighs_by_the_answers_at_both_ends() -> None:
    # Weights 300·100/400 = 75 and 100·100/200 = 50, changes 20 and 40, others 0: (75·20 + 50·40)/125 = 28.
    answers = np.array([[300, 100], [100, 100], [50, 50], [50, 50]], float)
    satisfied = answers * np.array([[0.5, 0.7], [0.5, 0.9], [0.6, 0.6], [0.6, 0.6]])
    found = event_study(satisfied, answers, [1, 1, np.inf, np.inf], at_least=2, draws=50)
    assert found.estimate[found.event_month == 0] == pytest.approx(28)


@pytest.mark.parametrize("seed", range(4))
def test_every_step_is_that_of_the_plain_loop(seed: int) -> None:
    satisfied, answers, event = panel(30, 14, 0.02, seed)
    answers[3, 2:6] = satisfied[3, 2:6] = 0  # months without answers
    event[5] = -2  # treated before the first month: neither treated here nor ever a control
    found = event_study(satisfied, answers, event, at_least=1, draws=20)
    for step in range(BEFORE, AFTER + 1):
        if step != REFERENCE:
            got = found.estimate[found.event_month == step][0]
            assert got == pytest.approx(looped(satisfied, answers, event, step), abs=1e-9), step


def test_units_treated_within_the_window_are_no_controls() -> None:
    # The third unit has its event in month 4, within the window of month 1: only the fourth is a control.
    answers = np.full((4, 9), 100.0)
    satisfied = np.full((4, 9), 50.0)
    satisfied[2, 4:] = 90
    found = event_study(satisfied, answers, [1, 1, 4, np.inf], at_least=1, draws=20)
    assert found.controls_n.max() == 1
    after_two = found.estimate[found.event_month == 2][0]
    # Units 0 and 1 did not change; the third, treated in month 4, is up 40 two months on: its weight is a third.
    assert after_two == pytest.approx(40 / 3)


def test_no_window_crosses_a_cut() -> None:
    satisfied, answers, event = panel(40, 16, 0.0, 3)
    satisfied[:, 8:] = 0.2 * answers[:, 8:]  # after the cut another way of asking
    segment = (np.arange(16) >= 8).astype(int)
    event = np.where(np.isfinite(event), 6.0, np.inf)
    found = event_study(satisfied, answers, event, segment)
    assert not np.isnan(found.estimate[found.event_month <= 1]).all()
    assert np.isnan(found.estimate[found.event_month >= 2]).all()
    # An event in the first month of a stretch has no month before it.
    first = event_study(satisfied, answers, np.where(np.isfinite(event), 8.0, np.inf), segment)
    assert np.isnan(first.estimate).all()


def test_intervals_cover_the_truth_and_no_effect_is_no_finding() -> None:
    covered, false_alarms, uneven = [], [], []
    for seed in range(120):
        found = event_study(*panel(60, 16, 0.02, seed), draws=200, seed=seed)
        covered.append(found.overall_low <= 2 <= found.overall_high)
        none = event_study(*panel(60, 16, 0.0, 1000 + seed), draws=200, seed=seed)
        false_alarms.append(not none.overall_low <= 0 <= none.overall_high)
        uneven.append(none.pretrend_p < 0.05)
    assert np.mean(covered) > 0.88
    assert np.mean(false_alarms) < 0.12
    assert np.mean(uneven) < 0.10


def test_units_that_differed_before_are_noticed() -> None:
    noticed = [event_study(*panel(100, 16, 0.0, seed, lead=0.04), draws=200).pretrend_p < 0.05 for seed in range(20)]
    assert np.mean(noticed) > 0.8


def test_too_few_units_estimate_nothing() -> None:
    satisfied, answers, event = panel(20, 16, 0.0, 1)
    event[:] = np.inf
    event[:7] = 6
    found = event_study(satisfied, answers, event)
    assert found.treated_n.max() == 7
    assert np.isnan(found.estimate).all()
    assert np.isnan([found.overall, found.overall_low, found.pretrend_p]).all()


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (3, 0), (3, 1)])
def test_nothing_to_compare(shape: tuple[int, int]) -> None:
    found = event_study(np.zeros(shape), np.zeros(shape), np.full(shape[0], np.inf))
    assert np.isnan(found.estimate).all()
    assert np.isnan(found.overall)


def test_the_same_seed_gives_the_same_interval() -> None:
    data = panel(40, 16, 0.01, 2)
    first, again, other = (event_study(*data, seed=seed, draws=100) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.low, again.low)
    assert not np.array_equal(first.low, other.low)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="satisfied_n"):
        event_study([[5.0]], [[4.0]], [0])


def test_a_city_of_wards_over_six_years_takes_no_time() -> None:
    data = panel(126, 70, 0.02, 1)
    event_study(*data)  # the first call loads a library
    began = time.perf_counter()
    event_study(*data)
    assert time.perf_counter() - began < 0.6  # 0.1 s measured; the rest for a busy machine
