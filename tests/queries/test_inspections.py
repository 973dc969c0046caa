"""Inspections, findings, discipline and what follows a first inspection: counted by hand, and a known effect found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from data import demo
from data.build import build
from data.demo_effect import INSPECTION_FACTOR
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

QUARTER = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
BEFORE = Filters("one_stop_slip", date(2025, 4, 1), date(2025, 6, 1))
# id, day, level, form, unit, remedy due, remedied, kinds of findings with severity
INSPECTIONS = [
    ("A", "2026-07-01", "city_team", "unannounced", "00004", "2026-07-31", "2026-07-31", "absent:minor books:serious"),
    ("B", "2026-07-15", "city_team", "planned", "00070", None, None, ""),
    ("C", "2026-08-03", "ward", "planned", "00004", "2026-08-20", "2026-08-21", "books:minor"),
    ("D", "2026-08-04", "ward", "on_complaint", "00008", "2026-08-25", None, "harassment:very_serious books:minor"),
    ("E", "2026-09-10", "department", "unannounced", "00070", "2026-10-10", None, "late_dossier:serious"),
    ("F", "2026-03-02", "department", "planned", "00008", "2026-04-01", "2026-03-20", "absent:minor"),
    # Trúc Bạch, whose code is Ba Đình's since, and a district.
    ("G", "2025-06-30", "city_team", "planned", "00004", None, None, ""),
    ("H", "2025-06-02", "district", "planned", "001", "2025-06-10", "2025-06-09", "absent:minor"),
]
# kind, day, unit, how many
SANCTIONS = [
    ("reprimand", "2026-07-01", "00004", 5),
    ("warning", "2026-08-01", "00070", 4),
    ("dismissal", "2026-08-01", None, 6),
    ("pay_cut", "2025-06-30", "00004", 7),
    ("reprimand", "2025-06-30", "00004", 1),
]
DEMO_SLIPS = 300_000
OPEN_ENDED = Filters("one_stop_slip", date(2026, 9, 1), date(2026, 9, 1))


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """The rows above."""
    con.execute(
        "INSERT INTO data_load BY NAME SELECT 1 AS load_id, 'inspection' AS kind, 'kt.xlsx' AS file_name, "
        "repeat('0', 64) AS sha256, TIMESTAMP '2026-10-01' AS loaded_at, 8 AS rows_n, 8 AS accepted_n, "
        "0 AS rejected_n, DATE '2025-06-02' AS first_on, DATE '2026-09-28' AS last_on, FALSE AS is_simulated"
    )
    for name, day, level, form, unit, due, remedied, found in INSPECTIONS:
        con.execute(
            "INSERT INTO inspection VALUES (?, 1, ?, ?, ?, ?, 20, 1, ?, ?)",
            [name, day, level, form, unit, due, remedied],
        )
        for number, one in enumerate(found.split()):
            kind, severity = one.split(":")
            field = "land" if kind in ("books", "late_dossier") else None
            con.execute(
                "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, 1)",
                [f"{name}{number}", name, kind, severity, field, remedied is not None],
            )
    for kind, day, unit, times in SANCTIONS:
        for number in range(times):
            con.execute(
                "INSERT INTO sanction VALUES (?, 1, NULL, ?, ?, 'civil_servant', ?)",
                [f"{kind}{day}{number}", unit, kind, day],
            )


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Catalog]]:
    """A file with these rows and not one slip."""
    database = Database(build(tmp_path_factory.mktemp("inspections") / "inspections.duckdb", fill))
    yield database, read_catalog(database)
    database.close()


@pytest.fixture(scope="module")
def simulated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo large enough for its known effect."""
    path = tmp_path_factory.mktemp("effect") / "demo.duckdb"
    return build(path, lambda con: demo.fill(con, DEMO_SLIPS))


@pytest.fixture(scope="module")
def simulated(simulated_file: Path) -> Iterator[tuple[Database, Catalog]]:
    """That demo, opened."""
    database = Database(simulated_file)
    yield database, read_catalog(database)
    database.close()


def test_a_quarter_by_level(held: tuple[Database, Catalog]) -> None:
    rows = ask(*held, "inspections_by_month", QUARTER, step="quarter").set_index("inspector_level")
    assert rows.index.tolist() == ["city_team", "department", "ward"]
    counts = ["inspections_n", "planned_n", "unannounced_n", "on_complaint_n", "with_findings_n", "findings_n"]
    assert rows.loc["city_team", counts].tolist() == [2, 1, 1, 0, 1, 2]
    assert rows.loc["ward", counts].tolist() == [2, 1, 0, 1, 2, 3]
    assert rows.loc["department", counts].tolist() == [1, 0, 1, 0, 1, 1]
    assert rows["absent_n"].tolist() == [2, 1, 2]


def test_remedied_on_time_counts_what_is_due_by_the_end_of_period_or_data(held: tuple[Database, Catalog]) -> None:
    rows = ask(*held, "inspections_by_month", QUARTER, step="quarter").set_index("inspector_level")
    # A in time, C a day late, D never, E due after the end.
    assert rows[["due_n", "remedied_on_time_n", "unremedied_n"]].to_dict("index") == {
        "city_team": {"due_n": 1, "remedied_on_time_n": 1, "unremedied_n": 0},
        "department": {"due_n": 0, "remedied_on_time_n": 0, "unremedied_n": 0},
        "ward": {"due_n": 2, "remedied_on_time_n": 0, "unremedied_n": 1},
    }
    # On 31 August: C was remedied after its day, D is open. Until the end of 2026 E is due, but the data end before.
    august = ask(*held, "inspections_by_month", QUARTER.over(date(2026, 8, 1), date(2026, 8, 1)))
    assert august[["due_n", "unremedied_n"]].values.tolist() == [[2, 1]]
    later = ask(*held, "inspections_by_month", QUARTER.over(date(2026, 7, 1), date(2026, 12, 1)), step="year")
    assert later.set_index("inspector_level").loc["department", "due_n"] == 0


def test_units_with_and_without_inspections(held: tuple[Database, Catalog]) -> None:
    units = ask(*held, "inspections_by_unit", QUARTER)
    assert units["unit_level"].value_counts()["ward"] == 126
    assert "district" not in set(units["unit_level"])
    never = units["last_inspected_on"].isna()
    assert never.sum() == len(units) - 3
    assert units.loc[never, "last_days"].isna().all()
    assert (
        units.loc[never & (units["unit_level"] == "ward"), "uninspected_days"] == 454
    ).all()  # 2025-07-01 … 2026-09-28
    own = units.set_index("unit_code")
    counts = ["city_team_n", "self_n", "city_team_findings_n", "self_findings_n", "due_n", "remedied_on_time_n"]
    # G was of Trúc Bạch, another ward.
    assert own.loc["00004", counts].tolist() == [1, 1, 2, 1, 2, 1]
    assert own.loc["00004", ["so_far_city_team_n", "so_far_self_n"]].tolist() == [1, 1]
    assert own.loc["00008", ["self_n", "so_far_self_n", "self_with_findings_pct"]].tolist() == [1, 2, 100]
    assert pd.isna(own.loc["00008", "city_team_with_findings_pct"])
    assert own.loc["00070", ["city_team_with_findings_pct", "last_days", "uninspected_days"]].tolist() == [0, 18, 18]
    assert own.loc["00008", "first_inspected_on"] == pd.Timestamp("2026-03-02")


def test_units_of_an_earlier_period_are_those_of_their_time(held: tuple[Database, Catalog]) -> None:
    units = ask(*held, "inspections_by_unit", BEFORE)
    assert units["unit_level"].value_counts()[["district", "ward"]].tolist() == [30, 526]
    own = units.set_index("unit_code")
    assert own.loc["00004", ["unit_name", "city_team_n", "uninspected_days"]].tolist() == ["Trúc Bạch", 1, 0]
    assert own.loc["001", ["self_n", "self_findings_n", "last_days"]].tolist() == [1, 1, 28]


def test_filters_choose_among_units(held: tuple[Database, Catalog]) -> None:
    across = QUARTER.over(date(2025, 6, 1), date(2026, 9, 1))
    ward = ask(*held, "inspections_by_unit", replace(across, ward=("00004",)))
    assert ward["unit_name"].tolist() == ["Ba Đình"]
    district = ask(*held, "inspections_by_unit", replace(across, district=("001",)))
    assert set(district["district_code"]) == {"001"}
    assert {"00004", "00008", "001"} <= set(district["unit_code"])
    assert ask(*held, "inspections_by_month", replace(QUARTER, ward=("00008",)))["inspections_n"].tolist() == [1]


def test_findings_by_kind_keep_the_two_sides_apart(held: tuple[Database, Catalog]) -> None:
    kinds = ask(*held, "findings_by_kind", QUARTER)
    keys = kinds[["inspected_by", "finding_kind", "findings_n"]].values.tolist()
    assert keys == [
        ["city_team", "absent", 1],
        ["city_team", "books", 1],
        ["self", "books", 2],
        ["self", "harassment", 1],
        ["self", "late_dossier", 1],
    ]
    assert kinds["cumulative_pct"].tolist() == [50, 100, 50, 75, 100]
    assert kinds[["minor_n", "serious_n", "very_serious_n", "remedied_n"]].values.tolist() == [
        [1, 0, 0, 1], [0, 1, 0, 1], [2, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0],
    ]  # fmt: skip
    of_land = ask(*held, "findings_by_kind", replace(QUARTER, field=("land",)))
    assert of_land["findings_n"].tolist() == [1, 2, 1]


def test_findings_by_field(held: tuple[Database, Catalog]) -> None:
    fields = ask(*held, "findings_by_field", QUARTER)
    named = {(side, code if isinstance(code, str) else None): n for side, code, n in fields[
        ["inspected_by", "field_code", "findings_n"]
    ].itertuples(index=False)}  # fmt: skip
    assert named == {
        ("city_team", "land"): 1,
        ("city_team", None): 1,
        ("self", "land"): 3,
        ("self", None): 1,
    }


def test_findings_by_unit(held: tuple[Database, Catalog]) -> None:
    units = ask(*held, "findings_by_unit", QUARTER)
    kinds = ask(*held, "findings_by_kind", QUARTER).set_index(["inspected_by", "finding_kind"])
    assert (units.groupby(["inspected_by", "finding_kind"])["findings_n"].sum() == kinds["findings_n"]).all()
    of_books = units[units["finding_kind"] == "books"].set_index(["inspected_by", "unit_code"])
    assert of_books["findings_n"].to_dict() == {("city_team", "00004"): 1, ("self", "00004"): 1, ("self", "00008"): 1}
    assert of_books.loc[("self", "00004"), "unit_name"] == "Ba Đình"


def test_discipline_under_five_is_hidden_and_none_is_none(held: tuple[Database, Catalog]) -> None:
    kinds = ask(*held, "sanctions_by_kind", QUARTER).set_index("sanction_kind")
    assert not {"pay_cut", "demotion"} & set(kinds.index)  # ended on 2025-06-30
    assert kinds.loc["reprimand", "sanctions_n"] == 5
    assert pd.isna(kinds.loc["warning", "sanctions_n"])
    assert kinds["is_hidden"].to_dict() == {name: name == "warning" for name in kinds.index}
    assert kinds.loc["removal", "sanctions_n"] == 0


def test_ended_kinds_of_discipline_stand_in_their_time(held: tuple[Database, Catalog]) -> None:
    kinds = ask(*held, "sanctions_by_kind", BEFORE).set_index("sanction_kind")
    assert kinds.loc["pay_cut", "sanctions_n"] == 7
    assert kinds.loc[["pay_cut", "demotion"], "ended_on"].tolist() == [pd.Timestamp("2025-06-30")] * 2
    assert kinds.loc["demotion", "sanctions_n"] == 0
    assert bool(kinds.loc["reprimand", "is_hidden"])


def test_a_file_without_slips_estimates_nothing(held: tuple[Database, Catalog]) -> None:
    effect = ask(*held, "inspection_effect", QUARTER)
    assert effect["event_month"].tolist() == list(range(-6, 7))
    assert not effect["is_estimated"].any()
    assert effect[["effect_pct", "overall_pct", "pretrend_p"]].isna().all().all()


def test_nothing_in_the_register_is_an_empty_answer(small: Database, small_catalog: Catalog) -> None:
    for name in ("inspections_by_month", "findings_by_kind", "findings_by_field", "findings_by_unit"):
        assert ask(small, small_catalog, name, QUARTER).empty
    units = ask(small, small_catalog, "inspections_by_unit", QUARTER)
    assert units["last_inspected_on"].isna().all()
    assert (ask(small, small_catalog, "sanctions_by_kind", QUARTER)["sanctions_n"] == 0).all()
    assert not ask(small, small_catalog, "inspection_effect", QUARTER)["is_estimated"].any()


# ── The effect that the demo holds ─────────────────────────────────────────────────────────────────────────────────


def effect_of(held: tuple[Database, Catalog], factor: str | None) -> pd.DataFrame:
    """The answer for one factor."""
    return ask(*held, "inspection_effect", replace(OPEN_ENDED, factor=factor))


def test_the_known_effect_is_recovered(simulated: tuple[Database, Catalog]) -> None:
    effect = effect_of(simulated, INSPECTION_FACTOR)
    row = effect.iloc[0]
    # +2.0 points on the officials items once it is full, after 61 days.
    assert row["overall_low"] <= 2.0 <= row["overall_high"]
    assert row["overall_low"] > 0
    assert row["pretrend_p"] > 0.05
    path = effect.set_index("event_month")
    assert path.loc[-1, "effect_pct"] == 0
    assert (path["treated_n"] >= 8).all()
    # Not one estimate rests on wards of before the units changed: the most there can be are 126.
    assert (path["treated_n"] + path["controls_n"]).max() <= 2 * 126


@pytest.mark.parametrize("factor", ["access", "procedures", "results", "feedback"])
def test_a_factor_without_an_effect_shows_none(simulated: tuple[Database, Catalog], factor: str) -> None:
    row = effect_of(simulated, factor).iloc[0]
    # Four tests: 99 % intervals by way of half a width more.
    slack = 0.33 * (row["overall_high"] - row["overall_low"]) / 2
    assert row["overall_low"] - slack <= 0 <= row["overall_high"] + slack


def test_a_placebo_shows_none(simulated_file: Path, tmp_path: Path) -> None:
    """The same slips with first inspections dealt out anew among the wards: nothing is left of the effect."""
    path = tmp_path / "placebo.duckdb"
    path.write_bytes(simulated_file.read_bytes())
    with duckdb.connect(str(path)) as con:
        wards = [code for (code,) in con.execute(
            "SELECT unit_code FROM unit WHERE level = 'ward' AND valid_to IS NULL ORDER BY 1"
        ).fetchall()]  # fmt: skip
        dealt = np.random.default_rng(5).permutation(wards).tolist()
        con.execute(
            "CREATE TEMP TABLE dealt AS SELECT unnest($a) AS unit_code, unnest($b) AS other", {"a": wards, "b": dealt}
        )
        con.execute(
            "UPDATE inspection SET unit_code = other FROM dealt "
            "WHERE dealt.unit_code = inspection.unit_code AND inspected_on >= DATE '2025-07-01'"
        )
    database = Database(path)
    row = effect_of((database, read_catalog(database)), INSPECTION_FACTOR).iloc[0]
    database.close()
    assert row["is_estimated"]
    assert row["overall_low"] <= 0 <= row["overall_high"]


def test_a_window_never_crosses_the_change_of_units(simulated: tuple[Database, Catalog]) -> None:
    database, catalog = simulated
    # Two months after the change no ward in force has a window with a month before its first inspection … and after.
    early = ask(database, catalog, "inspection_effect", OPEN_ENDED.over(date(2025, 8, 1), date(2025, 8, 1)))
    assert not early["is_estimated"].any()
    # Just before it the wards are the old ones.
    old = ask(database, catalog, "inspection_effect", OPEN_ENDED.over(date(2025, 6, 1), date(2025, 6, 1)))
    assert old["treated_n"].max() > 126


def test_few_wards_are_said_not_estimated(simulated: tuple[Database, Catalog]) -> None:
    one = replace(OPEN_ENDED, district=("001",), factor=INSPECTION_FACTOR)
    effect = ask(*simulated, "inspection_effect", one)
    assert effect["treated_n"].max() < 8
    assert not effect["is_estimated"].any()
    assert effect["effect_pct"].isna().all()
