"""Index 766: which capture is taken, what is lost, who has a place among the wards; counted by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.build import build
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

MOST = {"CKMB": 18, "TDGQ": 20, "ONLINE": 12, "TTTT": 10, "MDSH": 22, "MDHL": 18}
# Day, unit, score by group in the order of MOST; None: the portal shows none.
CAPTURES = [
    ("2026-03-10", "01", (10, 14, 8, 4, 6, 6)),
    ("2026-09-10", "01", (11, 15, 9, 5, 8, 7)),
    ("2026-10-10", "01", (12, 15, 9, 5, 8, 7)),
    ("2026-10-10", "00004", (18, 20, 12, 10, 2, 18)),  # 80
    ("2026-10-10", "00008", (10, 10, 10, 10, 10, 10)),  # 60
    ("2026-10-10", "00070", (10, 10, 10, None, 22, 18)),  # 70 of 90 points: no place
    ("2026-10-10", "00082", (18, 10, 12, 10, 0, 10)),  # 60, like 00008; a nought is a score
]
QUARTER_3 = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
OCTOBER = QUARTER_3.over(date(2026, 10, 1), date(2026, 10, 1))


def fill(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO data_load BY NAME SELECT 1 AS load_id, 'portal' AS kind, 'a.csv' AS file_name, "
        "repeat('0', 64) AS sha256, TIMESTAMP '2026-11-01' AS loaded_at, 42 AS rows_n, 42 AS accepted_n, "
        "0 AS rejected_n, DATE '2026-03-10' AS first_on, DATE '2026-10-10' AS last_on, FALSE AS is_simulated"
    )
    for day, unit, scores in CAPTURES:
        for (group, most), score in zip(MOST.items(), scores, strict=True):
            con.execute(
                "INSERT INTO portal_score VALUES (?, 1, ?, ?, ?, ?, ?, ?)",
                [day, f"{day} (lũy kế)", unit, unit, group, score, most],
            )


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Catalog]]:
    path: Path = build(tmp_path_factory.mktemp("portal") / "portal.duckdb", fill)
    database = Database(path)
    yield database, read_catalog(database)
    database.close()


def answer(opened: tuple[Database, Catalog], name: str, filters: Filters) -> pd.DataFrame:
    return ask(*opened, name, filters)


def test_what_is_lost_is_what_lacks_to_the_maximum(opened: tuple[Database, Catalog]) -> None:
    rows = answer(opened, "portal_scores", QUARTER_3)
    assert rows["unit_code"].unique().tolist() == ["01"]
    assert [day.date() for day in rows["captured_on"].unique()] == [date(2026, 3, 10), date(2026, 9, 10)]
    last = rows[rows["captured_on"] == "2026-09-10"].set_index("group_code")
    assert list(last.index) == list(MOST)
    assert last["lost"].to_dict() == {"CKMB": 7, "TDGQ": 5, "ONLINE": 3, "TTTT": 5, "MDSH": 14, "MDHL": 11}
    assert last.loc["TDGQ", "reached_pct"] == 75
    assert set(last["total_score"]) == {55}
    assert set(last["total_max"]) == {100}


def test_no_score_is_not_nought(opened: tuple[Database, Catalog]) -> None:
    rows = answer(opened, "portal_scores", replace(OCTOBER, ward=("00070", "00082")))
    rows = rows.set_index(["unit_code", "group_code"])
    assert rows.loc[("00070", "TTTT"), ["score", "lost", "reached_pct"]].isna().all()
    assert rows.loc[("00082", "MDSH"), "lost"] == 22
    assert rows.loc["00070", "total_score"].iloc[0] == 70
    assert rows.loc["00070", "scored_n"].iloc[0] == 5


def test_wards_are_ranked_by_all_six_groups(opened: tuple[Database, Catalog]) -> None:
    rows = answer(opened, "portal_by_ward", OCTOBER).set_index("ward_code")
    assert rows["rank"].dropna().to_dict() == {"00004": 1, "00008": 2, "00082": 2}
    assert rows["rank_of"].dropna().unique().tolist() == [3]
    assert pd.isna(rows.loc["00070", "rank"])
    assert rows.loc["00070", ["score", "max_score", "scored_n", "groups_n"]].tolist() == [70, 90, 5, 6]
    lost = [f"lost_{group.lower()}" for group in MOST]
    assert rows.loc["00004", lost].tolist() == [0, 0, 0, 0, 20, 0]
    assert rows.loc["00070", lost].isna().tolist() == [False, False, False, True, False, False]


def test_a_filter_leaves_the_place_as_it_is(opened: tuple[Database, Catalog]) -> None:
    one = answer(opened, "portal_by_ward", replace(OCTOBER, ward=("00082",)))
    assert one[["ward_code", "rank", "rank_of"]].to_numpy().tolist() == [["00082", 2, 3]]
    inside = answer(opened, "portal_by_ward", replace(OCTOBER, district=("002",)))
    assert set(inside["ward_code"]) == {"00070", "00082"}
    assert answer(opened, "portal_by_ward", replace(OCTOBER, ward=("00091",))).empty


def test_the_capture_is_the_last_until_the_end_or_the_first_soon_after(opened: tuple[Database, Catalog]) -> None:
    assert set(answer(opened, "portal_by_ward", QUARTER_3)["captured_on"]) == {pd.Timestamp("2026-10-10")}
    assert len(answer(opened, "portal_by_ward", QUARTER_3.over(date(2027, 1, 1), date(2027, 6, 1)))) == 4
    assert answer(opened, "portal_by_ward", QUARTER_3.over(date(2026, 4, 1), date(2026, 6, 1))).empty


def test_the_gap_is_that_to_what_one_ward_in_ten_reaches(opened: tuple[Database, Catalog]) -> None:
    rows = answer(opened, "portal_by_group", OCTOBER)
    assert rows["group_code"].iloc[0] == "MDHL"
    assert rows["gap_score"].dropna().is_monotonic_decreasing
    rows = rows.set_index("group_code")
    # MDSH of the wards: 0, 2, 10, 22; the 90th percentile lies at 0,7 of the way from 10 to 22.
    assert rows.loc["MDSH", "best_score"] == pytest.approx(10 + 0.7 * 12)
    assert rows.loc["MDSH", "median_score"] == 6
    assert rows.loc["MDSH", "gap_score"] == pytest.approx(18.4 - 8)
    assert rows.loc["TTTT", "wards_n"] == 3


def test_without_a_capture_of_wards_it_is_the_citys(opened: tuple[Database, Catalog]) -> None:
    rows = answer(opened, "portal_by_group", QUARTER_3.over(date(2026, 4, 1), date(2026, 6, 1)))
    assert set(rows["captured_on"]) == {pd.Timestamp("2026-03-10")}
    assert rows["lost"].sum() == 100 - 48
    assert rows["gap_score"].isna().all()
    assert rows["wards_n"].tolist() == [0] * 6


def test_nothing_before_the_first_capture(opened: tuple[Database, Catalog]) -> None:
    early = QUARTER_3.over(date(2025, 1, 1), date(2025, 3, 1))
    for name in ("portal_scores", "portal_by_ward", "portal_by_group"):
        assert answer(opened, name, early).empty
