"""The simulated data: reproducible at any size, with slips and answers lawful in every date, unit and code."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from simulated_data import SLIPS_N, build, frame, invalid_units, scalar

from data.demo_base import LAST_ON
from data.load.commit import FACTS

FACT_TABLES = ("data_load", *(table for table in FACTS if table != "target"))


def fingerprints(database: duckdb.DuckDBPyConnection) -> dict[str, tuple]:
    """Rows and the sum of the hashes of the rows, by table."""
    return {
        table: database.execute(f"SELECT count(*), sum(hash(fact)::HUGEINT) FROM {table} AS fact").fetchall()[0]
        for table in FACT_TABLES
    }


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
