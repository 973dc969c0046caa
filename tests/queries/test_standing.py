"""Where units stand against the city: told apart only beyond chance, many comparisons allowed for."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from queries.standing import gap, standing


def units(*rows: tuple[float | None, float | None, bool]) -> pd.DataFrame:
    """index_pct, effective_n, is_few of each unit."""
    return pd.DataFrame(list(rows), columns=["index_pct", "effective_n", "is_few"]).astype(
        {"index_pct": float, "effective_n": float}
    )


ROWS = units((95, 200, False), (82, 100, False), (60, 150, False), (40, 20, True), (None, None, False), (0, 40, False))


def test_bands() -> None:
    found = standing(ROWS, 80.0)
    assert found["band"].tolist() == ["above", "like", "below", "none", "none", "below"]
    raw = [
        proportions_ztest(pct / 100 * n, n, value=0.8, prop_var=0.8)[1]
        for pct, n in ((95, 200), (82, 100), (60, 150), (0, 40))
    ]
    expected = multipletests(raw, method="fdr_bh")[1]
    np.testing.assert_allclose(found["p_value"].to_numpy()[[0, 1, 2, 5]], expected, rtol=1e-9)
    assert found["p_value"].isna().tolist() == [False, False, False, True, True, False]


def test_the_frame_given_is_left_alone() -> None:
    before = ROWS.copy()
    standing(ROWS, 80.0)
    pd.testing.assert_frame_equal(ROWS, before)


def test_without_a_city_value_nobody_stands_anywhere() -> None:
    found = standing(ROWS, None)
    assert set(found["band"]) == {"none"}
    assert found["p_value"].isna().all()


def test_gap_of_the_ends() -> None:
    # Ends 95 of 200 and 0 of 40 of five shown units: ten pairs, so 99.5 % confidence.
    low, high = gap(ROWS)
    expected = confint_proportions_2indep(190, 200, 0, 40, method="newcomb", alpha=0.05 / 10)
    assert (low, high) == pytest.approx([100 * end for end in expected])


@pytest.mark.parametrize("rows", [[], [(80, 50, False)], [(80, 50, False), (None, None, False)]])
def test_no_gap_between_fewer_than_two(rows: list[tuple]) -> None:
    assert gap(units(*rows)) is None
