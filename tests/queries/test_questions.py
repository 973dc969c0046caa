"""Every question counted again from slips and answers, and by hand on the small file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import recount

import queries.question
from queries import suppression
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import MEASURES, UnknownQuestion, ask, names, question, statement

SLIP, CITY = "one_stop_slip", "city_survey"
WHOLE = (date(2024, 10, 1), date(2026, 9, 1))
NEW_UNITS_ON = pd.Timestamp("2025-07-01")

# What one row of each answer is, by columns of its own and of recount.answers_of.
KEYS: dict[str, list[str]] = {
    "headline": [],
    "satisfaction_by_district": ["district_code"],
    "satisfaction_by_factor": ["factor_code"],
    "satisfaction_by_field": ["field_code"],
    "satisfaction_by_item": ["item_code"],
    "satisfaction_by_month": ["month"],
    "satisfaction_by_procedure": ["procedure_code", "field_code"],
    "satisfaction_by_ward": ["ward_code", "ward_from"],
    "district_by_field": ["district_code", "field_code"],
    "factor_by_month": ["factor_code", "month"],
    "field_by_month": ["field_code", "month"],
    "channel_by_month": ["channel", "month"],
    "district_by_month": ["district_code", "month"],
}
LISTING_ALL = {"satisfaction_by_district", "satisfaction_by_ward"}  # they also list units without slips

# instrument, period, filters; ward_from says which life of a ward code the period means.
ASKED: dict[str, tuple[str, tuple[date, date], dict[str, Any]]] = {
    "everything, across the break": (SLIP, WHOLE, {}),
    "weighted": (CITY, WHOLE, {}),
    "quarter III/2026": (SLIP, (date(2026, 7, 1), date(2026, 9, 1)), {}),
    "one month": (CITY, (date(2025, 7, 1), date(2025, 7, 1)), {}),
    "nothing": (SLIP, (date(2022, 1, 1), date(2022, 3, 1)), {}),
    "factor": (SLIP, WHOLE, {"factor": "officials"}),
    "factor of the policy part": (CITY, WHOLE, {"factor": "policy_quality"}),
    "factor with many missing": (CITY, (date(2026, 1, 1), date(2026, 9, 1)), {"factor": "feedback"}),
    "channel": (SLIP, WHOLE, {"channel": ("online",)}),
    "procedure": (SLIP, (date(2025, 1, 1), date(2026, 9, 1)), {"procedure": ("2.000815",)}),
    "two districts": (SLIP, (date(2025, 4, 1), date(2026, 9, 1)), {"district": ("001", "271")}),
    "Trúc Bạch": (SLIP, (date(2024, 10, 1), date(2025, 6, 1)), {"ward": ("00004",), "ward_from": "2021-01-01"}),
    "Ba Đình": (SLIP, (date(2025, 7, 1), date(2026, 9, 1)), {"ward": ("00004",), "ward_from": "2025-07-01"}),
    "Ba Đình, across the break": (CITY, WHOLE, {"ward": ("00004",), "ward_from": "2025-07-01"}),
    "two wards, weighted": (CITY, (date(2025, 7, 1), date(2026, 9, 1)), {"ward": ("00070", "00004")}),
    "district and field": (SLIP, WHOLE, {"district": ("001",), "field": ("land", "certification")}),
    "district and channel": (CITY, WHOLE, {"district": ("001", "002"), "channel": ("phone", "handout")}),
    "all at once": (
        CITY,
        (date(2025, 7, 1), date(2026, 9, 1)),
        {
            "district": ("001",),
            "ward": ("00004", "00008"),
            "field": ("certification", "land"),
            "channel": ("phone", "online", "handout"),
            "respondent_kind": ("person",),
            "factor": "access",
        },
    ),
}


# Every question under these; under the others only some, which between them use every roll-up.
FOR_ALL = (
    "everything, across the break",
    "weighted",
    "nothing",
    "factor with many missing",
    "procedure",
    "two districts",
    "Ba Đình, across the break",
    "all at once",
)
FOR_OTHERS = ("headline", "satisfaction_by_ward", "satisfaction_by_item", "district_by_field")
PAIRS = [(name, case) for name in KEYS for case in ASKED if case in FOR_ALL or name in FOR_OTHERS]


@pytest.fixture(scope="module")
def answers(database: Database) -> pd.DataFrame:
    """Every answer of the medium file."""
    return recount.answers_of(database)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer is worked out anew: the limits of hiding are moved between two of the same question."""
    monkeypatch.setattr(Database, "remembered", lambda _, __, make: make())


@pytest.fixture
def unhidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is hidden, so that small cells can be counted again too."""
    monkeypatch.setattr(suppression, "HIDDEN_BELOW", 0)


def filters_of(case: str) -> Filters:
    """The filters of a case."""
    instrument, period, codes = ASKED[case]
    return Filters(instrument, *period, **{name: value for name, value in codes.items() if name != "ward_from"})


@pytest.fixture(scope="module")
def left(answers: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The answers that each case leaves."""
    return {
        case: recount.chosen(answers, instrument, *period, **codes)
        for case, (instrument, period, codes) in ASKED.items()
    }


def assert_same(answer: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """The same cells with the same counts and measures; cells that only the answer lists are empty."""
    if keys:
        assert not answer.duplicated(keys).any()
        # Slips of no known unit belong to no cell of units.
        both = answer[[*keys, *MEASURES]].merge(
            expected.dropna(subset=keys), on=keys, how="outer", suffixes=("", "_again"), indicator=True
        )
        assert set(both["_merge"]) <= {"both", "left_only"}
    else:
        assert len(answer) == 1
        both = pd.concat([answer, expected.reindex([0]).add_suffix("_again")], axis=1)
    for column in recount.COUNTS:
        again = both[f"{column}_again"].fillna(0).astype(int)
        assert both[column].astype(int).tolist() == again.tolist(), column
    for column in recount.MEASURED:
        np.testing.assert_allclose(
            both[column].to_numpy(float, na_value=np.nan),
            both[f"{column}_again"].to_numpy(float),
            rtol=1e-9,
            atol=1e-9,
            err_msg=column,
        )


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
    # What is hidden where no row is small is hidden from subtraction (test_differencing.py).
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


# ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────────────────────

COMPARED_CASES = {
    "previous": (Filters(SLIP, date(2026, 7, 1), date(2026, 9, 1)), (date(2026, 4, 1), date(2026, 6, 1))),
    "last_year": (Filters(SLIP, date(2026, 7, 1), date(2026, 9, 1)), (date(2025, 7, 1), date(2025, 9, 1))),
}


@pytest.mark.usefixtures("unhidden")
@pytest.mark.parametrize("compare", COMPARED_CASES)
@pytest.mark.parametrize(
    ("name", "instrument"),
    [
        ("headline", SLIP),
        ("headline", CITY),
        ("satisfaction_by_district", SLIP),
        ("satisfaction_by_ward", CITY),
        ("satisfaction_by_factor", CITY),
        ("satisfaction_by_procedure", SLIP),
        ("district_by_field", SLIP),
    ],
)
def test_changes_counted_again(
    name: str, instrument: str, compare: str, database: Database, catalog: Catalog, answers: pd.DataFrame
) -> None:
    filters, period = COMPARED_CASES[compare]
    filters = Filters(instrument, filters.start, filters.end)
    keys = KEYS[name]
    answer = ask(database, catalog, name, filters, compare=compare)
    now = recount.counted(recount.chosen(answers, instrument, filters.start, filters.end), keys)
    before = recount.counted(recount.chosen(answers, instrument, *period), keys)
    assert_same(answer, now, keys)
    if keys:
        sides = answer.merge(now.dropna(subset=keys), on=keys, how="left", suffixes=("", "_now"))
        sides = sides.merge(before.dropna(subset=keys), on=keys, how="left", suffixes=("", "_then"))
    else:
        sides = pd.concat([answer, now.add_suffix("_now"), before.add_suffix("_then")], axis=1)
    assert not answer["is_cut"].any()
    compared = 0
    for row in sides.to_dict("records"):
        if pd.isna(row["index_pct_now"]) or pd.isna(row["index_pct_then"]):
            assert pd.isna([row["change_pct"], row["change_low"], row["change_high"], row["p_value"]]).all()
            assert not row["is_beyond_chance"]
            continue
        compared += 1
        change = recount.newcombe(
            row["index_pct_now"] / 100, row["effective_n_now"], row["index_pct_then"] / 100, row["effective_n_then"]
        )
        found = [row["change_pct"], row["change_low"], row["change_high"]]
        assert found == pytest.approx([100 * end for end in change], rel=1e-9, abs=1e-9)
        assert row["before_slips_n"] == row["slips_n_then"]
        then = [row["index_pct_then"], row["index_low_then"], row["index_high_then"]]
        assert [row["before_index_pct"], row["before_low"], row["before_high"]] == pytest.approx(then, rel=1e-9)
        assert row["is_beyond_chance"] == (row["p_value"] < 0.05)
    assert compared


@pytest.mark.parametrize("name", ["headline", "satisfaction_by_factor", "satisfaction_by_ward"])
@pytest.mark.parametrize(
    ("start", "end", "compare"),
    [
        (date(2025, 7, 1), date(2025, 9, 1), "previous"),  # the break is the first day
        (date(2025, 6, 1), date(2025, 8, 1), "previous"),  # the break lies within the period
        (date(2026, 1, 1), date(2026, 3, 1), "last_year"),  # between the two
        (date(2025, 10, 1), date(2025, 12, 1), "last_year"),
        (date(2025, 8, 1), date(2025, 9, 1), "previous"),  # within the period before
    ],
)
def test_no_change_across_a_series_break(
    name: str, start: date, end: date, compare: str, database: Database, catalog: Catalog
) -> None:
    answer = ask(database, catalog, name, Filters(SLIP, start, end), compare=compare)
    assert answer["is_cut"].all()
    assert answer[["change_pct", "change_low", "change_high", "p_value"]].isna().all(axis=None)
    assert not answer["is_beyond_chance"].any()


@pytest.mark.parametrize("name", ["headline", "satisfaction_by_factor"])
@pytest.mark.parametrize(
    ("start", "end", "compare"),
    [
        (date(2026, 1, 1), date(2026, 3, 1), "previous"),
        (date(2025, 10, 1), date(2025, 12, 1), "previous"),  # its period before begins with the break
        (date(2025, 4, 1), date(2025, 6, 1), "previous"),  # and this one with that of 2025-01-01
        (date(2026, 7, 1), date(2026, 9, 1), "last_year"),
    ],
)
def test_a_change_where_no_break_lies_between(
    name: str, start: date, end: date, compare: str, database: Database, catalog: Catalog
) -> None:
    answer = ask(database, catalog, name, Filters(SLIP, start, end), compare=compare)
    assert not answer["is_cut"].any()
    assert answer["change_pct"].notna().any()


@pytest.mark.parametrize("name", ["satisfaction_by_month", "factor_by_month", "field_by_month"])
def test_months_are_compared_with_the_months_before(name: str, database: Database, catalog: Catalog) -> None:
    # Their headers offer compare: July 2026 then stands beside July 2025.
    filters = Filters(SLIP, date(2026, 7, 1), date(2026, 9, 1))
    answer = ask(database, catalog, name, filters, compare="last_year")
    assert answer["before_index_pct"].notna().any()


def test_another_life_of_a_code_is_not_the_ward_before(small: Database, small_catalog: Catalog) -> None:
    # 00004 is Ba Đình from 2025-07-01 (12 slips); what stood under that code before, Trúc Bạch, is another ward.
    filters = Filters(SLIP, date(2025, 7, 1), date(2025, 9, 1), ward=("00004",))
    answer = ask(small, small_catalog, "headline", filters, compare="previous")
    assert answer["slips_n"].tolist() == [12]
    assert answer["before_index_pct"].isna().all()


def test_hidden_cells_have_no_change(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    # 00082 has 10 slips now and none before; 00008 has 4, hidden, and none before.
    answer = ask(small, small_catalog, "satisfaction_by_ward", quarter_3, compare="previous").set_index("ward_code")
    assert answer.loc[["00008", "00082"], "change_pct"].isna().all()
    # 00004 had 12 of the city's 13 slips then: shown, it would leave the one slip that names no ward.
    assert answer.loc["00004", "slips_n"] == 30
    assert answer.loc["00004", ["before_slips_n", "change_pct"]].isna().all()
    # The city after 6·16 + 6·7 + 16 = 154 of 6·16 + 6·13 + 16 = 190.
    city = ask(small, small_catalog, "headline", quarter_3, compare="previous").iloc[0]
    assert city["before_slips_n"] == 13
    assert city["change_pct"] == pytest.approx(100 * (city["satisfied_n"] / city["answers_n"] - 154 / 190))


@pytest.mark.parametrize("wrong", [{"step": "week"}, {"step": ""}, {"compare": "next"}, {"compare": ""}])
def test_another_step_or_comparison_is_refused(
    wrong: Mapping[str, str], small: Database, small_catalog: Catalog, quarter_3: Filters
) -> None:
    with pytest.raises(ValueError, match="step is one of"):
        ask(small, small_catalog, "satisfaction_by_month", quarter_3, **wrong)


@pytest.mark.parametrize("name", ["", "none_such", "../data/schema", "cells/factor_slip", "headline.sql"])
def test_another_question_is_refused(name: str, small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    with pytest.raises(UnknownQuestion):
        ask(small, small_catalog, name, quarter_3)


# ── By hand ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_headline_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    row = ask(small, small_catalog, "headline", quarter_3).iloc[0]
    assert (str(row["from_on"])[:10], str(row["to_on"])[:10]) == ("2026-07-01", "2026-09-30")
    assert row["slips_n"] == 82  # 20 + 10 + 4 + 9 + 24 + 5 + 10; the slip without any answer counts nowhere
    assert row["answers_n"] == 1252  # 16 · (20 + 4 + 9 + 24 + 5) + 13 · (10 + 10)
    assert row["satisfied_n"] == 988  # 16 · (20 + 9 + 24) + 7 · (10 + 10)
    assert row["index_pct"] == pytest.approx(78.9137380)  # 988 / 1252
    # z is 16(1 − p) = 3.3738 for 53 slips, 7 − 13p = −3.2588 for 20, −16p = −12.6262 for 9:
    # Σz² = 603.29 + 212.39 + 1434.79 = 2250.47; var = 82/81 · 2250.47 / 1252² = 0.00145343;
    # n_eff = 0.789137 · 0.210863 / 0.00145343
    assert row["effective_n"] == pytest.approx(114.4876, abs=2e-3)
    # Wilson on 114.49: centre (0.789137 + 3.8415/228.98) / 1.033554 = 0.779750, half 0.074184
    assert row["index_low"] == pytest.approx(70.557, abs=0.02)
    assert row["index_high"] == pytest.approx(85.393, abs=0.02)
    assert not row["is_hidden"]
    assert not row["is_few"]


def test_wards_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "satisfaction_by_ward", quarter_3).set_index("ward_code")
    assert len(answer) == 126
    found = answer.loc[["00004", "00008", "00025", "00070", "00082", "00352"]]
    assert found["ward_name"].tolist() == ["Ba Đình", "Ngọc Hà", "Giảng Võ", "Hoàn Kiếm", "Cửa Nam", "Phương Liệt"]
    assert found["district_name"].tolist() == ["Ba Đình"] * 3 + ["Hoàn Kiếm"] * 2 + ["Thanh Xuân"]
    # 20 + 10 slips; 4; 9; 24 + 5; 10; none. 4 and 9 are hidden and shield each other: 13 slips.
    assert found["is_hidden"].tolist() == [False, True, True, False, False, False]
    assert found["is_few"].tolist() == [False, False, False, True, True, False]
    shown = found[~found["is_hidden"]]
    assert shown["slips_n"].tolist() == [30, 29, 10, 0]
    # 20·16 + 10·13; 24·16 + 5·16; 10·13; none
    assert shown["answers_n"].tolist() == [450, 464, 130, 0]
    # 20·16 + 10·7; 24·16; 10·7; none
    assert shown["satisfied_n"].tolist() == [390, 384, 70, 0]
    # 390/450, 384/464, 70/130
    assert shown["index_pct"].tolist()[:3] == pytest.approx([86.6666667, 82.7586207, 53.8461538])
    # 00082: ten equal slips have no variance, so they count as 10. 00070: 24 all, 5 none satisfied, so m − 1 = 28.
    # 00004: z = 16(1 − p) = 2.1333 for 20, 7 − 13p = −4.2667 for 10: Σz² = 91.02 + 182.04 = 273.07;
    # var = 30/29 · 273.07/450² = 0.00139497; n_eff = 0.866667 · 0.133333 / 0.00139497
    assert shown["effective_n"].tolist()[:3] == pytest.approx([82.8369, 28, 10], abs=1e-3)
    assert not answer["is_hidden"].drop(index=["00008", "00025"]).any()


def test_factors_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "satisfaction_by_factor", quarter_3)
    assert answer["factor_code"].tolist() == ["access", "procedures", "officials", "results", "feedback"]
    # Twenty of the 82 slips left feedback empty.
    assert answer["slips_n"].tolist() == [82, 82, 82, 82, 62]
    # 3, 4, 3, 3, 3 items a slip
    assert answer["answers_n"].tolist() == [246, 328, 246, 246, 186]
    # 53 slips satisfied throughout; 20 more with access and procedures: 73·3, 73·4, 53·3, 53·3, 53·3
    assert answer["satisfied_n"].tolist() == [219, 292, 159, 159, 159]
    # 73/82, 73/82, 53/82, 53/82, 53/62
    expected = [89.0243902, 89.0243902, 64.6341463, 64.6341463, 85.4838710]
    assert answer["index_pct"].tolist() == pytest.approx(expected)
    # Every slip is of one mind within a factor, so a slip counts once: m − 1.
    assert answer["effective_n"].tolist() == pytest.approx([81, 81, 81, 81, 61])


def test_fields_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "satisfaction_by_field", quarter_3).set_index("field_code")
    # certification 20 + 24; civil_status 9 + 10; land 10 + 5; 4 slips name none and are hidden, with land as a shield.
    # certification had 6 slips in the quarter before: the half year's 50 less these 44 would give them away.
    assert answer["is_hidden"].to_dict() == {"civil_status": False, "certification": True, "land": True, "": True}
    assert answer.loc["civil_status", "slips_n"] == 19
    # 9·16 + 10·7 of 9·16 + 10·13
    assert answer.loc["civil_status", "index_pct"] == pytest.approx(100 * 214 / 274)


def test_weights_by_hand(small: Database, small_catalog: Catalog) -> None:
    row = ask(small, small_catalog, "headline", Filters(CITY, date(2026, 7, 1), date(2026, 9, 1))).iloc[0]
    assert (row["slips_n"], row["answers_n"], row["satisfied_n"]) == (12, 192, 96)  # 6 + 6; 12·16; 6·16
    assert row["index_pct"] == pytest.approx(80)  # 6·2·16 / (6·2·16 + 6·0.5·16)
    # z = 2·16·0.2 = 6.4 and −0.5·16·0.8 = −6.4: Σz² = 12 · 40.96; var = 12/11 · 491.52/240² = 0.00930909
    assert row["effective_n"] == pytest.approx(0.16 / 0.00930909, rel=1e-6)
    assert row["is_few"]


def test_months_and_quarters_by_hand(small: Database, small_catalog: Catalog) -> None:
    year = Filters(SLIP, date(2026, 1, 1), date(2026, 12, 1))
    quarters = ask(small, small_catalog, "satisfaction_by_month", year, step="quarter")
    # 13 slips with the one of no known ward; 82
    assert dict(zip(quarters["month"].astype(str).str[:10], quarters["slips_n"], strict=True)) == {
        "2026-04-01": 13,
        "2026-07-01": 82,
    }
    months = ask(small, small_catalog, "satisfaction_by_month", Filters(SLIP, date(2026, 7, 1), date(2026, 9, 1)))
    # July 20 + 4, August 9 + 24, September 10 + 5 + 10; 31 July is July's and 30 September September's
    assert months["slips_n"].tolist() == [24, 33, 25]


# ── Beside the slips ────────────────────────────────────────────────────────────────────────────────────────────────


def test_data_status(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "data_status", quarter_3)
    assert answer["load_id"].tolist() == [1, 2]
    assert answer["instrument_code"].tolist() == [SLIP, CITY]
    # 82 + 1 blank + 13 + 12 + 26 slips, 12 of the other; two rows of each file rejected
    assert answer["accepted_n"].tolist() == [134, 12]
    assert answer["rows_n"].tolist() == [136, 14]
    assert answer["rejected_n"].tolist() == [2, 2]
    assert answer["first_on"].astype(str).str[:10].tolist() == ["2025-05-05", "2026-08-10"]
    assert answer["last_on"].astype(str).str[:10].tolist() == ["2026-09-30", "2026-08-11"]
    assert not answer["is_simulated"].any()


def test_targets(small: Database, small_catalog: Catalog) -> None:
    def targets(instrument: str) -> dict[int, float]:
        answer = ask(small, small_catalog, "targets", Filters(instrument, *WHOLE))
        return dict(zip(answer["year"], answer["value"], strict=True))

    # Those that name no instrument hold for all; that of 2026 is of the national one.
    assert targets(SLIP) == {2023: 85, 2025: 95}
    assert targets("sipas_national") == {2023: 85, 2025: 95, 2026: 86}
