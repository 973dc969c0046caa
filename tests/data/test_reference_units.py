"""The reference CSVs fit the schema; units, links and hexagons hold together and agree with facts known otherwise."""

from __future__ import annotations

import csv
import json
import math
import sqlite3
import unicodedata
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from reference_tables import REFERENCE, TABLES
from simulated_data import frame, scalar

from data import reference_units

# Codes and names as the statistical office lists them, typed here by hand rather than read from the package.
KNOWN_WARDS = {
    "00004": "Ba Đình",
    "00082": "Cửa Nam",
    "00160": "Nghĩa Đô",
    "00175": "Yên Hoà",
    "00226": "Văn Miếu - Quốc Tử Giám",
    "00229": "Kim Liên",
    "00292": "Bạch Mai",
    "04930": "Yên Xuân",
    "09604": "Tùng Thiện",
    "09817": "Ô Diên",
    "10015": "Chương Mỹ",
    "10402": "Ứng Hoà",
    "10489": "Hương Sơn",
}
URBAN = ["001", "002", "003", "004", "005", "006", "007", "008", "009", "019", "021", "268"]
KIND_WORDS = ("phường ", "xã ", "thị trấn ", "thị xã ", "quận ", "huyện ", "thành phố ", "sở ")


@pytest.mark.parametrize("table", TABLES)
def test_header_is_the_table(database: duckdb.DuckDBPyConnection, table: str) -> None:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    columns = [name for (name,) in database.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
    ).fetchall()]  # fmt: skip
    assert header == columns


def test_every_csv_is_a_table_or_a_list_of_the_loader() -> None:
    assert {path.stem for path in REFERENCE.glob("*.csv")} == {*TABLES, "heading", "alias"}


@pytest.mark.parametrize("table", TABLES)
def test_file_format(table: str) -> None:
    content = (REFERENCE / f"{table}.csv").read_bytes()
    text = content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        assert all(value == value.strip() for row in csv.reader(file) for value in row)


# An outline's source is that of its set, in boundary_source.
@pytest.mark.parametrize("table", [table for table in TABLES if table != "boundary"])
def test_every_row_names_a_source(database: duckdb.DuckDBPyConnection, table: str) -> None:
    sources = frame(database, f"SELECT source FROM {table}")["source"]
    assert len(sources) > 0
    assert (sources.str.len() >= 8).all()
    assert not sources.str.contains(r"/work|/tmp|domain\.md|geo\.md|\bS\d{1,2}b?\b|\bseed\b", regex=True).any()


def test_every_outline_is_of_a_unit_and_of_a_set_with_a_source(database: duckdb.DuckDBPyConnection) -> None:
    assert scalar(database, "SELECT count(*) FROM boundary") == 126 + 30 + 1
    units = "LEFT JOIN unit USING (unit_code, valid_from, level) WHERE unit.name IS NULL AND level <> 'city'"
    assert scalar(database, f"SELECT count(*) FROM boundary {units}") == 0
    sets = "ANTI JOIN boundary_source USING (form, level, valid_from)"
    assert scalar(database, f"SELECT count(*) FROM boundary {sets}") == 0


def test_unit_counts(database: duckdb.DuckDBPyConnection) -> None:
    counts = frame(database, "SELECT level, kind, year(valid_from) AS first, count(*) AS n FROM unit GROUP BY ALL")
    found = {(row.level, row.kind, row.first): row.n for row in counts.itertuples()}
    assert {key: n for key, n in found.items() if key[0] != "department"} == {
        ("city", "thành phố", 2021): 1,
        ("district", "quận", 2021): 12,
        ("district", "huyện", 2021): 17,
        ("district", "thị xã", 2021): 1,
        ("ward", "phường", 2021): 160,
        ("ward", "xã", 2021): 345,
        ("ward", "thị trấn", 2021): 21,
        ("ward", "phường", 2025): 51,
        ("ward", "xã", 2025): 75,
    }


@pytest.mark.parametrize(
    ("day", "wards_n", "districts_n"),
    [("2021-01-01", 526, 30), ("2025-06-30", 526, 30), ("2025-07-01", 126, 0), ("2026-12-31", 126, 0)],
)
def test_units_in_force(database: duckdb.DuckDBPyConnection, day: str, wards_n: int, districts_n: int) -> None:
    in_force = (
        "SELECT count(*) FROM unit WHERE level = ? AND CAST(? AS DATE)"
        " BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31')"
    )
    assert scalar(database, in_force, "ward", day) == wards_n
    assert scalar(database, in_force, "district", day) == districts_n


def test_known_wards(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute("SELECT unit_code, name FROM unit WHERE valid_from = DATE '2025-07-01'").fetchall()
    names = dict(rows)
    assert {code: names.get(code) for code in KNOWN_WARDS} == KNOWN_WARDS


def test_new_codes_are_reused_old_ones(database: duckdb.DuckDBPyConnection) -> None:
    reused = frame(
        database,
        "SELECT new.name <> old.name AS has_other_name, new.kind <> old.kind AS has_other_kind"
        " FROM unit AS new JOIN unit AS old USING (unit_code)"
        " WHERE new.valid_from = DATE '2025-07-01' AND old.valid_to = DATE '2025-06-30'",
    )
    assert len(reused) == 126
    assert int(reused["has_other_name"].sum()) == 96
    assert int((reused["has_other_name"] | reused["has_other_kind"]).sum()) == 103


def test_areas_and_points(database: duckdb.DuckDBPyConnection) -> None:
    total = scalar(database, "SELECT sum(area_km2) FROM unit")
    assert isinstance(total, float)
    assert math.isclose(total, 3359.97, abs_tol=0.05)
    placed = frame(database, "SELECT valid_from, lon, lat, area_km2 FROM unit WHERE lon IS NOT NULL OR lat IS NOT NULL")
    assert len(placed) == 126
    assert (placed["valid_from"] == pd.Timestamp("2025-07-01")).all()
    assert placed["lon"].between(105.28, 106.03).all()
    assert placed["lat"].between(20.55, 21.40).all()
    assert placed["area_km2"].between(1, 100).all()


def test_names(database: duckdb.DuckDBPyConnection) -> None:
    names = frame(database, "SELECT name FROM unit")["name"]
    assert not names.str.lower().str.startswith(KIND_WORDS).any()
    # One spelling of the tone mark throughout: Hoà and Thuỵ, never Hòa and Thụy.
    assert not names.str.contains(r"[òóỏõọ][ae]\b|(?<![qQ])[ùúủũụ]y\b", regex=True).any()
    doubled = frame(
        database,
        "SELECT name FROM unit WHERE valid_from = DATE '2025-07-01' GROUP BY name HAVING count(*) > 1",
    )
    assert doubled.empty


def test_parents(database: duckdb.DuckDBPyConnection) -> None:
    orphans = frame(
        database,
        "SELECT child.unit_code FROM unit AS child"
        " LEFT JOIN unit AS parent ON parent.unit_code = child.parent_code"
        " AND parent.valid_from <= child.valid_from"
        " AND coalesce(parent.valid_to, DATE '9999-12-31') >= coalesce(child.valid_to, DATE '9999-12-31')"
        " WHERE child.level <> 'city'"
        " AND (parent.unit_code IS NULL OR parent.level NOT IN ('city', 'district'))",
    )
    assert orphans.empty
    old = frame(database, "SELECT parent_code FROM unit WHERE level = 'ward' AND valid_to IS NOT NULL")["parent_code"]
    assert old.nunique() == 30
    assert (
        scalar(database, "SELECT count(*) FROM unit WHERE valid_from = DATE '2025-07-01' AND parent_code = '01'") == 126
    )


def test_former_districts(database: duckdb.DuckDBPyConnection) -> None:
    former = frame(
        database,
        "SELECT ward.unit_code, district.unit_code AS district FROM unit AS ward LEFT JOIN unit AS district"
        " ON district.unit_code = ward.former_district_code AND district.level = 'district'"
        " WHERE ward.valid_from = DATE '2025-07-01'",
    )
    assert len(former) == 126
    assert former["district"].notna().all()
    assert former["district"].nunique() == 30
    only_new = "SELECT count(*) FROM unit WHERE former_district_code IS NOT NULL AND valid_from < DATE '2025-07-01'"
    assert scalar(database, only_new) == 0
    # A ward has at least one predecessor in the district it is said to come from.
    unsupported = frame(
        database,
        "SELECT new.unit_code FROM unit AS new WHERE new.valid_from = DATE '2025-07-01' AND NOT EXISTS ("
        "SELECT 1 FROM unit_link AS link"
        " JOIN unit AS old ON old.unit_code = link.old_code AND old.valid_to IS NOT NULL"
        " WHERE link.new_code = new.unit_code AND old.parent_code = new.former_district_code)",
    )
    assert unsupported.empty


def test_urban_districts(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute("SELECT unit_code FROM unit WHERE kind = 'quận' ORDER BY unit_code").fetchall()
    assert [code for (code,) in rows] == URBAN


def test_links(database: duckdb.DuckDBPyConnection) -> None:
    assert scalar(database, "SELECT count(*) FROM unit_link") == 795
    missing = frame(
        database,
        "SELECT link.* FROM unit_link AS link"
        " LEFT JOIN unit AS old ON old.unit_code = link.old_code AND old.level = 'ward'"
        " AND old.valid_to = DATE '2025-06-30'"
        " LEFT JOIN unit AS new ON new.unit_code = link.new_code AND new.valid_from = DATE '2025-07-01'"
        " WHERE old.unit_code IS NULL OR new.unit_code IS NULL",
    )
    assert missing.empty
    assert scalar(database, "SELECT count(DISTINCT old_code) FROM unit_link") == 526
    assert scalar(database, "SELECT count(DISTINCT new_code) FROM unit_link") == 126
    area_only = database.execute(
        "SELECT old_code, new_code, weight FROM unit_link WHERE relation = 'area_only'"
    ).fetchall()
    assert area_only == [("09013", "09817", 0.0)]


def test_link_weights(database: duckdb.DuckDBPyConnection) -> None:
    wards = frame(
        database,
        "SELECT old_code, count(*) AS n, count(*) FILTER (relation = 'whole') AS whole_n,"
        " count(*) FILTER (relation = 'part') AS part_n,"
        " count(weight) FILTER (relation = 'part') AS weighted_part_n,"
        " sum(weight) FILTER (relation = 'whole') AS whole FROM unit_link GROUP BY old_code",
    )
    single = wards[wards["n"] == 1]
    split = wards[wards["n"] > 1]
    assert (len(single), len(split)) == (327, 199)
    assert (single["whole_n"] == 1).all()
    assert (single["whole"] == 1).all()
    assert (split["whole_n"] == 0).all()
    assert (split["part_n"] >= 2).all()
    assert (split["weighted_part_n"] == 0).all()


def test_link_examples(database: duckdb.DuckDBPyConnection) -> None:
    """Nghĩa Tân went wholly to Nghĩa Đô; Mỹ Đình 1 was split, part of it to Cầu Giấy."""
    sql = (
        "SELECT link.new_code, link.relation FROM unit_link AS link"
        " JOIN unit AS old ON old.unit_code = link.old_code"
        " WHERE old.name = ? AND old.valid_to IS NOT NULL AND old.level = 'ward'"
    )
    assert database.execute(sql, ["Nghĩa Tân"]).fetchall() == [("00160", "whole")]
    my_dinh = database.execute(sql, ["Mỹ Đình 1"]).fetchall()
    assert len(my_dinh) > 1
    assert ("00166", "part") in my_dinh


@pytest.mark.parametrize(("layout", "level", "n"), [("ward_126", "ward", 126), ("district_30", "district", 30)])
def test_hexagons(database: duckdb.DuckDBPyConnection, layout: str, level: str, n: int) -> None:
    last_day = "2026-01-01" if level == "ward" else "2025-06-30"
    rows = frame(
        database,
        "SELECT hex.hex_row, hex.hex_col FROM unit_hex AS hex JOIN unit ON unit.unit_code = hex.unit_code"
        " AND unit.level = ? AND CAST(? AS DATE)"
        " BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')"
        " WHERE hex.layout = ?",
        level,
        last_day,
        layout,
    )
    assert len(rows) == n == scalar(database, "SELECT count(*) FROM unit_hex WHERE layout = ?", layout)
    assert not rows.duplicated().any()


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("Yên Hòa", "Yên Hoà"),
        ("Thụy Khuê", "Thuỵ Khuê"),
        ("Thanh Thùy", "Thanh Thuỳ"),
        ("Trâu Quỳ", "Trâu Quỳ"),
        ("Hoài Đức", "Hoài Đức"),
        (unicodedata.normalize("NFD", "Dân Hòa"), "Dân Hoà"),
    ],
)
def test_spelling(written: str, spelled: str) -> None:
    assert reference_units.spell(written) == spelled


def test_links_follow_the_number_of_successors() -> None:
    assert reference_units.make_link("1", "2", 1)[2:4] == ("whole", "1")
    assert reference_units.make_link("1", "2", 3)[2:4] == ("part", "")
    assert reference_units.make_link("1", "2", 0)[2:4] == ("area_only", "0")


def test_another_version_of_the_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "vietnamadminunits" / "data"
    folder.mkdir(parents=True)
    sqlite3.connect(folder / "dataset.db").close()
    (folder / "converter_2025.json").write_text(json.dumps({}), encoding="utf-8")
    assert reference_units.main([str(tmp_path), str(tmp_path)]) == 1
    assert "1.0.4" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.csv"))


def test_wrong_usage() -> None:
    assert reference_units.main([]) == 2
