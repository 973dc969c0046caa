"""Control charts against NHSRplotthedots' own tests and snapshots, a textbook p-chart, and rules counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.statistics import assurance, beyond_limits, control_chart, shift, trend, two_in_three, variation

# R: set.seed(123); rnorm(20), the data of NHSRplotthedots' tests/testthat/test-ptd_spc_standard.R.
NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip
# Montgomery, Introduction to Statistical Quality Control, example 7.1: non-conforming of 50 cans in 30 samples;
# centre 0.2313, limits 0.0524 and 0.4102, samples 15 and 23 out.
CANS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
series = st.lists(st.floats(-100, 100), min_size=2, max_size=40)


# ── Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("outlier", "is_screened", "centre", "lower", "upper"),
    [
        # tests/testthat/_snaps/ptd_spc_standard.md: r1, r2, r3
        (None, True, 0.1416238, -3.01138, 3.294627),
        (10, True, 0.6694159, -2.383666, 3.722497),
        (10, False, 0.6694159, -4.596625, 5.935457),
    ],
)
def test_xmr_lines_are_nhsrplotthedots(
    outlier: float | None, is_screened: bool, centre: float, lower: float, upper: float
) -> None:
    values = np.array(NORMAL)
    if outlier:
        values[14] = outlier
    chart = control_chart(values, is_screened=is_screened)
    for line, expected in ((chart.centre, centre), (chart.lower, lower), (chart.upper, upper)):
        np.testing.assert_allclose(line, expected, rtol=0, atol=1e-6)
    # Near limits: 2·(2.66/3) mean moving ranges, limits 2.66.
    np.testing.assert_allclose((chart.near_upper - chart.centre) * 1.5, chart.upper - chart.centre)
    np.testing.assert_allclose((chart.near_lower - chart.centre) * 1.5, chart.lower - chart.centre)


def test_the_vignettes_outlier_by_hand() -> None:
    # Deviations vignette of NHSRplotthedots: mean 35/18; ranges 15 times 1, 8 and 9. Screening leaves out the two.
    values = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]
    chart, excel = control_chart(values), control_chart(values, is_screened=False)
    assert chart.upper[0] == pytest.approx(35 / 18 + 2.66)
    assert excel.upper[0] == pytest.approx(35 / 18 + 2.66 * 32 / 17)
    assert np.flatnonzero(chart.beyond_limits).tolist() == [4]


def test_p_chart_is_the_textbooks() -> None:
    assert sum(CANS) == 347
    chart = control_chart(np.array(CANS) / 50, 50)
    assert (chart.centre[0], chart.lower[0], chart.upper[0]) == pytest.approx((0.2313, 0.0524, 0.4102), abs=5.1e-5)
    assert (np.flatnonzero(chart.beyond_limits) + 1).tolist() == [15, 23]
    per_cent = control_chart(np.array(CANS) * 2, 50, whole=100)
    np.testing.assert_allclose(per_cent.upper, 100 * chart.upper)
    np.testing.assert_array_equal(per_cent.is_special, chart.is_special)


def test_p_chart_limits_follow_n() -> None:
    k, n = np.array([40, 90, 700, 8]), np.array([50, 100, 900, 10])
    chart = control_chart(k / n, n)
    p = 838 / 1060
    np.testing.assert_allclose(chart.centre, p)
    np.testing.assert_allclose(chart.lower, p - 3 * np.sqrt(p * (1 - p) / n))
    np.testing.assert_allclose(chart.near_lower, p - 2 * np.sqrt(p * (1 - p) / n))
    assert chart.upper[3] == 1


def test_laneys_chart_widens_by_the_ranges_of_z() -> None:
    values, n = np.array([0.80, 0.84, 0.79, 0.86, 0.81]), np.array([10_000, 9_000, 12_000, 8_000, 11_000])
    p = (values * n).sum() / n.sum()
    sigma = np.sqrt(p * (1 - p) / n)
    z = (values - p) / sigma
    factor = np.abs(np.diff(z)).mean() / 1.128
    chart = control_chart(values, n, is_laney=True)
    np.testing.assert_allclose(chart.upper, p + 3 * sigma * factor)
    assert control_chart(values, n).beyond_limits.any()
    assert not chart.is_special.any()


def test_segments_are_charts_of_their_own() -> None:
    values = [*NORMAL, *(np.array(NORMAL[:15]) + 40)]
    chart = control_chart(values, rebase_at=[20])
    assert chart.segment.tolist() == [0] * 20 + [1] * 15
    alone = control_chart(values[20:])
    for name in ("centre", "lower", "upper", "beyond_limits", "shift", "trend", "two_in_three", "direction"):
        np.testing.assert_array_equal(getattr(chart, name)[20:], getattr(alone, name))
    assert not chart.is_special[:20].any()
    assert control_chart(values).is_special[20:].all()
    np.testing.assert_array_equal(control_chart(values, rebase_at=[0, 20]).segment, chart.segment)


def test_few_points_have_provisional_limits() -> None:
    assert control_chart(NORMAL[:12]).is_provisional.all()
    assert not control_chart(NORMAL[:13]).is_provisional.any()


# ── Rules: cases of tests/testthat/test-ptd_calculate_point_type.R, marked to their first point ─────────────────────


@pytest.mark.parametrize(
    ("side", "marked"),
    [
        ([], []),
        ([1] * 6, [0] * 6),
        ([1] * 6 + [-1], [0] * 7),
        ([1] * 8 + [-1], [1] * 8 + [0]),
        ([1] + [-1] * 8 + [1], [0] + [1] * 8 + [0]),
        ([1] * 4 + [0] + [1] * 6, [0] * 11),
        ([0] * 9, [0] * 9),
    ],
)
def test_shift(side: list[int], marked: list[int]) -> None:
    assert shift(np.array(side, int)).tolist() == [bool(a) for a in marked]


@pytest.mark.parametrize(
    ("values", "marked"),
    [
        ([], []),
        ([1], [0]),
        ([1, 2, 3, 4, 5, 6], [0] * 6),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
        ([1, 2, 3, 4, 5, 6, 7], [1] * 7),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [0] + [1] * 7 + [0]),
        ([7, 6, 5, 4, 3, 2, 1], [-1] * 7),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [0] + [-1] * 7 + [0]),
        ([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], [1] * 6 + [-1] * 7),
        ([1, 2, 3, np.nan, 5, 6, 7, 8], [0] * 8),
    ],
)
def test_trend(values: list[float], marked: list[int]) -> None:
    assert trend(np.array(values, float)).tolist() == marked


@pytest.mark.parametrize(
    ("near", "marked"),
    [
        ([], []),
        ([1, 1], [0, 0]),
        ([0, 0, 0], [0, 0, 0]),
        ([1, 0, 1], [1, 0, 1]),
        ([0, 1, 1], [0, 1, 1]),
        ([0, 0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 0, 0]),
        ([1, 0, 0, 1], [0, 0, 0, 0]),
        ([1, 0, 0, 1, 1], [0, 0, 0, 1, 1]),
    ],
)
def test_two_in_three(near: list[int], marked: list[int]) -> None:
    near = np.array(near, bool)
    assert two_in_three(near, np.ones(len(near), int)).tolist() == [bool(a) for a in marked]


def test_two_in_three_must_lie_on_one_side() -> None:
    # test-ptd_spc_standard.R: two points near opposite limits are common cause.
    values = [1.0, -1.0] * 7 + [5.5, -5.5]
    assert control_chart(values).direction[-2:].tolist() == [0, 0]
    assert not two_in_three(np.array([True, False, True]), np.array([1, -1, 1])).any()
    assert not two_in_three(np.array([True, False, True]), np.array([1, 0, 1])).any()


def test_on_a_limit_is_inside() -> None:
    assert beyond_limits(np.array([1.0, 2.0, 3.0, 3.1]), np.array(1.0), np.array(3.0)).tolist() == [False] * 3 + [True]


# ── Icons ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_variation_of_the_last_point() -> None:
    calm = [5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6, 4, 5]
    assert variation(control_chart(calm)) == "common"
    assert variation(control_chart([*calm, 20])) == "special_high"
    assert variation(control_chart([*calm, -9])) == "special_low"
    assert variation(control_chart([*calm, 20, np.nan])) == "special_high"
    assert variation(control_chart([])) == "common"


def test_a_falling_trend_is_low_even_above_the_line() -> None:
    # Falling by less and less, and then so far below that the last of the seven still lies above the mean.
    chart = control_chart([9, 8, 7, 6, 5, 4.5, 4.2, 9, -3, 8, -3, 7, -3, 6, -3])
    assert chart.trend.tolist() == [True] * 7 + [False] * 8
    assert not chart.beyond_limits.any()
    assert chart.side[6] == 1
    assert chart.direction[:7].tolist() == [-1] * 7


@pytest.mark.parametrize(
    ("offset", "up", "down"),
    [(-1.0, "hit", "miss"), (0.0, "either", "either"), (1.0, "either", "either"), (2.0, "miss", "hit")],
)
def test_assurance_as_ptd_calculate_assurance_type(offset: float, up: str, down: str) -> None:
    chart = control_chart([5, 6, 4, 5, 6, 4, 5, 6])
    low, high = chart.lower[-1], chart.upper[-1]
    target = {-1.0: low - 0.01, 0.0: low, 1.0: high, 2.0: high + 0.01}[offset]
    assert assurance(chart, target) == up
    assert assurance(chart, target, "down") == down


def test_assurance_uses_the_last_segment() -> None:
    chart = control_chart([5, 6, 4, 5, 6, 4, 5, 6, 50, 51, 49, 50, 51], rebase_at=[8])
    assert assurance(chart, 20) == "hit"
    assert assurance(control_chart([5.0]), 3) == "unknown"
    assert assurance(chart, np.nan) == "unknown"
    with pytest.raises(ValueError, match="improvement_is"):
        assurance(chart, 1, "sideways")


# ── What must hold anyway ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("value", [0.0, 0.1, 86.4, -1e9])
def test_a_constant_series_has_no_signal(value: float) -> None:
    chart = control_chart([value] * 20)
    assert not chart.is_special.any()
    np.testing.assert_allclose(chart.upper, value)
    shares = control_chart([1.0] * 20, 30)
    assert not shares.is_special.any()


def test_series_of_little() -> None:
    assert control_chart([]).values.shape == (0,)
    one = control_chart([3.0])
    assert one.centre[0] == 3
    assert np.isnan(one.upper[0])
    assert not one.is_special[0]
    none = control_chart([np.nan, np.nan])
    assert np.isnan(none.centre).all()
    assert not none.is_special.any()
    empty = control_chart([0.5, 0.6, 0.4], [10, 0, np.nan])
    assert np.isnan(empty.values).tolist() == [False, True, True]


def test_a_gap_breaks_runs_and_ranges() -> None:
    values = np.array([1.0, 2, 1, 2, np.nan, 30, 31, 30, 31])
    # Ranges of 1 only: the step over the gap is none.
    chart = control_chart(values, is_screened=False)
    assert chart.upper[0] - chart.centre[0] == pytest.approx(2.66)
    assert not chart.is_special[4]


def test_chance_signals_rarely_beyond_the_limits() -> None:
    rng = np.random.default_rng(7)
    charts = [control_chart(row) for row in rng.normal(size=(400, 30))]
    # Normal noise lies beyond three sigma 0.27 % of the time; limits estimated from 30 points a little more.
    assert 0.001 < np.mean([chart.beyond_limits for chart in charts]) < 0.012


@given(series)
def test_turning_the_series_over_turns_the_signals(values: list[float]) -> None:
    values = np.round(values, 3)
    chart, turned = control_chart(values), control_chart(-values)
    np.testing.assert_allclose(turned.upper, -chart.lower, atol=1e-9)
    np.testing.assert_array_equal(turned.direction, -chart.direction)
    assert (np.abs(chart.direction) == chart.is_special).all()
    assert (chart.lower <= chart.upper).all()


@given(series, st.floats(0.5, 20), st.sampled_from([-50.0, 0.0, 7.0]))
def test_signals_do_not_mind_the_unit(values: list[float], scale: float, start: float) -> None:
    values = np.round(values, 0)
    chart, other = control_chart(values), control_chart(values * scale + start)
    np.testing.assert_allclose(other.upper, chart.upper * scale + start, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize(
    "case",
    [
        {"values": [[1, 2]]}, {"rebase_at": [9]}, {"rebase_at": [-1]}, {"n": [5, 5], "values": [0.5, 1.5]},
        {"n": 5, "values": [-0.1]},
    ],
)  # fmt: skip
def test_control_chart_refuses_what_does_not_fit(case: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        control_chart(**{"values": [1, 2, 3], **case})
