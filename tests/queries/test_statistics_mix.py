"""Standardisation against a published case, statsmodels' intervals and scipy's exact Poisson ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from queries.statistics import byar_interval, standardise

# Admissions to Berkeley's six largest majors, 1973 (Bickel, Hammel & O'Connell 1975, Science 187:398; R UCBAdmissions).
MAJORS = list("ABCDEF")
ADMITTED = np.array([[512, 353, 120, 138, 53, 22], [89, 17, 202, 131, 94, 24]])
APPLIED = ADMITTED + np.array([[313, 207, 205, 279, 138, 351], [19, 8, 391, 244, 299, 317]])


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """k and n of some units by some strata, and the weights of the strata."""
    units, strata = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    n = np.array(draw(st.lists(st.integers(0, 60), min_size=units * strata, max_size=units * strata)))
    k = np.array([draw(st.integers(0, int(m))) for m in n])
    w = np.array(draw(st.lists(st.floats(0.1, 9), min_size=strata, max_size=strata)))
    return k.reshape(units, strata), n.reshape(units, strata), w


def test_direct_gives_the_published_reversal() -> None:
    # Freedman, Pisani & Purves, Statistics, chapter 2: 44 % of men and 35 % of women (here of these six majors 45 and
    # 30) were admitted, but 39 % and 43 % when majors are weighted by all who applied to them.
    found = standardise(ADMITTED, APPLIED, MAJORS, dict(zip(MAJORS, APPLIED.sum(axis=0), strict=True)))
    assert (ADMITTED.sum(axis=1) / APPLIED.sum(axis=1)).round(2).tolist() == [0.45, 0.3]
    assert found.direct.round(2).tolist() == [0.39, 0.43]
    assert found.coverage.tolist() == [1, 1]


def test_one_stratum_is_wilsons_interval() -> None:
    found = standardise([[3], [40]], [[10], [44]], ["a"], [1])
    for row, (k, n) in enumerate([(3, 10), (40, 44)]):
        assert found.direct[row] == pytest.approx(k / n)
        expected = proportion_confint(k, n, method="wilson")
        assert (found.direct_low[row], found.direct_high[row]) == pytest.approx(expected, abs=1e-12)


def test_direct_interval_recovers_variances_from_statsmodels_ends() -> None:
    k, n, w = [4, 9, 30], [5, 20, 31], [0.5, 0.3, 0.2]
    p = np.array(k) / n
    ends = np.array([proportion_confint(a, b, method="wilson") for a, b in zip(k, n, strict=True)])
    centre = np.dot(w, p)
    low = centre - np.sqrt((np.square(w) * (p - ends[:, 0]) ** 2).sum())
    high = centre + np.sqrt((np.square(w) * (ends[:, 1] - p) ** 2).sum())
    found = standardise([k], [n], "abc", w)
    assert (found.direct[0], found.direct_low[0], found.direct_high[0]) == pytest.approx((centre, low, high), abs=1e-12)


@pytest.mark.parametrize(("times", "least"), [(1, 0.925), (10, 0.94)])
def test_direct_interval_holds_the_truth_nearly_as_often_as_it_says(times: int, least: float) -> None:
    rng = np.random.default_rng(1)
    truth, w = np.array([0.95, 0.85, 0.6, 0.75]), np.array([0.4, 0.3, 0.2, 0.1])
    n = np.tile([30 * times, 12 * times, 8 * times, 5 * times], (20_000, 1))
    found = standardise(rng.binomial(n, truth), n, range(4), w)
    inside = (found.direct_low <= truth @ w) & (truth @ w <= found.direct_high)
    assert least < inside.mean() < 0.965


def test_empty_cells_borrow_nothing() -> None:
    k, n = [[8, 0, 3], [8, 0, 0], [0, 0, 0]], [[10, 0, 4], [10, 0, 0], [0, 0, 0]]
    found = standardise(k, n, "abc", [6, 1, 3])
    np.testing.assert_allclose(found.coverage, [0.9, 0.6, 0])
    assert found.direct[0] == pytest.approx((0.6 * 0.8 + 0.3 * 0.75) / 0.9)
    assert np.isnan(found.direct).tolist() == [False, True, True]
    some = standardise(k, n, "abc", [6, 1, 3], minimum_coverage=0.5)
    assert some.direct[1] == pytest.approx(0.8)
    assert np.isnan(some.direct_low).tolist() == np.isnan(some.ratio).tolist() == [False, False, True]


def test_indirect_by_hand() -> None:
    # City 0.9 and 0.5; the first unit's 100 and 20 answers would give 90 + 10, it has 95: ratio 0.95.
    found = standardise([[88, 7], [92, 43]], [[100, 20], [100, 80]], "ab", [1, 1])
    assert found.ratio[0] == pytest.approx(95 / 100)
    assert found.indirect[0] == pytest.approx(0.95 * 0.7)
    low, high = proportion_confint(95, 120, method="wilson")
    assert (found.ratio_low[0], found.ratio_high[0]) == pytest.approx((1.2 * low, 1.2 * high))
    named = standardise([[88, 7]], [[100, 20]], "ab", [1, 1], rates=[0.8, 0.75])
    assert named.ratio[0] == pytest.approx(1)


def test_the_citys_mix_changes_nothing() -> None:
    city = APPLIED.sum(axis=0)
    rate = ADMITTED.sum(axis=0) / city
    found = standardise([rate * 80 * city / city.sum()], [80 * city / city.sum()], MAJORS, city, rates=rate)
    crude = (rate * city).sum() / city.sum()
    assert found.direct[0] == pytest.approx(crude)
    assert found.indirect[0] == pytest.approx(crude)
    assert found.ratio[0] == pytest.approx(1)


def test_byar_gives_documented_values() -> None:
    # Breslow & Day 1987, vol. II, table 2.10: exact 95 % ends for 10 observed 4.80 and 18.39, Byar's nearly the same.
    assert byar_interval(10) == pytest.approx((4.80, 18.39), abs=0.015)
    # Documented example of the Ruby gem "byar" (z = 1.96): 100 observed, 90 expected.
    low, high = byar_interval(100)
    assert (low / 90, high / 90) == pytest.approx((0.9040199067, 1.3514260808), abs=2e-5)


def test_byar_is_exact_for_few() -> None:
    o = np.arange(10)
    low, high = byar_interval(o, 0.998)
    np.testing.assert_allclose(low[1:], stats.chi2.ppf(0.001, 2 * o[1:]) / 2, rtol=1e-9)
    np.testing.assert_allclose(high, stats.chi2.ppf(0.999, 2 * o + 2) / 2, rtol=1e-9)
    assert low[0] == 0
    assert np.isnan(byar_interval([np.nan, 3])[0]).tolist() == [True, False]
    with pytest.raises(ValueError, match="negative"):
        byar_interval(-1)


def test_byar_widens_the_indirect_interval_of_common_events() -> None:
    wilson, byar = (standardise(ADMITTED, APPLIED, MAJORS, APPLIED.sum(axis=0), method=m) for m in ("wilson", "byar"))
    np.testing.assert_allclose(wilson.ratio, byar.ratio)
    assert (byar.ratio_high - byar.ratio_low > wilson.ratio_high - wilson.ratio_low).all()


@given(tables())
def test_standardised_shares_stay_in_bounds(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    k, n, w = case
    found = standardise(k, n, range(len(w)), w, minimum_coverage=0)
    known = n.sum(axis=1) > 0
    assert np.isnan(found.direct).tolist() == (~known).tolist()
    for values, low, high in ((found.direct, found.direct_low, found.direct_high),):
        assert (0 <= low[known]).all() and (low <= values + 1e-12)[known].all()  # noqa: SIM300
        assert (values <= high + 1e-12)[known].all() and (high[known] <= 1).all()
    scaled = standardise(k, n, range(len(w)), 7 * w, minimum_coverage=0)
    np.testing.assert_allclose(scaled.direct, found.direct)


@given(tables(), st.integers(2, 30))
def test_direct_narrows_with_more_answers(case: tuple[np.ndarray, np.ndarray, np.ndarray], times: int) -> None:
    k, n, w = case
    few, many = (standardise(k * a, n * a, range(len(w)), w, minimum_coverage=0) for a in (1, times))
    known = n.sum(axis=1) > 0
    assert ((many.direct_high - many.direct_low) < (few.direct_high - few.direct_low))[known].all()


def test_nothing_to_standardise() -> None:
    assert standardise(np.empty((0, 2)), np.empty((0, 2)), "ab", [1, 1]).direct.shape == (0,)
    gaps = standardise([[np.nan, 3]], [[9, 4]], "ab", [1, 9])
    assert gaps.direct[0] == pytest.approx(0.75)
    assert gaps.coverage[0] == pytest.approx(0.9)


@pytest.mark.parametrize(
    "case",
    [
        {"strata": "a"}, {"reference": [1]}, {"reference": {"a": 1}}, {"reference": [0, 0]}, {"reference": [-1, 2]},
        {"reference": [np.nan, 2]}, {"k": [[5, 1]]}, {"k": [1, 2], "n": [3, 4]}, {"method": "wald"}, {"rates": [0.5]},
    ],
)  # fmt: skip
def test_standardise_refuses_what_does_not_fit(case: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|no weight"):
        standardise(**{"k": [[1, 2]], "n": [[3, 4]], "strata": "ab", "reference": [1, 1], **case})
