"""A small demo file with four wards whose answers are known beforehand, for the tests of pages and browser."""

from pathlib import Path

import duckdb

from data import build, demo

SLIPS = 60_000
FIRST, LAST = "2026-07-01", "2026-09-30"  # the quarter a page opens with
EMPTY = "00283"  # phường Vĩnh Tuy: no slip in that quarter
FOUR = "00118"  # phường Bồ Đề: four slips, hidden
TWENTY = "00070"  # phường Hoàn Kiếm: twenty slips, few
FIVES = "00199"  # phường Láng: sixty slips, nothing but the highest score
SIZES = {EMPTY: 0, FOUR: 4, TWENTY: 20, FIVES: 60}
HELD = "instrument_code = 'one_stop_slip' AND responded_on BETWEEN $first AND $last"


def build_planted(path: Path, slips: int = SLIPS) -> Path:
    """The demo at `path`, its four planted wards filled up from, or emptied into, the wards with most slips."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        demo.fill(con, slips)
        plant(con)

    return build.build(path, fill)


def build_without_slips(path: Path) -> Path:
    """A sound file in which nobody has answered yet."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        demo.fill(con, 100)
        con.execute("DELETE FROM survey_answer")
        con.execute("DELETE FROM survey_response")

    return build.build(path, fill)


def plant(con: duckdb.DuckDBPyConnection) -> None:
    """Give each planted ward its number of slips in the quarter; the slips of the whole city stay the same."""
    quarter = {"first": FIRST, "last": LAST}
    planted = list(SIZES)
    # The wards that give are large ones of other former districts, so that nothing else becomes small.
    givers = con.execute(
        f"""
        SELECT ward_code FROM survey_response
        WHERE {HELD} AND NOT list_contains($planted, ward_code)
        GROUP BY ward_code ORDER BY count(*) DESC, ward_code LIMIT 8
        """,
        quarter | {"planted": planted},
    ).fetchall()
    pool = [code for (code,) in givers]
    con.execute(
        f"UPDATE survey_response SET ward_code = $pool WHERE {HELD} AND list_contains($planted, ward_code)",
        quarter | {"pool": pool[0], "planted": planted},
    )
    for ward, size in SIZES.items():
        con.execute(
            f"""
            UPDATE survey_response SET ward_code = $ward WHERE response_id IN (
                SELECT response_id FROM survey_response WHERE {HELD} AND ward_code = $pool
                ORDER BY response_id LIMIT $size
            )
            """,
            quarter | {"ward": ward, "pool": pool[0], "size": size},
        )
    con.execute(
        f"""
        UPDATE survey_answer SET score = 5 WHERE response_id IN (
            SELECT response_id FROM survey_response WHERE {HELD} AND ward_code = $ward
        )
        """,
        quarter | {"ward": FIVES},
    )
