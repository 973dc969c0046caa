"""Loads as versions: what a corrected file replaces, counted by hand."""

from pathlib import Path
from typing import Any

import fake_office as office
import pytest
from fake_office import HALF, POOR, slips, survey, write
from loaded_files import TODAY, assert_rollups_hold, value

from data import store
from data.load import history
from data.load.loading import load
from data.load.refusal import Refused

pytestmark = pytest.mark.usefixtures("invented_files")


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
