"""Procedures, instruments, codes, breaks, targets and published figures agree with facts known independently."""

from __future__ import annotations

import math

import duckdb
import pandas as pd
import pytest
from simulated_data import frame, scalar


def published(database: duckdb.DuckDBPyConnection, index: str, period: str, component: str | None = None) -> float:
    """The city's value of one published figure; fails unless there is exactly one."""
    rows = database.execute(
        "SELECT value FROM published WHERE index_code = ? AND period = ? AND unit_code = '01'"
        " AND component IS NOT DISTINCT FROM ?",
        [index, period, component],
    ).fetchall()
    assert len(rows) == 1, (index, period, component)
    return float(rows[0][0])


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
