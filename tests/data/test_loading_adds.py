"""Loads as versions: what a file adds, counted by hand."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from fake_office import HALF, POOR, slips, survey, write
from loaded_files import ROLLUPS, TODAY, assert_rollups_hold, contents, value

from data import store
from data.load import history
from data.load.loading import load
from data.load.refusal import Refused
from data.load.report import describe

pytestmark = pytest.mark.usefixtures("invented_files")


def test_the_first_load_makes_the_first_version(tmp_path: Path, folder: Path) -> None:
    file = survey(tmp_path / "a.json", slips(1, 30) + slips(31, 10, answers=HALF), unit=1, date=2)
    (report,) = load([file], store=folder, today=TODAY)
    assert sorted(path.name for path in folder.iterdir()) == ["current", "rejected", "thuocdo-1.duckdb"]
    assert store.current(folder) == store.path_of(1, folder)
    assert (report.load_id, report.kind, report.instrument) == (1, "survey", "one_stop_slip")
    assert (report.rows_in, report.rows_accepted, report.rows_rejected) == (43, 40, {"unit": 1, "date": 2})
    # 30 × 16 + 10 × 7 satisfied of 30 × 16 + 10 × 13 answers; August alone is no quarter yet.
    assert report.headline_before is None
    assert report.headline_after.index_pct == pytest.approx(100 * 550 / 610)
    assert (report.headline_after.slips_n, report.headline_after.start) == (40, date(2026, 8, 1))
    assert len(report.wards_without_data) == 125
    path = store.current(folder)
    assert value(path, "SELECT count(*) FROM survey_answer") == 610
    assert value(path, "SELECT count(*) FROM rejected_row WHERE load_id = 1") == 3
    assert report.rejects == folder / "rejected" / "1-a.xlsx"
    assert report.rejects.read_text(encoding="utf-8") == "3 dòng"
    assert "đạt mọi kiểm tra" in history.check(path)
    assert_rollups_hold(path, tmp_path)


def test_loads_add_up_to_the_same_file_as_one_load(tmp_path: Path, folder: Path) -> None:
    first = slips(1, 12) + slips(13, 5, "2025-06-30", "00016", HALF)
    second = slips(18, 7, "2026-08-11", answers=POOR) + slips(25, 3, "2026-02-28", "00008", HALF)
    third = slips(1, 20, "2026-08-11", "00070", HALF, weight=0.7)
    for name, rows in (("1", first), ("2", second)):
        load([survey(tmp_path / name, rows)], store=folder, today=TODAY)
    load([survey(tmp_path / "3", third, "city_survey")], store=folder, today=TODAY)
    path = store.current(folder)
    assert path == store.path_of(3, folder)
    assert value(path, "SELECT count(DISTINCT response_id) FROM survey_response") == 47
    assert value(path, "SELECT max(response_id) FROM survey_answer") == 47
    assert value(path, "SELECT count(*) FROM survey_answer ANTI JOIN survey_response USING (response_id)") == 0
    assert value(path, "SELECT count(*) FROM survey_answer") == 12 * 16 + 5 * 13 + 7 * 16 + 3 * 13 + 20 * 13
    assert_rollups_hold(path, tmp_path)
    together = [survey(tmp_path / "12", first + second), survey(tmp_path / "3b", third[::-1], "city_survey")]
    load(together, store=tmp_path / "other", today=TODAY)
    assert {table: rows for table, rows in contents(path).items() if table in ROLLUPS[:1]} == {
        table: rows for table, rows in contents(store.current(tmp_path / "other")).items() if table in ROLLUPS[:1]
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_loads_and_replacements_leave_the_rollups_right(seed: int, tmp_path: Path, folder: Path) -> None:
    chance = random.Random(seed)
    number = 0

    def file(name: str, instrument: str) -> Path:
        nonlocal number
        rows: list[list[Any]] = []
        for _ in range(chance.randint(5, 60)):
            number += 1
            month, ward = chance.choice([("2026-08", "00004"), ("2026-01", "00008"), ("2025-06", "00016")])
            answers = "".join(chance.choice("12345.") for _ in range(16))
            weight = 1.0 if instrument == "one_stop_slip" else chance.choice([0.3, 1.0, 2.75])
            rows += slips(number, 1, f"{month}-{chance.randint(1, 30):02}", ward, answers, weight)
        return survey(tmp_path / name, rows, instrument)

    kinds: dict[int, str] = {}
    for load_id in range(1, 7):
        replaces = chance.choice(sorted(kinds)) if load_id > 2 and chance.random() < 0.5 else None
        instrument = kinds.pop(replaces) if replaces else chance.choice(["one_stop_slip", "city_survey"])
        load([file(str(load_id), instrument)], store=folder, today=TODAY, replaces=replaces)
        kinds[load_id] = instrument
    path = store.current(folder)
    assert {row["load_id"] for row in history.read_history(path) if row["replaced_by"] is None} == set(kinds)
    assert value(path, "SELECT list(DISTINCT load_id ORDER BY load_id) FROM survey_response") == sorted(kinds)
    assert_rollups_hold(path, tmp_path)
    history.check(path)


def test_small_rollups_keep_their_order(tmp_path: Path, folder: Path) -> None:
    for index, month in enumerate(("2026-08", "2025-12", "2026-01", "2026-10")):
        load([survey(tmp_path / month, slips(100 * index, 9, f"{month}-05"))], store=folder, today=TODAY)
    with duckdb.connect(str(store.current(folder)), read_only=True) as con:
        keys = con.execute("SELECT grain, instrument_code, factor_code, month FROM rollup_satisfaction").fetchall()
        items = con.execute("SELECT grain, instrument_code, month FROM rollup_item").fetchall()
    assert keys == sorted(keys)
    assert items == sorted(items)


def test_what_the_load_changes_is_said(tmp_path: Path, folder: Path) -> None:
    load([survey(tmp_path / "a", slips(1, 30, "2026-07-05") + slips(40, 30, "2026-09-30"))], store=folder, today=TODAY)
    (report,) = load([survey(tmp_path / "b", slips(71, 20, answers=POOR))], store=folder, today=TODAY)
    assert (report.headline_before.slips_n, report.headline_before.index_pct) == (60, 100)
    assert (report.headline_after.slips_n, report.headline_after.index_pct) == (80, 75)
    text = describe(report)
    assert "quý III/2026: từ 100,0 % (60 phiếu) thành 75,0 % (80 phiếu), thay đổi −25,00 điểm" in text
    assert "Xã, phường chưa có số liệu trong kỳ của tệp: 125" in text


def test_other_kinds_are_loaded_too(tmp_path: Path, folder: Path) -> None:
    inspection = {
        "inspection_id": "KT1", "inspected_on": "2026-03-04", "inspector_level": "city_team", "form": "planned",
        "unit_code": "00004",
    }  # fmt: skip
    finding = {"finding_id": "PH1", "inspection_id": "KT1", "kind": "late", "severity": "minor"}
    tables = {"inspection": [inspection], "finding": [finding]}
    file = write(tmp_path / "kt", kind="inspection", dropped=["Họ tên"], tables=tables)
    target = {"year": 2027, "measure": "index_pct", "unit_code": "01", "value": 96.0, "source": "Kế hoạch"}
    plan = write(tmp_path / "ct", kind="target", tables={"target": [target]})
    one, two = load([file, plan], store=folder, today=TODAY)
    path = store.current(folder)
    assert (one.load_id, two.load_id, one.columns_dropped) == (1, 2, ("Họ tên",))
    assert one.headline_after is None and one.wards_without_data is None
    assert value(path, "SELECT load_id FROM finding") == 1
    assert value(path, "SELECT list(load_id) FROM target WHERE load_id IS NOT NULL") == [2]
    assert store.versions(folder) == [1]


def test_one_bad_file_of_several_stops_all(tmp_path: Path, folder: Path) -> None:
    good, bad = survey(tmp_path / "a", slips(1, 9)), write(tmp_path / "b", kind=None)
    with pytest.raises(Refused):
        load([good, bad], store=folder, today=TODAY)
    assert list(folder.iterdir()) == []
