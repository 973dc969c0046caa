"""Loads as versions: what a file adds, what it replaces, what is left as it was; counted by hand."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import fake_office as office
import pytest
from fake_office import GOOD, HALF, POOR, slips, survey, write

from data import build, store
from data.load import history
from data.load.loading import load
from data.load.lock import hold
from data.load.policy import TooManyRejected
from data.load.refusal import Refused
from data.load.report import describe

TODAY = date(2026, 11, 1)
ROLLUPS = (
    "rollup_slip", "rollup_comment", "rollup_satisfaction", "rollup_item", "rollup_factor_mask", "rollup_item_mask",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty store."""
    return tmp_path / "store"


def value(path: Path | None, sql: str) -> Any:
    """The first value of a query over a data file."""
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()[0][0]


def contents(path: Path, *, rollups: bool = True) -> dict[str, list[tuple]]:
    """Every row of every table, but for what differs from load to load: moments, hashes, numbers of answers."""
    with duckdb.connect(str(path), read_only=True) as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        found = {}
        for table in tables:
            if table != "data_load" and (rollups or table not in ROLLUPS):
                found[table] = con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
        return found


def recounted(path: Path, tmp_path: Path) -> dict[str, list[tuple]]:
    """The roll-ups as built anew from all slips of the file."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(f"ATTACH '{path}' AS loaded (READ_ONLY)")
        for table in ("survey_response", "survey_answer"):
            con.execute(f"INSERT INTO {table} FROM loaded.{table}")
        con.execute("DETACH loaded")

    found = contents(build.build(tmp_path / "recounted.duckdb", fill))
    return {table: found[table] for table in ROLLUPS}


def assert_rollups_hold(path: Path, tmp_path: Path) -> None:
    """The roll-ups of a file are those of its slips."""
    there, anew = contents(path), recounted(path, tmp_path)
    for table in ROLLUPS:
        assert len(there[table]) == len(anew[table]), table
        for ours, theirs in zip(there[table], anew[table], strict=True):
            for one, other in zip(ours, theirs, strict=True):
                assert one == (pytest.approx(other) if isinstance(other, float) else other), (table, ours, theirs)


# ── What a load adds ────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Refused, or nothing to do ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("bad", "most", "is_loaded"), [(10, 10.0, True), (11, 10.0, False), (11, 11.0, True), (1, 0.0, False)]
)
def test_too_many_rejected_rows_refuse_the_whole_file(
    bad: int, most: float, is_loaded: bool, tmp_path: Path, folder: Path
) -> None:
    load([survey(tmp_path / "a", slips(500, 9))], store=folder, today=TODAY)
    before = store.current(folder).read_bytes()
    file = survey(tmp_path / "phiếu.json", slips(1, 100 - bad), unit=bad)
    if is_loaded:
        load([file], store=folder, today=TODAY, max_rejected_pct=most)
        assert store.versions(folder) == [1, 2]
        return
    with pytest.raises(TooManyRejected) as refused:
        load([file], store=folder, today=TODAY, max_rejected_pct=most)
    assert refused.value.report.rows_rejected == {"unit": bad}
    path = folder / "rejected" / "2-phiếu.xlsx"
    assert str(path) in str(refused.value) and path.exists()
    assert store.versions(folder) == [1]
    assert store.current(folder).read_bytes() == before


@pytest.mark.parametrize(("bad", "is_loaded"), [(5, True), (12, True), (13, False)])
def test_the_tables_that_hang_on_a_file_count_too(bad: int, is_loaded: bool, tmp_path: Path, folder: Path) -> None:
    child = {"rows_in": 30, "accepted": 30 - bad, "rejected": {"parent": bad}}
    file = write(
        tmp_path / "a", kind="survey", instrument="one_stop_slip", slips=slips(1, 90), children={"finding": child}
    )
    if is_loaded:
        load([file], store=folder, today=TODAY)
        return
    with pytest.raises(TooManyRejected, match=r"13 trong 120 dòng \(10,8 %\).*Thuộc cuộc kiểm tra không nhận: 13"):
        load([file], store=folder, today=TODAY)


def test_nothing_accepted_is_refused_whatever_is_allowed(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(TooManyRejected):
        load([survey(tmp_path / "a", [], date=5)], store=folder, today=TODAY, max_rejected_pct=100)


def test_the_same_file_twice_changes_nothing(tmp_path: Path, folder: Path) -> None:
    file = survey(tmp_path / "a.json", slips(1, 30), unit=1)
    load([file], store=folder, today=TODAY)
    before = store.current(folder).read_bytes()
    (again,) = load([file], store=folder, today=TODAY, names=["b.json"])
    assert again.is_known and again.load_id == 1
    assert (again.rows_in, again.rows_rejected) == (31, {"unit": 1})
    assert "đã nạp ở lượt 1" in again.note and "không thay đổi gì" in describe(again)
    assert store.versions(folder) == [1] and store.current(folder).read_bytes() == before
    one, two, three = load([file, survey(tmp_path / "c", slips(99, 4)), file], store=folder, today=TODAY)
    assert (one.is_known, two.is_known, three.is_known) == (True, False, True)
    assert value(store.current(folder), "SELECT count(*) FROM data_load") == 2


def test_the_same_file_twice_in_one_command_is_loaded_once(tmp_path: Path, folder: Path) -> None:
    file = survey(tmp_path / "a.json", slips(1, 30))
    one, two = load([file, file], store=folder, today=TODAY)
    assert not one.is_known and two.is_known
    assert value(store.current(folder), "SELECT count(*) FROM survey_response") == 30


def test_a_dry_run_changes_nothing_and_says_the_same(tmp_path: Path, folder: Path) -> None:
    load([survey(tmp_path / "a", slips(1, 30, "2026-07-05"))], store=folder, today=TODAY)
    before = store.current(folder).read_bytes()
    file = survey(tmp_path / "b", slips(40, 20, answers=HALF), unit=1)
    (tried,) = load([file], store=folder, today=TODAY, dry_run=True)
    assert store.current(folder).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["current", "thuocdo-1.duckdb"]
    (loaded,) = load([file], store=folder, today=TODAY)
    kept = ("load_id", "rows_in", "rows_accepted", "rows_rejected", "headline_before", "headline_after")
    assert [getattr(tried, name) for name in kept] == [getattr(loaded, name) for name in kept]
    assert tried.rejects is None and loaded.rejects is not None
    asked = tmp_path / "asked.xlsx"
    load([survey(tmp_path / "c", slips(90, 20), unit=1)], store=folder, today=TODAY, dry_run=True, rejects=asked)
    assert asked.exists()


def test_the_rows_must_pass_the_checks(tmp_path: Path, folder: Path) -> None:
    load([survey(tmp_path / "a", slips(1, 5))], store=folder, today=TODAY)
    before = store.current(folder).read_bytes()
    unsound = {
        "number twice": slips(5, 2),  # the office's own reading would have rejected it
        "no such ward": slips(50, 2, ward="99999"),
        "ward not in force": slips(50, 2, ward="00016"),
        "weight": slips(50, 2, weight=0.0),
        "score": slips(50, 2, answers="9" * 16),
    }
    for name, rows in unsound.items():
        with pytest.raises(Refused, match="không đạt kiểm tra"):
            load([survey(tmp_path / name, rows)], store=folder, today=TODAY)
        assert store.versions(folder) == [1] and store.current(folder).read_bytes() == before, name
    assert sorted(path.name for path in folder.iterdir()) == ["current", "thuocdo-1.duckdb"]


# ── In the place of an earlier load ─────────────────────────────────────────────────────────────────────────────────


def test_a_corrected_file_takes_the_place_of_its_load(tmp_path: Path, folder: Path) -> None:
    kept = slips(1, 12) + slips(13, 4, "2026-07-01", answers=HALF)
    load([survey(tmp_path / "kept", kept)], store=folder, today=TODAY)
    wrong = survey(tmp_path / "wrong", slips(100, 9, answers=POOR) + slips(109, 5, "2026-01-31"))
    load([wrong], store=folder, today=TODAY)
    load([survey(tmp_path / "later", slips(300, 6, "2026-01-15"))], store=folder, today=TODAY)
    right = slips(100, 9) + slips(110, 2, "2026-09-09", "00008", HALF)
    (report,) = load([survey(tmp_path / "right", right)], store=folder, today=TODAY, replaces=2)
    path = store.current(folder)
    assert report.load_id == 4
    assert value(path, "SELECT count(*) FROM survey_response WHERE load_id = 2") == 0
    assert value(path, "SELECT count(*) FROM survey_response") == 16 + 6 + 11
    assert value(path, "SELECT count(*) FROM survey_answer") == 12 * 16 + 4 * 13 + 6 * 16 + 9 * 16 + 2 * 13
    assert [(row["load_id"], row["replaced_by"]) for row in history.read_history(path)] == [
        (1, None), (2, 4), (3, None), (4, None),
    ]  # fmt: skip
    assert_rollups_hold(path, tmp_path)
    history.check(path)
    # The file that was replaced may come again: its rows are no longer there. Its numbers are, so it replaces.
    (again,) = load([wrong], store=folder, today=TODAY, replaces=4)
    assert not again.is_known
    assert_rollups_hold(store.current(folder), tmp_path)


def workbook(path: Path, inspections: str = "", findings: str = "", sanctions: str = "") -> Path:
    """A file of inspections named by a letter each, findings P + letter of them sanctions K + letter."""
    tables = {
        "inspection": [
            {"inspection_id": letter, "inspected_on": "2026-03-04", "inspector_level": "ward", "form": "planned",
             "unit_code": "00004"}
            for letter in inspections
        ],
        "finding": [
            {"finding_id": f"P{letter}", "inspection_id": letter, "kind": "late", "severity": "minor"}
            for letter in findings
        ],
        "sanction": [
            {"sanction_id": f"K{letter}", "inspection_id": letter, "sanction_kind": "reprimand",
             "subject_kind": "civil_servant", "decided_on": "2026-04-01"}
            for letter in sanctions
        ],
    }  # fmt: skip
    return write(path, kind="inspection", tables={table: rows for table, rows in tables.items() if rows})


def test_the_children_of_a_replaced_load_go_with_it(tmp_path: Path, folder: Path) -> None:
    load([workbook(tmp_path / "a", "ABX", "ABX")], store=folder, today=TODAY)
    load([workbook(tmp_path / "b", "C", "C")], store=folder, today=TODAY)
    load([workbook(tmp_path / "later", "", "BX", "BX")], store=folder, today=TODAY)
    load([workbook(tmp_path / "c", "BD", "BD")], store=folder, today=TODAY, replaces=1)
    path = store.current(folder)
    assert value(path, "SELECT string_agg(inspection_id, '' ORDER BY inspection_id) FROM inspection") == "BCD"
    # Of the later file, what it says of B still has its inspection; X is gone, and its sanction stands by itself.
    found = value(path, "SELECT list((inspection_id, load_id) ORDER BY inspection_id, load_id) FROM finding")
    assert found == [("B", 3), ("B", 4), ("C", 2), ("D", 4)]
    assert value(path, "SELECT list((sanction_id, inspection_id) ORDER BY sanction_id) FROM sanction") == [
        ("KB", "B"), ("KX", None),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [0, 2, 99])
def test_only_a_load_that_is_there_can_be_replaced(number: int, tmp_path: Path, folder: Path) -> None:
    load([survey(tmp_path / "a", slips(1, 5))], store=folder, today=TODAY)
    load([survey(tmp_path / "b", slips(10, 5), "city_survey")], store=folder, today=TODAY)
    with pytest.raises(Refused, match="lượt nạp" if number != 2 else "không thay cho nhau"):
        load([survey(tmp_path / "c", slips(1, 6))], store=folder, today=TODAY, replaces=number)
    assert store.versions(folder) == [1, 2]


def test_the_same_file_may_be_read_anew_as_something_else(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = survey(tmp_path / "a", slips(1, 20))
    load([survey(tmp_path / "other", slips(50, 3), "city_survey"), file], store=folder, today=TODAY)
    really = office.propose

    def as_city_survey(con: Any, staged: Any, **options: Any) -> Any:
        proposal = really(con, staged, **options)
        proposal.instrument_code = proposal.content["instrument"] = "city_survey"
        return proposal

    monkeypatch.setattr("data.load.loading.propose", as_city_survey)
    (report,) = load([file], store=folder, today=TODAY, replaces=2)
    assert not report.is_known and report.instrument == "city_survey"
    path = store.current(folder)
    assert value(path, "SELECT count(*) FROM survey_response WHERE instrument_code = 'city_survey'") == 23
    assert value(path, "SELECT count(*) FROM rollup_satisfaction WHERE instrument_code = 'one_stop_slip'") == 0
    assert_rollups_hold(path, tmp_path)


def test_a_load_of_another_kind_can_be_taken_out(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load([survey(tmp_path / "a", slips(1, 20)), survey(tmp_path / "b", slips(31, 5))], store=folder, today=TODAY)
    monkeypatch.setattr("data.load.policy.refuse_other_kind", lambda *_: None)
    load([workbook(tmp_path / "c", "A")], store=folder, today=TODAY, replaces=1)
    assert value(store.current(folder), "SELECT count(*) FROM survey_response") == 5
    assert_rollups_hold(store.current(folder), tmp_path)


def test_a_replaced_load_is_not_replaced_again(tmp_path: Path, folder: Path) -> None:
    load([survey(tmp_path / "a", slips(1, 5))], store=folder, today=TODAY)
    load([survey(tmp_path / "b", slips(1, 6))], store=folder, today=TODAY, replaces=1)
    with pytest.raises(Refused, match="đã được thay bởi lượt 2"):
        load([survey(tmp_path / "c", slips(1, 7))], store=folder, today=TODAY, replaces=1)


# ── Simulated and real, store and single file ───────────────────────────────────────────────────────────────────────


def simulated(path: Path) -> Path:
    """A data file of made-up slips."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(
            "INSERT INTO survey_response BY NAME SELECT 1 AS response_id, 1 AS load_id, 'one_stop_slip' AS "
            "instrument_code, DATE '2026-08-01' AS responded_on, 1.0 AS weight"
        )
        con.execute(
            "INSERT INTO data_load BY NAME SELECT 1 AS load_id, 'survey' AS kind, 'mô phỏng' AS file_name, 'x' AS "
            "sha256, now()::TIMESTAMP AS loaded_at, 1 AS rows_n, 1 AS accepted_n, 0 AS rejected_n, TRUE AS is_simulated"
        )

    return build.build(path, fill)


def test_real_rows_never_stand_beside_simulated_ones(tmp_path: Path, folder: Path) -> None:
    store.publish(simulated(tmp_path / "demo"), _made(folder))
    (report,) = load([survey(tmp_path / "a", slips(1, 5))], store=folder, today=TODAY)
    assert report.replaced_simulated and report.load_id == 1 and report.headline_before is None
    assert "mô phỏng" in describe(report)
    assert value(store.current(folder), "SELECT count(*) FROM survey_response") == 5
    assert value(store.current(folder), "SELECT bool_or(is_simulated) FROM data_load") is False
    said = history.rollback(1, folder)
    assert "mô phỏng" in said
    assert store.current(folder) == store.path_of(1, folder)
    (report,) = load([survey(tmp_path / "b", slips(6, 5))], store=folder, today=TODAY)
    assert report.replaced_simulated and report.version == 3


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize("before", ["none", "simulated", "real"])
def test_a_file_of_ones_own(before: str, tmp_path: Path) -> None:
    place = tmp_path / "Hà Nội's"
    place.mkdir()
    path = place / "số liệu.duckdb"
    if before == "simulated":
        simulated(path)
    if before == "real":
        load([survey(tmp_path / "a", slips(1, 5))], database=path, today=TODAY)
    (report,) = load([survey(tmp_path / "b", slips(6, 5))], database=path, today=TODAY)
    assert [found.name for found in place.iterdir()] == [path.name]
    assert report.version is None
    assert value(path, "SELECT count(*) FROM survey_response") == (10 if before == "real" else 5)
    history.check(path)


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    load([survey(tmp_path / "a", slips(1, 5))], database=path, today=TODAY)
    Path(f"{path}.wal").write_bytes(b"half")
    with pytest.raises(Refused, match="ghi dở"):
        load([survey(tmp_path / "b", slips(6, 5))], database=path, today=TODAY)


@pytest.mark.parametrize("content", [b"", b"no database", b"\0" * 20000])
def test_a_file_that_is_none_of_ours_is_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    path.write_bytes(content)
    with pytest.raises(Refused, match="Thước Đo"):
        load([survey(tmp_path / "a", slips(1, 5))], database=path, today=TODAY)
    assert path.read_bytes() == content


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE t AS SELECT 1 AS i")
    before = path.read_bytes()
    with pytest.raises(Refused, match="Thước Đo"):
        load([survey(tmp_path / "a", slips(1, 5))], database=path, today=TODAY)
    assert path.read_bytes() == before


def test_a_file_of_an_earlier_release_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    load([survey(tmp_path / "a", slips(1, 5))], database=path, today=TODAY)
    with duckdb.connect(str(path)) as con:
        for column in ("version", "replaced_by", "report"):
            con.execute(f"ALTER TABLE data_load DROP COLUMN {column}")
        con.execute("ALTER TABLE finding DROP COLUMN load_id; ALTER TABLE target DROP COLUMN load_id")
    (again,) = load([survey(tmp_path / "a", slips(1, 5))], database=path, today=TODAY)
    assert again.is_known and again.rows_accepted == 5
    load([survey(tmp_path / "b", slips(6, 5))], database=path, today=TODAY, replaces=1)
    assert [row["replaced_by"] for row in history.read_history(path)] == [2, None]


# ── History, rollback, lock, progress ───────────────────────────────────────────────────────────────────────────────


def test_the_history_names_every_load(tmp_path: Path, folder: Path) -> None:
    load([survey(tmp_path / "a.json", slips(1, 5), unit=0)], store=folder, today=TODAY)
    load([survey(tmp_path / "b.json", slips(6, 15, "2026-07-09"), date=1)], store=folder, today=TODAY)
    rows = history.read_history(store.current(folder))
    plain = history.history_json(rows)
    assert [(row["load_id"], row["file"], row["rows"], row["rejected"], row["version"]) for row in plain] == [
        (1, "a.json", 5, 0, 1), (2, "b.json", 16, 1, 2),
    ]  # fmt: skip
    assert (plain[1]["first_on"], plain[1]["last_on"]) == ("2026-07-09", "2026-07-09")
    text = history.history_text(rows).splitlines()
    assert len(text) == 3 and "a.json" in text[1] and "9/7/2026 – 9/7/2026" in text[2]
    assert json.dumps(plain)


def test_rollback_points_to_a_version_and_says_what_it_is(tmp_path: Path, folder: Path) -> None:
    for number in (1, 2):
        load([survey(tmp_path / f"{number}.json", slips(10 * number, 5))], store=folder, today=TODAY)
    said = history.rollback(1, folder)
    assert "bản 1" in said and "bản 2" in said and "1.json" in said
    assert store.current(folder) == store.path_of(1, folder)
    assert "không thay đổi" in history.rollback(1, folder)
    with pytest.raises(Refused, match="1, 2"):
        history.rollback(7, folder)
    load([survey(tmp_path / "3.json", slips(90, 5))], store=folder, today=TODAY)
    assert store.current(folder) == store.path_of(3, folder)
    assert value(store.current(folder), "SELECT count(*) FROM survey_response") == 10


def test_a_second_load_waits_and_is_then_refused(tmp_path: Path, folder: Path) -> None:
    steps: list[str] = []
    file = survey(tmp_path / "a", slips(1, 5))
    with hold(folder / store.LOCK), pytest.raises(Refused, match="Một lần nạp khác đang chạy"):
        load([file], store=folder, today=TODAY, wait=0.3, report=lambda step, _: steps.append(step))
    assert "chờ lượt" in steps
    load([file], store=folder, today=TODAY, wait=0)


def test_progress_goes_forward(tmp_path: Path, folder: Path) -> None:
    told: list[tuple[str, float]] = []
    files = [survey(tmp_path / "a", slips(1, 5)), survey(tmp_path / "b", slips(6, 5, answers=GOOD))]
    load(files, store=folder, today=TODAY, report=lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares) and shares[-1] == 1
    assert list(dict.fromkeys(step for step, _ in told)) == [
        "đọc tệp", "nhận dạng", "kiểm tra từng dòng", "ghi", "tổng hợp", "kiểm tra tệp", "xong",
    ]  # fmt: skip
