"""The words of comments are cut once, for the comments that a file's slips have."""

import duckdb
import pytest

from data.words import note_words

SLIPS = [("1", "Hồ sơ đất đai chậm"), ("2", "Hồ sơ đất đai chậm"), ("3", None), ("4", "Cán bộ nhiệt tình")]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("CREATE TABLE slip (slip_id VARCHAR, comment VARCHAR)")
    con.execute("CREATE TABLE comment_word (comment VARCHAR NOT NULL, words VARCHAR[] NOT NULL)")
    con.executemany("INSERT INTO slip VALUES (?, ?)", SLIPS)
    return con


def _held(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    return dict(con.execute("FROM comment_word").fetchall())


def test_each_different_comment_has_its_words_once(con: duckdb.DuckDBPyConnection) -> None:
    note_words(con)
    held = _held(con)
    assert set(held) == {"Hồ sơ đất đai chậm", "Cán bộ nhiệt tình"}
    assert {"hồ sơ", "đất đai"} <= set(held["Hồ sơ đất đai chậm"])
    assert con.execute("SELECT count(*) FROM comment_word").fetchone() == (2,)


def test_new_comments_are_added_and_those_of_withdrawn_slips_go(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_words(con)
    con.execute("DELETE FROM slip WHERE slip_id IN ('1', '2')")
    con.execute("INSERT INTO slip VALUES ('5', 'Thủ tục rườm rà')")
    cut: list[str] = []
    monkeypatch.setattr("data.words.words_of", lambda text: cut.append(text) or frozenset({"thủ tục"}))
    note_words(con)
    assert cut == ["Thủ tục rườm rà"], "what was cut before is not cut again"
    assert set(_held(con)) == {"Cán bộ nhiệt tình", "Thủ tục rườm rà"}
