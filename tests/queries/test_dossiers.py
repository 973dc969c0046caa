"""Questions about dossiers on counts that are added up by hand; the two sources are never added."""

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

QUARTER = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
CENTRE, PORTAL = "service_centre", "national_portal"
# month, unit, field, source, direct, online, post, on time, overdue, open
ROWS = [
    ("2026-07-01", "00004", "land", CENTRE, 10, 80, 10, 90, 5, 20),
    ("2026-08-01", "00004", "land", CENTRE, 20, 60, 20, 100, 10, 10),
    ("2026-08-01", "00004", "civil_status", CENTRE, 5, 45, 0, 50, 0, 1),
    ("2026-08-01", "00070", "land", CENTRE, 0, 40, 0, 30, 6, 4),
    ("2026-07-01", "00004", "land", PORTAL, 10, 30, 0, 30, 10, 7),
    ("2026-09-01", "00004", "land", PORTAL, 0, 50, 0, 20, 20, 17),
    # Trúc Bạch and its district before the units changed.
    ("2026-06-01", "00070", "land", CENTRE, 1, 0, 0, 1, 0, 99),
    ("2025-06-01", "00004", "land", CENTRE, 7, 3, 0, 8, 2, 3),
    ("2025-06-01", "001", "land", CENTRE, 4, 4, 0, 6, 1, 1),
]
COUNTS = ["received_n", "direct_n", "online_n", "post_n", "done_n", "on_time_n", "overdue_n", "open_n"]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Catalog]:
    """The counts of ROWS."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(
            "INSERT INTO data_load BY NAME SELECT 1 AS load_id, 'dossier' AS kind, 'hs.csv' AS file_name, "
            "repeat('0', 64) AS sha256, TIMESTAMP '2026-10-11' AS loaded_at, 9 AS rows_n, 9 AS accepted_n, "
            "0 AS rejected_n, DATE '2025-06-01' AS first_on, DATE '2026-09-30' AS last_on, FALSE AS is_simulated"
        )
        for month, unit, field, source, direct, online, post, on_time, overdue, left in ROWS:
            received, done = direct + online + post, on_time + overdue
            con.execute(
                "INSERT INTO dossier_month VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [month, unit, field, source, received, direct, online, post, done, on_time, overdue, left],
            )

    database = Database(build(Path(tmp_path_factory.mktemp("dossiers")) / "dossiers.duckdb", fill))
    return database, read_catalog(database)


def test_months_of_each_source(held: tuple[Database, Catalog]) -> None:
    months = ask(*held, "dossiers_by_month", QUARTER)
    assert list(zip(months["dossier_source"], months["month"].dt.month, strict=True)) == [
        (CENTRE, 7), (CENTRE, 8), (PORTAL, 7), (PORTAL, 9),
    ]  # fmt: skip
    assert months.loc[1, COUNTS].tolist() == [190, 25, 145, 20, 196, 180, 16, 15]
    assert months.loc[1, "online_pct"] == pytest.approx(100 * 145 / 190)


def test_on_time_is_a_share_of_what_each_source_counts(held: tuple[Database, Catalog]) -> None:
    months = ask(*held, "dossiers_by_month", QUARTER)
    assert months["on_time_of_n"].tolist() == [95, 196, 40 + 7, 40 + 17]
    assert months["on_time_pct"].tolist() == pytest.approx(
        [100 * 90 / 95, 100 * 180 / 196, 100 * 30 / 47, 100 * 20 / 57]
    )


def test_what_is_open_is_that_of_the_last_month_reported(held: tuple[Database, Catalog]) -> None:
    quarter = ask(*held, "dossiers_by_month", QUARTER, step="quarter").set_index("dossier_source")
    # The service centre last reports August: 10 + 1 + 4. July's 20 are in it or done.
    assert quarter["open_n"].to_dict() == {CENTRE: 15, PORTAL: 17}
    assert quarter["received_n"].to_dict() == {CENTRE: 290, PORTAL: 90}
    assert quarter.loc[PORTAL, "on_time_pct"] == pytest.approx(100 * 50 / (80 + 17))


def test_units_stand_with_both_sources_side_by_side(held: tuple[Database, Catalog]) -> None:
    units = ask(*held, "dossiers_by_unit", QUARTER)
    assert len(units) == 126
    assert set(units["unit_level"]) == {"ward"}
    ward = units.set_index("unit_code").loc["00004"]
    names = ["received_n", "online_n", "done_n", "on_time_n", "overdue_n", "open_n"]
    assert [ward[f"centre_{name}"] for name in names] == [250, 185, 255, 240, 15, 11]
    assert [ward[f"portal_{name}"] for name in names] == [90, 80, 80, 50, 30, 17]
    assert ward["centre_on_time_pct"] == pytest.approx(100 * 240 / 255)
    assert ward["portal_on_time_pct"] == pytest.approx(100 * 50 / 97)
    silent = units.set_index("unit_code").loc["00008"]
    assert silent.filter(regex="^(centre|portal)_").isna().all(), "no report is not nought"
    assert units.set_index("unit_code").loc["00070", "centre_open_n"] == 4
    assert pd.isna(units.set_index("unit_code").loc["00070", "portal_open_n"])


def test_before_the_units_changed_districts_report_too(held: tuple[Database, Catalog]) -> None:
    june = QUARTER.over(date(2025, 6, 1), date(2025, 6, 1))
    units = ask(*held, "dossiers_by_unit", june)
    reporting = units[units["centre_received_n"].notna()].set_index("unit_level")
    assert reporting["unit_name"].to_dict() == {"district": "Ba Đình", "ward": "Trúc Bạch"}
    assert reporting["district_code"].tolist() == ["001", "001"]
    both = ask(*held, "dossiers_by_unit", QUARTER.over(date(2025, 6, 1), date(2026, 9, 1)))
    lives = both[(both["unit_code"] == "00004")].set_index("unit_name")["centre_received_n"]
    assert lives.to_dict() == {"Trúc Bạch": 10, "Ba Đình": 250}


def test_filters(held: tuple[Database, Catalog]) -> None:
    land = replace(QUARTER, field=("land",))
    fields = ask(*held, "dossiers_by_field", QUARTER)
    assert fields[["dossier_source", "field_code", "received_n", "open_n"]].to_numpy().tolist() == [
        [CENTRE, "land", 240, 14], [CENTRE, "civil_status", 50, 1], [PORTAL, "land", 90, 17],
    ]  # fmt: skip
    assert ask(*held, "dossiers_by_field", land)["field_code"].unique().tolist() == ["land"]
    ward = ask(*held, "dossiers_by_unit", replace(land, ward=("00070",)))
    assert ward[["unit_code", "centre_received_n", "centre_overdue_n"]].to_numpy().tolist() == [["00070", 40, 6]]
    assert ask(*held, "dossiers_by_unit", replace(land, district=("002",)))["centre_received_n"].sum() == 40


@pytest.mark.parametrize("name", ["dossiers_by_month", "dossiers_by_field"])
def test_no_dossiers_no_rows(held: tuple[Database, Catalog], name: str) -> None:
    assert ask(*held, name, QUARTER.over(date(2020, 1, 1), date(2020, 3, 1))).empty


def test_lateness_stands_beside_an_index_that_may_be_shown(held: tuple[Database, Catalog]) -> None:
    wards = ask(*held, "lateness_by_ward", QUARTER).set_index("ward_code")
    assert len(wards) == 126
    assert wards.loc["00004", ["centre_done_n", "centre_overdue_n"]].tolist() == [255, 15]
    assert wards.loc["00004", "centre_late_pct"] == pytest.approx(100 * 15 / 255)
    assert wards.loc["00004", "portal_late_pct"] == pytest.approx(100 * 30 / 80)
    assert pd.isna(wards.loc["00008", "centre_late_pct"])
    assert wards["index_pct"].isna().all(), "the file holds no survey slips"
    of_a_channel = ask(*held, "lateness_by_ward", replace(QUARTER, channel=("online",), factor="access"))
    pd.testing.assert_frame_equal(of_a_channel.set_index("ward_code"), wards)
