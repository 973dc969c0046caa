"""The simulated data: the truths planted in it, in levels, seasons, the stories of wards and what inspections do."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from simulated_data import build, frame, scalar

from data import demo_effect
from data.demo_story import FLOOR_FROM_RESPONSES, STORIES

STORY_SLIPS_N = 120_000
SATISFIED_PCT = "100 * avg((score >= 4)::INTEGER)"
STORY_OF = {story.ward_code: story for story in STORIES}


@pytest.fixture(scope="module")
def stories() -> duckdb.DuckDBPyConnection:
    """The simulated data at a size at which every story is told."""
    assert STORY_SLIPS_N >= FLOOR_FROM_RESPONSES
    return build(STORY_SLIPS_N)


@pytest.fixture(scope="module")
def quarters(stories: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Slips and index of each ward with a story, by quarter: index (ward_code, '2026-3')."""
    answer = frame(
        stories,
        f"""
        SELECT ward_code, strftime(responded_on, '%Y-') || quarter(responded_on) AS quarter,
            count(DISTINCT response_id) AS slips_n, {SATISFIED_PCT} AS index_pct, min(score) AS least
        FROM survey_response JOIN survey_answer USING (response_id)
        WHERE instrument_code = 'one_stop_slip' AND responded_on >= DATE '2025-07-01'
        GROUP BY ALL
        """,
    )
    return answer[answer["ward_code"].isin(STORY_OF)].set_index(["ward_code", "quarter"]).sort_index()


# ── levels ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("year", "low", "high"), [(2021, 78, 82), (2026, 85, 88)])
def test_the_city_rises(stories, year, low, high):
    level = scalar(
        stories,
        f"""
        SELECT {SATISFIED_PCT} FROM survey_answer JOIN survey_response USING (response_id)
        WHERE instrument_code = 'one_stop_slip' AND year(responded_on) = ?
        """,
        year,
    )
    assert low < level < high


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [("certification", 90, 94), ("civil_status", 88, 93), ("land", 64, 71), ("construction", 72, 81)],
)
def test_fields_keep_to_their_bands(stories, field, low, high):
    level = scalar(
        stories,
        f"""
        SELECT {SATISFIED_PCT} FROM survey_answer JOIN survey_response USING (response_id)
        WHERE instrument_code = 'one_stop_slip' AND year(responded_on) = 2026 AND field_code = ?
        """,
        field,
    )
    assert low < level < high


def test_officials_are_rated_highest_and_feedback_lowest(demo):
    factors = frame(
        demo,
        f"""
        SELECT factor_code FROM survey_answer JOIN item USING (item_code)
        GROUP BY factor_code ORDER BY {SATISFIED_PCT}
        """,
    )["factor_code"].tolist()
    assert (factors[0], factors[-1]) == ("feedback", "officials")


def test_the_city_survey_breaks_in_2022(stories):
    index_pct = frame(
        stories,
        f"""
        SELECT year(responded_on) AS year, {SATISFIED_PCT} AS index_pct
        FROM survey_answer JOIN survey_response USING (response_id)
        WHERE instrument_code = 'city_survey' GROUP BY ALL
        """,
    ).set_index("year")["index_pct"]
    assert -6 < index_pct[2022] - index_pct[2021] < -1.5


def test_tet_is_a_trough(stories):
    months = frame(
        stories,
        f"""
        SELECT strftime(responded_on, '%Y-%m') AS month, count(DISTINCT response_id) AS n,
            {SATISFIED_PCT} AS index_pct
        FROM survey_answer JOIN survey_response USING (response_id)
        WHERE instrument_code = 'one_stop_slip' GROUP BY ALL
        """,
    ).set_index("month")
    around = months.loc[["2025-12", "2026-04"]]
    assert months.loc["2026-02", "n"] < 0.7 * around["n"].mean()
    assert months.loc["2026-02", "index_pct"] < around["index_pct"].mean() - 1


def test_answers_of_a_slip_agree_with_each_other(stories):
    effect = scalar(
        stories,
        """
        WITH slip AS (
            SELECT response_id, count(*) AS n, count(*) FILTER (score >= 4) AS k
            FROM survey_answer JOIN survey_response USING (response_id)
            WHERE instrument_code = 'one_stop_slip' AND responded_on >= DATE '2026-07-01'
            GROUP BY response_id
        ),
        city AS (SELECT sum(k) / sum(n) AS p, sum(n) AS answers_n FROM slip)
        SELECT any_value(answers_n / (p * (1 - p))) * sum((k - p * n) ** 2) / sum(n) ** 2 FROM slip, city
        """,
    )
    assert 3 < effect < 6


# ── stories ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("story", [story for story in STORIES if story.slips_n is not None], ids=lambda s: s.ward_code)
@pytest.mark.parametrize("size", ["demo", "stories"])
def test_planted_counts_are_exact(story, size, request):
    counted = frame(
        request.getfixturevalue(size),
        """
        SELECT strftime(responded_on, '%Y-') || quarter(responded_on) AS quarter, count(*) AS n
        FROM survey_response
        WHERE ward_code = ? AND instrument_code = 'one_stop_slip' AND responded_on >= DATE '2025-07-01'
        GROUP BY quarter
        """,
        story.ward_code,
    )
    assert dict(zip(counted["quarter"], counted["n"], strict=True)) == story.slips_n


def test_the_silent_ward_is_silent_in_every_instrument(stories):
    silent = [story.ward_code for story in STORIES if story.slips_n == {}]
    asked = "SELECT count(*) FROM survey_response WHERE ward_code = ? AND responded_on >= DATE '2025-07-01'"
    assert [scalar(stories, asked, code) for code in silent] == [0]


@pytest.mark.parametrize("ward_code", ["00082", "09574"])
def test_two_wards_rise_during_2026(quarters, ward_code):
    early, late = quarters.loc[(ward_code, "2026-1")], quarters.loc[(ward_code, "2026-3")]
    assert 6.5 < late["index_pct"] - early["index_pct"] < 11.5
    assert late["slips_n"] >= 250


def test_one_ward_falls_in_the_third_quarter_of_2026(quarters):
    before, after = quarters.loc[("10273", "2026-2")], quarters.loc[("10273", "2026-3")]
    assert -11.5 < after["index_pct"] - before["index_pct"] < -6.5


def test_one_ward_reports_fives_only(stories, quarters):
    (story,) = (story for story in STORIES if story.fives_from)
    told = quarters.loc[story.ward_code]
    assert (told.loc["2026-1":, "least"] == 5).all()
    assert (told.loc[:"2025-4", "least"] == 1).all()
    given = scalar(
        stories,
        """
        SELECT count(*) / count(DISTINCT response_id)
        FROM survey_answer JOIN survey_response USING (response_id)
        WHERE ward_code = ? AND instrument_code = 'one_stop_slip' AND responded_on >= ?
        """,
        story.ward_code,
        story.fives_from,
    )
    assert given == 16


# ── inspections and discipline ──────────────────────────────────────────────────────────────────────────────


def test_the_effect_of_inspections_can_be_recovered(stories):
    """Officials items against the others, after an inspection against without: wards and months cancel."""
    cells = frame(
        stories,
        """
        WITH first AS (
            SELECT unit_code, min(inspected_on) AS first_on FROM inspection
            WHERE inspected_on >= DATE '2025-07-01' GROUP BY unit_code
        ),
        slip AS (
            SELECT ward_code,
                coalesce(responded_on >= first_on + ?::INTEGER, FALSE) AS is_after,
                count(*) FILTER (factor_code = 'officials') AS officials_n,
                count(*) FILTER (factor_code = 'officials' AND score >= 4) AS officials_k,
                count(*) FILTER (factor_code <> 'officials') AS other_n,
                count(*) FILTER (factor_code <> 'officials' AND score >= 4) AS other_k
            FROM survey_response JOIN survey_answer USING (response_id) JOIN item USING (item_code)
            LEFT JOIN first ON unit_code = ward_code
            WHERE instrument_code = 'one_stop_slip' AND responded_on >= DATE '2025-07-01'
                AND (first_on IS NULL OR responded_on NOT BETWEEN first_on AND first_on + ?::INTEGER)
            GROUP BY ALL
        )
        SELECT is_after,
            ln(sum(officials_k) / sum(officials_n - officials_k))
                - ln(sum(other_k) / sum(other_n - other_k)) AS gap
        FROM slip WHERE NOT list_contains(?, ward_code) GROUP BY is_after
        """,
        demo_effect.INSPECTION_FADE_DAYS,
        demo_effect.INSPECTION_FADE_DAYS - 1,
        [story.ward_code for story in STORIES],
    ).set_index("is_after")["gap"]
    # Chance moves the gap by about 0.03 at this size.
    assert cells[True] - cells[False] == pytest.approx(demo_effect.INSPECTION_EFFECT_LOGIT, abs=0.09)
