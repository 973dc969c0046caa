"""The cells of linked charts: scores and wards counted again, and nothing under the limit to be worked out of them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hand_counted import CITY, SLIP
from recount import chosen, counted

from queries import linked
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.linked import QUESTIONS, monthly, scale_points, scores, wards_from
from queries.question import SUMS
from queries.suppression import HIDDEN_BELOW

START, END = date(2025, 7, 1), date(2026, 8, 1)
PLAIN, WEIGHTED = Filters(SLIP, START, END), Filters(CITY, START, END)
COLUMNS = {"field": "field_code", "district": "district_code", "factor": "factor_code", "channel": "channel"}


def recounted(answers: pd.DataFrame, filters: Filters, keys: list[str], score: int) -> pd.DataFrame:
    """Cells counted again with one score for the satisfied answers."""
    told = chosen(answers, filters.instrument, filters.start, filters.end)
    return counted(told.assign(is_satisfied=told["score"] == score), keys)


def share(cells: pd.DataFrame) -> np.ndarray:
    return 100 * (cells["w_satisfied_sum"] / cells["w_answers_sum"]).to_numpy(float)


@pytest.mark.parametrize("filters", [PLAIN, WEIGHTED], ids=["plain", "weighted"])
def test_scores_are_those_counted_again(
    database: Database, catalog: Catalog, answers: pd.DataFrame, filters: Filters
) -> None:
    assert scale_points(database, catalog, filters) == 5
    cells = scores(database, catalog, filters)
    shown = cells[~cells["is_hidden"]]
    for score in range(1, 6):
        both = shown[shown["code"] == str(score)].merge(recounted(answers, filters, ["month"], score), on="month")
        assert len(both) > 5
        for name in ("slips_n", "answers_n", "satisfied_n"):
            np.testing.assert_array_equal(both[f"{name}_x"], both[f"{name}_y"])
        np.testing.assert_allclose(share(both), both["index_pct"])
    # Each answer has one score.
    per_month = shown.groupby("month")[["satisfied_n", "w_satisfied_sum"]].sum()
    once = shown[shown["code"] == "1"].set_index("month")
    np.testing.assert_allclose(per_month["satisfied_n"], once["answers_n"])
    np.testing.assert_allclose(per_month["w_satisfied_sum"], once["w_answers_sum"])


@pytest.mark.parametrize("filters", [PLAIN, WEIGHTED], ids=["plain", "weighted"])
@pytest.mark.parametrize("dimension", [*COLUMNS, "ward"])
def test_a_score_counts_other_answers_of_the_same_cells(
    database: Database, catalog: Catalog, answers: pd.DataFrame, filters: Filters, dimension: str
) -> None:
    whole = monthly(database, catalog, dimension, filters)
    for score in (2, 5):
        cells = monthly(database, catalog, dimension, filters, score)
        assert cells[["code", "month", "is_hidden"]].equals(whole[["code", "month", "is_hidden"]])
        same = ["slips_n", "answers_n", "w_answers_sum", "ww_answers2_sum"]
        np.testing.assert_allclose(cells[same].astype(float), whole[same].astype(float))
        expected = recounted(answers, filters, [COLUMNS.get(dimension, "ward_code"), "month"], score)
        expected = expected.rename(columns={COLUMNS.get(dimension, "ward_code"): "code"})
        both = cells[~cells["is_hidden"]].merge(expected, on=["code", "month"])
        assert len(both) == (~cells["is_hidden"]).sum() > 3
        np.testing.assert_array_equal(both["satisfied_n_x"], both["satisfied_n_y"])
        np.testing.assert_allclose(share(both), both["index_pct"])


def test_wards_reach_back_as_far_as_they_live_and_a_pivot_holds(catalog: Catalog) -> None:
    assert wards_from(catalog, PLAIN.over(date(2024, 10, 1), END)) == START
    assert wards_from(catalog, PLAIN.over(date(2026, 1, 1), END)) == date(2026, 1, 1)
    lives = len(catalog.wards_on(PLAIN.last_day))
    far = PLAIN.over(START, date(2025 + 5_000 // lives // 12 + 2, 12, 1))
    first = wards_from(catalog, far)
    assert first and (far.end.year - first.year) * 12 + far.end.month - first.month + 1 <= 5_000 // lives


@pytest.mark.parametrize("dimension", [*QUESTIONS, "ward"])
@pytest.mark.parametrize("score", [None, 1])
def test_hidden_cells_have_no_sums(database: Database, catalog: Catalog, dimension: str, score: int | None) -> None:
    cells = monthly(database, catalog, dimension, PLAIN, score)
    hidden, shown = cells[cells["is_hidden"]], cells[~cells["is_hidden"]]
    assert hidden[[*SUMS, "slips_n", "answers_n", "satisfied_n"]].isna().all(axis=None)
    assert shown["slips_n"].min() >= HIDDEN_BELOW
    assert shown[list(SUMS)].notna().all(axis=None)


def test_a_scale_that_the_masks_do_not_hold_has_no_scores(
    database: Database, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked, "MOST_SCORES", 4)
    assert scale_points(database, catalog, PLAIN) == 0
    other = PLAIN.over(date(2026, 1, 1), END)  # not asked before
    assert scores(database, catalog, other).empty
