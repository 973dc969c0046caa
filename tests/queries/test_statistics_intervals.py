"""Intervals against published cases, against statsmodels, and against what must hold for any numbers."""

import math

import numpy as np
import pytest
import recount
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from queries.statistics import (
    cluster_interval,
    difference_interval,
    difference_p_value,
    share_p_value,
    wilson_interval,
)

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
PAIRS = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (10, 10, 0, 10), (7, 7, 7, 7)]

sizes = st.integers(1, 5_000)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    """k of n."""
    n = draw(sizes)
    return draw(st.integers(0, n)), n


@st.composite
def slips(draw: st.DrawFn) -> list[tuple[float, int, int]]:
    """Weight, answers and satisfied answers of some slips."""
    found = []
    for _ in range(draw(st.integers(1, 12))):
        n = draw(st.integers(1, 16))
        found.append((draw(st.sampled_from([0.25, 0.5, 1.0, 1.7, 3.0])), n, draw(st.integers(0, n))))
    return found


def seven_sums(rows: list[tuple[float, int, int]]) -> list[float]:
    """The sums that cluster_interval takes."""
    w, n, k = (np.array(column, float) for column in zip(*rows, strict=True))
    sums = [len(rows), n.sum(), (w * n).sum(), (w * k).sum()]
    return [*sums, (w * w * k * k).sum(), (w * w * k * n).sum(), (w * w * n * n).sum()]


# ── Wilson ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Many answers a slip ─────────────────────────────────────────────────────────────────────────────────────────────


@given(slips())
def test_cluster_agrees_with_the_slips_themselves(rows: list[tuple[float, int, int]]) -> None:
    expected = recount.share(*(np.array(column, float) for column in zip(*rows, strict=True)))
    assert [float(a) for a in cluster_interval(*seven_sums(rows))] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("k", "n"), [(3, 10), (1, 29), (81, 263), (15, 148), (29, 30)])
def test_cluster_of_single_answers_is_wilson_on_one_slip_less(k: int, n: int) -> None:
    # w = 1 and one answer a slip: var = m/(m−1)·p(1−p)/m, so n_eff = m − 1.
    pct, low, high, effective = cluster_interval(n, n, n, k, k, k, n)
    assert effective == pytest.approx(n - 1)
    assert pct == pytest.approx(100 * k / n)
    expected = proportion_confint(k / n * (n - 1), n - 1, method="wilson")
    assert (low / 100, high / 100) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("k", [0, 20])
def test_cluster_without_variance_counts_slips(k: int) -> None:
    # 20 slips of 16 answers, all or none satisfied: 20 slips of evidence, not 320 answers.
    pct, low, high, effective = cluster_interval(20, 320, 320, 16 * k, 256 * k, 256 * k, 256 * 20)
    assert effective == 20
    assert (low / 100, high / 100) == pytest.approx(proportion_confint(k, 20, method="wilson"))
    assert pct == 100 * k / 20


def test_cluster_of_equal_slips_has_no_variance_either() -> None:
    # Every slip 1 of 3: p = 1/3 is no round number, and what rounding leaves must not pass for variance.
    rows = [(0.7, 3, 1)] * 11
    assert cluster_interval(*seven_sums(rows))[3] == 11


def test_cluster_of_one_slip() -> None:
    pct, low, high, effective = cluster_interval(*seven_sums([(2.5, 16, 12)]))
    assert (pct, effective) == (75, 1)
    assert (low / 100, high / 100) == pytest.approx(proportion_confint(0.75, 1, method="wilson"))


def test_cluster_effective_n_never_passes_the_answers() -> None:
    # Ratio estimates of nearly equal slips have almost no variance: p(1−p)/var would be thousands.
    rows = [(1.0, 16, 8)] * 30 + [(1.0, 16, 9)]
    assert cluster_interval(*seven_sums(rows))[3] == 31 * 16


def test_cluster_of_nothing_is_unknown() -> None:
    for value in cluster_interval([0, 2], [0, 2], [0, 2], [0, 1], [0, 1], [0, 1], [0, 2]):
        assert np.isnan(value).tolist() == [True, False]


@given(slips())
def test_cluster_stays_in_bounds(rows: list[tuple[float, int, int]]) -> None:
    pct, low, high, effective = cluster_interval(*seven_sums(rows))
    assert 0 <= low <= pct + 1e-9
    assert pct - 1e-9 <= high <= 100
    assert 0 < effective <= sum(n for _, n, _ in rows) + 1e-9


@given(slips(), st.sampled_from([0.1, 3.0, 1000.0]))
def test_cluster_does_not_mind_the_scale_of_weights(rows: list[tuple[float, int, int]], scale: float) -> None:
    scaled = [(w * scale, n, k) for w, n, k in rows]
    one, other = (np.array(cluster_interval(*seven_sums(case))) for case in (rows, scaled))
    np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-7)


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


def test_cluster_interval_is_that_of_r_survey() -> None:
    # R 4.2, survey 4.1: 40 slips with weights and missing answers; svymean(~y, svydesign(ids = ~id, weights = ~w))
    # gives 0.7306647012759685 and SE 0.0402351717417463; Wilson on n = p(1 − p)/SE².
    n = [
        6,
        6,
        5,
        5,
        6,
        5,
        6,
        6,
        6,
        6,
        5,
        6,
        6,
        6,
        6,
        6,
        5,
        5,
        6,
        6,
        5,
        6,
        6,
        6,
        6,
        3,
        6,
        5,
        4,
        6,
        6,
        6,
        6,
        6,
        5,
        6,
        6,
        6,
        5,
        6,
    ]
    k = [
        6,
        5,
        5,
        4,
        5,
        3,
        5,
        6,
        4,
        6,
        4,
        4,
        3,
        2,
        6,
        2,
        5,
        5,
        3,
        5,
        5,
        4,
        5,
        3,
        4,
        0,
        3,
        3,
        4,
        2,
        3,
        1,
        4,
        5,
        5,
        6,
        4,
        6,
        4,
        6,
    ]
    w = [
        1.96,
        0.52,
        1.23,
        1.19,
        2.53,
        1.15,
        2.31,
        2.77,
        2.87,
        0.68,
        2.39,
        1.22,
        0.75,
        2.89,
        1.54,
        1.64,
        2.93,
        1.96,
        2.91,
    ]
    w += [
        2.4,
        2.29,
        2.99,
        1.77,
        1.72,
        2.12,
        2.58,
        1.7,
        2.6,
        1.78,
        1.82,
        1.92,
        1.1,
        2.69,
        2.14,
        1.71,
        2.93,
        1.65,
        2.06,
        1.47,
    ]
    w += [0.52]
    n, k, w = np.array(n, float), np.array(k, float), np.array(w)
    sums = (w @ n, w @ k, w**2 @ k**2, w**2 @ (k * n), w**2 @ n**2)
    pct, low, high, effective_n = cluster_interval(len(n), n.sum(), *sums)
    assert pct == pytest.approx(73.06647012759685, abs=1e-9)
    assert effective_n == pytest.approx(121.562516858547, abs=1e-8)
    assert (low, high) == (pytest.approx(64.5635716339641, abs=1e-9), pytest.approx(80.1561934064249, abs=1e-9))
