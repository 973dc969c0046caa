"""Loads as versions: their history, the way back, the lock and the progress."""

import json
from pathlib import Path

import pytest
from fake_office import GOOD, slips, survey
from loaded_files import TODAY, value

from data import store
from data.load import history
from data.load.loading import load
from data.load.lock import hold
from data.load.refusal import Refused

pytestmark = pytest.mark.usefixtures("invented_files")


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
