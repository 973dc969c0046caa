"""The reference CSVs fit the schema, hold together and agree with facts known independently of them."""

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

from data import reference_units

DATA = Path(__file__).parents[2] / "data"
REFERENCE = DATA / "reference"
TABLES = (
    "unit",
    "unit_link",
    "unit_hex",
    "boundary",
    "boundary_source",
    "ward_2024",
    "procedure_field",
    "procedure",
    "instrument",
    "factor",
    "item",
    "code_label",
    "series_break",
    "target",
    "published",
)
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


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    """An empty data file with every reference CSV loaded the way a loader would."""
    connection = duckdb.connect()
    for file in ("schema.sql", "outlines.sql"):
        connection.execute((DATA / file).read_text(encoding="utf-8"))
    for table in TABLES:
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT * FROM read_csv(?, all_varchar = true, header = true, nullstr = '')",
            [str(REFERENCE / f"{table}.csv")],
        )
    return connection


def frame(database: duckdb.DuckDBPyConnection, sql: str, *values: object) -> pd.DataFrame:
    """The answer to one query."""
    return database.execute(sql, list(values)).df()


def scalar(database: duckdb.DuckDBPyConnection, sql: str, *values: object) -> object:
    """The single value a query answers with."""
    row = database.execute(sql, list(values)).fetchone()
    assert row is not None
    return row[0]


def published(database: duckdb.DuckDBPyConnection, index: str, period: str, component: str | None = None) -> float:
    """The city's value of one published figure; fails unless there is exactly one."""
    rows = database.execute(
        "SELECT value FROM published WHERE index_code = ? AND period = ? AND unit_code = '01'"
        " AND component IS NOT DISTINCT FROM ?",
        [index, period, component],
    ).fetchall()
    assert len(rows) == 1, (index, period, component)
    return float(rows[0][0])


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


def test_procedures(database: duckdb.DuckDBPyConnection) -> None:
    assert scalar(database, "SELECT count(*) FROM procedure_field") == 16
    assert scalar(database, "SELECT count(*) FROM procedure ANTI JOIN procedure_field USING (field_code)") == 0
    codes = frame(database, "SELECT procedure_code, field_code, valid_from FROM procedure")
    assert codes["procedure_code"].str.fullmatch(r"[12]\.\d{6}").all()
    assert codes["procedure_code"].is_unique
    renewed = codes["procedure_code"].str.match(r"1\.013[239]")
    assert (codes.loc[renewed, "valid_from"] == pd.Timestamp("2025-07-01")).all()
    assert (codes.loc[~renewed, "valid_from"] == pd.Timestamp("2021-01-01")).all()
    by_code = codes.set_index("procedure_code")["field_code"]
    assert (by_code["1.001193"], by_code["2.000815"], by_code["1.013978"]) == (
        "civil_status",
        "certification",
        "land",
    )


def test_factors_and_items(database: duckdb.DuckDBPyConnection) -> None:
    assert scalar(database, "SELECT count(*) FROM item ANTI JOIN factor USING (factor_code)") == 0
    counts = database.execute(
        "SELECT factor.factor_code, count(*) FROM factor JOIN item USING (factor_code)"
        " GROUP BY factor.factor_code, factor.position ORDER BY factor.position"
    ).fetchall()
    assert [code for code, _ in counts[:5]] == ["access", "procedures", "officials", "results", "feedback"]
    assert [n for _, n in counts] == [3, 4, 3, 3, 3, 2, 2, 9, 10]
    rows = database.execute("SELECT item_code, position FROM item ORDER BY position").fetchall()
    assert rows == [(f"C{number:02d}", number) for number in range(1, 40)]


def test_instruments(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute(
        "SELECT instrument_code, scale_points, satisfied_from, is_response_level FROM instrument ORDER BY position"
    ).fetchall()
    assert rows[:3] == [
        ("one_stop_slip", 5, 4, True),
        ("city_survey", 5, 4, True),
        ("sipas_national", 5, 4, False),
    ]
    assert [code for code, *_ in rows[3:]] == ["portal_766", "one_stop_18"]
    assert not any(is_response_level for *_, is_response_level in rows[3:])
    for table in ("series_break", "target"):
        orphans = (
            f"SELECT count(*) FROM {table} ANTI JOIN instrument USING (instrument_code)"
            " WHERE instrument_code IS NOT NULL"
        )
        assert scalar(database, orphans) == 0


def test_code_labels(database: duckdb.DuckDBPyConnection) -> None:
    labels = frame(database, "SELECT * FROM code_label")
    codes = labels.groupby("domain")["code"].agg(set)
    assert codes["channel"] >= {"direct", "online", "post", "phone", "handout", "letter_box"}
    assert codes["age_band"] == {"18-24", "25-34", "35-49", "50-60", ">60"}
    assert codes["portal_group"] == {"CKMB", "TDGQ", "ONLINE", "TTTT", "MDSH", "MDHL"}
    assert not labels.duplicated(["domain", "position"]).any()
    assert not labels.duplicated(["domain", "name"]).any()
    ended = labels[labels["valid_to"] == pd.Timestamp("2025-06-30")]
    assert {
        ("sanction_kind", "pay_cut"),
        ("sanction_kind", "demotion"),
        ("inspector_level", "district"),
    } <= set(zip(ended["domain"], ended["code"], strict=True))
    assert set(ended[ended["domain"] == "sanction_kind"]["code"]) == {"pay_cut", "demotion"}
    for column, domain in (("kind", "unit_kind"), ("level", "level")):
        used = set(frame(database, f"SELECT DISTINCT {column} AS code FROM unit")["code"])
        assert used == codes[domain]


def test_series_breaks(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute("SELECT CAST(break_on AS VARCHAR), kind, instrument_code FROM series_break").fetchall()
    assert set(rows) == {
        ("2022-01-01", "method", "city_survey"),
        ("2022-01-01", "method", "sipas_national"),
        ("2025-01-01", "unit", None),
        ("2025-07-01", "unit", None),
    }


def test_targets(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute("SELECT year, measure, value FROM target WHERE unit_code = '01'").fetchall()
    assert {(2025, "index_pct", 95.0), (2025, "online_pct", 60.0), (2025, "on_time_pct", 100.0)} <= set(rows)
    assert len(rows) == scalar(database, "SELECT count(*) FROM target")
    assert {measure for _, measure, _ in rows} == {"index_pct", "online_pct", "on_time_pct"}


def test_published_units(database: duckdb.DuckDBPyConnection) -> None:
    unknown = "SELECT count(*) FROM published ANTI JOIN unit USING (unit_code) WHERE unit_code IS NOT NULL"
    assert scalar(database, unknown) == 0
    misnamed = frame(
        database,
        "SELECT published.unit_name, unit.name FROM published JOIN unit USING (unit_code)"
        " WHERE unit.valid_from = DATE '2021-01-01' AND NOT ends_with(published.unit_name, unit.name)",
    )
    assert misnamed.empty


def test_published_rows(database: duckdb.DuckDBPyConnection) -> None:
    rows = frame(database, "SELECT * FROM published")
    assert not rows.duplicated(["index_code", "period", "unit_name", "component"]).any()
    # A row without a value is there for its rank, or to say what the source does not tell.
    assert rows.loc[rows["value"].isna(), "note"].notna().all()
    assert rows.loc[rows["is_derived"], "note"].notna().all()
    shares = rows.loc[rows["value_unit"] == "%", "value"].dropna()
    assert shares.between(0, 100).all()
    limited = rows.dropna(subset=["value", "max_value"])
    assert (limited["value"] <= limited["max_value"]).all()
    ranked = rows.dropna(subset=["rank", "rank_of"])
    assert (ranked["rank"] <= ranked["rank_of"]).all()


def test_inspections_add_up(database: duckdb.DuckDBPyConnection) -> None:
    period = "2021–2024 (lũy kế)"
    team = published(database, "inspection", period, "Đoàn kiểm tra công vụ Thành phố")
    own = published(database, "inspection", period, "Sở, ngành, quận, huyện tự kiểm tra")
    assert (team, own) == (139, 4340)
    assert team + own == published(database, "inspection", period) == 4479
    assert published(database, "discipline", period) == 1759


@pytest.mark.parametrize(("year", "total"), [("2022", 79.97), ("2023", 83.57), ("2024", 86.50)])
def test_sipas_is_pooled_over_items(database: duckdb.DuckDBPyConnection, year: str, total: float) -> None:
    """23 policy and 16 service items pool to the published total: that is how the index is defined."""
    policy = published(database, "sipas", year, "Xây dựng, tổ chức thực hiện chính sách")
    service = published(database, "sipas", year, "Cung ứng dịch vụ hành chính công")
    assert round((23 * policy + 16 * service) / 39, 2) == total == published(database, "sipas", year)


def test_sipas_changes(database: duckdb.DuckDBPyConnection) -> None:
    for part, change in (
        ("Xây dựng, tổ chức thực hiện chính sách", 4.39),
        ("Cung ứng dịch vụ hành chính công", 2.46),
    ):
        difference = published(database, "sipas", "2023", part) - published(database, "sipas", "2022", part)
        assert math.isclose(difference, change, abs_tol=0.005)


def test_portal_groups_add_up(database: duckdb.DuckDBPyConnection) -> None:
    groups = (
        "SELECT sum(value), sum(max_value) FROM published WHERE index_code = 'portal_766' AND period = ?"
        " AND unit_code = '01' AND component IS NOT NULL AND value_unit = 'điểm'"
    )
    for period, total in (("2025-03", 58.3), ("2026-10-10 (lũy kế)", 55.23)):
        row = database.execute(groups, [period]).fetchone()
        assert row is not None
        assert math.isclose(row[0], total, abs_tol=0.001)
        assert row[1] == 100
        assert published(database, "portal_766", period) == total


@pytest.mark.parametrize(
    ("share", "part", "whole"),
    [
        ("Tỷ lệ hồ sơ đúng hạn", "Hồ sơ đúng hạn", "Hồ sơ tiếp nhận"),
        ("Tỷ lệ hồ sơ có kết quả điện tử", "Hồ sơ có kết quả điện tử", "Hồ sơ tiếp nhận"),
        ("Tỷ lệ hồ sơ được số hóa", "Hồ sơ được số hóa", "Hồ sơ tiếp nhận"),
        ("Tỷ lệ hồ sơ tái sử dụng dữ liệu", "Hồ sơ tái sử dụng dữ liệu", "Hồ sơ tiếp nhận"),
        ("Tỷ lệ hồ sơ thanh toán trực tuyến", "Hồ sơ thanh toán trực tuyến", "Hồ sơ có phí, lệ phí"),
        ("Tỷ lệ hồ sơ được tính là hài lòng", "Hồ sơ được tính là hài lòng", "Hồ sơ tiếp nhận"),
        ("Tỷ lệ phản ánh về quy định, thủ tục", "Phản ánh về quy định, thủ tục", "Phản ánh, kiến nghị"),
        (
            "Tỷ lệ phản ánh về hành vi cán bộ, công chức",
            "Phản ánh về hành vi cán bộ, công chức",
            "Phản ánh, kiến nghị",
        ),
        ("Tỷ lệ phản ánh xử lý đúng hạn", "Phản ánh xử lý đúng hạn", "Phản ánh, kiến nghị"),
        ("Tỷ lệ phản ánh được tính là hài lòng", "Phản ánh được tính là hài lòng", "Phản ánh, kiến nghị"),
    ],
)
def test_portal_shares(database: duckdb.DuckDBPyConnection, share: str, part: str, whole: str) -> None:
    period = "2026-10-10 (lũy kế)"
    computed = 100 * published(database, "portal_766", period, part) / published(database, "portal_766", period, whole)
    assert math.isclose(computed, published(database, "portal_766", period, share), abs_tol=0.05)


def test_portal_dossiers_add_up(database: duckdb.DuckDBPyConnection) -> None:
    period = "2026-10-10 (lũy kế)"
    received = published(database, "portal_766", period, "Hồ sơ tiếp nhận")
    on_time = published(database, "portal_766", period, "Hồ sơ đúng hạn")
    assert on_time + published(database, "portal_766", period, "Hồ sơ quá hạn") == received == 1065150


def test_papi_contents_add_up(database: duckdb.DuckDBPyConnection) -> None:
    sql = (
        "SELECT count(*), sum(value) FROM published WHERE index_code = 'papi' AND year = 2020 AND component IS NOT NULL"
    )
    row = database.execute(sql).fetchone()
    assert row is not None
    assert row[0] == 8
    assert math.isclose(row[1], published(database, "papi", "2020"), abs_tol=0.0005)


def test_par_index(database: duckdb.DuckDBPyConnection) -> None:
    assert [published(database, "par_index", year) for year in ("2022", "2023", "2024")] == [
        89.58,
        91.43,
        92.57,
    ]
    assert math.isclose(92.57 - 2.99, published(database, "par_index", "2022"), abs_tol=0.005)


def test_ihanoi_adds_up(database: duckdb.DuckDBPyConnection) -> None:
    period = "2024-11-21 (lũy kế)"
    states = ("đã xử lý", "bị từ chối", "đang xử lý", "chờ tiếp nhận")
    total = sum(published(database, "ihanoi", period, f"Phản ánh hiện trường {state}") for state in states)
    assert total == published(database, "ihanoi", period, "Phản ánh hiện trường")


def test_discipline_nationwide_adds_up(database: duckdb.DuckDBPyConnection) -> None:
    sql = (
        "SELECT sum(value) FILTER (component IS NULL), sum(value) FILTER (component IS NOT NULL)"
        " FROM published WHERE index_code = ? AND unit_name = 'Cả nước' AND period = '2024'"
    )
    assert database.execute(sql, ["discipline"]).fetchone() == (4741, 4741)
    assert database.execute(sql, ["inspection"]).fetchone() == (2792, 2792)


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
