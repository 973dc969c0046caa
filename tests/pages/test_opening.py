"""Which data file is read, and what is said where there is none to be had."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from planted import build_planted
from screen import answer, numbers, open_app, said, tiles
from streamlit.testing.v1 import AppTest

from data import store
from data.build import build
from pages.parts import loader
from pages.parts.words import t
from queries import database

App = Callable[..., AppTest]
pytestmark = pytest.mark.usefixtures("warm", "fresh_caches")


def slips(at: AppTest) -> list[float]:
    """The number of slips on the screen."""
    return numbers(tiles(at)[t("col.slips_n", "vi")][0])


def assert_one_sentence(at: AppTest, word: str) -> None:
    """Nothing but one Vietnamese sentence: no traceback, no page."""
    assert not at.exception
    assert [word in one.value for one in (*at.error, *at.info)] == [True]
    assert not at.metric
    assert not any(sign in text for text in said(at) for sign in ("Traceback", "Exception", "Error:", "duckdb.duckdb"))


def test_missing_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("THUOCDO_DATABASE", str(tmp_path / "gone.duckdb"))
    assert_one_sentence(open_app(), "Không đọc được tệp dữ liệu gone.duckdb")


@pytest.mark.parametrize(
    "content", [b"", b"garbage " * 10_000, b"SQLite format 3\0" + bytes(4096)], ids=["empty", "garbage", "sqlite"]
)
def test_file_that_is_no_data_file(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "broken.duckdb"
    path.write_bytes(content)
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    assert_one_sentence(open_app(), "Không đọc được tệp dữ liệu broken.duckdb")


def test_file_cut_short(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "short.duckdb"
    path.write_bytes(demo_file.read_bytes()[: demo_file.stat().st_size // 2])
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    assert_one_sentence(open_app(), "Không đọc được tệp dữ liệu short.duckdb")


def test_duckdb_file_of_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "other.duckdb"
    with database.duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE something AS SELECT 1 AS else_n")
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    assert_one_sentence(open_app(), "Không đọc được tệp dữ liệu other.duckdb")


def test_folder_in_place_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("THUOCDO_DATABASE", str(tmp_path))
    assert_one_sentence(open_app(), "Không đọc được tệp dữ liệu")


def test_file_without_slips_still_opens(file_without_slips: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("THUOCDO_DATABASE", str(file_without_slips))
    at = open_app()
    assert not at.exception
    assert t("notice.no_rows", "vi") in [box.value for box in at.info]


def test_file_without_any_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = build(tmp_path / "thuocdo-1.duckdb", lambda _con: None)
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    assert_one_sentence(open_app(), t("error.no_slips", "vi"))


def test_sentence_follows_the_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("THUOCDO_DATABASE", str(tmp_path / "gone.duckdb"))
    at = open_app(lang="en")
    assert "cannot be read" in at.error[0].value


def test_file_written_anew_is_noticed_at_the_next_run(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "named.duckdb"
    shutil.copy(demo_file, path)
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    at = open_app()
    first = slips(at)
    other = tmp_path / "other.duckdb"
    build_planted(other, 20_000)
    other.replace(path)
    at.run()
    assert not at.exception
    assert slips(at) != first
    assert slips(at) == [answer("headline").iloc[0].slips_n]


def test_newer_version_in_the_store_is_noticed_at_the_next_run(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    monkeypatch.setattr(database, "STORE", tmp_path)
    shutil.copy(demo_file, store.path_of(1, tmp_path))
    store.point_to(store.path_of(1, tmp_path))
    at = open_app()
    first = slips(at)
    build_planted(store.next_path(tmp_path), 20_000)
    assert slips(at.run()) == first, "a file is not read before the pointer names it"
    store.point_to(store.path_of(2, tmp_path))
    at.run()
    assert not at.exception
    assert slips(at) == [answer("headline").iloc[0].slips_n] != first
    store.point_to(store.path_of(1, tmp_path))
    assert slips(at.run()) == first, "a rollback is noticed as well"


def test_filters_outlive_a_new_file(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "named.duckdb"
    shutil.copy(demo_file, path)
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    at = open_app(channel="online", from_="2026-01", to="2026-03")
    kept = dict(at.query_params)
    build_planted(path, 20_000)
    at.run()
    assert not at.exception
    assert at.query_params == kept


def test_pointer_to_a_file_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    monkeypatch.setattr(database, "STORE", tmp_path)
    (tmp_path / "current").write_text("thuocdo-7.duckdb\n", encoding="utf-8")
    assert_one_sentence(open_app(), "Không đọc được tệp dữ liệu thuocdo-7.duckdb")


def _of_an_earlier_release(demo_file: Path, path: Path) -> Path:
    """A copy of the file without the tables that came last."""
    shutil.copy(demo_file, path)
    with database.duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE comment_word; DROP TABLE annotation; DROP TABLE rollup_comment; DROP TABLE ward_2024")
    return path


def test_somebodys_own_file_of_an_earlier_release_is_left_alone(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = _of_an_earlier_release(demo_file, tmp_path / "own.duckdb")
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    before = path.read_bytes()
    assert_one_sentence(open_app(), f"python -m data upgrade --database {path}")
    assert path.read_bytes() == before


def test_the_stores_file_of_an_earlier_release_is_brought_up(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    monkeypatch.setattr(database, "STORE", tmp_path)
    old = _of_an_earlier_release(demo_file, store.path_of(1, tmp_path))
    store.point_to(old)
    run = loader.run
    monkeypatch.setattr(loader, "run", lambda words: run([*words, "--store", str(tmp_path)]))
    at = open_app("feedback")
    assert not at.exception and not at.error
    assert store.current(tmp_path) == store.path_of(2, tmp_path) and old.exists()
    assert any("phiếu" in text for text in said(at))


def _refused(_: list[str]) -> str:
    raise loader.Refused("Đĩa đầy.")


def test_a_file_that_cannot_be_brought_up_is_said_with_the_reason(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    monkeypatch.setattr(database, "STORE", tmp_path)
    store.point_to(_of_an_earlier_release(demo_file, store.path_of(1, tmp_path)))
    monkeypatch.setattr(loader, "run", _refused)
    at = open_app()
    assert not at.exception
    assert [box.value for box in at.error] == [t("upgrade.failed", "vi", reason="Đĩa đầy.")]
    assert store.current(tmp_path) == store.path_of(1, tmp_path)
