"""Pages opened ahead leave answers behind with which the dashboard shows the same, without asking the data file."""

import sys
from pathlib import Path

import pytest
from screen import open_app

from pages.parts import ahead, narrowing
from queries.database import Database
from queries.shelf import Shelf


@pytest.fixture(scope="module")
def filled(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a shelf filled for the period that pages open with."""
    folder = tmp_path_factory.mktemp("answers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrowing, "spans", lambda catalog: [catalog.default_period])
        shelf = Shelf(folder, demo_file)
        pages = [page.stem for page in (ahead.ROOT / "pages").glob("*.py") if page.stem not in ahead.WITHOUT]
        assert ahead.fill(demo_file, shelf, lambda: True) == sum(len(ahead.VIEWS.get(one, ("",))) for one in pages)
        assert ahead.fill(demo_file, shelf, lambda: True) == 0  # all of it is there
        shelf.close()
    return folder


def said(page: str, **codes: str) -> list[str]:
    at = open_app(page, **codes)
    assert not at.exception
    return [one.value for one in at.markdown] + [one.value for one in at.metric]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("page", "codes"),
    [(one, {}) for one in ("overview", "districts", "trends", "inspections", "quality", "initiatives")]
    + [("explore", {"view": "cross"})],
)
def test_pages_say_the_same_without_asking_the_file(
    page: str, codes: dict[str, str], filled: Path, monkeypatch: pytest.MonkeyPatch
):
    without = said(page, **codes)
    monkeypatch.setenv("THUOCDO_ANSWERS", str(filled))
    monkeypatch.setattr(ahead, "begin", lambda _database: None)
    from pages.parts import opening

    opening._opened.clear()
    asked: list[str] = []
    frame = Database.frame

    def noted(self: Database, sql: str, values: object = None) -> object:
        asked.append(sql)
        return frame(self, sql, values)

    assert said(page, **codes) == without  # opens the file, and its catalogue
    monkeypatch.setattr(Database, "frame", noted)
    assert said(page, **codes) == without
    assert asked == []


def test_it_stops_where_it_is_no_longer_wanted(demo_file: Path, tmp_path: Path):
    turns = iter([True, False])
    shelf = Shelf(tmp_path, demo_file)
    assert ahead.fill(demo_file, shelf, lambda: next(turns)) == 1
    assert shelf.get(ahead.COMPLETE) is None


def test_a_file_of_somebodys_own_starts_nothing(demo_file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ahead.subprocess, "Popen", lambda *_a, **_k: pytest.fail("a process was started"))
    assert ahead.begin(Database(demo_file)) is None


def test_a_full_shelf_starts_nothing(demo_file: Path, filled: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ahead.subprocess, "Popen", lambda *_a, **_k: pytest.fail("a process was started"))
    assert ahead.begin(Database(demo_file, Shelf(filled, demo_file))) is None


def test_it_is_started_for_the_file_that_is_open(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("THUOCDO_DATABASE", str(demo_file))
    monkeypatch.setenv("THUOCDO_ANSWERS", str(tmp_path))
    process = ahead.begin(Database(demo_file, Shelf(tmp_path, demo_file)))
    assert process is not None
    assert process.args[1:] == ["-m", "pages.parts.ahead", str(demo_file.resolve())]
    assert process.poll() is None  # it waits for the first visitors
    process.terminate()
    process.wait(10)
    assert sys.executable == process.args[0]


@pytest.mark.parametrize(
    ("parents", "newest", "is_wanted"),
    [((7, 7), "same", True), ((7, 1), "same", False), ((7, 7), "other", False)],
    ids=["server and file are there", "the server has ended", "other data came"],
)
def test_it_goes_on_for_the_server_and_its_file_alone(
    demo_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    parents: tuple[int, int],
    newest: str,
    is_wanted: bool,
):
    turns = iter(parents)
    wanted: list[bool] = []
    monkeypatch.setenv("THUOCDO_ANSWERS", str(tmp_path))
    monkeypatch.setenv("THUOCDO_DATABASE", str(demo_file if newest == "same" else tmp_path / "thuocdo-2.duckdb"))
    monkeypatch.setattr(ahead, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(ahead.os, "nice", lambda _by: None, raising=False)
    monkeypatch.setattr(ahead.os, "getppid", lambda: next(turns))
    monkeypatch.setattr(ahead, "fill", lambda _path, _shelf, asked: wanted.append(asked()) or 0)
    assert ahead.main([str(demo_file)]) == 0
    assert wanted == [is_wanted]
