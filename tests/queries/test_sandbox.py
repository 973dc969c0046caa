"""Questions of one's own: what they may read, and what the engine refuses whoever asks for it."""

import threading
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from queries import sandbox
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask
from queries.sandbox import child
from queries.sandbox.make import _spans, make

HOSTILE = [
    line
    for line in Path(__file__).with_name("hostile_statements.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
QUICK = 20.0  # seconds; a busy machine starts a process slowly


@pytest.fixture(scope="module")
def box(medium_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The views of the medium file."""
    out = tmp_path_factory.mktemp("box") / "views.duckdb"
    make(medium_file, out)
    return out


def here(box: Path, sql: str, rows: int = 100) -> pd.DataFrame:
    """The answer as the process gives it, without starting one."""
    with duckdb.connect(str(box), read_only=True, config=child.SETTINGS) as con:
        return child.answer(con, sql, rows)[0].to_pandas()


def test_every_view_holds_what_it_documents(box: Path) -> None:
    with duckdb.connect(str(box), read_only=True, config=child.SETTINGS) as con:
        con.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE NOT internal GROUP BY ALL"
        )
        held = dict(con.fetchall())
    assert held == {view.name: list(view.columns) for view in sandbox.views()}
    for view in sandbox.views():
        assert view.grain.startswith("one row")
        assert all(vietnamese and english for vietnamese, english in view.columns.values())


def test_nothing_of_a_slip_is_in_the_file(box: Path) -> None:
    with duckdb.connect(str(box), read_only=True) as con:
        names = {
            name for (name,) in con.execute("SELECT column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
        }
    assert not names & {"response_id", "comment", "slip_number", "gender", "age_band", "responded_on", "score_1_mask"}


def test_the_rows_are_those_of_the_screen(box: Path, database: Database, catalog: Catalog) -> None:
    held = here(box, "SELECT * FROM index_by_ward WHERE instrument_code = 'one_stop_slip'", 10_000)
    assert held["is_hidden"].any()
    assert held.loc[held["is_hidden"], ["slips_n", "answers_n", "satisfied_n", "index_pct"]].isna().all(axis=None)
    assert held["slips_n"].dropna().loc[lambda n: n > 0].min() >= 10

    for start, end in list(_spans(catalog, True))[-2:]:
        asked = ask(database, catalog, "satisfaction_by_ward", Filters("one_stop_slip", start, end))
        mine = held[pd.to_datetime(held["quarter"]) == pd.Timestamp(start)]
        assert mine["ward_code"].tolist() == asked["ward_code"].tolist()
        assert mine["slips_n"].fillna(-1).astype(int).tolist() == asked["slips_n"].fillna(-1).astype(int).tolist()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) AS n FROM unit",
        "select * from unit -- a remark",
        "SELECT * FROM unit;",
        "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r WHERE a < 5) SELECT * FROM r",
        "SELECT * FROM range(3), UNNEST([1, 2]) AS u(x)",
        "VALUES (1, 'a')",
        "SUMMARIZE index_by_month",
        "SELECT a.name FROM unit a JOIN index_by_ward b ON a.unit_code = b.ward_code WHERE EXISTS (FROM field)",
        "FROM main.unit SELECT name ORDER BY name COLLATE vi",
        "SELECT sum(slips_n) OVER (ORDER BY month) FROM index_by_month",
    ],
)
def test_a_select_is_answered(sql: str, box: Path) -> None:
    assert len(here(box, sql)) > 0


@pytest.mark.parametrize("sql", [*HOSTILE, "", "   ", "-- only a remark"])
def test_everything_else_is_refused(sql: str, box: Path) -> None:
    before = box.read_bytes()
    with pytest.raises((child.Refused, duckdb.Error)):
        here(box, sql)
    assert box.read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE a AS SELECT 1",
        "INSERT INTO unit SELECT * FROM unit",
        "COPY unit TO '/tmp/unit.csv'",
        "ATTACH '/tmp/a.duckdb'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "FROM glob('/*')",
        "SET threads = 8",
        "RESET threads",
        "INSTALL httpfs",
        "EXPORT DATABASE '/tmp/out'",
    ],
)
def test_the_engine_alone_refuses_them_too(sql: str, box: Path) -> None:
    """Even where nothing looks at the statement before it runs."""
    with (
        duckdb.connect(str(box), read_only=True, config=child.SETTINGS) as con,
        pytest.raises(duckdb.Error),
    ):
        con.execute(sql).fetchall()


def test_a_long_answer_is_cut_and_says_so(box: Path) -> None:
    outcome = sandbox.Run(box, "SELECT * FROM range(1000000000000)", rows=50, seconds=QUICK).outcome()
    assert outcome.fault == ""
    assert outcome.is_cut
    assert outcome.rows["range"].tolist() == list(range(50))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM range(1000000000000)",
        "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT max(a) FROM r",
    ],
)
def test_what_does_not_end_is_ended(sql: str, box: Path) -> None:
    run = sandbox.Run(box, sql, seconds=1.5)
    began = time.monotonic()
    outcome = run.outcome()
    assert outcome.fault == "time"
    assert outcome.rows is None
    assert time.monotonic() - began < 1.5 + 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT list(a.name || b.name || c.name) FROM unit a, unit b, unit c",
        "SELECT * FROM unit a, unit b, unit c ORDER BY a.name || b.name || c.name",
        "SELECT repeat('x', 400000000) FROM range(20)",
        "SELECT " + "(" * 5000 + "1" + ")" * 5000,
        "SELECT [range(1000000)] FROM range(100)",
    ],
)
def test_what_takes_too_much_fails_alone(sql: str, box: Path) -> None:
    outcome = sandbox.Run(box, sql, seconds=2).outcome()
    assert outcome.rows is None
    assert outcome.fault
    assert str(box) not in outcome.message


def test_a_statement_can_be_stopped(box: Path) -> None:
    run = sandbox.Run(box, "SELECT count(*) FROM range(1000000000000)", seconds=60)
    threading.Timer(0.3, run.end).start()
    outcome = run.outcome()
    assert outcome.fault == "cancelled"
    assert outcome.seconds < 10


def test_others_are_answered_meanwhile(box: Path, database: Database) -> None:
    run = sandbox.Run(box, "SELECT count(*) FROM unit a, unit b, unit c, unit d", seconds=2)
    waits = []
    while not run.is_over():
        began = time.monotonic()
        database.frame("SELECT sum(slips_n) FROM rollup_satisfaction")
        waits.append(time.monotonic() - began)
        time.sleep(0.05)
    assert run.outcome().fault == "time"
    assert sorted(waits)[len(waits) // 2] < 0.25
