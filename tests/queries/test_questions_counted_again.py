"""Every question counted again from slips and answers: what it shows, hides and lists, and how parts add up."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
import recount
from question_cases import ASKED, CITY, KEYS, LISTING_ALL, PAIRS, SLIP, WHOLE, assert_same, filters_of

import queries.question
from queries import suppression
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import MEASURES, ask, names, question, statement

pytestmark = pytest.mark.usefixtures("nothing_remembered")

NEW_UNITS_ON = pd.Timestamp("2025-07-01")


@pytest.fixture(scope="module")
def left(answers: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The answers that each case leaves."""
    return {
        case: recount.chosen(answers, instrument, *period, **codes)
        for case, (instrument, period, codes) in ASKED.items()
    }


# ── Counted again ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_satisfaction_question_is_counted_again() -> None:
    # Analyses rest on these; they are recounted in test_analysis.py. The windows around actions are in test_actions.py.
    counted = set(KEYS) | {"index_around_actions"}
    assert {name for name in names() if question(name).cells and not question(name).then} == counted


@pytest.mark.usefixtures("unhidden")
@pytest.mark.parametrize(("name", "case"), PAIRS)
def test_counted_again(
    name: str, case: str, database: Database, catalog: Catalog, left: dict[str, pd.DataFrame]
) -> None:
    answer = ask(database, catalog, name, filters_of(case))
    assert not answer["is_hidden"].any()
    expected = recount.counted(left[case], KEYS[name])
    if question(name).is_crossed:  # answered with every cell of the table, also those without slips
        rows, columns = (answer[group[0]].nunique() for group in question(name).groups)
        assert len(answer) == rows * columns
        answer = answer[answer["slips_n"] > 0]
    assert_same(answer, expected, KEYS[name])
    if name != "headline" and name not in LISTING_ALL:
        assert len(answer) == len(expected.dropna())


@pytest.mark.usefixtures("unhidden")
@pytest.mark.parametrize("step", ["quarter", "year"])
@pytest.mark.parametrize("case", ["everything, across the break", "all at once", "factor"])
@pytest.mark.parametrize("name", ["satisfaction_by_month", "factor_by_month"])
def test_steps_counted_again(
    name: str, case: str, step: str, database: Database, catalog: Catalog, answers: pd.DataFrame
) -> None:
    stepped = answers.assign(
        stepped=answers["month"].dt.to_period({"quarter": "Q", "year": "Y"}[step]).dt.to_timestamp()
    )
    instrument, period, codes = ASKED[case]
    rows = recount.chosen(stepped, instrument, *period, **codes).assign(month=lambda frame: frame["stepped"])
    answer = ask(database, catalog, name, filters_of(case), step=step)
    assert_same(answer, recount.counted(rows, KEYS[name]), KEYS[name])


@pytest.mark.parametrize(("name", "case"), PAIRS)
def test_masks_and_roll_ups_give_the_same(
    name: str, case: str, database: Database, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = statement(name, catalog, filters_of(case))
    rolled = database.frame(made.sql, made.values)
    monkeypatch.setattr(queries.question, "GRAINS", {"factor": {}, "item": {}})
    made = statement(name, catalog, filters_of(case))
    assert made.source == f"{question(name).cells}_slip"
    from_slips = database.frame(made.sql, made.values)
    pd.testing.assert_frame_equal(from_slips, rolled, check_exact=False, rtol=1e-12, check_dtype=False)


def test_the_smallest_roll_up_answers(catalog: Catalog) -> None:
    def source(name: str, **codes: Any) -> str:
        return statement(name, catalog, Filters(SLIP, *WHOLE, **codes)).source

    assert source("headline") == "month"
    assert source("headline", ward=("00004",)) == source("satisfaction_by_ward") == "unit"
    assert source("headline", channel=("online",)) == source("satisfaction_by_procedure") == "service"
    assert source("district_by_field") == "district_field"
    assert source("satisfaction_by_item", ward=("00004",)) == "unit"
    assert source("satisfaction_by_item", ward=("00004",), channel=("online",)) == "item_slip"
    assert source("satisfaction_by_ward", field=("land",)) == "factor_slip"
    assert source("targets") == ""


# ── What is hidden ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", ["everything, across the break", "quarter III/2026", "one month", "all at once"])
@pytest.mark.parametrize("name", KEYS)
def test_small_cells_are_hidden_and_the_rest_is_as_counted(
    name: str, case: str, database: Database, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = filters_of(case)
    answer = ask(database, catalog, name, filters)
    with monkeypatch.context() as patched:
        patched.setattr(suppression, "HIDDEN_BELOW", 0)
        whole = ask(database, catalog, name, filters)
    slips, hidden = whole["slips_n"].to_numpy(int), answer["is_hidden"].to_numpy()
    assert hidden[(slips > 0) & (slips < 10)].all()
    assert question(name).is_crossed or not hidden[slips == 0].any()
    # What is hidden where no row is small is hidden from subtraction (test_differencing_attack.py).
    assert (answer["is_few"].to_numpy() == (~hidden & (slips >= 10) & (slips < 30))).all()
    measured = [column for column in MEASURES if not column.startswith("is_")]
    assert answer.loc[hidden, measured].isna().all(axis=None)
    pd.testing.assert_frame_equal(answer.loc[~hidden, measured], whole.loc[~hidden, measured])


def test_no_sum_of_the_engine_reaches_the_reader(database: Database, catalog: Catalog) -> None:
    for name in ("headline", "satisfaction_by_factor", "satisfaction_by_ward"):
        answer = ask(database, catalog, name, filters_of("quarter III/2026"), compare="previous")
        assert not [column for column in answer if column.endswith("_sum")]


# ── Units ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2025, 7, 1), date(2026, 9, 1), 126),
        (date(2025, 1, 1), date(2025, 6, 1), 526),
        (date(2025, 6, 1), date(2025, 7, 1), 526 + 126),
    ],
)
def test_wards_without_slips_are_listed(
    start: date, end: date, expected: int, database: Database, catalog: Catalog
) -> None:
    answer = ask(database, catalog, "satisfaction_by_ward", Filters(SLIP, start, end))
    assert len(answer) == expected
    empty = answer[answer["slips_n"].eq(0).fillna(False)]
    assert len(empty) > 100
    assert empty["index_pct"].isna().all()
    assert not empty[["is_hidden", "is_few"]].any(axis=None)
    assert (answer["district_code"].str.len() == 3).all()


def test_two_lives_of_a_ward_code(database: Database, catalog: Catalog, answers: pd.DataFrame) -> None:
    answer = ask(database, catalog, "satisfaction_by_ward", Filters(SLIP, *WHOLE))
    lives = answer[answer["ward_code"] == "00004"].set_index("ward_name")["slips_n"]
    rows = answers[(answers["instrument_code"] == SLIP) & (answers["ward_code"] == "00004")]
    assert lives.to_dict() == {
        "Trúc Bạch": rows.loc[rows["month"] < NEW_UNITS_ON, "response_id"].nunique(),
        "Ba Đình": rows.loc[rows["month"] >= NEW_UNITS_ON, "response_id"].nunique(),
    }


@pytest.mark.parametrize(("end", "is_approximate"), [(date(2025, 6, 1), False), (date(2025, 7, 1), True)])
def test_districts_past_their_end_are_said_to_be_approximate(
    end: date, is_approximate: bool, database: Database, catalog: Catalog
) -> None:
    answer = ask(database, catalog, "satisfaction_by_district", Filters(SLIP, date(2025, 5, 1), end))
    assert len(answer) == 30
    assert set(answer["is_approximate"]) == {is_approximate}


def test_only_the_chosen_units_are_listed(database: Database, catalog: Catalog) -> None:
    filters = Filters(SLIP, date(2026, 1, 1), date(2026, 9, 1), district=("001", "271"))
    assert sorted(ask(database, catalog, "satisfaction_by_district", filters)["district_code"]) == ["001", "271"]
    wards = ask(database, catalog, "satisfaction_by_ward", filters)
    assert set(wards["district_code"]) == {"001", "271"}
    assert len(wards) == 3 + 8
    one = Filters(SLIP, date(2025, 6, 1), date(2026, 9, 1), ward=("00004",))
    assert ask(database, catalog, "satisfaction_by_ward", one)["ward_name"].tolist() == ["Ba Đình"]


# ── Totals and parts ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("unhidden")
@pytest.mark.parametrize("case", ["weighted", "district and channel", "factor"])
def test_parts_add_up_to_the_total(case: str, database: Database, catalog: Catalog) -> None:
    filters = filters_of(case)
    total = ask(database, catalog, "headline", filters).iloc[0]
    for name in ("satisfaction_by_month", "satisfaction_by_field", "satisfaction_by_procedure", "field_by_month"):
        parts = ask(database, catalog, name, filters)
        assert parts[recount.COUNTS].sum().tolist() == total[recount.COUNTS].tolist(), name
    if not filters.factor:
        for name in ("satisfaction_by_factor", "satisfaction_by_item", "factor_by_month"):
            parts = ask(database, catalog, name, filters)
            assert parts[["answers_n", "satisfied_n"]].sum().tolist() == total[["answers_n", "satisfied_n"]].tolist()
    wards = ask(database, catalog, "satisfaction_by_ward", filters)
    districts = ask(database, catalog, "satisfaction_by_district", filters)
    cross = ask(database, catalog, "district_by_field", filters)
    assert wards[recount.COUNTS].sum().tolist() == districts[recount.COUNTS].sum().tolist()
    assert cross[recount.COUNTS].sum().tolist() == districts[recount.COUNTS].sum().tolist()
    by_ward = wards.groupby("district_code")["slips_n"].sum()
    assert by_ward.to_dict() == districts.set_index("district_code")["slips_n"].to_dict()


def test_instruments_are_never_added_up(database: Database, catalog: Catalog, answers: pd.DataFrame) -> None:
    counts = [
        int(ask(database, catalog, "headline", Filters(name, *WHOLE))["slips_n"].iloc[0]) for name in (SLIP, CITY)
    ]
    assert sum(counts) == answers["response_id"].nunique()
    assert min(counts) > 500
    unknown = ask(database, catalog, "headline", Filters("none_such", *WHOLE))
    assert unknown["slips_n"].tolist() == [0]
