"""Wilson's interval against published cases, against statsmodels, and against what must hold for any numbers."""

import math

import numpy as np
import pytest
from drawn_counts import shares
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from queries.statistics import wilson_interval

# Newcombe 1998, Stat Med 17:857, table I (first four), and peers.md section 3.
PUBLISHED = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (7, 50, 0.0695, 0.2619),
    (29, 30, 0.8333, 0.9941),
    (5, 5, 0.5655, 1.0),
]


@pytest.mark.parametrize(("k", "n", "low", "high"), PUBLISHED)
def test_wilson_gives_the_published_cases(k: int, n: int, low: float, high: float) -> None:
    ends = wilson_interval(k, n)
    assert ends[0] == pytest.approx(low, abs=5.1e-5)
    assert ends[1] == pytest.approx(high, abs=5.1e-5)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_wilson_agrees_with_statsmodels(confidence: float) -> None:
    k = np.concatenate([np.arange(n + 1) for n in (1, 2, 7, 30, 111)])
    n = np.concatenate([np.full(n + 1, n) for n in (1, 2, 7, 30, 111)])
    low, high = wilson_interval(k, n, confidence)
    expected = [proportion_confint(a, b, alpha=1 - confidence, method="wilson") for a, b in zip(k, n, strict=True)]
    np.testing.assert_allclose(np.column_stack([low, high]), expected, rtol=0, atol=1e-12)


def test_wilson_of_nothing_is_unknown() -> None:
    low, high = wilson_interval([0, 0, 3], [0, np.nan, 4])
    assert np.isnan(low).tolist() == [True, True, False]
    assert np.isnan(high).tolist() == [True, True, False]


def test_wilson_ends_are_exact_at_none_and_all() -> None:
    low, high = wilson_interval([0, 7, 0, 1], [7, 7, 1, 1])
    assert low[[0, 2]].tolist() == [0.0, 0.0]
    assert high[[1, 3]].tolist() == [1.0, 1.0]
    assert (high[[0, 2]] < 1).all()
    assert (low[[1, 3]] > 0).all()


def test_wilson_of_one() -> None:
    # z²/(1+z²) = 3.8415/4.8415
    assert wilson_interval(0, 1)[1] == pytest.approx(0.793450685622, abs=1e-9)
    assert wilson_interval(1, 1)[0] == pytest.approx(0.206549314378, abs=1e-9)


def test_wilson_broadcasts() -> None:
    low, high = wilson_interval([[1], [2]], [10, 20, 30])
    assert low.shape == high.shape == (2, 3)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, 0), (0, -1), ([1, 9], [5, 5])])
def test_wilson_refuses_wrong_counts(k: object, n: object) -> None:
    with pytest.raises(ValueError, match="satisfied_n"):
        wilson_interval(k, n)


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 95, math.nan])
def test_wilson_refuses_a_wrong_confidence(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 2, confidence)


@given(shares())
def test_wilson_stays_in_bounds_and_holds_the_share(case: tuple[int, int]) -> None:
    k, n = case
    low, high = wilson_interval(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert low < high


@given(shares())
def test_wilson_mirrors(case: tuple[int, int]) -> None:
    k, n = case
    low, high = wilson_interval(k, n)
    other_low, other_high = wilson_interval(n - k, n)
    assert low == pytest.approx(1 - other_high, abs=1e-12)
    assert high == pytest.approx(1 - other_low, abs=1e-12)


@given(shares(), st.integers(2, 50))
def test_wilson_narrows_with_more_answers(case: tuple[int, int], times: int) -> None:
    k, n = case
    low, high = wilson_interval([k, k * times], [n, n * times])
    assert high[1] - low[1] < high[0] - low[0]


@given(shares())
def test_wilson_widens_with_confidence(case: tuple[int, int]) -> None:
    narrow, wide = wilson_interval(*case, 0.95), wilson_interval(*case, 0.998)
    assert wide[0] <= narrow[0]
    assert narrow[1] <= wide[1]
