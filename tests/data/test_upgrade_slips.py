"""A data file of an earlier release, whose roll-up of slips lacks columns: folded anew when it is loaded into."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.build import build
from data.load.upgrade import fold_slips

NEW = ("score_1_mask", "score_2_mask", "score_4_mask", "gender", "age_band", "weekday", "visits", "response_id")


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Three slips of one ward; scores 5, 3 and 1, one answer missing."""
    for number, (scores, minutes) in enumerate([((5, 3), 10), ((1, 4), None), ((2,), 45)], start=1):
        con.execute(
            "INSERT INTO survey_response BY NAME SELECT ? AS response_id, 1 AS load_id, 'one_stop_slip' AS"
            " instrument_code, ?::DATE AS responded_on, '00004' AS ward_code, 1.0 AS weight, 'female' AS gender,"
            " ? AS wait_minutes",
            [number, date(2026, 9, number), minutes],
        )
        for item, score in zip(("C24", "C25"), scores, strict=False):
            con.execute("INSERT INTO survey_answer VALUES (?, ?, ?)", [number, item, score])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of this release."""
    return build(tmp_path / "file.duckdb", fill)


def slips(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    """The roll-up's rows."""
    return con.execute("SELECT * FROM rollup_slip ORDER BY ALL").fetchall()


def test_scores_are_told_by_their_masks(file: Path) -> None:
    with duckdb.connect(str(file), read_only=True) as con:
        con.execute(
            "SELECT weekday, wait_minutes, bit_count(score_1_mask) + 2 * bit_count(score_2_mask)"
            " + 4 * bit_count(score_4_mask), bit_count(valid_mask) FROM rollup_slip ORDER BY weekday"
        )
        # The first of September 2026 is a Tuesday.
        assert con.fetchall() == [(2, 10, 8, 2), (3, None, 5, 2), (4, 45, 2, 1)]


def test_a_file_without_the_columns_gets_them(file: Path) -> None:
    with duckdb.connect(str(file)) as con:
        before = slips(con)
        for name in NEW:
            con.execute(f"ALTER TABLE rollup_slip DROP COLUMN {name}")
        assert slips(con) != before
        fold_slips(con)
        assert slips(con) == before


def test_a_file_that_has_them_is_left_alone(file: Path) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute("UPDATE rollup_slip SET visits = 7")
        fold_slips(con)
        assert con.execute("SELECT DISTINCT visits FROM rollup_slip").fetchall() == [(7,)]
