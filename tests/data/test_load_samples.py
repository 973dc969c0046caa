"""The sample files come out as truth.json says: accepted, rejected by reason, every aggregate."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data import build
from data.load.interpret import Interpreted, interpret
from data.load.recognise import propose
from data.load.refusal import Refused
from data.load.staging import stage

SAMPLES = next(
    (
        folder / "shared" / "samples"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared" / "samples").is_dir()
    ),
    None,
)
pytestmark = pytest.mark.skipif(SAMPLES is None, reason="the sample files of the offices are not beside the repository")
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))["files"] if SAMPLES else {}
TODAY = date(2026, 11, 22)
KINDS = {"inspections": "inspection", "feedback slips": "slip", "dossiers": "dossier", "actions": "action"}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    build.load_reference(connection)
    return connection


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("staged")


def loaded(con: duckdb.DuckDBPyConnection, folder: Path, name: str) -> Interpreted:
    staged = stage(SAMPLES / name, folder / name)
    proposal = propose(con, staged)
    expected = TRUTH[name]["kind"]
    assert proposal.kind == KINDS.get(expected, expected)
    return interpret(con, staged, proposal, load_id=7, today=TODAY)


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_rows_and_reasons(con: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    truth, found = TRUTH[name], loaded(con, folder, name)
    if "rows_in" in truth:
        assert found.rows_in == truth["rows_in"]
    assert found.rows_rejected == truth.get("rejected", {})
    assert found.rows_accepted == truth.get("accepted", found.rows_in - sum(truth.get("rejected", {}).values()))
    rejected = dict(con.execute("SELECT reason_code, count(*) FROM clean_rejected GROUP BY 1").fetchall())
    for child in found.children.values():
        for reason, count in child["rejected"].items():
            rejected[reason] -= count
    assert {reason: count for reason, count in rejected.items() if count} == found.rows_rejected


def test_slips_by_ward(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    loaded(con, folder, "phieu_mot_cua_2026_quy3.xlsx")
    counted = con.execute(
        """SELECT ward_code, [count(*) FILTER (score >= 4), count(*)]
        FROM clean_survey_answer JOIN clean_survey_response USING (response_id) GROUP BY 1"""
    ).fetchall()
    assert dict(counted) == TRUTH["phieu_mot_cua_2026_quy3.xlsx"]["satisfied_of_answers_by_ward"]


def test_city_survey_by_district(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    loaded(con, folder, "khao_sat_thanh_pho_2022_2024.csv")
    counted = con.execute(
        """SELECT district_code, [count(*) FILTER (score >= 4), count(*)]
        FROM clean_survey_answer JOIN clean_survey_response USING (response_id) GROUP BY 1"""
    ).fetchall()
    assert dict(counted) == TRUTH["khao_sat_thanh_pho_2022_2024.csv"]["unweighted_satisfied_of_answers_by_district"]
    orphans = con.execute(
        """SELECT count(*) FROM clean_survey_response AS response WHERE NOT EXISTS (
            SELECT 1 FROM unit WHERE unit_code = ward_code AND parent_code = district_code
                AND responded_on BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31'))"""
    ).fetchone()[0]
    assert orphans == 0


def test_inspections(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    truth = TRUTH["kiem_tra_cong_vu_2021_2026.xlsx"]
    found = loaded(con, folder, "kiem_tra_cong_vu_2021_2026.xlsx")
    levels = {
        "UBND quận/huyện": "district",
        "UBND xã/phường": "ward",
        "Sở, ban, ngành": "department",
        "Đoàn kiểm tra công vụ Thành phố": "city_team",
    }
    by_level = dict(con.execute("SELECT inspector_level, count(*) FROM clean_inspection GROUP BY 1").fetchall())
    assert by_level == {code: truth["counts"][word] for word, code in levels.items()}
    by_year = dict(
        con.execute("SELECT year(inspected_on)::VARCHAR, count(*) FROM clean_inspection GROUP BY 1").fetchall()
    )
    assert by_year == truth["inspections_by_year"]
    assert found.children["finding"]["accepted"] == truth["counts"]["finding"]
    assert found.children["finding"]["rejected"] == {"parent": truth["counts"]["finding_of_rejected"]}
    assert found.children["sanction"] == {"rows_in": 114, "accepted": truth["counts"]["sanction"], "rejected": {}}
    assert con.execute("SELECT count(*) FROM clean_sanction WHERE unit_code IS NULL").fetchone()[0] == 0


def test_suggestion_slips(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    loaded(con, folder, "so_gop_y_2026.xlsx")
    counts = con.execute(
        """SELECT count(*) AS received, count(seen_on) AS seen, count(answered_on) AS answered,
            count(*) FILTER (seen_on - received_on <= 3) AS seen_within_3_days,
            count(*) FILTER (answered_on <= due_on) AS answered_on_time FROM clean_slip"""
    ).fetchdf()
    assert counts.iloc[0].to_dict() == TRUTH["so_gop_y_2026.xlsx"]["counts"]
    assert con.execute("SELECT count(*) FROM clean_slip WHERE comment LIKE '%0987654321%'").fetchone()[0] == 0
    assert con.execute("SELECT DISTINCT seen_by FROM clean_slip WHERE seen_by IS NOT NULL").fetchall() == [
        ("Chủ tịch UBND",)
    ]


def test_dossiers(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    loaded(con, folder, "ho_so_tthc_2026_quy3.csv")
    sums = con.execute(
        """SELECT source, {'received': sum(received_n)::INT, 'online': sum(online_n)::INT, 'done': sum(done_n)::INT,
            'on_time': sum(on_time_n)::INT} FROM clean_dossier_month GROUP BY 1"""
    ).fetchall()
    counts = TRUTH["ho_so_tthc_2026_quy3.csv"]["counts"]
    assert dict(sums) == {"service_centre": counts["Trung tâm PVHCC"], "national_portal": counts["Cổng DVCQG"]}


def test_actions(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    loaded(con, folder, "ke_hoach_hanh_dong_2026.xlsx")
    counts = TRUTH["ke_hoach_hanh_dong_2026.xlsx"]["counts"]
    by_status = dict(con.execute("SELECT status, count(*) FROM clean_action GROUP BY 1").fetchall())
    assert by_status == {
        "not_started": counts["Chưa thực hiện"],
        "under_way": counts["Đang thực hiện"],
        "done": counts["Hoàn thành"],
    }
    first = con.execute("SELECT baseline_pct, target_pct FROM clean_action WHERE action_id = 'HD001'").fetchone()
    assert first == (72.1, 90.0)


def test_another_province_is_refused(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    staged = stage(SAMPLES / "portal_766_gia_lai_2026-10-10.json", folder / "portal")
    proposal = propose(con, staged)
    with pytest.raises(Refused, match="Gia Lai"):
        interpret(con, staged, proposal, load_id=1, today=TODAY)


def test_no_personal_number_is_left(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    loaded(con, folder, "phieu_mot_cua_2026_quy3.xlsx")
    comments = con.execute("SELECT DISTINCT comment FROM clean_survey_response WHERE comment LIKE 'Anh%'").fetchall()
    assert comments == [("Anh Nguyễn Văn B, số [số điện thoại] hướng dẫn tốt",)]
    kept = con.execute(
        "SELECT count(*) FROM clean_survey_response WHERE comment = '<script>alert(1)</script>'"
    ).fetchone()[0]
    assert kept > 400
