"""Differences of shares and p values against statsmodels, a published case, and what must hold for any numbers."""

import numpy as np
import pytest
from drawn_counts import shares
from hypothesis import given
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from queries.statistics import difference_interval, difference_p_value, share_p_value

PAIRS = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (10, 10, 0, 10), (7, 7, 7, 7)]


# ── Differences ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), PAIRS)
def test_difference_agrees_with_statsmodels(k1: int, n1: int, k2: int, n2: int) -> None:
    d, low, high = difference_interval(k1, n1, k2, n2)
    assert d == pytest.approx(k1 / n1 - k2 / n2)
    assert (low, high) == pytest.approx(confint_proportions_2indep(k1, n1, k2, n2, method="newcomb"), abs=1e-12)


def test_difference_gives_newcombes_published_case() -> None:
    # Newcombe 1998, Stat Med 17:873, table II, method 10: 56/70 − 48/80 is 0.0524 to 0.3339.
    assert difference_interval(56, 70, 48, 80)[1:] == pytest.approx((0.0524, 0.3339), abs=5.1e-5)


def test_difference_of_nothing_is_unknown() -> None:
    for value in difference_interval([1, 0, np.nan], [2, 0, 5], [0, 1, 1], [0, 2, 2]):
        assert np.isnan(value).all()


@pytest.mark.parametrize("case", [(3, 2, 1, 2), (1, 2, 3, 2), (-1, 2, 1, 2)])
def test_difference_refuses_wrong_counts(case: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="satisfied_n"):
        difference_interval(*case)


@given(shares(), shares())
def test_difference_stays_in_bounds_and_turns_round(one: tuple[int, int], other: tuple[int, int]) -> None:
    d, low, high = difference_interval(*one, *other)
    assert -1 <= low <= d + 1e-12
    assert d - 1e-12 <= high <= 1
    turned = difference_interval(*other, *one)
    assert (-turned[0], -turned[2], -turned[1]) == pytest.approx((d, low, high), abs=1e-12)


# ── p values ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), [*PAIRS[:4], (10, 10, 0, 10), (300, 1000, 310, 1000)])
def test_difference_p_agrees_with_statsmodels(k1: int, n1: int, k2: int, n2: int) -> None:
    expected = proportions_ztest([k1, k2], [n1, n2])[1]
    assert difference_p_value(k1, n1, k2, n2) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("k", "n", "p"), [(45, 100, 0.5), (0, 20, 0.2), (20, 20, 0.9), (810, 1000, 0.78)])
def test_share_p_agrees_with_statsmodels(k: int, n: int, p: float) -> None:
    expected = proportions_ztest(k, n, value=p, prop_var=p)[1]
    assert share_p_value(k, n, p) == pytest.approx(expected, rel=1e-9)


def test_p_is_one_where_nothing_can_be_told() -> None:
    assert difference_p_value([0, 5, 0], [10, 5, 0], [0, 5, 1], [9, 7, 2])[[0, 2]].tolist() == [1, 1]
    assert difference_p_value([7], [7], [3], [3]).tolist() == [1]
    assert share_p_value([0, 0, 4], [0, 5, 4], [0.5, 0.0, 1.0]).tolist() == [1, 1, 1]


def test_p_of_the_impossible_is_none() -> None:
    assert share_p_value([1, 3], [10, 10], [0.0, 1.0]) == pytest.approx([0, 0], abs=1e-30)


@given(shares(), shares())
def test_p_stays_in_bounds_and_does_not_mind_the_order(one: tuple[int, int], other: tuple[int, int]) -> None:
    p = difference_p_value(*one, *other)
    assert 0 <= p <= 1
    assert p == pytest.approx(difference_p_value(*other, *one), rel=1e-6, abs=1e-300)
