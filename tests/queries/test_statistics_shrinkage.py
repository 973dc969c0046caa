"""Shrinkage and ranks against a published fit, scipy's optimiser and distributions, and what must hold anyway."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special, stats

from queries.statistics import beta_prior, empirical_bayes, rank_interval, wilson_interval

# Boys among 12 children, families of Saxony (Geissler 1889; Lindsey & Altham 1998, Appl Stat 47:149): maximum
# likelihood α = 34.09558, β = 31.5715, lnL = −12492.9.
BOYS = np.arange(13)
FAMILIES = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]


@st.composite
def units(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """k and n of some units."""
    n = draw(st.lists(st.integers(1, 300), min_size=2, max_size=25))
    return [draw(st.integers(0, m)) for m in n], n


def minus_likelihood(logs: np.ndarray, k: np.ndarray, n: np.ndarray) -> float:
    """By scipy's beta-binomial, in ln α and ln β."""
    return -stats.betabinom.logpmf(k, n, *np.exp(logs)).sum()


# ── The prior ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_prior_gives_the_published_fit() -> None:
    boys = np.repeat(BOYS, FAMILIES)
    alpha, beta = beta_prior(boys, 12)
    # The surface is flat there: the published optimum stopped 0.0000001 below the top, 0.02 % aside.
    assert (alpha, beta) == pytest.approx((34.09558, 31.5715), rel=3e-4)
    reached, published = (-minus_likelihood(np.log(pair), boys, 12) for pair in ((alpha, beta), (34.09558, 31.5715)))
    assert published <= reached <= published + 1e-5
    # AIC 24989.74 with two parameters.
    assert -2 * reached + 4 == pytest.approx(24989.74, abs=0.006)


@pytest.mark.parametrize("seed", range(6))
def test_prior_agrees_with_scipys_optimiser(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = rng.integers(5, 300, 126)
    k = rng.binomial(n, rng.beta(3 + 10 * seed, 1 + seed, 126))
    alpha, beta = beta_prior(k, n)
    best = optimize.minimize(minus_likelihood, np.log([alpha, beta]) + 0.3, (k, n), method="BFGS", tol=1e-9)
    assert minus_likelihood(np.log([alpha, beta]), k, n) <= best.fun + 1e-9
    assert (alpha, beta) == pytest.approx(np.exp(best.x), rel=2e-4)


def test_prior_takes_effective_numbers() -> None:
    # All k and n times the same fraction is less evidence, not another share.
    rng = np.random.default_rng(1)
    n = rng.integers(50, 200, 60)
    k = rng.binomial(n, rng.beta(20, 5, 60))
    whole, part = beta_prior(k, n), beta_prior(k * 0.83, n * 0.83)
    assert part[0] / sum(part) == pytest.approx(whole[0] / sum(whole), abs=0.01)
    assert np.isfinite(part).all()


@pytest.mark.parametrize(
    ("k", "n"),
    [([], []), ([3], [9]), ([0, 0, 0], [5, 9, 7]), ([5, 9], [5, 9]), ([5, 5, 5], [10, 10, 10]), ([1, 2], [np.nan, 0])],
)
def test_no_difference_between_units_has_no_prior(k: list[float], n: list[float]) -> None:
    k = np.where(np.nan_to_num(n) > 0, k, 0) if len(k) else k
    assert beta_prior(k, n) == (np.inf, np.inf)


# ── Shrunk shares ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_posterior_is_scipys_beta() -> None:
    k, n = np.array([2, 40, 15, 88, 9, 30]), np.array([10, 50, 30, 90, 10, 60])
    found = empirical_bayes(k, n, 0.9)
    posterior = stats.beta(found.alpha + k, found.beta + n - k)
    np.testing.assert_allclose(found.estimate, posterior.mean(), rtol=1e-12)
    np.testing.assert_allclose(found.low, posterior.ppf(0.05), rtol=1e-9)
    np.testing.assert_allclose(found.high, posterior.ppf(0.95), rtol=1e-9)


def test_probability_of_the_lowest_tenth_is_what_scipys_draws_give() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(10, 200, 40)
    k = rng.binomial(n, rng.beta(12, 3, 40))
    found = empirical_bayes(k, n, draws=20_000)
    drawn = stats.beta.rvs(found.alpha + k, found.beta + n - k, size=(20_000, 40), random_state=rng)
    expected = (stats.rankdata(drawn, axis=1) <= 4).mean(axis=0)
    np.testing.assert_allclose(found.probability_lowest_tenth, expected, atol=0.015)
    assert found.probability_lowest_tenth.sum() == pytest.approx(4)


def test_alike_units_get_the_pooled_share() -> None:
    found = empirical_bayes([8, 16, 80], [10, 20, 100])
    assert np.isinf([found.alpha, found.beta]).all()
    assert found.estimate.tolist() == [0.8] * 3
    low, high = wilson_interval(104, 130)
    np.testing.assert_allclose([found.low[1], found.high[1]], [low, high])
    assert found.probability_lowest_tenth.tolist() == pytest.approx([1 / 3] * 3)


def test_unit_without_answers_has_no_estimate() -> None:
    found = empirical_bayes([1, 0, np.nan, 9, 30], [10, 0, 10, 10, 60])
    for values in (found.estimate, found.low, found.high, found.probability_lowest_tenth):
        assert np.isnan(values).tolist() == [False, True, True, False, False]
    alone = empirical_bayes([1, 9, 30], [10, 10, 60])
    assert (found.alpha, found.beta) == (alone.alpha, alone.beta)
    assert empirical_bayes([], []).estimate.shape == (0,)


def test_the_same_seed_gives_the_same() -> None:
    case = ([1, 9, 30], [10, 10, 60])
    for function in (empirical_bayes, rank_interval):
        np.testing.assert_array_equal(function(*case, seed=7)[2], function(*case, seed=7)[2])


@given(units())
def test_shrinking_stays_between_the_unit_and_the_city(case: tuple[list[int], list[int]]) -> None:
    k, n = (np.array(a) for a in case)
    found = empirical_bayes(k, n, draws=10)
    assert (found.low >= 0).all() and (found.low <= found.high).all() and (found.high <= 1).all()
    if np.isfinite(found.alpha):
        city, raw = found.alpha / (found.alpha + found.beta), k / n
        assert (found.estimate >= np.minimum(raw, city) - 1e-12).all()
        assert (found.estimate <= np.maximum(raw, city) + 1e-12).all()
    mirrored = empirical_bayes(n - k, n, draws=10)
    np.testing.assert_allclose(1 - mirrored.estimate, found.estimate, atol=1e-6)


@given(st.integers(1, 5))
def test_more_answers_shrink_less(times: int) -> None:
    k, n = np.array([5, 18, 40, 44, 90]), np.array([10, 20, 50, 80, 100])
    few, many = (empirical_bayes(k * a, n * a) for a in (times, 100 * times))
    assert (np.abs(many.estimate - k / n) <= np.abs(few.estimate - k / n) + 1e-12).all()
    np.testing.assert_allclose(many.estimate, k / n, atol=0.02)


# ── Ranks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ranks_agree_with_exact_draws() -> None:
    rng = np.random.default_rng(8)
    n = rng.integers(5, 200, 50)
    k = rng.binomial(n, rng.beta(12, 3, 50))
    k[:3], n[:3] = [0, 5, 20], [4, 5, 20]
    found = rank_interval(k, n, draws=20_000)
    drawn = stats.beta.rvs(k + 0.5, n - k + 0.5, size=(20_000, 50), random_state=rng)
    expected = np.quantile(stats.rankdata(drawn, axis=1), [0.5, 0.025, 0.975], axis=0)
    np.testing.assert_allclose(found, expected, atol=1)


def test_logits_are_distributed_as_those_of_a_beta() -> None:
    from queries.statistics import shrinkage

    shapes = [(0.5, 20), (1.5, 0.5), (2.6, 30), (300, 2.6), (7, 9), (5, 4_000)]
    a, b = (np.array(column, float) for column in zip(*shapes, strict=True))
    drawn = shrinkage._logits(a, b, 100_000, np.random.default_rng(6))
    for column, (one, other) in enumerate(shapes):
        p = stats.beta.cdf(special.expit(drawn[:, column].astype(float)), one, other)
        assert stats.kstest(p, "uniform").statistic < 0.012


def test_equal_units_can_take_any_rank() -> None:
    found = rank_interval([16] * 20, [20] * 20)
    assert (found.low <= 2).all() and (found.high >= 19).all()
    assert np.abs(found.median - 10.5).max() <= 2


def test_units_far_apart_keep_their_ranks() -> None:
    found = rank_interval([900, 100, 500], [1_000] * 3)
    for ranks in found:
        assert ranks.tolist() == [3, 1, 2]


def test_ties_fall_by_lot() -> None:
    # Shares so near to 1 that draws are rounded to 1: each unit must still come first in about half of them.
    found = rank_interval([1e18, 1e18], [1e18, 1e18], draws=2_000)
    assert found.low.tolist() == [1, 1]
    assert found.high.tolist() == [2, 2]


def test_ranks_of_little() -> None:
    found = rank_interval([0, 3, np.nan, 0, 1], [0, 4, 9, 1, 1])
    assert np.isnan(found.median).tolist() == [True, False, True, False, False]
    assert np.nanmax(found.high) <= 3
    assert [ranks.tolist() for ranks in rank_interval(5, 9)] == [[1], [1], [1]]
    assert rank_interval([], []).median.shape == (0,)


@given(units())
def test_rank_intervals_hold_the_median_and_stay_in_bounds(case: tuple[list[int], list[int]]) -> None:
    median, low, high = rank_interval(*case, draws=200)
    assert (low >= 1).all() and (low <= median).all() and (median <= high).all() and (high <= len(median)).all()


@pytest.mark.parametrize("case", [{"k": [3], "n": [2]}, {"confidence": 1.0}, {"draws": 0}, {"k": [[1, 2]], "n": 5}])
def test_shrinking_and_ranking_refuse_what_makes_no_sense(case: dict[str, object]) -> None:
    for function in (empirical_bayes, rank_interval):
        with pytest.raises(ValueError, match="must"):
            function(**{"k": [1, 9, 30], "n": [10, 10, 60], **case})
