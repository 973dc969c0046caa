"""Signs of interference: their parts against scipy, their false alarms by simulation, and that planted ones are found.

No unit interferes in the simulations of false alarms; the share of surveys with any flag must stay at the family rate
(5 %, up to three standard errors of the simulation).
"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from queries.statistics import (
    Sign,
    answer_quality,
    bursts,
    digit_patterns,
    identical_blocks,
    straight_lining,
    too_good,
)

SURVEYS = 300
MOST = 0.05 + 3 * np.sqrt(0.05 * 0.95 / SURVEYS)
UNITS = 126


def false_alarms(survey: Callable[[np.random.Generator], Sign]) -> tuple[float, float]:
    """Share of surveys with any flag, and of units with p of at most 5 %."""
    rng = np.random.default_rng(2024)
    found = [survey(rng) for _ in range(SURVEYS)]
    p = np.concatenate([sign.p_value for sign in found])
    return float(np.mean([sign.is_flagged.any() for sign in found])), float(np.mean(p[~np.isnan(p)] <= 0.05))


# ── Shares: straight-lining, too good ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("function", [straight_lining, too_good])
@pytest.mark.parametrize(("city", "size"), [(0.1, np.inf), (0.85, np.inf), (0.1, 60), (0.6, 30), (0.85, 40)])
def test_honest_units_are_rarely_flagged_for_their_share(function: Callable, city: float, size: float) -> None:
    def survey(rng: np.random.Generator) -> Sign:
        n = rng.integers(10, 400, UNITS)
        truth = np.full(UNITS, city) if np.isinf(size) else rng.beta(city * size, (1 - city) * size, UNITS)
        return function(rng.binomial(n, truth), n)

    surveys, units = false_alarms(survey)
    assert surveys <= MOST
    assert units <= 0.06


def test_alike_units_get_scipys_binomial_tail_at_least() -> None:
    k, n = np.array([2, 3, 2, 4, 9]), np.array([20, 30, 22, 36, 25])
    city = k.sum() / n.sum()
    p = straight_lining(k, n).p_value
    assert (p >= stats.binom.sf(k - 1, n, city) - 1e-12).all()


def test_planted_shares_are_found() -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(60, 200, UNITS)
    k = rng.binomial(n, rng.beta(6, 54, UNITS))
    k[:4] = n[:4] * 0.8
    assert straight_lining(k, n).is_flagged[:4].all()
    assert straight_lining(k, n).is_flagged[4:].sum() <= 1
    good = rng.binomial(n, rng.beta(56, 14, UNITS))
    good[7] = n[7]
    found = too_good(good, n)
    assert np.flatnonzero(found.is_flagged).tolist() == [7]
    assert found.p_value[7] < 0.001


def test_shares_of_little() -> None:
    for function in (straight_lining, too_good):
        found = function([0, 0, 3, 1, np.nan], [0, 5, 3, 1, 4])
        assert (
            np.isnan(found.p_value).tolist() == np.isnan(found.statistic).tolist() == [True, False, False, False, True]
        )
        assert not found.is_flagged.any()
        assert not function([5, 9], [5, 9]).is_flagged.any()
        assert not function([0, 0], [5, 9]).is_flagged.any()
        assert function([], []).p_value.shape == (0,)
        with pytest.raises(ValueError, match="satisfied_n"):
            function([3], [2])


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20))
def test_p_of_shares_stays_in_bounds_and_falls_with_k(cases: list[tuple[int, int]]) -> None:
    k, n = np.array([(a, a + b) for a, b in cases]).T
    p = straight_lining(k, n).p_value
    assert ((p >= 0) & (p <= 1) | np.isnan(p)).all()
    alike = straight_lining(np.arange(13), np.full(13, 12)).p_value
    assert (np.diff(alike) <= 1e-12).all()


# ── Bursts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("clustering", [0.0, 0.4])
def test_honest_units_are_rarely_flagged_for_a_busy_day(clustering: float) -> None:
    def survey(rng: np.random.Generator) -> Sign:
        week = np.tile([1.6, 1.1, 1, 1, 1.2, 0.1, 0], 9)
        mean = rng.uniform(0.5, 5, (UNITS, 1)) * week * rng.uniform(0.6, 1.5, week.size)
        if clustering:
            mean = mean * rng.gamma(1 / clustering, clustering, mean.shape)
        return bursts(rng.poisson(mean))

    surveys, units = false_alarms(survey)
    assert surveys <= MOST
    assert units <= 0.06


def test_a_planted_burst_is_found() -> None:
    rng = np.random.default_rng(6)
    daily = rng.poisson(1.5, (UNITS, 60))
    daily[11, 42] += 25
    found = bursts(daily)
    assert np.flatnonzero(found.is_flagged).tolist() == [11]
    assert found.statistic[11] == daily[11, 42]


def test_burst_tail_is_scipys_poisson() -> None:
    # Two units alike in all: the profile is even, moments leave no clustering, so the tail is Poisson's.
    daily = np.array([[5, 5, 5, 5], [5, 5, 5, 5], [4, 5, 6, 5]])
    p = bursts(daily).p_value[2]
    assert 1 - (1 - stats.poisson.sf(5, 5)) ** 4 == pytest.approx(p, rel=1e-9)


def test_a_campaign_of_the_whole_city_is_no_burst() -> None:
    rng = np.random.default_rng(8)
    day = np.ones(60)
    day[30] = 40
    assert not bursts(rng.poisson(1.5 * day, (UNITS, 60))).is_flagged.any()


def test_bursts_of_little() -> None:
    found = bursts([[0, 0, 0], [1, 0, 0], [2, 3, 4]])
    assert np.isnan(found.p_value).tolist() == [True, False, False]
    assert not found.is_flagged.any()
    assert np.isnan(bursts([[4], [5]]).p_value).all()
    assert bursts(np.empty((0, 5))).p_value.shape == (0,)
    assert not bursts([[9, 0, 1]]).is_flagged.any()
    for wrong in ([1, 2], [[-1, 2]]):
        with pytest.raises(ValueError, match="units × days"):
            bursts(wrong)


# ── Identical blocks ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("favourite", [0.05, 0.5, 0.9])
def test_honest_units_are_rarely_flagged_for_rows_of_the_same(favourite: float) -> None:
    chance = np.append(favourite, np.full(30, (1 - favourite) / 30))

    def survey(rng: np.random.Generator) -> Sign:
        n = rng.integers(5, 80, UNITS)
        return identical_blocks(np.repeat(np.arange(UNITS), n), rng.choice(31, n.sum(), p=chance))

    surveys, units = false_alarms(survey)
    assert surveys <= MOST
    assert units <= 0.055


def test_expected_rows_are_counted_right() -> None:
    # All orders of aaabb: a row of 3 a's in 3 of 10. Expected by the formula: (1 + 5 − 3)·3·2·1/(5·4·3) = 0.3; for
    # the two b's (1 + 5 − 2)·2·1/(5·4) = 0.4. Two patterns occur twice, so p is twice the smaller.
    assert identical_blocks([0] * 5, list("aaabb")).p_value[0] == pytest.approx(0.6)
    assert identical_blocks([0] * 5, list("aaabb")).statistic[0] == 3


def test_a_planted_block_of_a_rare_pattern_is_found() -> None:
    rng = np.random.default_rng(9)
    unit, pattern = np.tile(np.arange(20), 100), rng.choice([0, *range(1, 40)], 2_000, p=[0.61, *[0.01] * 39])
    mine = np.flatnonzero(unit == 3)
    pattern[mine[40:48]] = 17
    found = identical_blocks(unit, pattern)
    assert np.flatnonzero(found.is_flagged).tolist() == [3]
    assert found.statistic[3] >= 8


def test_blocks_of_little() -> None:
    found = identical_blocks([1, 1, 3, 3, 3], ["x", "y", "z", "z", "z"])
    assert np.isnan(found.p_value).tolist() == [True, False, True, False]
    # All slips alike: no order could be otherwise.
    assert found.p_value.tolist()[3] == 1
    assert found.p_value.tolist()[1] == 1
    assert identical_blocks([], []).p_value.shape == (0,)
    for wrong in (([0, 1], [1]), ([-1, 0], [1, 1])):
        with pytest.raises(ValueError, match="unit"):
            identical_blocks(*wrong)


# ── Digits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_digits_are_scipys_chi_square() -> None:
    observed = np.array([[12, 9, 11, 8, 10, 13, 7, 9, 10, 11], [30, 5, 5, 5, 5, 5, 5, 5, 5, 30]])
    found = digit_patterns(observed)
    expected = [stats.chisquare(row) for row in observed]
    np.testing.assert_allclose(found.statistic, [a.statistic for a in expected])
    np.testing.assert_allclose(found.p_value, [a.pvalue for a in expected], rtol=1e-9)
    assert found.is_flagged.tolist() == [False, True]
    week = np.array([5, 4, 4, 4, 5, 1])
    row = np.array([60, 30, 30, 41, 52, 17])
    assert digit_patterns([row], week).p_value[0] == pytest.approx(stats.chisquare(row, row.sum() * week / 23).pvalue)


def test_honest_units_are_rarely_flagged_for_their_digits() -> None:
    surveys, units = false_alarms(lambda rng: digit_patterns(rng.multinomial(120, [0.1] * 10, UNITS)))
    assert surveys <= MOST
    assert 0.04 <= units <= 0.06


def test_digits_of_little() -> None:
    found = digit_patterns([[0] * 10, [4] * 10, [5] * 10, [np.nan] * 10])
    assert np.isnan(found.p_value).tolist() == [True, True, False, True]
    assert digit_patterns(np.empty((0, 10))).p_value.shape == (0,)
    for wrong in ({"observed_n": [1, 2]}, {"observed_n": [[-1, 2]]}, {"expected": [1]}, {"expected": [0, 1]}):
        with pytest.raises(ValueError, match="must"):
            digit_patterns(**{"observed_n": [[10, 12]], **wrong})


# ── Together ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_signs_together_keep_the_family_rate() -> None:
    def survey(rng: np.random.Generator) -> Sign:
        n = rng.integers(20, 80, UNITS)
        found = answer_quality(
            {
                "straight_lining": (rng.binomial(n, rng.beta(6, 54, UNITS)), n),
                "too_good": (rng.binomial(n, rng.beta(56, 14, UNITS)), n),
                "bursts": (rng.poisson(1.5, (UNITS, 40)),),
                "identical_blocks": (np.repeat(np.arange(UNITS), n), rng.integers(0, 30, n.sum())),
                "digit_patterns": (rng.multinomial(100, [0.1] * 10, UNITS),),
            }
        )
        return Sign(n, np.ones(UNITS), np.any([sign.is_flagged for sign in found.values()], axis=0))

    assert false_alarms(survey)[0] <= MOST


def test_signs_are_asked_by_name() -> None:
    found = answer_quality({"digit_patterns": ([[30, 5], [10, 10]],)})
    assert list(found) == ["digit_patterns"]
    assert found["digit_patterns"].is_flagged.tolist() == [True, False]
    assert answer_quality({}) == {}
    with pytest.raises(ValueError, match="no such sign: luck"):
        answer_quality({"luck": ()})
