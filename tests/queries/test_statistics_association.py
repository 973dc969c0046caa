"""Rank correlation: by hand, against scipy, and where it says nothing."""

import numpy as np
import pytest
from scipy import stats

from queries.statistics import rank_correlation


def test_by_hand() -> None:
    """Ranks 1 2 3 4 5 against 2 1 4 3 5: Σd² = 4, ρ = 1 − 6·4/(5·24) = 0.8."""
    rho, low, high = rank_correlation([10, 20, 30, 40, 50], [2, 1, 40, 30, 500])
    assert rho == pytest.approx(0.8)
    half = 1.959963984540054 * np.sqrt((1 + 0.32) / 2)
    assert (low, high) == pytest.approx((np.tanh(np.arctanh(0.8) - half), np.tanh(np.arctanh(0.8) + half)))


def test_the_same_as_scipy_also_with_ties() -> None:
    chance = np.random.default_rng(3)
    for _ in range(20):
        x, y = chance.integers(0, 9, (2, 40)).astype(float)
        assert rank_correlation(x, y)[0] == pytest.approx(stats.spearmanr(x, y).statistic)


def test_the_interval_covers() -> None:
    """Of 400 samples without any relation about 95 % cover nought."""
    chance = np.random.default_rng(4)
    ends = np.array([rank_correlation(*chance.normal(size=(2, 60)))[1:] for _ in range(400)])
    assert 0.92 < ((ends[:, 0] < 0) & (ends[:, 1] > 0)).mean() < 0.98


def test_missing_pairs_are_left_out() -> None:
    whole = rank_correlation([1, 2, 3, 4, 5], [1, 3, 2, 5, 4])
    assert rank_correlation([1, 2, np.nan, 3, 4, 5], [1, 3, 9, 2, 5, 4]) == pytest.approx(whole)


@pytest.mark.parametrize(("x", "y"), [([], []), ([1, 2, 3], [1, 2, 3]), ([1, 1, 1, 1], [1, 2, 3, 4])])
def test_too_little_says_nothing(x: list[float], y: list[float]) -> None:
    assert np.isnan(rank_correlation(x, y)).all()


def test_perfect_agreement_has_an_interval_of_no_width() -> None:
    assert rank_correlation([1, 2, 3, 4], [1, 2, 3, 4]) == (1, 1, 1)


def test_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        rank_correlation([1, 2], [1])
