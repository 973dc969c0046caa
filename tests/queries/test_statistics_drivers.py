"""Key drivers against R's relaimpo and rwa on the data of their documentation, and what must hold for any data."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.statistics import (
    bootstrap_weights,
    correlations,
    lmg,
    lmg_from,
    relative_weights,
    relative_weights_from,
)

# R's data set swiss: fertility, agriculture, examination, education, catholic, infant mortality.
SWISS = np.array([
    [80.2, 17, 15, 12, 9.96, 22.2], [83.1, 45.1, 6, 9, 84.84, 22.2], [92.5, 39.7, 5, 5, 93.4, 20.2],
    [85.8, 36.5, 12, 7, 33.77, 20.3], [76.9, 43.5, 17, 15, 5.16, 20.6], [76.1, 35.3, 9, 7, 90.57, 26.6],
    [83.8, 70.2, 16, 7, 92.85, 23.6], [92.4, 67.8, 14, 8, 97.16, 24.9], [82.4, 53.3, 12, 7, 97.67, 21],
    [82.9, 45.2, 16, 13, 91.38, 24.4], [87.1, 64.5, 14, 6, 98.61, 24.5], [64.1, 62, 21, 12, 8.52, 16.5],
    [66.9, 67.5, 14, 7, 2.27, 19.1], [68.9, 60.7, 19, 12, 4.43, 22.7], [61.7, 69.3, 22, 5, 2.82, 18.7],
    [68.3, 72.6, 18, 2, 24.2, 21.2], [71.7, 34, 17, 8, 3.3, 20], [55.7, 19.4, 26, 28, 12.11, 20.2],
    [54.3, 15.2, 31, 20, 2.15, 10.8], [65.1, 73, 19, 9, 2.84, 20], [65.5, 59.8, 22, 10, 5.23, 18],
    [65, 55.1, 14, 3, 4.52, 22.4], [56.6, 50.9, 22, 12, 15.14, 16.7], [57.4, 54.1, 20, 6, 4.2, 15.3],
    [72.5, 71.2, 12, 1, 2.4, 21], [74.2, 58.1, 14, 8, 5.23, 23.8], [72, 63.5, 6, 3, 2.56, 18],
    [60.5, 60.8, 16, 10, 7.72, 16.3], [58.3, 26.8, 25, 19, 18.46, 20.9], [65.4, 49.5, 15, 8, 6.1, 22.5],
    [75.5, 85.9, 3, 2, 99.71, 15.1], [69.3, 84.9, 7, 6, 99.68, 19.8], [77.3, 89.7, 5, 2, 100, 18.3],
    [70.5, 78.2, 12, 6, 98.96, 19.4], [79.4, 64.9, 7, 3, 98.22, 20.2], [65, 75.9, 9, 9, 99.06, 17.8],
    [92.2, 84.6, 3, 3, 99.46, 16.3], [79.3, 63.1, 13, 13, 96.83, 18.1], [70.4, 38.4, 26, 12, 5.62, 20.3],
    [65.7, 7.7, 29, 11, 13.79, 20.5], [72.7, 16.7, 22, 13, 11.22, 18.9], [64.4, 17.6, 35, 32, 16.92, 23],
    [77.6, 37.6, 15, 7, 4.97, 20], [67.6, 18.7, 25, 7, 8.65, 19.5], [35, 1.2, 37, 53, 42.34, 18],
    [44.7, 46.6, 16, 29, 50.43, 18.2], [42.8, 27.7, 22, 29, 58.33, 19.3],
])  # fmt: skip
# R's data set mtcars: mpg, cyl, disp, hp, gear.
CARS = np.array([
    [21, 6, 160, 110, 4], [21, 6, 160, 110, 4], [22.8, 4, 108, 93, 4], [21.4, 6, 258, 110, 3], [18.7, 8, 360, 175, 3],
    [18.1, 6, 225, 105, 3], [14.3, 8, 360, 245, 3], [24.4, 4, 146.7, 62, 4], [22.8, 4, 140.8, 95, 4],
    [19.2, 6, 167.6, 123, 4], [17.8, 6, 167.6, 123, 4], [16.4, 8, 275.8, 180, 3], [17.3, 8, 275.8, 180, 3],
    [15.2, 8, 275.8, 180, 3], [10.4, 8, 472, 205, 3], [10.4, 8, 460, 215, 3], [14.7, 8, 440, 230, 3],
    [32.4, 4, 78.7, 66, 4], [30.4, 4, 75.7, 52, 4], [33.9, 4, 71.1, 65, 4], [21.5, 4, 120.1, 97, 3],
    [15.5, 8, 318, 150, 3], [15.2, 8, 304, 150, 3], [13.3, 8, 350, 245, 3], [19.2, 8, 400, 175, 3],
    [27.3, 4, 79, 66, 4], [26, 4, 120.3, 91, 5], [30.4, 4, 95.1, 113, 5], [15.8, 8, 351, 264, 5],
    [19.7, 6, 145, 175, 5], [15, 8, 301, 335, 5], [21.4, 4, 121, 109, 4],
])  # fmt: skip
BOTH = [relative_weights, lmg]


@st.composite
def samples(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """X and y of some rows."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows, width = draw(st.integers(8, 60)), draw(st.integers(1, 6))
    X = rng.normal(size=(rows, width)) + draw(st.floats(0, 3)) * rng.normal(size=(rows, 1))
    return X, X @ rng.normal(size=width) + rng.normal(size=rows)


# ── Published ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lmg_gives_relaimpos_example() -> None:
    # calc.relimp(swiss, type = "lmg"), Grömping 2006, J Stat Softw 17(1): 70.67 % explained.
    found = lmg(SWISS[:, 1:], SWISS[:, 0])
    assert found.r_squared == pytest.approx(0.706735001593, abs=1e-11)
    expected = [0.0570912207681, 0.1711730289002, 0.2601346786244, 0.1055701503735, 0.1127659229265]
    assert found.raw.tolist() == pytest.approx(expected, abs=1e-12)
    # rela = TRUE
    expected = [0.0807816517357, 0.2422025632160, 0.3680795178364, 0.1493772773891, 0.1595589898228]
    assert found.share.tolist() == pytest.approx(expected, abs=1e-12)


def test_lmg_weighs_rows_as_relaimpo() -> None:
    # calc.relimp(lm(Fertility ~ ., swiss, weights = 1 + (1:47 %% 3)), type = "lmg")
    found = lmg(SWISS[:, 1:], SWISS[:, 0], 1 + np.arange(1, 48) % 3)
    expected = [0.0518208063017, 0.1549452302086, 0.2559770835712, 0.1019573530969, 0.1296324182449]
    assert found.raw.tolist() == pytest.approx(expected, abs=1e-12)


def test_relative_weights_give_rwas_example() -> None:
    # rwa(mtcars, "mpg", c("cyl", "disp", "hp", "gear")): vignette "Introduction to Relative Weights Analysis".
    found = relative_weights(CARS[:, 1:], CARS[:, 0])
    assert found.r_squared == pytest.approx(0.7791896, abs=5e-8)
    assert found.raw.tolist() == pytest.approx([0.2284797, 0.2221469, 0.2321744, 0.0963886], abs=5.1e-8)
    assert (100 * found.share).tolist() == pytest.approx([29.32274, 28.50999, 29.79691, 12.37037], abs=5.1e-6)


def test_lmg_gives_relaimpos_values_for_cars() -> None:
    found = lmg(CARS[:, 1:], CARS[:, 0])
    expected = [0.2470520332352, 0.2434995947956, 0.2109128995443, 0.0777251114079]
    assert found.raw.tolist() == pytest.approx(expected, abs=1e-12)


def test_two_predictors_by_hand() -> None:
    # r12 = 0.5, ry1 = 0.6, ry2 = 0.4: R² = (0.36 + 0.16 − 2·0.6·0.4·0.5)/0.75; each gains alone and after the other.
    # With two predictors both methods agree.
    r2 = 0.28 / 0.75
    expected = [(0.36 + r2 - 0.16) / 2, (0.16 + r2 - 0.36) / 2]
    for function in (relative_weights_from, lmg_from):
        assert function([[1, 0.5], [0.5, 1]], [0.6, 0.4]).raw.tolist() == pytest.approx(expected, abs=1e-12)


# ── What must hold for any data ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("function", BOTH)
@given(case=samples())
def test_weights_sum_to_the_r_squared_of_least_squares(function: object, case: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = case
    design = np.column_stack([np.ones(len(y)), X])
    rest = y - design @ np.linalg.lstsq(design, y)[0]
    r_squared = 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))
    found = function(X, y)
    assert found.raw.sum() == pytest.approx(r_squared, abs=1e-9)
    assert found.r_squared == pytest.approx(r_squared, abs=1e-9)
    assert (found.raw >= -1e-9).all()
    assert found.share.sum() == pytest.approx(1)


@given(samples())
def test_lmg_is_the_mean_over_all_orders(case: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = case
    X = X[:, :4]

    def explained(chosen: tuple[int, ...]) -> float:
        design = np.column_stack([np.ones(len(y)), X[:, chosen]])
        rest = y - design @ np.linalg.lstsq(design, y)[0]
        return 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))

    gain = np.zeros(X.shape[1])
    orders = list(permutations(range(X.shape[1])))
    for order in orders:
        for place, j in enumerate(order):
            gain[j] += explained(order[: place + 1]) - explained(order[:place])
    np.testing.assert_allclose(lmg(X, y).raw, gain / len(orders), atol=1e-9)


@pytest.mark.parametrize("function", BOTH)
@given(case=samples())
def test_weights_do_not_mind_units_order_or_sign(function: object, case: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = case
    found = function(X, y).raw
    np.testing.assert_allclose(function(-1e6 * X + 5e7, 1e-5 * y - 3).raw, found, atol=1e-7)
    np.testing.assert_allclose(function(X[:, ::-1], y).raw[::-1], found, atol=1e-9)
    np.testing.assert_allclose(function(np.tile(X, (3, 1)), np.tile(y, 3)).raw, found, atol=1e-9)
    np.testing.assert_allclose(function(X, y, np.full(len(y), 0.3)).raw, found, atol=1e-9)


@pytest.mark.parametrize("function", BOTH)
def test_uncorrelated_predictors_get_their_squared_correlation(function: object) -> None:
    of = relative_weights_from if function is relative_weights else lmg_from
    assert of(np.eye(3), [0.5, -0.3, 0.1]).raw.tolist() == pytest.approx([0.25, 0.09, 0.01])


@pytest.mark.parametrize("function", BOTH)
def test_copies_share_evenly_and_constants_weigh_nothing(function: object) -> None:
    rng = np.random.default_rng(2)
    x, other = rng.normal(size=(2, 80))
    y = x + other + rng.normal(size=80)
    found = function(np.column_stack([x, x, other, np.full(80, 0.1)]), y)
    assert found.raw[0] == pytest.approx(found.raw[1])
    assert found.raw[3] == pytest.approx(0, abs=1e-12)
    assert found.raw.sum() == pytest.approx(function(np.column_stack([x, other]), y).r_squared)


@pytest.mark.parametrize("function", BOTH)
def test_the_unknown_stays_unknown(function: object) -> None:
    X, y = SWISS[:, 1:].copy(), SWISS[:, 0]
    assert np.isnan(function(X, np.full(47, 3.3)).raw).all()
    X[4, 2] = np.nan
    assert np.isnan(function(X, y).raw).all()
    assert np.isnan(function(np.empty((0, 3)), []).raw).tolist() == [True] * 3
    assert np.isnan(function([[1.0, 2.0]], [3.0]).raw).all()
    low, high = bootstrap_weights(X, y)
    assert np.isnan(low).all() and np.isnan(high).all()


def test_correlations_are_numpys() -> None:
    r_xx, r_xy = correlations(SWISS[:, 1:], SWISS[:, 0])
    expected = np.corrcoef(SWISS, rowvar=False)
    np.testing.assert_allclose(r_xx, expected[1:, 1:], atol=1e-12)
    np.testing.assert_allclose(r_xy, expected[1:, 0], atol=1e-12)


# ── Bootstrap ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["relative", "lmg"])
def test_bootstrap_is_that_of_resampled_rows(method: str) -> None:
    X, y = CARS[:, 1:], CARS[:, 0]
    function = relative_weights if method == "relative" else lmg
    rng = np.random.default_rng(99)
    picks = rng.integers(0, 32, (3_000, 32))
    slow = np.quantile([function(X[rows], y[rows]).raw for rows in picks], [0.025, 0.975], axis=0)
    np.testing.assert_allclose(bootstrap_weights(X, y, 3_000, method=method), slow, atol=0.012)


def test_bootstrap_gives_rwas_documented_intervals() -> None:
    # rwa vignette, n_bootstrap = 1000 (bias-corrected, so only near): cyl, disp, hp, gear.
    low, high = bootstrap_weights(CARS[:, 1:], CARS[:, 0], 2_000)
    np.testing.assert_allclose(low, [0.1734, 0.1577, 0.1886, 0.0416], atol=0.025)
    np.testing.assert_allclose(high, [0.2788, 0.2805, 0.2811, 0.1844], atol=0.025)


def test_bootstrap_narrows_and_repeats() -> None:
    X, y = SWISS[:, 1:], SWISS[:, 0]
    one, same, many = (bootstrap_weights(np.tile(X, (t, 1)), np.tile(y, t), seed=3) for t in (1, 1, 16))
    np.testing.assert_array_equal(one, same)
    assert (many[1] - many[0] < (one[1] - one[0]) / 2).all()
    low, high = bootstrap_weights(X, y, is_share=True)
    share = relative_weights(X, y).share
    assert ((low < share) & (share < high)).all()


@pytest.mark.parametrize(
    "case",
    [{"X": [1, 2]}, {"y": [1, 2]}, {"weights": [1]}, {"weights": [1, -1, 1, 1]}, {"weights": [1, np.nan, 1, 1]}],
)
def test_drivers_refuse_what_does_not_fit(case: dict[str, object]) -> None:
    for function in (relative_weights, lmg, bootstrap_weights):
        with pytest.raises(ValueError, match="must"):
            function(**{"X": [[1, 2], [3, 1], [4, 4], [0, 2]], "y": [1, 2, 3, 4], **case})


def test_drivers_refuse_too_many_and_nonsense() -> None:
    with pytest.raises(ValueError, match="at most 10"):
        lmg(np.random.default_rng(1).normal(size=(40, 11)), np.arange(40))
    with pytest.raises(ValueError, match="must"):
        lmg_from(np.eye(3), [0.1, 0.2])
    for case in ({"draws": 0}, {"method": "beta"}, {"confidence": 1.0}):
        with pytest.raises(ValueError, match="must"):
            bootstrap_weights(SWISS[:, 1:], SWISS[:, 0], **case)
