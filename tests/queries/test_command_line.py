"""`python -m queries`: the same answers as the screen, said in Vietnamese where something is wrong."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import queries.database
from queries.__main__ import NO_ROWS, main
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters, parse
from queries.question import ask, names, question

ROOT = Path(__file__).resolve().parents[2]
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
QUARTER = ["--set", "from=2026-Q3", "--set", "to=2026-Q3"]


@pytest.fixture
def run(small_file: Path, capsys: pytest.CaptureFixture[str]):
    """Runs the command on the small file: exit status, stdout, stderr."""

    def command(*arguments: str, database: Path | None = small_file) -> tuple[int, str, str]:
        where = ["--database", str(database)] if database else []
        try:
            status = main([*arguments, *where])
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """An answer as a text format can hold it: dates as text, numbers as floats."""
    frame = frame.copy()
    for column in frame.select_dtypes("datetime"):
        form = "%Y-%m-%dT%H:%M:%S" if column.endswith("_at") else "%Y-%m-%d"
        frame[column] = frame[column].dt.strftime(form)
    return frame


def assert_same(read: pd.DataFrame, answer: pd.DataFrame) -> None:
    """What was printed is the answer: columns in order, every value, nothing where there is nothing."""
    answer = plain(answer)
    assert list(read.columns) == list(answer.columns)
    assert len(read) == len(answer)
    for column in answer:
        empty = answer[column].isna().to_numpy()
        assert (read[column].isna().to_numpy() == empty).all(), column
        got, expected = read[column].to_numpy()[~empty], answer[column].to_numpy()[~empty]
        if pd.api.types.is_numeric_dtype(answer[column]) and not pd.api.types.is_bool_dtype(answer[column]):
            np.testing.assert_allclose(got.astype(float), expected.astype(float), rtol=1e-9, err_msg=column)
        else:
            assert got.tolist() == expected.tolist(), column


def test_list_names_every_question_with_its_parameters_and_columns(run) -> None:
    status, out, err = run("--list", database=None)
    assert (status, err) == (0, "")
    blocks = out.strip().split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [*names(), "explore"]
    assert "parameters: " in blocks[-1]
    for block, name in zip(blocks[:-1], names(), strict=True):
        assert question(name).title in block
        assert "parameters: " in block
        assert "columns: " in block


@pytest.mark.parametrize("name", names())
def test_csv_is_the_answer(name: str, run, small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    period = QUARTER if "from" in question(name).parameters else []
    status, out, err = run(name, *period, "--format", "csv")
    assert (status, err) == (0, "")
    answer = ask(small, small_catalog, name, quarter_3)
    coded = {column: str for column in answer if column.endswith("_code") or column == "sha256"}
    read = pd.read_csv(
        io.StringIO(out),
        dtype=coded,
        keep_default_na=False,
        na_values={column: [""] for column in answer if not (column in coded and answer[column].eq("").any())},
    )
    assert_same(read, answer)


@pytest.mark.parametrize("name", names())
def test_json_is_the_answer(name: str, run, small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    period = QUARTER if "from" in question(name).parameters else []
    status, out, err = run(name, *period, "--format", "json")
    assert (status, err) == (0, "")
    rows = json.loads(out)
    answer = ask(small, small_catalog, name, quarter_3)
    assert_same(pd.DataFrame(rows, columns=list(rows[0]) if rows else list(answer.columns)), answer)


@pytest.mark.parametrize("name", names())
def test_the_table_has_a_line_a_row(
    name: str, run, small: Database, small_catalog: Catalog, quarter_3: Filters
) -> None:
    period = QUARTER if "from" in question(name).parameters else []
    status, out, err = run(name, *period)
    assert (status, err) == (0, "")
    answer = ask(small, small_catalog, name, quarter_3)
    lines = out.rstrip("\n").splitlines()
    assert len(lines) == len(answer) + 1
    head = lines[0].removesuffix(NO_ROWS) if answer.empty else lines[0]
    assert head.split() == list(answer.columns)


def test_choices_and_filters_reach_the_answer(run, small: Database, small_catalog: Catalog) -> None:
    given = ["from=2026", "to=2026", "field=land,certification", "channel=direct", "channel=online", "step=quarter"]
    pairs = [part for text in given for part in ("--set", text)]
    status, out, _ = run("satisfaction_by_month", *pairs, "--format", "csv")
    assert status == 0
    codes = {"from": "2026", "to": "2026", "field": "land,certification", "channel": ["direct", "online"]}
    filters, problems = parse(codes, small_catalog)
    assert not problems
    assert_same(
        pd.read_csv(io.StringIO(out)), ask(small, small_catalog, "satisfaction_by_month", filters, step="quarter")
    )
    status, out, _ = run("headline", *QUARTER, "--set", "compare=previous", "--format", "csv")
    assert status == 0
    assert pd.read_csv(io.StringIO(out))["before_slips_n"].tolist() == [13]


def test_small_cells_are_empty(run) -> None:
    _, out, _ = run("satisfaction_by_ward", *QUARTER, "--format", "csv")
    read = pd.read_csv(io.StringIO(out), dtype={"ward_code": str}).set_index("ward_code")
    measured = ["slips_n", "answers_n", "satisfied_n", "index_pct", "index_low", "index_high", "effective_n"]
    assert read.loc["00008", measured].isna().all()
    assert read.loc["00008", "is_hidden"]
    assert read.loc["00004", "slips_n"] == 30
    _, out, _ = run("satisfaction_by_ward", *QUARTER, "--format", "json")
    hidden = next(row for row in json.loads(out) if row["ward_code"] == "00008")
    assert all(hidden[column] is None for column in measured)
    _, out, _ = run("satisfaction_by_ward", *QUARTER, "--set", "ward=00008")
    assert out.splitlines()[1].split().count("–") == len(measured)


def test_an_answer_without_rows(run) -> None:
    asked = ["satisfaction_by_month", "--set", "from=2022", "--set", "to=2022", "--format"]
    status, out, err = run(*asked, "csv")
    assert (status, err) == (0, "")
    assert out.startswith("month,slips_n,")
    assert out.count("\n") == 1
    status, out, err = run(*asked, "json")
    assert (status, err) == (0, "")
    assert json.loads(out) == []


def test_a_table_without_rows_is_its_columns(run) -> None:
    status, out, _ = run("satisfaction_by_month", "--set", "from=2022", "--set", "to=2022")
    assert status == 0
    assert "Empty DataFrame" not in out  # the name of a library's class, in English


# ── What is refused ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("ward=99999", "99999"),
        ("ward='; DROP TABLE unit; --", "DROP"),
        ("instrument=none_such", "one_stop_slip, city_survey"),
        ("factor=*", "factor"),
        ("from=2026-13", "2026-13"),
        ("to=hôm nay", "hôm nay"),
    ],
)
def test_a_value_that_is_none_is_refused(pair: str, said: str, run) -> None:
    status, out, err = run("headline", "--set", pair)
    assert (status, out) == (1, "")
    assert said in err
    assert VIETNAMESE.search(err)


def test_from_after_to_is_refused(run) -> None:
    status, out, err = run("headline", "--set", "from=2026-Q3", "--set", "to=2025")
    assert (status, out) == (1, "")
    assert "2026-Q3" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("none_such",),
        ("../data/schema",),
        ("headline", "extra"),
        ("headline", "--set", "colour=blue"),
        ("headline", "--set", "from"),
        ("headline", "--set", "step=month"),
        ("targets", "--set", "from=2026"),
        ("headline", "--set", "compare=never"),
        ("satisfaction_by_month", "--set", "step=week"),
        ("headline", "--format", "xml"),
        ("headline", "--none-such"),
        ("headline", "--set"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], run) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err


@pytest.mark.parametrize(
    "arguments", [(), ("none_such",), ("headline", "--set", "colour=blue"), ("headline", "--set", "from")]
)
def test_wrong_usage_is_said_in_vietnamese(arguments: tuple[str, ...], run) -> None:
    _, _, err = run(*arguments)
    assert VIETNAMESE.search(err.splitlines()[-1])


def test_a_missing_file_is_refused(run, tmp_path: Path) -> None:
    status, out, err = run("headline", database=tmp_path / "none.duckdb")
    assert (status, out) == (1, "")
    assert "none.duckdb" in err
    assert "python -m data demo" in err
    assert VIETNAMESE.search(err)


def test_a_file_of_something_else_is_refused(run, tmp_path: Path) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("Kính gửi", encoding="utf-8")
    status, out, err = run("headline", database=path)
    assert (status, out) == (1, "")
    assert "letter.duckdb" in err


def test_no_file_at_all_is_refused(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    monkeypatch.setattr(queries.database, "STORE", tmp_path)
    status, out, err = run("headline", database=None)
    assert (status, out) == (1, "")
    assert VIETNAMESE.search(err)


def test_a_file_without_any_load_is_refused(run, empty_file: Path) -> None:
    status, out, err = run("headline", database=empty_file)
    assert (status, out) == (1, "")
    assert "chưa có số liệu" in err


def test_the_file_named_by_the_environment_is_asked(run, small_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUOCDO_DATABASE", str(small_file))
    status, out, _ = run("data_status", "--format", "csv", database=None)
    assert status == 0
    assert "one_stop_slip.xlsx" in out


def test_from_the_shell(small_file: Path) -> None:
    command = [sys.executable, "-m", "queries", "headline", *QUARTER, "--format", "json"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"THUOCDO_DATABASE": str(small_file), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)[0]["slips_n"] == 82
