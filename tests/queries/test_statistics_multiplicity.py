"""Adjusted p values against statsmodels, the published example, and what must hold for any p."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from queries.statistics import adjust_p_values

# Benjamini & Hochberg 1995, JRSS B 57:289, section 3.3: 15 comparisons of thrombolysis.
BENJAMINI = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_the_published_example_finds_four_and_three() -> None:
    # "the four smallest p-values" at 5 % by their procedure, three by Bonferroni's.
    assert (adjust_p_values(BENJAMINI) <= 0.05).sum() == 4
    assert (adjust_p_values(BENJAMINI, "bonferroni") <= 0.05).sum() == 3


def test_any_shape_is_one_family() -> None:
    table = np.array([[0.01, 0.04], [np.nan, 0.5]])
    np.testing.assert_allclose(adjust_p_values(table)[0], multipletests([0.01, 0.04, 0.5], method="fdr_bh")[1][:2])
    assert adjust_p_values(0.3).shape == ()


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_methods_are_ordered_by_strictness(p: list[float]) -> None:
    bh, holm, bonferroni = (adjust_p_values(p, method) for method in ("fdr_bh", "holm", "bonferroni"))
    assert (bh <= holm + 1e-12).all()
    assert (holm <= bonferroni + 1e-12).all()


many = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@pytest.mark.parametrize("method", ["fdr_bh", "fdr_by", "holm", "bonferroni"])
@given(p=many)
def test_adjusted_p_agrees_with_statsmodels(method: str, p: list[float]) -> None:
    np.testing.assert_allclose(adjust_p_values(p, method), multipletests(p, method=method)[1], rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("method", ["fdr_bh", "fdr_by", "holm", "bonferroni"])
@given(p=many)
def test_adjusted_p_keeps_the_order_and_never_falls(method: str, p: list[float]) -> None:
    adjusted = adjust_p_values(p, method)
    order = np.argsort(p, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()
    assert (adjusted >= np.array(p)).all()
    assert (adjusted <= 1).all()


def test_unknown_p_is_no_comparison() -> None:
    adjusted = adjust_p_values([0.01, np.nan, 0.02, np.nan, 0.9])
    assert np.isnan(adjusted).tolist() == [False, True, False, True, False]
    np.testing.assert_allclose(adjusted[[0, 2, 4]], multipletests([0.01, 0.02, 0.9], method="fdr_bh")[1])


def test_no_comparison_at_all() -> None:
    assert adjust_p_values([]).tolist() == []
    assert np.isnan(adjust_p_values([np.nan, np.nan])).all()


@pytest.mark.parametrize("p", [[0.5, 1.2], [-0.1], [0.1, np.nan, 2.0], [np.inf]])
def test_adjusting_refuses_what_is_no_p(p: list[float]) -> None:
    with pytest.raises(ValueError, match=r"0, 1|between|range"):
        adjust_p_values(p)


def test_adjusting_refuses_another_method() -> None:
    with pytest.raises(ValueError, match="method"):
        adjust_p_values([0.1], "sidak")
