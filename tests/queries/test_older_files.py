"""A data file of an earlier release is brought up to this one; its rows stay as they are."""

import shutil
from pathlib import Path

import duckdb
import pytest

from data import store
from data.load.refusal import Refused
from data.load.upgrading import upgrade
from queries.__main__ import main
from queries.catalog import Outdated, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

TABLES = ("comment_word", "annotation", "boundary", "boundary_source", "ward_2024", "rollup_comment", "rollup_slip")


def _tables(path: Path) -> dict[str, int]:
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        return {name: con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for (name,) in names}


@pytest.mark.parametrize("table", [one for one in TABLES if one != "boundary_source"])  # comes with the outlines
def test_each_table_that_came_later_is_missed(small_file: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "old.duckdb"
    shutil.copy(small_file, path)
    with duckdb.connect(str(path)) as con:
        con.execute(f"DROP TABLE {table}")
    with pytest.raises(Outdated, match=table):
        read_catalog(Database(path))


def test_the_command_line_says_what_to_run(
    small_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "old.duckdb"
    shutil.copy(small_file, path)
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE comment_word")
    assert main(["headline", "--database", str(path)]) == 1
    said = capsys.readouterr().err
    assert f"python -m data upgrade --database {path}" in said and "Traceback" not in said


def test_an_older_file_has_everything_afterwards(small_file: Path, tmp_path: Path) -> None:
    old = store.path_of(1, tmp_path)
    shutil.copy(small_file, old)
    with duckdb.connect(str(old)) as con:
        for table in TABLES:
            con.execute(f"DROP TABLE {table}")
        con.execute("ALTER TABLE data_load DROP COLUMN version")
    store.point_to(old)
    assert upgrade(store=tmp_path) == 2
    before, after = _tables(small_file), _tables(store.path_of(2, tmp_path))
    notes = {"annotation": 0}  # what was written there is gone with the table
    assert after == before | notes
    database, asked = Database(store.path_of(2, tmp_path)), Database(small_file)
    catalog = read_catalog(database)
    filters = Filters("one_stop_slip", *catalog.default_period)
    for name in ("headline", "slip_words", "satisfaction_by_ward"):
        found, wanted = (ask(one, catalog, name, filters) for one in (database, asked))
        assert found.equals(wanted)


def test_a_file_of_its_own_is_replaced_and_a_current_one_stays_as_it_is(small_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    shutil.copy(small_file, path)
    assert upgrade(database=path) is None
    assert _tables(path) == _tables(small_file)


def test_nothing_to_bring_up(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Chưa có tệp dữ liệu"):
        upgrade(store=tmp_path)
