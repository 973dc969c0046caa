"""Outlines as the dashboard reads them: of the units in force on a day, and what has none."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data import build
from queries import boundaries
from queries.database import Database

TODAY = date(2026, 9, 30)
BEFORE = date(2024, 5, 1)
SQUARE = "[[[[105.8,21.0],[105.9,21.0],[105.9,21.1],[105.8,21.0]]]]"


def _fill(con: duckdb.DuckDBPyConnection) -> None:
    """A ward founded in 2026 that nobody has drawn, and official outlines of two of the old wards."""
    con.execute(
        "INSERT INTO unit (unit_code, valid_from, name, kind, level, parent_code, source)"
        " VALUES ('99999', DATE '2026-01-01', 'Mới Lập', 'phường', 'ward', '01', 'test')"
    )
    for code in ("00001", "00004"):
        con.execute(
            "INSERT INTO boundary VALUES ('official', ?, DATE '2021-01-01', 'ward', ?, 105.88, 21.05, 1.0)",
            [code, SQUARE],
        )
    con.execute(
        "INSERT INTO boundary_source VALUES ('official', 'ward', DATE '2021-01-01', 'Sở Nội vụ', 'nội bộ', 'cu.json',"
        " 'ab', 'EPSG:4326', DATE '2026-11-01', NULL, NULL)"
    )


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(build.build(tmp_path_factory.mktemp("drawn") / "drawn.duckdb", _fill))
    yield database
    database.close()


def test_todays_wards_have_hexagons_and_a_schematic_map(drawn: Database) -> None:
    assert boundaries.forms(drawn, "ward", TODAY) == ("hex", "schematic")
    found = boundaries.outlines(drawn, "schematic", "ward", TODAY)
    assert len(found.codes) == len(found.polygons) == len(found.labels) == len(found.areas_km2) == 126
    assert list(found.codes) == sorted(found.codes)
    assert found.by_code["00004"] == found.polygons[found.codes.index("00004")]
    assert found.areas_km2[found.codes.index("00004")] == pytest.approx(2.97, rel=1e-3)
    assert found.source is not None
    assert "không phải địa giới" in found.source.source


def test_a_ward_that_nobody_has_drawn_is_missing(drawn: Database) -> None:
    found = boundaries.outlines(drawn, "schematic", "ward", TODAY)
    assert found.missing == ("99999",)
    assert "99999" not in found.codes
    assert boundaries.outlines(drawn, "schematic", "ward", date(2025, 12, 31)).missing == ()


def test_a_code_of_two_lives_has_the_outline_of_the_day(drawn: Database) -> None:
    old = boundaries.outlines(drawn, "official", "ward", BEFORE)
    assert old.codes == ("00001", "00004")
    assert len(old.missing) == 524
    assert boundaries.forms(drawn, "ward", BEFORE) == ("official",)
    assert boundaries.outlines(drawn, "official", "ward", TODAY).codes == ()
    assert old.source is not None
    assert (old.source.licence, old.source.imported_on) == ("nội bộ", date(2026, 11, 1))


@pytest.mark.parametrize("day", [BEFORE, date(2025, 6, 30), TODAY])
def test_districts_are_those_of_their_last_day_ever_after(drawn: Database, day: date) -> None:
    assert boundaries.forms(drawn, "district", day) == ("hex", "schematic")
    found = boundaries.outlines(drawn, "schematic", "district", day)
    assert len(found.codes) == 30
    assert found.source is not None
    assert found.source.derived_from == "ward 2025-07-01"


@pytest.mark.parametrize("day", [date(2019, 1, 1), BEFORE, TODAY])
def test_the_city_has_one_outline(drawn: Database, day: date) -> None:
    assert boundaries.forms(drawn, "city", day) == ("schematic",)
    assert boundaries.outlines(drawn, "schematic", "city", day).codes == ("HN",)


def test_the_key_tells_outlines_apart(drawn: Database) -> None:
    keys = {boundaries.outlines(drawn, "schematic", level, TODAY).key for level in boundaries.LEVELS}
    assert len(keys) == 3
    assert boundaries.outlines(drawn, "official", "ward", TODAY).key == ""


def test_a_file_of_an_earlier_release_has_hexagons_only(tmp_path: Path) -> None:
    path = build.build(tmp_path / "old.duckdb", lambda _: None)
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE boundary")
        con.execute("DROP TABLE boundary_source")
        con.execute("DROP TABLE ward_2024")
    database = Database(path)
    try:
        assert boundaries.earlier_wards(database, BEFORE) == {}
        assert boundaries.forms(database, "ward", TODAY) == ("hex",)
        assert boundaries.forms(database, "city", TODAY) == ()
        assert boundaries.outlines(database, "schematic", "ward", TODAY).codes == ()
    finally:
        database.close()


def test_such_a_file_gets_the_schematic_map_when_something_is_loaded(tmp_path: Path) -> None:
    path = build.build(tmp_path / "old.duckdb", lambda _: None)
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE boundary")
        con.execute("DROP TABLE boundary_source")
        build.add_outlines(con)
        build.add_outlines(con)
        assert con.execute("SELECT count(*) FROM boundary").fetchall() == [(157,)]


def test_wards_of_before_2025_are_drawn_until_then_once_imported(tmp_path: Path) -> None:
    def fill(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(
            "INSERT INTO boundary SELECT 'official', unit_code, valid_from, 'ward_2024', ?, 105.88, 21.05, 1.0"
            " FROM ward_2024",
            [SQUARE],
        )

    database = Database(build.build(tmp_path / "first.duckdb", fill))
    try:
        assert boundaries.forms(database, "ward", BEFORE) == ("official",)
        assert boundaries.forms(database, "ward", date(2025, 1, 1)) == ()
        found = boundaries.outlines(database, "official", "ward", date(2024, 12, 31))
        assert (len(found.codes), found.missing) == (579, ())
        wards = boundaries.earlier_wards(database, BEFORE)
        assert wards.keys() == set(found.codes)
        assert (wards["10402"].name, wards["10402"].kind_en, wards["10402"].district_code) == (
            "Hoà Lâm",
            "commune",
            "281",
        )
        assert boundaries.earlier_wards(database, date(2025, 1, 1)) == {}
    finally:
        database.close()


def test_without_them_nothing_changes(drawn: Database) -> None:
    assert boundaries.earlier_wards(drawn, BEFORE) == {}
