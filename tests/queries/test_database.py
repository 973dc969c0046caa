"""The data file is opened for reading only, by many at once, and nothing on the machine is reached through it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import data.store
import queries.database
from queries.catalog import read_catalog
from queries.database import Database, NoDatabase, newest_file

FORBIDDEN = [
    "COPY survey_response TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/export'",
    "ATTACH ':memory:' AS other",
    "ATTACH '{folder}/other.duckdb' AS other",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "COPY unit FROM '{folder}/in.csv'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET threads = 1",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET memory_limit",
    "PRAGMA enable_profiling",
    "INSERT INTO survey_answer VALUES (1, 'C24', 5)",
    "UPDATE survey_response SET weight = 2",
    "DELETE FROM survey_answer",
    "DROP TABLE unit",
    "CREATE TABLE mine AS SELECT 1",
    "SELECT * FROM FORBIDDEN",  # a variable of Python's is no table
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_nothing_else_is_reached_or_changed(statement: str, small: Database, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("1,2\n", encoding="utf-8")
    before = small.path.read_bytes()
    with pytest.raises(duckdb.Error):
        small.frame(statement.format(folder=tmp_path.as_posix()))
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert small.path.read_bytes() == before


def test_a_value_is_never_statement(small: Database) -> None:
    hostile = "'; DROP TABLE unit; --"
    assert small.frame("SELECT $text AS text", {"text": hostile})["text"].tolist() == [hostile]
    assert small.frame("SELECT count(*) AS n FROM unit")["n"].tolist()[0] > 600


def test_twenty_readers_at_once(small: Database) -> None:
    sql = "SELECT $number AS number, count(*) AS n, sum(score) AS total FROM survey_answer WHERE response_id <= $number"

    def read(opened: Database, number: int) -> tuple[int, ...]:
        return tuple(opened.frame(sql, {"number": number}).iloc[0].astype(int))

    alone = [read(small, number) for number in range(1, 41)]
    fresh = Database(small.path)
    numbers = [*range(1, 41)] * 10
    with ThreadPoolExecutor(20) as pool:
        together = list(pool.map(lambda number: read(fresh, number), numbers))
    fresh.close()
    assert together == [alone[number - 1] for number in numbers]


# ── Which file ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_both_rooms_mean_the_same_store() -> None:
    assert queries.database.STORE == data.store.STORE


def test_the_named_file_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(queries.database, "STORE", tmp_path)
    (tmp_path / "current").write_text("thuocdo-3.duckdb\n", encoding="utf-8")
    monkeypatch.setenv("THUOCDO_DATABASE", "/elsewhere/file.duckdb")
    assert newest_file() == Path("/elsewhere/file.duckdb")
    monkeypatch.delenv("THUOCDO_DATABASE")
    assert newest_file() == tmp_path / "thuocdo-3.duckdb"
    monkeypatch.setenv("THUOCDO_DATABASE", "")
    assert newest_file() == tmp_path / "thuocdo-3.duckdb"


def test_no_file_yet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    monkeypatch.setattr(queries.database, "STORE", tmp_path / "nothing")
    with pytest.raises(NoDatabase):
        newest_file()


def test_readers_follow_the_pointer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    monkeypatch.setattr(queries.database, "STORE", tmp_path)
    for version in (1, 2):
        data.store.point_to(data.store.path_of(version, tmp_path))
        assert newest_file() == data.store.path_of(version, tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no database", b"\x00" * 20_000])
def test_what_is_no_database_is_said_to_be_none(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "some.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NoDatabase, match=r"some\.duckdb"):
        Database(path)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase):
        Database(tmp_path)


def test_half_a_file_is_no_database(small_file: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.duckdb"
    content = small_file.read_bytes()
    half.write_bytes(content[: len(content) // 2])
    with pytest.raises(NoDatabase):
        read_catalog(Database(half))


def test_another_database_is_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE other AS SELECT 1 AS number")
    with pytest.raises(NoDatabase):
        read_catalog(Database(path))


def test_a_file_without_any_load_has_no_catalog(empty_file: Path) -> None:
    with pytest.raises(LookupError):
        read_catalog(Database(empty_file))


# ── Answers that are kept ───────────────────────────────────────────────────────────────────────────────────────────


def spoil(frame: pd.DataFrame) -> None:
    """Changes a frame in every way that callers do."""
    frame.loc[0, "n"] = -1
    frame["n"] += 100
    frame.iloc[:, 1] = "changed"
    frame["more"] = 1
    frame.pop("level")
    frame.columns = ["x"] * frame.shape[1]


def test_a_changed_answer_does_not_change_the_next(small: Database) -> None:
    sql = "SELECT count(*) AS n, level FROM unit GROUP BY level ORDER BY level"
    first = small.remembered("levels", lambda: small.frame(sql))
    kept = first.copy(deep=True)
    spoil(first)
    second = small.remembered("levels", lambda: small.frame(sql))
    pd.testing.assert_frame_equal(second, kept)
    spoil(second)
    pd.testing.assert_frame_equal(small.remembered("levels", lambda: small.frame(sql)), kept)


def test_an_answer_is_made_once_a_key(small: Database) -> None:
    made: list[int] = []

    def answer() -> pd.DataFrame:
        made.append(1)
        return pd.DataFrame({"n": [len(made)]})

    for key, expected in (("a", 1), ("a", 1), ("b", 2), ("a", 1)):
        assert small.remembered(("once", key), answer)["n"].tolist() == [expected]
    assert len(made) == 2


def test_only_so_many_answers_are_kept(small_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.database, "CACHED_ANSWERS", 3)
    opened = Database(small_file)
    for number in range(6):
        opened.remembered(number, lambda number=number: pd.DataFrame({"number": [number]}))
    assert len(opened._answers) == 3
    assert opened.remembered(0, lambda: pd.DataFrame({"number": [-1]}))["number"].tolist() == [-1]
    assert opened.remembered(5, lambda: pd.DataFrame({"number": [-1]}))["number"].tolist() == [5]
    opened.close()
