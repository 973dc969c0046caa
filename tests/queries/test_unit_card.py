"""The card of one unit: every number is that of the question it comes from; counted by hand on a few rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.build import build
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

WARD, OTHER, SMALL = "00004", "00070", "00082"
QUARTER_3 = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
# Ward, day, slips, score of each of the 16 questions.
SLIPS = [
    (WARD, "2026-08-03", 40, 5),
    (WARD, "2026-05-04", 20, 5),
    (WARD, "2026-05-05", 20, 1),
    (OTHER, "2026-08-03", 40, 3),
    (SMALL, "2026-08-03", 4, 5),
]
LOADS = ("survey", "inspection", "slip", "dossier", "portal", "action")


def fill(con: duckdb.DuckDBPyConnection) -> None:
    for number, kind in enumerate(LOADS, start=1):
        con.execute(
            "INSERT INTO data_load BY NAME SELECT $number AS load_id, $kind AS kind, 'a.xlsx' AS file_name, "
            "CASE $kind WHEN 'survey' THEN 'one_stop_slip' END AS instrument_code, repeat('0', 64) AS sha256, "
            "TIMESTAMP '2026-10-01' AS loaded_at, 9 AS rows_n, 9 AS accepted_n, 0 AS rejected_n, "
            "DATE '2026-05-04' AS first_on, DATE '2026-09-30' AS last_on, FALSE AS is_simulated",
            {"number": number, "kind": kind},
        )
    first = 1
    for ward, day, count, score in SLIPS:
        values = {"first": first, "count": count, "ward": ward, "day": day, "score": score}
        con.execute(
            "INSERT INTO survey_response BY NAME SELECT $first + i AS response_id, 1 AS load_id, "
            "'one_stop_slip' AS instrument_code, $day::DATE AS responded_on, $ward AS ward_code, 1.0 AS weight "
            "FROM range($count) AS one(i)",
            {name: value for name, value in values.items() if name != "score"},
        )
        con.execute(
            "INSERT INTO survey_answer SELECT $first + i, 'C' || item, $score FROM range($count) AS one(i), "
            "range(24, 40) AS two(item)",
            {name: values[name] for name in ("first", "count", "score")},
        )
        first += count
    con.execute(
        "INSERT INTO inspection (inspection_id, load_id, inspected_on, inspector_level, form, unit_code, "
        "remedy_due_on, remedied_on) VALUES "
        "('K1', 2, '2026-08-05', 'city_team', 'unannounced', ?, '2026-08-20', '2026-08-19'), "
        "('K2', 2, '2026-07-02', 'ward', 'planned', ?, NULL, NULL), "
        "('K3', 2, '2026-04-02', 'ward', 'planned', ?, NULL, NULL)",
        [WARD] * 3,
    )
    con.execute("INSERT INTO finding VALUES ('P1', 'K1', 'absent', 'minor', NULL, TRUE, 2)")
    con.execute(
        "INSERT INTO slip (slip_id, load_id, received_on, ward_code, channel, kind, about, seen_on, due_on, "
        "answered_on) VALUES "
        "('G1', 3, '2026-07-06', $ward, 'book', 'praise', 'conduct', '2026-07-08', NULL, '2026-07-10'), "
        "('G2', 3, '2026-08-06', $ward, 'book', 'praise', 'conduct', '2026-08-08', NULL, NULL), "
        "('G3', 3, '2026-09-01', $ward, 'book', 'praise', 'conduct', NULL, NULL, NULL), "
        "('G4', 3, '2026-09-28', $ward, 'book', 'praise', 'conduct', NULL, NULL, NULL)",
        {"ward": WARD},
    )
    con.execute(
        "INSERT INTO dossier_month VALUES ('2026-09-01', 4, $ward, 'land', 'service_centre', 100, 8, 90, 2, 80, 76, "
        "4, 20), ('2026-09-01', 4, $ward, 'land', 'national_portal', 50, 25, 25, 0, 40, 30, 10, 10)",
        {"ward": WARD},
    )
    for group, score, most in (("CKMB", 10, 18), ("TDGQ", 20, 20), ("MDHL", 8, 18)):
        con.execute(
            "INSERT INTO portal_score VALUES ('2026-09-10', 5, 'x', ?, 'x', ?, ?, ?)", [WARD, group, score, most]
        )
        con.execute("INSERT INTO portal_score VALUES ('2026-09-10', 5, 'x', ?, 'x', ?, 1, ?)", [OTHER, group, most])
    con.execute(
        "INSERT INTO action (action_id, load_id, unit_code, factor_code, problem, solution, due_on, status, "
        "done_on) VALUES ('A1', 6, $ward, 'access', 'a', 'b', '2026-08-01', 'under_way', NULL), "
        "('A2', 6, $ward, NULL, 'a', 'b', '2026-09-01', 'done', '2026-08-20')",
        {"ward": WARD},
    )


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Catalog]]:
    path: Path = build(tmp_path_factory.mktemp("card") / "card.duckdb", fill)
    database = Database(path)
    yield database, read_catalog(database)
    database.close()


@pytest.fixture(scope="module")
def card(opened: tuple[Database, Catalog]) -> pd.DataFrame:
    return ask(*opened, "unit_card", replace(QUARTER_3, ward=(WARD,)))


def value(card: pd.DataFrame, measure: str, column: str = "value", part: str | None = None) -> object:
    rows = card[card["measure_code"] == measure]
    if part:
        rows = rows[rows["part_code"] == part]
    (found,) = rows[column]
    return found


def test_satisfaction_is_the_headlines(opened: tuple[Database, Catalog], card: pd.DataFrame) -> None:
    told = ask(*opened, "headline", replace(QUARTER_3, ward=(WARD,)), compare="previous").iloc[0]
    assert value(card, "index") == told["index_pct"] == 100
    assert value(card, "index", "before_value") == told["before_index_pct"] == 50
    assert value(card, "index", "value_low") == told["index_low"]
    assert (value(card, "index", "base_n"), value(card, "index", "before_n")) == (40, 40)
    assert value(card, "index", "change_pct") == 50
    assert value(card, "index", "is_beyond_chance")
    factors = card[card["section_code"] == "factor"]
    assert factors["part_code"].tolist() == ["access", "procedures", "officials", "results", "feedback"]
    assert factors["value"].tolist() == [100] * 5


def test_other_registers_are_counted(card: pd.DataFrame) -> None:
    told = {
        "city_team_n": (1, 0),
        "city_team_with_findings_n": (1, 0),
        "self_n": (1, 1),
        "due_n": (1, 0),
        "remedied_on_time_n": (1, 0),
        "uninspected_days": (56, 89),  # from 5 August to 30 September; from 2 April to 30 June
        "received_n": (4, 0),
        "seen_n": (2, 0),
        "answered_n": (1, 0),
        "unseen_n": (2, 0),
        "unseen_overdue_n": (1, 0),
    }
    for code, both in told.items():
        assert (value(card, code), value(card, code, "before_value")) == both, code


def test_the_two_sources_of_dossiers_divide_as_they_define(card: pd.DataFrame) -> None:
    assert value(card, "centre_received_n") == 100
    assert value(card, "centre_on_time_pct") == pytest.approx(95)  # 76 of the 80 done
    assert value(card, "centre_online_pct") == pytest.approx(90)
    assert value(card, "portal_on_time_pct") == pytest.approx(60)  # 30 of the 40 done and the 10 open
    assert value(card, "portal_overdue_n") == 10


def test_index_766_with_what_is_lost(card: pd.DataFrame) -> None:
    assert (value(card, "portal_score"), value(card, "portal_score", "value_high")) == (38, 56)
    assert (value(card, "portal_rank"), value(card, "portal_rank", "base_n")) == (1, 2)
    assert value(card, "portal_lost", part="CKMB") == 8
    assert value(card, "portal_lost", part="TDGQ") == 0
    assert value(card, "portal_lost", "state_code", part="ONLINE") == "missing"


def test_the_plan(card: pd.DataFrame) -> None:
    assert [value(card, f"actions_{code}n") for code in ("", "done_", "late_")] == [2, 1, 1]


def test_a_small_unit_is_hidden_on_its_card(opened: tuple[Database, Catalog]) -> None:
    card = ask(*opened, "unit_card", replace(QUARTER_3, ward=(SMALL,)))
    part = card[card["section_code"].isin(["satisfaction", "factor"])]
    assert set(part.loc[part["measure_code"].isin(["index", "factor_index"]), "state_code"]) == {"hidden"}
    numbers = part[["value", "value_low", "value_high", "base_n", "change_pct"]]
    assert numbers.isna().all(axis=None)
    assert value(card, "received_n") == 0


def test_nothing_is_compared_across_the_change_of_units(opened: tuple[Database, Catalog]) -> None:
    """00004 was another ward until 30 June 2025."""
    after = QUARTER_3.over(date(2025, 7, 1), date(2025, 9, 1))
    card = ask(*opened, "unit_card", replace(after, ward=(WARD,)))
    assert card["before_value"].isna().all()
    assert set(card["unit_name"]) == {"Ba Đình"}
    earlier = ask(*opened, "unit_card", replace(after.previous(), ward=(WARD,)))
    assert set(earlier["unit_name"]) == {"Trúc Bạch"}


def test_a_district_adds_up_its_wards(opened: tuple[Database, Catalog]) -> None:
    card = ask(*opened, "unit_card", replace(QUARTER_3, district=("001",)))
    assert set(card["unit_level"]) == {"district"}
    assert value(card, "centre_received_n") == 100
    assert value(card, "city_team_n") == 1
    assert value(card, "portal_score", "state_code") == "missing"  # the portal has no former districts


def test_without_a_unit_there_is_no_card(opened: tuple[Database, Catalog]) -> None:
    assert ask(*opened, "unit_card", QUARTER_3).empty
    both = ask(*opened, "unit_card", replace(QUARTER_3, ward=(WARD, OTHER)))
    assert both["unit_code"].unique().tolist() == [WARD, OTHER]
    assert both["unit_code"].value_counts().nunique() == 1
