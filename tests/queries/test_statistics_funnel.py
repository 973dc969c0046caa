"""Funnel limits against scipy's binomial, PHEindicatormethods' own test data and FunnelPlotR's formulas."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from queries.statistics import funnel_limits, funnel_place, overdispersion, wilson_interval

# PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv: n, 95 % low and high, 99.8 % low and high, in
# per cent, for a baseline of 80.642448 %.
PHE_BASELINE = 80.642448
PHE = [
    (1, 3.204264, 100, 0, 100),
    (3, 35.933491, 100, 10.150815, 100),
    (20, 63.326743, 97.958152, 53.341156, 100),
    (50, 69.691035, 91.593861, 63.375595, 97.909301),
    (125, 73.716166, 87.56873, 69.721931, 91.562965),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (9998, 79.867989, 81.416907, 79.421375, 81.863521),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
]
# Numerator, denominator and significance of eight areas of testdata_funnel_prop_inputs.csv.
PHE_PLACES = [
    (35078.488, 41980, "above 99.8"),
    (24803.6256, 31824, "below 99.8"),
    (50050.7443, 61921, "like"),
    (26789.238, 33012, "above 95"),
    (36850.0492, 45449, "above 95"),
    (30277.5312, 37828, "below 95"),
    (24866.916, 30929, "like"),
    (31759.385, 39350, "like"),
]
shares = st.floats(0.02, 0.98)
sizes = st.integers(1, 3_000)


def spiegelhalter(q: float, n: int, p: float) -> float:
    """Appendix A.1.1 with scipy's binomial: the smallest r with F(r) ≥ q, then between r − 1 and r."""
    r = int(stats.binom.ppf(q, n, p))
    here = stats.binom.cdf(r, n, p)
    return min(max((r - (here - q) / (here - stats.binom.cdf(r - 1, n, p))) / n, 0.0), 1.0)


# ── Limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("p", [0.001, 0.05, 0.3, 0.5, 0.865, 0.999])
@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_exact_limits_agree_with_scipys_binomial(p: float, confidence: float) -> None:
    n = np.array([1, 2, 3, 7, 10, 29, 100, 431, 5_000])
    expected = [[spiegelhalter((1 + side * confidence) / 2, int(m), p) for m in n] for side in (-1, 1)]
    np.testing.assert_allclose(funnel_limits(p, n, confidence), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("n", "low", "high", "lower", "upper"), PHE)
def test_wilson_limits_give_phes_test_data(n: int, low: float, high: float, lower: float, upper: float) -> None:
    p = PHE_BASELINE / 100
    for confidence, ends in ((0.95, (low, high)), (0.998, (lower, upper))):
        found = [100 * float(end) for end in funnel_limits(p, n, confidence, method="wilson")]
        assert found == pytest.approx(ends, abs=2e-5)


@given(shares, sizes, st.data())
def test_beyond_the_wilson_limits_lies_whose_wilson_interval_misses(p: float, n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    low, high = funnel_limits(p, n, method="wilson")
    start, end = wilson_interval(k, n)
    if min(abs(k / n - low), abs(k / n - high)) > 1e-9 and low > 0 and high < 1:
        assert (k / n < low or k / n > high) == (not start <= p <= end)


def test_additive_limits_are_funnelplotrs() -> None:
    # R/calculate_limits.R, data_type "PR": sin(asin(sqrt(target)) ∓ z·sqrt(s² + tau2))², s = 1/(2·sqrt(n)).
    p, tau2 = 0.8, 0.004
    for n in (25, 100, 900):
        for confidence, z in ((0.95, 1.959964), (0.998, 3.090232)):
            half = z * math.sqrt(1 / (4 * n) + tau2)
            expected = [math.sin(math.asin(math.sqrt(p)) + side * half) ** 2 for side in (-1, 1)]
            if math.asin(math.sqrt(p)) + half > math.pi / 2:
                expected[1] = 1.0
            assert [float(a) for a in funnel_limits(p, n, confidence, tau2=tau2)] == pytest.approx(expected, abs=1e-7)


def test_additive_limits_on_the_scale_of_shares() -> None:
    low, high = funnel_limits(0.8, 100, tau2=0.0009, scale="share")
    half = 1.959963985 * math.sqrt(0.8 * 0.2 / 100 + 0.0009)
    assert (low, high) == pytest.approx((0.8 - half, 0.8 + half), abs=1e-9)


def test_without_variance_between_units_the_limits_are_exact() -> None:
    for tau2 in (None, 0, 0.0):
        np.testing.assert_array_equal(funnel_limits(0.7, [5, 50], tau2=tau2), funnel_limits(0.7, [5, 50]))


def test_limits_of_nothing_and_of_certainty() -> None:
    for tau2 in (None, 0.01):
        low, high = funnel_limits([0.5, np.nan, 0.5, 0.5], [0, 10, np.nan, 1], tau2=tau2)
        assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, True, False]
    for p in (0.0, 1.0):
        assert [float(a) for a in funnel_limits(p, 30, method="wilson")] == [p, p]
        # The interpolation spreads the only possible count over one answer.
        assert [float(a) for a in funnel_limits(p, 30)] == pytest.approx([p, p], abs=1 / 30)
    assert funnel_limits(0.5, [])[0].shape == (0,)
    assert funnel_limits([[0.5], [0.6]], [1, 2, 3])[0].shape == (2, 3)


@given(shares, st.floats(0.3, 2_000))
def test_fractional_n_goes_smoothly_between_whole_ones(p: float, n: float) -> None:
    one, other = (np.array(funnel_limits(p, size)) for size in (n, n * (1 + 1e-9)))
    np.testing.assert_allclose(one, other, atol=1e-6)


@given(shares, st.floats(0.3, 5_000), st.sampled_from([0.8, 0.95, 0.998]))
def test_limits_stay_in_bounds_and_mirror(p: float, n: float, confidence: float) -> None:
    for method in ("exact", "mirrored", "wilson"):
        low, high = funnel_limits(p, n, confidence, method=method)
        assert 0 <= low <= high <= 1
        if method != "exact":
            turned = funnel_limits(1 - p, n, confidence, method=method)
            assert (1 - turned[1], 1 - turned[0]) == pytest.approx((low, high), abs=1e-9)


@given(shares, st.integers(1, 400), st.sampled_from([0.8, 0.95, 0.998]))
def test_beyond_mirrored_limits_chance_puts_no_more_than_it_may(p: float, n: int, confidence: float) -> None:
    low, high = funnel_limits(p, n, confidence, method="mirrored")
    k = np.arange(n + 1)
    chance = stats.binom.pmf(k, n, p)
    allowed = (1 - confidence) / 2 + 1e-9
    assert chance[k / n < low - 1e-12].sum() <= allowed
    assert chance[k / n > high + 1e-12].sum() <= allowed


@given(shares, st.integers(1, 500))
def test_limits_close_in_with_n_and_open_with_confidence(p: float, n: int) -> None:
    for method in ("exact", "wilson"):
        few, many = (funnel_limits(p, size, method=method) for size in (n, 9 * n))
        # Up to the one answer over which counts are interpolated.
        assert many[1] - many[0] <= few[1] - few[0] + (1 / n if method == "exact" else 1e-12)
        wide = funnel_limits(p, n, 0.998, method=method)
        assert wide[0] <= few[0] + 1e-12
        assert few[1] <= wide[1] + 1e-12
    low, high = funnel_limits(p, 1e8)
    assert (low, high) == pytest.approx((p, p), abs=1e-3)


@pytest.mark.parametrize(
    "case",
    [
        {"p": 1.2}, {"p": -0.1}, {"n": -1}, {"confidence": 1}, {"method": "wald"}, {"tau2": -1.0}, {"scale": "logit"},
    ],
)  # fmt: skip
def test_limits_refuse_what_makes_no_sense(case: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must"):
        funnel_limits(**{"p": 0.5, "n": 10, **case})


# ── Over-dispersion ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_overdispersion_follows_funnelplotr_step_by_step() -> None:
    # R/od_adjustment.R for proportions, written out in scalars: z, winsorisation, phi, tau2.
    k, n = [30, 45, 80, 22, 60, 75, 18, 50, 41, 97], [50, 60, 100, 40, 65, 110, 40, 55, 70, 120]
    target = math.asin(math.sqrt(sum(k) / sum(n)))
    z = [(math.asin(math.sqrt(a / b)) - target) * 2 * math.sqrt(b) for a, b in zip(k, n, strict=True)]
    rising = sorted(z)
    # R's quantile, type 7: of ten values 10 % lies at position 0.9, 90 % at 8.1.
    low, high = rising[0] + 0.9 * (rising[1] - rising[0]), rising[8] + 0.1 * (rising[9] - rising[8])
    z = [min(max(a, low), high) for a in z]
    phi = sum(a * a for a in z) / 10
    w = [4 * b for b in n]
    tau2 = (10 * phi - 9) / (sum(w) - sum(a * a for a in w) / sum(w))
    found = overdispersion(k, n)
    assert found.phi == pytest.approx(phi, rel=1e-12)
    assert found.tau2 == pytest.approx(tau2, rel=1e-12)
    np.testing.assert_allclose(found.z, z, rtol=1e-12)
    assert found.is_overdispersed


def test_overdispersion_finds_what_was_put_in() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(50, 400, 4_000)
    truth = np.sin(np.clip(np.arcsin(np.sqrt(0.8)) + rng.normal(0, 0.06, 4_000), 0, np.pi / 2)) ** 2
    found = overdispersion(rng.binomial(n, truth), n, winsorise=0)
    assert found.tau2 == pytest.approx(0.06**2, rel=0.08)


@pytest.mark.parametrize("scale", ["arcsine", "share"])
def test_units_alike_are_rarely_called_overdispersed(scale: str) -> None:
    rng = np.random.default_rng(4)
    n = rng.integers(30, 300, (300, 126))
    found = [overdispersion(k, m, scale=scale) for k, m in zip(rng.binomial(n, 0.85), n, strict=True)]
    # Winsorised chance has phi below 1; without winsorising half of all would lie above their expectation.
    assert np.mean([a.phi for a in found]) < 0.95
    assert np.mean([a.is_overdispersed for a in found]) < 0.15


def test_overdispersion_of_little() -> None:
    nothing = overdispersion([0, np.nan], [0, 5])
    assert math.isnan(nothing.phi)
    assert (nothing.tau2, nothing.is_overdispersed) == (0.0, False)
    assert overdispersion([], []).tau2 == 0
    one = overdispersion([3], [10])
    assert (one.phi, one.tau2) == (0.0, 0.0)
    for scale in ("arcsine", "share"):
        for k in (0, 10):
            assert overdispersion([k, k], [10, 10], scale=scale).tau2 == 0
    mixed = overdispersion([3, np.nan, 9], [10, 10, 10])
    assert np.isnan(mixed.z).tolist() == [False, True, False]


@pytest.mark.parametrize("case", [{"winsorise": 0.6}, {"p": 2.0}, {"scale": "logit"}, {"k": [11], "n": [10]}])
def test_overdispersion_refuses_what_makes_no_sense(case: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must"):
        overdispersion(**{"k": [1, 2], "n": [5, 5], **case})


# ── Places ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("k", "n", "place"), PHE_PLACES)
def test_places_are_phes(k: float, n: int, place: str) -> None:
    assert funnel_place(k, n, PHE_BASELINE / 100, method="wilson") == place
    assert funnel_place(k, n, PHE_BASELINE / 100) == place


def test_places_of_the_unknown_and_of_points_on_the_line() -> None:
    assert funnel_place([0, np.nan, 5, 1], [0, 9, np.nan, 1], 0.5).tolist() == ["none", "none", "none", "like"]
    low = float(funnel_limits(0.5, 100, method="wilson")[0])
    assert funnel_place(low * 100, 100, 0.5, method="wilson") == "like"
    assert funnel_place([], [], 0.5).shape == (0,)
    # Of 30 answers at 85 %, 29 or more come in 4.8 % of units (scipy): not beyond 2.5 %, whatever the interpolation.
    assert stats.binom.sf(28, 30, 0.85) == pytest.approx(0.048, abs=5e-4)
    assert funnel_place(29, 30, 0.85) == "like"
    assert funnel_place(29, 30, 0.85, method="exact") == "above 95"


def test_chance_puts_few_units_out() -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(20, 400, 40_000)
    places = funnel_place(rng.binomial(n, 0.85), n, 0.85)
    # At most 2.5 % and 0.1 % a side, and less as counts are whole.
    for side in ("above", "below"):
        assert 0.015 < np.mean(np.char.startswith(places, side)) < 0.026
        assert 0.0003 < np.mean(places == f"{side} 99.8") < 0.0014


def test_variance_between_units_calls_them_back() -> None:
    assert funnel_place(70, 100, 0.85) == "below 99.8"
    assert funnel_place(70, 100, 0.85, 0.02) == "like"
