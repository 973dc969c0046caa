"""Loads as versions: files that are refused or known already, and dry runs, leave everything as it was."""

from pathlib import Path

import pytest
from fake_office import HALF, slips, survey, write
from loaded_files import TODAY, value

from data import store
from data.load.loading import load
from data.load.policy import TooManyRejected
from data.load.refusal import Refused
from data.load.report import describe

pytestmark = pytest.mark.usefixtures("invented_files")


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
