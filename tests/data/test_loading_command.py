"""`python -m data load | history | rollback | check`: what is printed where, and with which exit status."""

import json
import sys
from pathlib import Path

import duckdb
import fake_office as office
import pytest
from fake_office import POOR, slips, survey, write

from data import store
from data.__main__ import main

CONTRACT = [
    "load_id", "kind", "instrument", "rows_in", "rows_accepted", "rows_rejected", "columns_dropped", "seconds",
]  # fmt: skip
ALLOWED = [
    "note", "children", "headline_before", "headline_after", "wards_without_data", "replaced_simulated", "is_known",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty store."""
    return tmp_path / "store"


def run(*arguments: object) -> int:
    """The exit status of a command."""
    return main([str(argument) for argument in arguments])


def test_json_of_one_file_is_an_object(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = survey(tmp_path / "a.json", slips(1, 40, "2026-07-06"), unit=2, score=1)
    assert run("load", file, "--store", folder, "--json") == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert list(found) == CONTRACT + ALLOWED
    assert {name: found[name] for name in CONTRACT[:-1]} == {
        "load_id": 1, "kind": "survey", "instrument": "one_stop_slip", "rows_in": 43, "rows_accepted": 40,
        "rows_rejected": {"unit": 2, "score": 1}, "columns_dropped": [],
    }  # fmt: skip
    assert found["seconds"] >= 0
    assert found["headline_after"] == {"from": "2026-07", "to": "2026-07", "index_pct": 100.0, "slips_n": 40}
    assert len(found["wards_without_data"]) == 125
    assert said.err == ""


def test_json_of_several_files_is_a_list(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [survey(tmp_path / "a", slips(1, 5)), survey(tmp_path / "b", slips(9, 5))]
    assert run("load", *files, "--store", folder, "--json") == 0
    assert [one["load_id"] for one in json.loads(capsys.readouterr().out)] == [1, 2]
    assert store.versions(folder) == [1]


def test_people_read_sentences(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(
        tmp_path / "phiếu.json", kind="survey", instrument="one_stop_slip", slips=slips(1, 1200), rejected={"unit": 30},
        dropped=["Họ và tên (thông tin cá nhân)"],
    )  # fmt: skip
    assert run("load", file, "--store", folder) == 0
    said = capsys.readouterr().out
    for part in ("1.230; nhận 1.200; loại 30", "Không có đơn vị này: 30", "Họ và tên (thông tin", "bản 1", "100,0 %"):
        assert part in said, part


def test_the_same_file_twice(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = survey(tmp_path / "a.json", slips(1, 5))
    for _ in range(2):
        assert run("load", file, "--store", folder) == 0
    assert "đã nạp ở lượt 1" in capsys.readouterr().out
    assert run("load", file, "--store", folder, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["load_id"], found["rows_accepted"]) == (1, 5)
    assert "không thay đổi gì" in found["note"]
    assert store.versions(folder) == [1]


def test_a_refusal_is_one_sentence_on_stderr(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        [tmp_path / "none.csv"],
        [write(tmp_path / "what", kind=None)],
        [survey(tmp_path / "bad", slips(1, 8), unit=2)],
        [survey(tmp_path / "a", slips(1, 8)), "--replaces", 3],
        [survey(tmp_path / "a", slips(1, 8)), survey(tmp_path / "b", slips(9, 8)), "--replaces", 1],
        [survey(tmp_path / "a", slips(1, 8)), "--mapping", tmp_path / "none.toml"],
        [survey(tmp_path / "a", slips(1, 8)), "--database", tmp_path / "a"],
    ):
        assert run("load", *arguments, "--store", folder, "--json") == 1, arguments
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.strip() and "Traceback" not in said.err and len(said.err.strip().splitlines()) == 1
    assert store.versions(folder) == []


def test_an_accident_is_a_sentence_too(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("cột")

    monkeypatch.setattr("data.load.loading.interpret", fail)
    assert run("load", survey(tmp_path / "a", slips(1, 5)), "--store", folder) == 1
    said = capsys.readouterr().err
    assert "KeyError" in said and "Không thay đổi gì" in said and "Traceback" not in said
    assert store.versions(folder) == [] and list(folder.iterdir()) == []


def test_options_reach_the_load(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = survey(tmp_path / "bad", slips(1, 8), unit=2)
    assert run("load", bad, "--store", folder, "--max-rejected", "20", "--rejects", tmp_path / "r.xlsx") == 0
    assert (tmp_path / "r.xlsx").exists()
    assert run("load", survey(tmp_path / "c", slips(1, 9)), "--store", folder, "--replaces", 1, "--dry-run") == 0
    assert "Làm thử" in capsys.readouterr().out
    assert store.versions(folder) == [1]
    own = tmp_path / "own.duckdb"
    assert run("load", bad, "--database", own, "--max-rejected", "20,5") == 0
    assert own.is_file() and store.versions(folder) == [1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["load"],
        ["load", "a", "--kind", "nonsense"],
        ["load", "a", "--max-rejected", "101"],
        ["load", "a", "--max-rejected", "x"],
        ["load", "a", "--replaces", "x"],
        ["load", "a", "--wait", "x"],
        ["history", "extra"],
        ["rollback"],
        ["rollback", "x"],
        ["check"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


def test_progress_is_told_on_stderr_when_asked_for(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("load", survey(tmp_path / "a", slips(1, 5)), "--store", folder, "--progress", "--json") == 0
    said = capsys.readouterr()
    json.loads(said.out)
    shares = [float(line.split(" ", 1)[0]) for line in said.err.splitlines()]
    assert shares == sorted(shares) and shares[-1] == 1
    assert said.err.splitlines()[-1] == "1.000 xong"


def test_a_terminal_gets_one_line_that_goes_away(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run("load", survey(tmp_path / "a", slips(1, 5)), "--store", folder) == 0
    said = capsys.readouterr().err
    assert "\n" not in said and "ghi" in said
    assert said.rsplit("\r", 1)[1] == ""


def test_history_and_rollback(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("history", "--store", folder) == 0
    assert "Chưa có lần nạp nào" in capsys.readouterr().out
    for number in (1, 2):
        assert run("load", survey(tmp_path / f"{number}.json", slips(10 * number, 5)), "--store", folder) == 0
    capsys.readouterr()
    assert run("history", "--store", folder) == 0
    said = capsys.readouterr().out
    assert "1.json" in said and "2.json" in said and "Đang dùng bản 2; các bản còn giữ: 1, 2." in said
    assert run("rollback", 1, "--store", folder) == 0
    assert "Đang dùng bản 1 (trước đó: bản 2)" in capsys.readouterr().out
    assert run("history", "--store", folder, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["file"], row["version"], row["replaced_by"]) for row in rows] == [("1.json", 1, None)]
    assert run("rollback", 9, "--store", folder) == 1
    assert "1, 2" in capsys.readouterr().err


def test_check_says_what_a_file_holds(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("load", survey(tmp_path / "a", slips(1, 1200, "2026-07-06", answers=POOR)), "--store", folder)
    capsys.readouterr()
    path = store.current(folder)
    assert run("check", path) == 0
    said = capsys.readouterr().out
    assert "phiếu khảo sát: 1.200, từ 6/7/2026 đến 6/7/2026" in said and "câu trả lời: 19.200" in said
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(path.read_bytes())
    with duckdb.connect(str(broken)) as con:
        con.execute("UPDATE survey_response SET weight = -1 WHERE response_id = 3")
    assert run("check", broken) == 1
    assert "slip with a weight that is not positive: 1" in capsys.readouterr().err
    for other in (tmp_path / "none", tmp_path / "a", tmp_path):
        assert run("check", other) == 1
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
