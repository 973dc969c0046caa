"""Figures of before on the wards of today: by the links alone, no loss without a word, nothing hidden given away."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.build import build
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

SLIP = "one_stop_slip"
ITEMS = [f"C{number}" for number in range(24, 40)]
# How many slips, ward of their time and score, all of May 2025; then of August 2025.
# 00001 moved whole to 00097, 00004 and 00008 stayed; 00016 was split between 00004 and 00008, 00007 between 00008 and
# 00025, and the former 00025 between 00008, 00025 and 00199. It is hidden beside 00001, whose shield it is.
BEFORE = [(40, "00004", 5), (20, "00008", 1), (16, "00016", 5), (30, "00007", 1), (9, "00001", 5), (12, "00025", 5)]
AFTER = [(25, "00004", 1), (14, "00097", 5)]
QUARTER_2, YEAR = (date(2025, 4, 1), date(2025, 6, 1)), (date(2025, 1, 1), date(2025, 12, 1))


def _fill(con: duckdb.DuckDBPyConnection) -> None:
    responses, answers = [], []
    for day, rows in ((date(2025, 5, 6), BEFORE), (date(2025, 8, 6), AFTER)):
        for count, ward, score in rows:
            for _ in range(count):
                number = len(responses) + 1
                responses.append(
                    {
                        "response_id": number, "load_id": 1, "instrument_code": SLIP, "responded_on": day,
                        "ward_code": ward, "district_code": "001" if day.month == 5 else None, "weight": 1.0,
                        "channel": "direct",
                    }
                )  # fmt: skip
                answers += [{"response_id": number, "item_code": item, "score": score} for item in ITEMS]
    load = {
        "load_id": 1, "kind": "survey", "instrument_code": SLIP, "file_name": "a.csv", "sha256": "0" * 64,
        "loaded_at": datetime(2025, 9, 1), "rows_n": len(responses), "accepted_n": len(responses), "rejected_n": 0,
        "first_on": date(2025, 5, 6), "last_on": date(2025, 8, 6), "is_simulated": False,
    }  # fmt: skip
    for table, rows in (("data_load", [load]), ("survey_response", responses), ("survey_answer", answers)):
        con.register("incoming", pa.Table.from_pylist(rows))
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        con.unregister("incoming")


def _fill_with_shares(con: duckdb.DuckDBPyConnection) -> None:
    """The same slips, and shares as the city might state them: all of 00016, three fifths of 00007."""
    _fill(con)
    for old, new, share in (("00016", "00004", 0.75), ("00016", "00008", 0.25), ("00007", "00025", 0.6)):
        con.execute(
            "UPDATE unit_link SET weight = ?, weight_basis = 'số dân' WHERE old_code = ? AND new_code = ?",
            [share, old, new],
        )


def opened(path: Path) -> Iterator[tuple[Database, Catalog]]:
    database = Database(path)
    yield database, read_catalog(database)
    database.close()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Catalog]]:
    """No shares are known, as in the links that come along."""
    yield from opened(build(tmp_path_factory.mktemp("plain") / "plain.duckdb", _fill))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Catalog]]:
    yield from opened(build(tmp_path_factory.mktemp("shared") / "shared.duckdb", _fill_with_shares))


def answer(file: tuple[Database, Catalog], period: tuple[date, date] = QUARTER_2, **codes: tuple) -> pd.DataFrame:
    return ask(*file, "restated_by_ward", Filters(SLIP, *period, **codes)).set_index("ward_code")


def test_there_is_a_row_for_every_ward_of_today(plain: tuple[Database, Catalog]) -> None:
    found = answer(plain)
    assert len(found) == 126
    assert (found["ward_from"] == pd.Timestamp(2025, 7, 1)).all()


def test_whole_wards_take_their_slips_along(plain: tuple[Database, Catalog]) -> None:
    found = answer(plain)
    assert (found.loc["00004", "slips_n"], found.loc["00004", "index_pct"]) == (40, 100.0)
    assert (found.loc["00008", "slips_n"], found.loc["00008", "index_pct"]) == (20, 0.0)
    assert not found["is_estimate"].any()
    assert found.loc["00004", "estimated_pct"] == 0
    assert found.loc["00004", "sources_n"] == 1


def test_without_a_stated_share_nothing_is_allotted_and_that_is_said(plain: tuple[Database, Catalog]) -> None:
    found = answer(plain)
    assert pd.isna(found.loc["00025", "index_pct"])
    assert found.loc["00025", "split_n"] == 1
    assert found.loc["00025", "split_slips_n"] == 30
    assert found.loc["00004", "split_slips_n"] == 16


@pytest.mark.parametrize("period", [QUARTER_2, YEAR])
def test_totals_before_and_after_agree(
    plain: tuple[Database, Catalog], shared: tuple[Database, Catalog], period: tuple[date, date]
) -> None:
    for file in (plain, shared):
        found = answer(file, period)
        by_ward = ask(*file, "satisfaction_by_ward", Filters(SLIP, *period))
        shown = by_ward.loc[~by_ward["is_hidden"], "slips_n"].sum()
        assert (found["city_slips_n"] == shown).all()
        assert found["slips_n"].sum() + found["unallotted_slips_n"].iloc[0] == pytest.approx(shown)


def test_stated_shares_are_used_and_marked(shared: tuple[Database, Catalog]) -> None:
    found = answer(shared)
    # 40 slips of 5 and three quarters of 16 slips of 5; 20 slips of 1 and a quarter of 16 slips of 5.
    assert found.loc["00004", "slips_n"] == pytest.approx(52)
    assert found.loc["00004", "estimated_pct"] == pytest.approx(100 * 12 / 52)
    assert found.loc["00008", "slips_n"] == pytest.approx(24)
    assert found.loc["00008", "index_pct"] == pytest.approx(100 * 4 / 24)
    assert found.loc[["00004", "00008", "00025"], "is_estimate"].all()
    assert found.loc["00025", "estimated_pct"] == 100
    # Two fifths of 00007 remain.
    assert found["unallotted_slips_n"].iloc[0] == pytest.approx(12)


def test_an_estimate_is_not_surer_than_what_it_rests_on(shared: tuple[Database, Catalog]) -> None:
    """18 slips' worth of 30: the interval is that of 18 slips, not of 30."""
    found = answer(shared).loc["00025"]
    whole = ask(*shared, "satisfaction_by_ward", Filters(SLIP, *QUARTER_2)).set_index("ward_code").loc["00007"]
    assert found["slips_n"] == pytest.approx(18)
    assert found["effective_n"] < whole["effective_n"]
    assert found["index_high"] - found["index_low"] > whole["index_high"] - whole["index_low"]


def test_only_land_takes_nothing_along(plain: tuple[Database, Catalog]) -> None:
    database, _ = plain
    found = database.frame("SELECT old_code, new_code, weight FROM unit_link WHERE relation = 'area_only'")
    assert (found["weight"] == 0).all()


def test_a_hidden_ward_stays_hidden(plain: tuple[Database, Catalog]) -> None:
    """00001 had 9 slips and is all that became 00097: were it counted there, it could be read there."""
    found = answer(plain).loc["00097"]
    assert found["is_hidden"]
    assert found[["slips_n", "answers_n", "satisfied_n", "index_pct"]].isna().all()
    assert found["hidden_n"] == 1


def test_a_hidden_ward_cannot_be_subtracted_out_of_a_longer_period(plain: tuple[Database, Catalog]) -> None:
    """The year has its 14 slips of after the break; the 9 of before would follow from 23 less 14."""
    found = answer(plain, YEAR).loc["00097"]
    assert found["slips_n"] == 14
    assert found["hidden_n"] == 1


def test_todays_own_slips_stand_beside_those_of_before(plain: tuple[Database, Catalog]) -> None:
    found = answer(plain, YEAR).loc["00004"]
    assert found["slips_n"] == 40 + 25
    assert found["index_pct"] == pytest.approx(100 * 40 / 65)


def test_filters_choose_among_the_wards_of_today(plain: tuple[Database, Catalog]) -> None:
    whole = answer(plain)
    assert list(answer(plain, ward=("00008",)).index) == ["00008"]
    own = answer(plain, district=("001",))
    assert set(own.index) == set(whole.index[whole["district_code"] == "001"])
    assert own.loc["00004", "slips_n"] == 40
    assert answer(plain, ward=("99999",)).empty


def test_after_the_break_nothing_changes(plain: tuple[Database, Catalog]) -> None:
    period = (date(2025, 7, 1), date(2025, 9, 1))
    found = answer(plain, period)
    by_ward = ask(*plain, "satisfaction_by_ward", Filters(SLIP, *period)).set_index("ward_code")
    for name in ("slips_n", "index_pct", "index_low", "index_high", "effective_n"):
        expected = by_ward.loc[found.index, name].astype(float)
        np.testing.assert_allclose(found[name].astype(float), expected, equal_nan=True)
    assert found["unallotted_slips_n"].iloc[0] == 0


def test_without_any_slip_every_ward_is_empty(plain: tuple[Database, Catalog]) -> None:
    found = answer(plain, (date(2020, 1, 1), date(2020, 3, 1)))
    assert len(found) == 126
    assert found["index_pct"].isna().all()
    assert not found["is_hidden"].any()
