"""Kaplan–Meier: by hand, against statsmodels, and what always holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from queries.statistics import kaplan_meier

# Six slips: read after 1, 2, 2 and 4 days; two still open after 2 and 5 days.
ENDED = [0, 1, 2, 0, 1, 0]
LEFT = [0, 0, 1, 0, 0, 1]

waits = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def counted(subjects: list[tuple[int, bool]]) -> np.ndarray:
    """Ended and left by day."""
    counts = np.zeros((2, 31))
    for day, is_ended in subjects:
        counts[0 if is_ended else 1, day] += 1
    return counts


def test_by_hand() -> None:
    found = kaplan_meier(ENDED, LEFT)
    assert found.at_risk.tolist() == [6, 6, 5, 2, 2, 1]
    assert found.waiting == pytest.approx([1, 5 / 6, 5 / 6 * 3 / 5, 1 / 2, 1 / 4, 1 / 4])
    # Greenwood: 1/(6·5) + 2/(5·3) = 1/6 after day 2; log S = −0.6931; θ = 1.96·√(1/6)/0.6931 = 1.1544.
    assert found.low[2] == pytest.approx(0.5 ** np.exp(1.15440), abs=1e-5)
    assert found.high[2] == pytest.approx(0.5 ** np.exp(-1.15440), abs=1e-5)
    assert (found.low[0], found.high[0]) == (1, 1)
    assert found.quantile(0.5) == 2
    assert found.quantile(0.75) == 4
    assert np.isnan(found.quantile(0.9))


def test_open_ones_count_as_long_as_they_waited() -> None:
    """Leaving the open ones out would make the wait look shorter."""
    closed_only = kaplan_meier(ENDED, np.zeros(6))
    assert (kaplan_meier(ENDED, LEFT).waiting[2:5] > closed_only.waiting[2:5]).all()


@given(waits)
def test_the_same_as_statsmodels(subjects: list[tuple[int, bool]]) -> None:
    days, status = (np.array(values) for values in zip(*subjects, strict=True))
    if not status.any():
        assert (kaplan_meier(*counted(subjects)).waiting == 1).all()
        return
    theirs = SurvfuncRight(days, status.astype(int))
    ours = kaplan_meier(*counted(subjects))
    at = theirs.surv_times.astype(int)
    np.testing.assert_allclose(ours.waiting[at], theirs.surv_prob, atol=1e-12)
    np.testing.assert_allclose(ours.at_risk[at], theirs.n_risk)
    inside = (theirs.surv_prob > 1e-9) & (theirs.surv_prob < 1 - 1e-9)
    error = theirs.surv_prob_se[inside] / (theirs.surv_prob[inside] * np.abs(np.log(theirs.surv_prob[inside])))
    for ends, sign in ((ours.low, 1), (ours.high, -1)):
        expected = theirs.surv_prob[inside] ** np.exp(sign * 1.959963984540054 * error)
        np.testing.assert_allclose(ends[at[inside]], expected, rtol=1e-9)
    for share in (0.37, 0.61, 0.93):
        if np.abs(theirs.surv_prob - (1 - share)).min() > 1e-9:
            np.testing.assert_equal(
                ours.quantile(share), np.where(ours.waiting[-1] < 1 - share, theirs.quantile(share), np.nan)
            )


@given(waits)
def test_it_only_falls_and_stays_within_its_interval(subjects: list[tuple[int, bool]]) -> None:
    found = kaplan_meier(*counted(subjects))
    assert (np.diff(found.waiting) <= 1e-12).all()
    known = ~np.isnan(found.low)
    assert (found.low[known] <= found.waiting[known] + 1e-12).all()
    assert (found.high[known] >= found.waiting[known] - 1e-12).all()
    assert ((found.low[known] >= 0) & (found.high[known] <= 1)).all()


def test_groups_are_worked_out_each_for_itself() -> None:
    both = kaplan_meier([ENDED, [0] * 6], [LEFT, [0] * 6])
    assert both.waiting[0] == pytest.approx(kaplan_meier(ENDED, LEFT).waiting)
    assert np.isnan(both.waiting[1]).all(), "nobody to follow: nothing known"
    np.testing.assert_equal(both.quantile(0.5), [2, np.nan])


def test_all_ended_at_once() -> None:
    found = kaplan_meier([0, 3], [0, 0])
    assert found.waiting.tolist() == [1, 0]
    assert np.isnan(found.low[1])
    assert found.quantile(0.5) == found.quantile(0.9) == 1


@pytest.mark.parametrize(("ended", "left"), [([1, 2], [1]), ([-1], [0]), ([1], [-1]), (1, 1)])
def test_wrong_counts_are_refused(ended: object, left: object) -> None:
    with pytest.raises(ValueError, match="counts"):
        kaplan_meier(ended, left)


@pytest.mark.parametrize("share", [0, 1, -0.1])
def test_shares_outside_are_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        kaplan_meier(ENDED, LEFT).quantile(share)
