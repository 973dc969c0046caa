"""Real files through the real command, to the numbers a page will show; samples with known answers where they are."""

import contextlib
import io
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data import store
from data.__main__ import main
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse
from queries.question import ask
from tests.benchmarks.loading import ITEMS, slips, write

ROOT = Path(__file__).resolve().parents[2]
SATISFIED = {"4", "5", "Hài lòng", "Rất hài lòng"}
SAMPLES = next((path for folder in ROOT.parents if (path := folder / "shared" / "samples").is_dir()), None)
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))["files"] if SAMPLES else {}
OTHER_PROVINCE = "portal_766_gia_lai_2026-10-10.json"


def run(*arguments: object) -> subprocess.CompletedProcess:
    """A command as from a shell."""
    command = [sys.executable, "-m", "data", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False)


def loaded(*arguments: object) -> dict[str, Any]:
    """What `load --json` prints; it has nothing to say on stderr. The command, but not in a process of its own."""
    said, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        assert main(["load", *map(str, arguments), "--json"]) == 0, complained.getvalue()
    assert complained.getvalue() == ""
    return json.loads(said.getvalue())


def rows(path: Path | None, sql: str) -> list[tuple]:
    """Rows of a query over a data file."""
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


def satisfied_of_answers(table: pa.Table) -> tuple[int, int, int]:
    """Slips with an answer, satisfied answers, answers of the slips of a file, counted cell by cell."""
    slips_n = satisfied_n = answers_n = 0
    for row in table.select(ITEMS).to_pylist():
        answers = [score for score in row.values() if score]
        slips_n += bool(answers)
        answers_n += len(answers)
        satisfied_n += sum(score in SATISFIED for score in answers)
    return slips_n, satisfied_n, answers_n


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_a_file_reaches_the_page_as_counted(kind: str, tmp_path: Path) -> None:
    table = slips(700)
    expected = satisfied_of_answers(table)
    folder = tmp_path / "store"
    file = write(tmp_path / f"phiếu.{kind}", table)
    done = run("load", file, "--store", folder, "--instrument", "one_stop_slip", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert (report["rows_in"], report["rows_accepted"], report["rows_rejected"]) == (700, 700, {})
    assert report["headline_after"]["slips_n"] == expected[0]
    assert report["headline_after"]["index_pct"] == pytest.approx(100 * expected[1] / expected[2])
    database = Database(store.current(folder))
    catalog = read_catalog(database)
    filters, problems = parse({"instrument": "one_stop_slip"}, catalog)
    assert problems == []
    shown = ask(database, catalog, "headline", filters).iloc[0]
    assert (shown["slips_n"], shown["satisfied_n"], shown["answers_n"]) == expected
    database.close()
    assert main(["check", str(store.current(folder))]) == 0


def test_a_correction_of_the_rejected_rows_completes_the_load(tmp_path: Path) -> None:
    table = slips(400)
    bad = pa.array(["Phường Không Có" if row % 50 == 0 else unit.as_py() for row, unit in enumerate(table[2])])
    folder = tmp_path / "store"
    options = ("--store", folder, "--instrument", "one_stop_slip")
    first = loaded(write(tmp_path / "a.csv", table.set_column(2, table.column_names[2], bad)), *options)
    assert (first["rows_accepted"], first["rows_rejected"]) == (392, {"unit": 8})
    assert (folder / "rejected" / "1-a.xlsx").is_file()
    # The corrected file takes the place of the first: the same as if it had been right at once.
    second = loaded(write(tmp_path / "b.csv", table), *options, "--replaces", 1)
    assert (second["rows_accepted"], second["rows_rejected"]) == (400, {})
    loaded(write(tmp_path / "b.csv", table), "--store", tmp_path / "other", "--instrument", "one_stop_slip")
    for name in ("rollup_slip", "rollup_satisfaction", "rollup_item"):
        # Slips are numbered as they come, so a correction's have other numbers.
        sql = f"SELECT COLUMNS(lambda name: name <> 'response_id') FROM {name} ORDER BY ALL"
        assert rows(store.current(folder), sql) == rows(store.current(tmp_path / "other"), sql)
    # The slips are there; a third file that holds some of them again has these as duplicates.
    third = run("load", write(tmp_path / "c.csv", table.slice(0, 30)), *options)
    assert third.returncode == 1 and "Trùng: 30" in third.stderr and "Traceback" not in third.stderr


def test_killed_while_reading_real_files(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    options = ("--store", folder, "--instrument", "one_stop_slip", "--kind", "survey")
    loaded(write(tmp_path / "0.csv", slips(500)), *options)
    file = write(tmp_path / "1.csv", slips(1000, 501))
    chance = random.Random(5)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-m", "data", "load", str(file), *map(str, options)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        # From the start of the interpreter to a little beyond the end of the load.
        time.sleep(chance.uniform(0.3, 2.0))
        process.kill()
        process.wait(60)
        assert main(["check", str(store.current(folder))]) == 0
        ((count,),) = rows(store.current(folder), "SELECT count(*) FROM survey_response")
        assert count in (500, 1500)
    report = loaded(file, *options)
    assert report["rows_accepted"] == 1000
    assert rows(store.current(folder), "SELECT count(*) FROM survey_response") == [(1500,)]
    assert {path.name for path in folder.iterdir() if path.name.startswith(".")} == set()


# ── Samples of the offices ──────────────────────────────────────────────────────────────────────────────────────────

KINDS = {"inspections": "inspection", "feedback slips": "slip", "dossiers": "dossier", "actions": "action"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    """A store with every sample in it, loaded by one command, and what was said of each file."""
    if SAMPLES is None:
        pytest.skip("the sample files of the offices are not beside the repository")
    folder = tmp_path_factory.mktemp("samples")
    names = [name for name in TRUTH if name != OTHER_PROVINCE]
    told = loaded(*(SAMPLES / name for name in names), "--store", folder)
    return store.current(folder), dict(zip(names, told, strict=True))


@pytest.mark.parametrize("name", [name for name in TRUTH if name != OTHER_PROVINCE])
def test_a_sample_is_loaded_to_the_row(name: str, samples: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    path, told = samples
    truth, said = TRUTH[name], told[name]
    assert said["kind"] == KINDS.get(truth["kind"], truth["kind"])
    rejected = truth.get("rejected", {})
    assert said["rows_rejected"] == rejected
    if "rows_in" in truth:
        assert (said["rows_in"], said["rows_accepted"]) == (truth["rows_in"], truth["rows_in"] - sum(rejected.values()))
    number = said["load_id"]
    line = rows(path, f"SELECT rows_n, accepted_n, rejected_n, version FROM data_load WHERE load_id = {number}")
    assert line == [(said["rows_in"], said["rows_accepted"], sum(rejected.values()), 1)]
    by_ward = truth.get("satisfied_of_answers_by_ward", {})
    found = rows(
        path,
        "SELECT ward_code, sum(satisfied_n), sum(answers_n) FROM rollup_satisfaction WHERE grain = 'unit' AND "
        "factor_code = '*' AND instrument_code = 'one_stop_slip' GROUP BY ward_code",
    )
    if by_ward:
        assert {ward: [satisfied, answers] for ward, satisfied, answers in found} == by_ward
    by_district = truth.get("unweighted_satisfied_of_answers_by_district", {})
    found = rows(
        path,
        "SELECT district_code, sum(satisfied_n), sum(answers_n) FROM rollup_satisfaction WHERE grain = 'unit' AND "
        "factor_code = '*' AND instrument_code = 'city_survey' GROUP BY district_code",
    )
    if by_district:
        assert {district: [satisfied, answers] for district, satisfied, answers in found} == by_district


def test_the_samples_make_a_sound_file(
    samples: tuple[Path, dict[str, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(samples[0])]) == 0
    assert "phiếu khảo sát: 27.735" in capsys.readouterr().out
    assert store.versions(samples[0].parent) == [1]


@pytest.mark.skipif(SAMPLES is None, reason="the sample files of the offices are not beside the repository")
def test_the_sample_of_another_province_is_refused(tmp_path: Path) -> None:
    done = run("load", SAMPLES / OTHER_PROVINCE, "--store", tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    assert "Gia Lai" in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
