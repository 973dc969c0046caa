"""Intervals where a slip gives many answers: against the slips themselves, against Wilson and against R."""

import numpy as np
import pytest
import recount
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from queries.statistics import cluster_interval


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
