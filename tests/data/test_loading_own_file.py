"""Loads into a file of one's own; real rows in the place of simulated ones; files of others are left alone."""

from pathlib import Path

import duckdb
import pytest
from fake_office import slips, survey
from loaded_files import TODAY, value

from data import build, store
from data.load import history
from data.load.loading import load
from data.load.refusal import Refused
from data.load.report import describe

pytestmark = pytest.mark.usefixtures("invented_files")


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
