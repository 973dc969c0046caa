"""`python -m data demo`: makes the same file from the same seed, and says what is wrong."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data import build, store
from data.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
VIETNAMESE = re.compile("[ạảấầậắặẹếềệịọốồộớợụứừựỳđơưăâêô]", re.IGNORECASE)


def contents(path: Path) -> dict[str, tuple[int, int]]:
    """Rows and the sum of the rows' hashes, by table."""
    with duckdb.connect(str(path), read_only=True) as con:
        tables = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {
            table: con.execute(f"SELECT count(*), sum(hash(fact)::HUGEINT) FROM {table} AS fact").fetchone()
            for table in tables
        }


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo, made as from a shell."""
    out = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    command = [sys.executable, "-m", "data", "demo", "--responses", "2000", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert str(out).encode() in done.stdout
    assert "phiếu mô phỏng".encode() in done.stdout
    return out


def test_the_demo_is_made(demo_file: Path) -> None:
    assert [path.name for path in demo_file.parent.iterdir()] == ["demo.duckdb"]
    found = contents(demo_file)
    assert found["survey_response"][0] == 2000
    assert found["survey_answer"][0] > 2000 * 10
    with duckdb.connect(str(demo_file), read_only=True) as con:
        assert con.execute("SELECT bool_and(is_simulated) FROM data_load").fetchone() == (True,)


def test_the_same_seed_makes_the_same_file(demo_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "again.duckdb"
    assert main(["demo", "--responses", "2000", "--out", str(out)]) == 0
    assert contents(out) == contents(demo_file)


def test_another_seed_makes_another(demo_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "other.duckdb"
    assert main(["demo", "--responses", "2000", "--seed", "7", "--out", str(out)]) == 0
    one, other = contents(demo_file), contents(out)
    assert other["survey_answer"] != one["survey_answer"]
    assert {table: other[table] for table in build.REFERENCE_TABLES} == {
        table: one[table] for table in build.REFERENCE_TABLES
    }


def test_without_a_name_it_is_the_next_version_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(store, "STORE", tmp_path)
    monkeypatch.setattr(store.next_path, "__defaults__", (tmp_path,))
    monkeypatch.setattr(build, "build", lambda out, _fill, _report: out.write_bytes(b"file"))
    for version in (1, 2):
        assert main(["demo", "--responses", "10"]) == 0
        assert store.current(tmp_path) == store.path_of(version, tmp_path)
        assert f"thuocdo-{version}.duckdb" in capsys.readouterr().out


def test_progress_is_told_step_by_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--responses", "50", "--progress", "--out", str(tmp_path / "demo.duckdb")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:5]] == ["schema", "facts", "rollups", "checks", "done"]
    assert [float(line.split()[1]) for line in lines[:5]] == sorted(float(line.split()[1]) for line in lines[:5])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["none_such"],
        ["demo", "--responses", "0"],
        ["demo", "--responses", "-5"],
        ["demo", "--responses", "many"],
        ["demo", "--responses"],
        ["demo", "--seed", "x"],
        ["demo", "extra"],
        ["demo", "--colour", "blue"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage" in said.err


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["demo", "--responses", "50", "--out", str(tmp_path / "file" / "demo.duckdb")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert VIETNAMESE.search(said.err)


def test_a_folder_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--responses", "50", "--out", str(tmp_path)]) == 1
    assert VIETNAMESE.search(capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []
    assert not list(tmp_path.parent.glob(f"{tmp_path.name}.*"))


def test_an_unsound_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_rule(con: duckdb.DuckDBPyConnection, *_values: int) -> None:
        con.execute(
            "INSERT INTO survey_response BY NAME SELECT 1 AS response_id, 1 AS load_id, 'none' AS instrument_code, "
            "DATE '2026-01-01' AS responded_on, 1.0 AS weight"
        )

    monkeypatch.setattr("data.demo.fill", break_rule)
    assert main(["demo", "--responses", "50", "--out", str(tmp_path / "demo.duckdb")]) == 1
    assert "slip of an unknown instrument: 1" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
