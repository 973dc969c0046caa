"""The action plan: what is late, and what the linked factor did before and after, counted by hand."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.build import build
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask
from queries.statistics import difference_interval

QUARTER = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
# id, unit, factor, due, status, done
PLAN = [
    ("BETTER", "00004", "access", "2026-06-30", "done", "2026-05-20"),
    ("WORSE", "00070", "access", "2026-05-01", "done", "2026-05-31"),
    ("SMALL", "00008", "access", "2026-06-30", "done", "2026-05-02"),
    ("SHIELD", "00025", "access", "2026-06-30", "done", "2026-05-02"),
    ("BREAK", "00004", "access", "2026-06-30", "done", "2025-07-20"),
    ("OTHER", "00004", "results", "2026-06-30", "done", "2026-05-20"),
    ("LAST", "00004", "access", None, "done", "2026-09-30"),
    ("NO FACTOR", "00004", None, "2026-06-30", "done", "2026-05-20"),
    ("OPEN", "00004", "access", "2026-12-31", "under_way", None),
    ("LATE", "00004", "access", "2026-09-29", "under_way", None),
    ("LATER", "00070", "access", "2026-01-15", "not_started", None),
    ("UNDATED", "00004", "access", None, "not_started", None),
]
# ward, first day, months, slips a month, of which satisfied with access, with results
SLIPS = [
    ("00004", "2025-06-10", 1, 40, 40, 40),  # Trúc Bạch
    ("00004", "2025-07-10", 10, 40, 20, 30),
    ("00004", "2026-06-10", 4, 40, 38, 30),
    ("00070", "2025-07-10", 10, 40, 36, 30),
    ("00070", "2026-06-10", 4, 40, 20, 30),
    ("00008", "2026-01-10", 4, 2, 1, 1),  # eight slips before May
    ("00008", "2026-06-10", 4, 20, 10, 1),
    ("00025", "2026-01-10", 4, 9, 5, 1),
    ("00025", "2026-06-10", 4, 9, 5, 1),
]


def fill_plan(con: duckdb.DuckDBPyConnection) -> None:
    """PLAN, and what is said of its load and that of the slips."""
    for load_id, kind in enumerate(("survey", "action"), start=1):
        con.execute(
            "INSERT INTO data_load BY NAME SELECT $1 AS load_id, $2 AS kind, "
            "CASE $2 WHEN 'survey' THEN 'one_stop_slip' END AS instrument_code, 'a.xlsx' AS file_name, "
            "repeat('0', 64) AS sha256, TIMESTAMP '2026-10-11' AS loaded_at, 9 AS rows_n, 9 AS accepted_n, "
            "0 AS rejected_n, DATE '2025-06-01' AS first_on, "
            "CASE $2 WHEN 'survey' THEN DATE '2026-09-30' ELSE DATE '2026-12-31' END AS last_on, FALSE AS is_simulated",
            [load_id, kind],
        )
    for name, unit, factor, due, status, done in PLAN:
        con.execute(
            "INSERT INTO action (action_id, load_id, unit_code, factor_code, problem, solution, due_on, status, "
            "done_on) VALUES (?, 2, ?, ?, 'p', 's', ?, ?, ?)",
            [name, unit, factor, due, status, done],
        )


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """PLAN, and slips with one question of two factors each."""
    fill_plan(con)
    for ward, first, months, slips, access, results in SLIPS:
        con.execute(
            "INSERT INTO survey_response BY NAME "
            "SELECT (SELECT count(*) FROM survey_response) + month * $slips + slip AS response_id, 1 AS load_id, "
            "'one_stop_slip' AS instrument_code, ($first::DATE + to_months(month::INTEGER))::DATE AS responded_on, "
            "$ward AS ward_code, 1.0 AS weight, slip::VARCHAR AS comment "
            "FROM range($months) AS a(month), range($slips) AS b(slip)",
            {"ward": ward, "first": first, "months": months, "slips": slips},
        )
        con.execute(
            "INSERT INTO survey_answer "
            "SELECT response_id, item, CASE WHEN comment::INTEGER < satisfied THEN 5 ELSE 1 END "
            "FROM survey_response, (VALUES ('C24', $access), ('C34', $results)) AS c(item, satisfied) "
            "WHERE response_id NOT IN (SELECT response_id FROM survey_answer)",
            {"access": access, "results": results},
        )


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Catalog]:
    """The plan of PLAN."""
    database = Database(build(Path(tmp_path_factory.mktemp("actions")) / "actions.duckdb", fill))
    return database, read_catalog(database)


@pytest.fixture(scope="module")
def found(plan: tuple[Database, Catalog]) -> pd.DataFrame:
    """The answer, by action."""
    return ask(*plan, "actions", QUARTER).set_index("action_id")


def test_late_ones_come_first_the_longest_late_on_top(found: pd.DataFrame) -> None:
    assert found.index[:2].tolist() == ["LATER", "LATE"]
    assert found["is_late"].sum() == 2
    assert set(found["as_of_on"]) == {pd.Timestamp("2026-09-30")}, "what is planned is not what the data speak of"
    assert found.loc[["LATER", "LATE"], "late_days"].tolist() == [258, 1]
    assert found.loc["WORSE", ["is_done_late", "late_days"]].tolist() == [True, 30]
    assert found.loc["OPEN":, "late_days"].notna().sum() <= 1
    assert not found.loc["UNDATED", "is_late"]


def test_the_same_months_before_and_after(found: pd.DataFrame) -> None:
    """Done in May 2026: June to September after, January to April before."""
    row = found.loc["BETTER"]
    assert row["compared_months_n"] == 4
    assert row[["before_slips_n", "after_slips_n", "before_pct", "after_pct"]].tolist() == [160, 160, 50, 95]
    assert row["change_pct"] == pytest.approx(45)
    # One answer a slip: the effective number is a little under 160 (m/(m − 1)).
    _, low, high = difference_interval(0.95 * 159, 159, 0.5 * 159, 159)
    assert (row["change_low"], row["change_high"]) == pytest.approx((100 * low, 100 * high), abs=0.02)
    assert row["follow_up"] == "better"
    assert row["is_beyond_chance"]


@pytest.mark.parametrize(
    ("action", "verdict"),
    [
        ("WORSE", "worse"),
        ("OTHER", "unclear"),
        ("SMALL", "hidden"),
        ("SHIELD", "hidden"),
        ("BREAK", "no_months"),
        ("LAST", "no_months"),
        ("NO FACTOR", "no_factor"),
        ("OPEN", "not_done"),
        ("LATE", "not_done"),
    ],
)
def test_what_is_said_of_each(found: pd.DataFrame, action: str, verdict: str) -> None:
    assert found.loc[action, "follow_up"] == verdict
    is_told = verdict in ("better", "worse", "unclear")
    assert found.loc[action, ["before_pct", "change_pct", "change_low", "before_slips_n"]].notna().all() == is_told


def test_what_is_hidden_does_not_hang_on_the_filter(plan: tuple[Database, Catalog], found: pd.DataFrame) -> None:
    """00025 holds 36 slips, but without it 00008's eight could be subtracted out of their district."""
    alone = ask(*plan, "actions", replace(QUARTER, ward=("00025",)))
    assert alone[["action_id", "follow_up"]].to_numpy().tolist() == [["SHIELD", "hidden"]]
    assert alone["after_slips_n"].isna().all()
    district = ask(*plan, "actions", replace(QUARTER, district=("002",)))
    assert set(district["action_id"]) == {"WORSE", "LATER"}
    assert ask(*plan, "actions", replace(QUARTER, factor="results"))["action_id"].tolist() == ["OTHER"]
    assert ask(*plan, "actions", replace(QUARTER, factor="feedback")).empty


def test_windows_never_cross_the_change_of_units(plan: tuple[Database, Catalog]) -> None:
    cells = ask(*plan, "index_around_actions", Filters("one_stop_slip", date(2025, 6, 1), date(2026, 9, 1)))
    july = cells[cells["done_month"] == pd.Timestamp("2025-07-01")]
    assert july.empty
    may = cells[(cells["done_month"] == pd.Timestamp("2026-05-01")) & (cells["ward_code"] == "00070")]
    assert may.set_index(["factor_code", "side_code"])["slips_n"].to_dict() == {
        ("access", "before"): 160, ("access", "after"): 160, ("results", "before"): 160, ("results", "after"): 160,
    }  # fmt: skip


def test_another_instrument_has_no_slips_to_compare(plan: tuple[Database, Catalog]) -> None:
    answer = ask(*plan, "actions", replace(QUARTER, instrument="city_survey")).set_index("action_id")
    assert answer.loc["BETTER", "follow_up"] == "no_months"


def test_a_plan_without_anything_done(tmp_path: Path) -> None:
    def nothing_done(con: duckdb.DuckDBPyConnection) -> None:
        fill_plan(con)
        con.execute("UPDATE action SET status = 'under_way', done_on = NULL")

    database = Database(build(tmp_path / "plan.duckdb", nothing_done))
    answer = ask(database, read_catalog(database), "actions", QUARTER)
    assert len(answer) == len(PLAN)
    assert set(answer["follow_up"]) == {"not_done"}
    assert answer["is_late"].sum() == sum(
        due is not None and date.fromisoformat(due) < date(2026, 10, 1) - timedelta(days=1)
        for _, _, _, due, _, _ in PLAN
    )
