"""The simulated data: reproducible, lawful in every date and unit, with the truths planted that it names."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest

from data import demo_effect, demo_inspection, demo_service
from data.build import load_reference
from data.demo import fill
from data.demo_base import LAST_ON
from data.demo_story import FLOOR_FROM_RESPONSES, STORIES

SLIPS_N = 20_000
STORY_SLIPS_N = 120_000
FACT_TABLES = (
    "data_load",
    "survey_response",
    "survey_answer",
    "inspection",
    "finding",
    "sanction",
    "slip",
    "dossier_month",
    "portal_score",
    "action",
    "initiative",
    "annotation",
)
SATISFIED_PCT = "100 * avg((score >= 4)::INTEGER)"
STORY_OF = {story.ward_code: story for story in STORIES}


def build(responses: int, seed: int = 2026) -> duckdb.DuckDBPyConnection:
    """A database in memory with the reference tables and the simulated facts."""
    connection = duckdb.connect()
    load_reference(connection)
    fill(connection, responses, seed)
    return connection


def frame(database: duckdb.DuckDBPyConnection, sql: str, *values: object) -> pd.DataFrame:
    """The answer to one query."""
    return database.execute(sql, list(values)).df()


def scalar(database: duckdb.DuckDBPyConnection, sql: str, *values: object) -> object:
    """The one value of a one-row, one-column answer."""
    ((value,),) = database.execute(sql, list(values)).fetchall()
    return value


def fingerprints(database: duckdb.DuckDBPyConnection) -> dict[str, tuple]:
    """Rows and the sum of the hashes of the rows, by table."""
    return {
        table: database.execute(f"SELECT count(*), sum(hash(fact)::HUGEINT) FROM {table} AS fact").fetchall()[0]
        for table in FACT_TABLES
    }


def invalid_units(database: duckdb.DuckDBPyConnection, table: str, unit: str, on: str) -> int:
    """Rows of a table whose unit was not in force on their date."""
    return scalar(
        database,
        f"""
        SELECT count(*) FROM {table} AS fact
        WHERE {unit} IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM unit
            WHERE unit_code = {unit}
                AND {on} BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31')
        )
        """,
    )


@pytest.fixture(scope="module")
def demo() -> duckdb.DuckDBPyConnection:
    """The simulated data at a size that builds in about a second."""
    return build(SLIPS_N)


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


# ── the same again, and any size ────────────────────────────────────────────────────────────────────────────


def test_the_same_seed_gives_the_same_rows(demo):
    assert fingerprints(build(SLIPS_N)) == fingerprints(demo)


def test_another_seed_gives_other_rows(demo):
    other, first = fingerprints(build(SLIPS_N, seed=7)), fingerprints(demo)
    # The few notes are written down, not drawn.
    assert all(other[table] != first[table] for table in FACT_TABLES if table != "annotation")


@pytest.mark.parametrize("responses", [1, 60, 3_000])
def test_small_sizes_run(responses):
    assert scalar(build(responses), "SELECT count(*) FROM survey_response") == responses


def test_every_table_is_filled(demo):
    assert all(count for count, _ in fingerprints(demo).values())


# ── slips and answers ───────────────────────────────────────────────────────────────────────────────────────


def test_response_ids_run_from_one_in_order_of_date(demo):
    ids = frame(demo, "SELECT response_id, responded_on FROM survey_response")
    assert ids["response_id"].tolist() == list(range(1, SLIPS_N + 1))
    assert ids["responded_on"].is_monotonic_increasing
    assert ids["responded_on"].iloc[0] >= pd.Timestamp("2021-01-04")
    assert ids["responded_on"].iloc[-1] <= pd.Timestamp(LAST_ON)


def test_answers_are_stored_by_slip_and_item(demo):
    answer = frame(demo, "SELECT response_id, item_code FROM survey_answer")
    assert answer.equals(answer.sort_values(["response_id", "item_code"], ignore_index=True))
    assert not answer.duplicated().any()


def test_scores_are_on_the_scale_and_mostly_satisfied(demo):
    share = frame(demo, "SELECT score, count(*) AS n FROM survey_answer GROUP BY score").set_index("score")["n"]
    share = share / share.sum()
    assert sorted(share.index) == [1, 2, 3, 4, 5]
    assert share[4] + share[5] > 0.80
    assert share[3] > share[2] > share[1] > 0.005


def test_some_three_percent_of_the_answers_are_missing(demo):
    assert scalar(demo, "SELECT count(*) FROM survey_answer") / (16 * SLIPS_N) == pytest.approx(0.97, abs=0.01)


def test_only_service_items_are_answered(demo):
    parts = frame(
        demo,
        """
        SELECT DISTINCT part, item_code
        FROM survey_answer JOIN item USING (item_code) JOIN factor USING (factor_code)
        """,
    )
    assert set(parts["part"]) == {"service"}
    assert len(parts) == 16


def test_instruments_and_weights(demo):
    by = frame(
        demo,
        """
        SELECT instrument_code, count(*) AS n, min(weight) AS low, max(weight) AS high, avg(weight) AS mean,
            max(abs(weight - round(weight, 3))) AS beyond_mills
        FROM survey_response GROUP BY ALL
        """,
    ).set_index("instrument_code")
    assert by.loc["city_survey", "n"] == round(0.12 * SLIPS_N)
    assert by.loc["one_stop_slip", ["low", "high"]].tolist() == [1, 1]
    assert by.loc["city_survey", "mean"] == pytest.approx(1, abs=0.05)
    assert by.loc["city_survey", "low"] > 0
    assert by["beyond_mills"].max() == 0


def test_slip_numbers_are_unique_within_an_instrument(demo):
    assert scalar(demo, "SELECT count(DISTINCT (instrument_code, slip_number)) FROM survey_response") == SLIPS_N


def test_wards_are_those_of_the_date(demo):
    assert invalid_units(demo, "survey_response", "ward_code", "responded_on") == 0


def test_districts_end_with_june_2025_and_hold_their_wards(demo):
    wrong = scalar(
        demo,
        """
        SELECT count(*) FROM survey_response JOIN unit ON unit_code = ward_code
            AND responded_on BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
        WHERE district_code IS DISTINCT FROM CASE WHEN responded_on < DATE '2025-07-01' THEN parent_code END
        """,
    )
    assert wrong == 0


def test_procedures_are_in_force_and_of_their_field(demo):
    wrong = scalar(
        demo,
        """
        SELECT count(*) FROM survey_response AS slip
        WHERE procedure_code IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM procedure
            WHERE procedure.procedure_code = slip.procedure_code AND procedure.field_code = slip.field_code
                AND responded_on BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31')
        )
        """,
    )
    assert wrong == 0


@pytest.mark.parametrize(
    ("table", "column", "domain"),
    [
        ("survey_response", "channel", "channel"),
        ("survey_response", "respondent_kind", "respondent_kind"),
        ("survey_response", "gender", "gender"),
        ("survey_response", "age_band", "age_band"),
        ("survey_response", "harassment", "harassment"),
        ("survey_response", "informal_payment", "informal_payment"),
        ("inspection", "inspector_level", "inspector_level"),
        ("inspection", "form", "form"),
        ("finding", "kind", "finding_kind"),
        ("finding", "severity", "severity"),
        ("sanction", "sanction_kind", "sanction_kind"),
        ("sanction", "subject_kind", "subject_kind"),
        ("slip", "channel", "slip_channel"),
        ("slip", "kind", "slip_kind"),
        ("slip", "about", "about"),
        ("slip", "result", "slip_result"),
        ("dossier_month", "source", "dossier_source"),
        ("portal_score", "group_code", "portal_group"),
        ("action", "status", "action_status"),
        ("initiative", "initiative_kind", "initiative_kind"),
        ("annotation", "kind", "annotation_kind"),
    ],
)
def test_codes_have_words(demo, table, column, domain):
    used = set(frame(demo, f"SELECT DISTINCT {column} AS code FROM {table} WHERE {column} IS NOT NULL")["code"])
    known = set(frame(demo, "SELECT code FROM code_label WHERE domain = ?", domain)["code"])
    assert used <= known
    assert used


def test_channels_are_those_of_the_instrument(demo):
    used = frame(demo, "SELECT DISTINCT instrument_code, channel FROM survey_response").groupby("instrument_code")
    channels = used["channel"].agg(set)
    assert channels["one_stop_slip"] == {"direct", "online", "post"}
    assert channels["city_survey"] == {"phone", "handout", "online"}


def test_comments_are_few_and_hold_no_personal_data(demo):
    comments = frame(demo, "SELECT comment FROM survey_response WHERE instrument_code = 'one_stop_slip'")["comment"]
    assert comments.notna().mean() == pytest.approx(0.04, abs=0.01)
    assert not comments.dropna().str.contains(r"\d|@").any()


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


def test_inspections_add_up_to_the_published_totals(demo):
    by_level = frame(
        demo,
        """
        SELECT inspector_level = 'city_team' AS is_city, count(*) AS n
        FROM inspection WHERE inspected_on <= ? GROUP BY ALL
        """,
        demo_inspection.PUBLISHED_UNTIL,
    ).set_index("is_city")["n"]
    assert (by_level[True], by_level[False], by_level.sum()) == (139, 4_340, 4_479)


def test_inspection_levels_and_units_are_those_of_the_date(demo):
    assert invalid_units(demo, "inspection", "unit_code", "inspected_on") == 0
    span = frame(
        demo,
        """
        SELECT inspector_level, min(inspected_on) AS low, max(inspected_on) AS high
        FROM inspection GROUP BY ALL
        """,
    ).set_index("inspector_level")
    assert span.loc["district", "high"] <= pd.Timestamp("2025-06-30")
    assert span.loc["ward", "low"] >= pd.Timestamp("2025-07-01")
    assert span["high"].max() <= pd.Timestamp(LAST_ON)


def test_findings_belong_to_inspections_and_follow_the_absent(demo):
    assert scalar(demo, "SELECT count(*) FROM finding ANTI JOIN inspection USING (inspection_id)") == 0
    differ = scalar(
        demo,
        """
        SELECT count(*) FROM inspection LEFT JOIN finding
            ON finding.inspection_id = inspection.inspection_id AND kind = 'absent'
        WHERE (absent_n > 0) <> (finding_id IS NOT NULL)
        """,
    )
    assert differ == 0


def test_remedies_are_due_after_thirty_days_and_some_are_late_or_missing(demo):
    remedy = frame(demo, "SELECT * FROM inspection WHERE remedy_due_on IS NOT NULL")
    assert ((remedy["remedy_due_on"] - remedy["inspected_on"]).dt.days == 30).all()
    done = remedy.dropna(subset="remedied_on")
    assert 0 < (done["remedied_on"] > done["remedy_due_on"]).mean() < 0.5
    assert 0 < remedy["remedied_on"].isna().mean() < 0.3
    assert (done["remedied_on"] > done["inspected_on"]).all()


def test_the_published_sanctions_are_tied_to_no_inspection(demo):
    count, tied = demo.execute(
        "SELECT count(*), count(inspection_id) FROM sanction WHERE decided_on <= ?",
        [demo_inspection.PUBLISHED_UNTIL],
    ).fetchall()[0]
    assert (count, tied) == (1_759, 0)
    assert scalar(demo, "SELECT count(*) FROM sanction WHERE inspection_id IS NOT NULL") > 0


def test_sanctions_are_in_force_on_their_date(demo):
    wrong = scalar(
        demo,
        """
        SELECT count(*) FROM sanction JOIN code_label ON domain = 'sanction_kind' AND code = sanction_kind
        WHERE decided_on > valid_to OR decided_on < valid_from
        """,
    )
    assert wrong == 0
    assert scalar(demo, "SELECT count(*) FROM sanction WHERE sanction_kind IN ('pay_cut', 'demotion')") > 0
    assert invalid_units(demo, "sanction", "unit_code", "decided_on") == 0


def test_tied_sanctions_follow_their_inspection(demo):
    wrong = scalar(
        demo,
        """
        SELECT count(*) FROM sanction JOIN inspection USING (inspection_id)
        WHERE decided_on < inspected_on OR sanction.unit_code <> inspection.unit_code
        """,
    )
    assert wrong == 0


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


# ── feedback slips, dossiers, portal, plans ─────────────────────────────────────────────────────────────────


def test_feedback_is_received_then_read_then_answered(demo):
    wrong = scalar(
        demo,
        """
        SELECT count(*) FROM slip
        WHERE seen_on < received_on OR answered_on < seen_on OR (answered_on IS NOT NULL AND seen_on IS NULL)
            OR (seen_by IS NULL) <> (seen_on IS NULL) OR (result IS NULL) <> (answered_on IS NULL)
            OR due_on <= received_on OR greatest(received_on, seen_on, answered_on) > ?
        """,
        LAST_ON,
    )
    assert wrong == 0
    assert invalid_units(demo, "slip", "ward_code", "received_on") == 0


def test_feedback_waits_unread_longest_in_few_wards(demo):
    waiting = frame(
        demo,
        """
        SELECT ward_code, min(received_on) AS since FROM slip
        WHERE seen_on IS NULL AND received_on < ?::DATE - 10 GROUP BY ward_code ORDER BY since
        """,
        LAST_ON,
    )
    assert set(waiting["ward_code"]) == set(demo_service.SLOW_READERS)
    assert waiting["ward_code"].iloc[0] == "10273"


def test_dossiers_add_up_and_are_carried_over(demo):
    wrong = scalar(
        demo,
        """
        SELECT count(*) FROM (
            SELECT *, lag(open_n) OVER (PARTITION BY unit_code, month < DATE '2025-07-01', field_code, source
                                        ORDER BY month) AS open_before_n
            FROM dossier_month
        )
        WHERE direct_n + online_n + post_n <> received_n OR on_time_n + overdue_n <> done_n OR open_n < 0
            OR least(direct_n, online_n, post_n, on_time_n, overdue_n) < 0
            OR open_before_n + received_n - done_n <> open_n
        """,
    )
    assert wrong == 0
    assert invalid_units(demo, "dossier_month", "unit_code", "month") == 0


@pytest.mark.parametrize(("source", "on_time"), [("service_centre", 0.998), ("national_portal", 0.74)])
def test_on_time_depends_on_who_counts(demo, source, on_time):
    share = scalar(demo, "SELECT sum(on_time_n) / sum(done_n) FROM dossier_month WHERE source = ?", source)
    assert share == pytest.approx(on_time, abs=0.012 if on_time < 0.9 else 0.001)


def test_portal_scores_keep_to_their_maximum(demo):
    assert scalar(demo, "SELECT count(*) FROM portal_score WHERE score > max_score OR score < 0") == 0
    most = frame(demo, "SELECT DISTINCT group_code, max_score FROM portal_score").set_index("group_code")["max_score"]
    assert most.to_dict() == demo_service.PORTAL_GROUPS
    captured = "SELECT count(DISTINCT captured_on) FROM portal_score WHERE (unit_code = '01') = ?"
    assert (scalar(demo, captured, True), scalar(demo, captured, False)) == (10, 1)
    assert scalar(demo, "SELECT count(DISTINCT unit_code) FROM portal_score") == 127
    assert scalar(demo, "SELECT count(*) FROM portal_score WHERE score IS NULL") > 0


def test_actions_and_initiatives(demo):
    assert scalar(demo, "SELECT count(*) FROM action") == 120
    assert scalar(demo, "SELECT count(*) FROM initiative") == 180
    assert scalar(demo, "SELECT count(*) FROM action WHERE (done_on IS NULL) = (status = 'done')") == 0
    assert scalar(demo, "SELECT count(*) FROM action WHERE target_pct <= baseline_pct") == 0
    assert invalid_units(demo, "action", "unit_code", "due_on") == 0
    assert invalid_units(demo, "initiative", "unit_code", "adopted_on") == 0
    span = demo.execute("SELECT min(adopted_on), max(adopted_on) FROM initiative").fetchall()[0]
    assert date(2022, 1, 1) <= span[0] < span[1] <= LAST_ON


# ── provenance ──────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_says_that_it_is_simulated(demo):
    loads = frame(demo, "SELECT * FROM data_load")
    assert loads["is_simulated"].all()
    assert set(loads["note"]) == {"Số liệu mô phỏng"}
    assert loads["sha256"].str.fullmatch("[0-9a-f]{64}").all()
    assert loads["sha256"].is_unique
    assert (loads["rows_n"] == loads["accepted_n"] + loads["rejected_n"]).all()


@pytest.mark.parametrize(
    "table",
    [
        "survey_response",
        "inspection",
        "sanction",
        "slip",
        "dossier_month",
        "portal_score",
        "action",
        "initiative",
        "annotation",
    ],
)
def test_every_row_belongs_to_a_load(demo, table):
    assert scalar(demo, f"SELECT count(*) FROM {table} ANTI JOIN data_load USING (load_id)") == 0
