"""The simulated data: inspections, discipline, feedback, dossiers, portal and plans lawful in every date and unit."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from simulated_data import frame, invalid_units, scalar

from data import demo_inspection, demo_service
from data.demo_base import LAST_ON
from data.load.commit import FACTS

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


# Answers and findings belong to the load of their slip and inspection; targets are no part of the demo.
@pytest.mark.parametrize("table", [one for one in FACTS if one not in ("survey_answer", "finding", "target")])
def test_every_row_belongs_to_a_load(demo, table):
    assert scalar(demo, f"SELECT count(*) FROM {table} ANTI JOIN data_load USING (load_id)") == 0
