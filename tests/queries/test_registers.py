"""Cells of the other registers: each row in the unit in force on its day, and filters that choose among them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.build import build
from queries import question as asking
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.header import FOLDER, Small, _small
from queries.suppression import with_small_hidden

WHOLE = Filters("one_stop_slip", date(2025, 1, 1), date(2026, 12, 1))
# Trúc Bạch (quận Ba Đình) until 2025-06-30, Ba Đình since: one code, two wards.
ROWS = [
    ("A", "2025-06-30", "city_team", "planned", "00004"),
    ("B", "2025-07-01", "city_team", "planned", "00004"),
    ("C", "2025-06-30", "district", "unannounced", "001"),
    ("D", "2026-03-05", "department", "on_complaint", "S01"),
    ("E", "2026-03-31", "ward", "planned", "00070"),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Catalog]:
    """A file that holds five inspections and not one slip."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(
            "INSERT INTO data_load BY NAME SELECT 1 AS load_id, 'inspection' AS kind, 'a.xlsx' AS file_name, "
            "repeat('0', 64) AS sha256, TIMESTAMP '2026-04-01' AS loaded_at, 5 AS rows_n, 5 AS accepted_n, "
            "0 AS rejected_n, DATE '2025-06-30' AS first_on, DATE '2026-03-31' AS last_on, FALSE AS is_simulated"
        )
        department = con.execute("SELECT min(unit_code) FROM unit WHERE level = 'department'").fetchall()[0][0]
        for name, day, level, form, unit in ROWS:
            con.execute(
                "INSERT INTO inspection (inspection_id, load_id, inspected_on, inspector_level, form, unit_code) "
                "VALUES (?, 1, ?, ?, ?, ?)",
                [name, day, level, form, department if unit == "S01" else unit],
            )

    path: Path = build(tmp_path_factory.mktemp("registers") / "registers.duckdb", fill)
    database = Database(path)
    return database, read_catalog(database)


def rows(opened: tuple[Database, Catalog], filters: Filters, period: str = "of the period") -> set[str]:
    """The inspections that a question with these filters would read."""
    database, catalog = opened
    predicates = [asking.PERIODS[period], *(asking._chosen(name, filters) for name in asking.REGISTERS["inspection"])]
    sql = asking.cells_text("inspection", predicates)
    frame = database.frame(sql, asking.used_values(sql, asking.bound_values(catalog, filters)))
    return set(frame["inspection_id"])


def test_a_file_without_slips_opens(opened: tuple[Database, Catalog]) -> None:
    database, catalog = opened
    assert (catalog.first_month, catalog.last_month) == (date(2025, 6, 1), date(2026, 3, 1))
    assert catalog.default_period == (date(2026, 1, 1), date(2026, 3, 1))
    assert catalog.register_days == {"inspection": date(2026, 3, 31)}
    assert {"one_stop_slip", "city_survey"} <= set(catalog.instruments)
    answer = asking.ask(database, catalog, "satisfaction_by_ward", replace(WHOLE, start=date(2026, 1, 1)))
    assert len(answer) == 126
    assert not answer["slips_n"].sum()


def test_rows_of_the_period(opened: tuple[Database, Catalog]) -> None:
    assert rows(opened, WHOLE) == set("ABCDE")
    march = WHOLE.over(date(2026, 3, 1), date(2026, 3, 1))
    assert rows(opened, march) == {"D", "E"}
    assert rows(opened, WHOLE.over(date(2025, 7, 1), date(2025, 7, 1)), "until its end") == {"A", "B", "C"}
    assert rows(opened, march, "of all time") == set("ABCDE")


def test_a_district_holds_its_wards_of_both_times_but_no_department(opened: tuple[Database, Catalog]) -> None:
    assert rows(opened, replace(WHOLE, district=("001",))) == {"A", "B", "C"}
    assert rows(opened, replace(WHOLE, district=("002",))) == {"E"}


def test_a_ward_is_the_one_in_force_at_the_periods_end(opened: tuple[Database, Catalog]) -> None:
    assert rows(opened, replace(WHOLE, ward=("00004",))) == {"B"}
    before = replace(WHOLE, ward=("00004",), end=date(2025, 6, 1))
    assert rows(opened, before) == {"A"}


@pytest.mark.parametrize("register", asking.REGISTERS)
def test_every_register_has_cells_that_know_its_filters(register: str, opened: tuple[Database, Catalog]) -> None:
    database, catalog = opened
    chosen = replace(WHOLE, district=("001",), ward=("00004",), field=("land",), factor="access")
    predicates = [asking._chosen(name, chosen) for name in asking.REGISTERS[register]]
    if register != "published":
        predicates.append(asking.PERIODS["of the period"])
    sql = asking.cells_text(register, predicates)
    assert (FOLDER / "cells" / f"{register}.sql").read_text(encoding="utf-8").startswith("-- ")
    frame = database.frame(sql, asking.used_values(sql, asking.bound_values(catalog, chosen)))
    assert "month" in frame or register == "published"


def test_what_a_header_hides_is_read() -> None:
    assert _small("rated_n below 10 hides rated_n, satisfied_pct within all") == Small(
        "rated_n", 10, ("rated_n", "satisfied_pct"), ((),)
    )
    assert _small("sanctions_n below 5 hides sanctions_n").groups == ()
    assert _small("a_n below 5 hides a_n within ward_code; all").groups == (("ward_code",), ())
    with pytest.raises(ValueError, match="small"):
        _small("rated_n under ten")


def test_a_small_count_hides_with_it_a_shield(opened: tuple[Database, Catalog]) -> None:
    database, _ = opened
    frame = database.frame("SELECT * FROM (VALUES ('a', 3), ('b', 9), ('c', 40), ('d', 0)) AS t(code, n)")
    shown = with_small_hidden(frame, "n", 5, ["n"], [[]])
    assert shown["is_hidden"].tolist() == [True, True, False, False]
    assert shown["n"].isna().tolist() == [True, True, False, False]
    assert with_small_hidden(frame, "n", 5, ["n"], [])["is_hidden"].tolist() == [True, False, False, False]
    assert with_small_hidden(frame.head(0), "n", 5, ["n"], [[]])["is_hidden"].tolist() == []
