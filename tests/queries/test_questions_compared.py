"""Changes from one period to another counted again from slips and answers; questions that cannot be asked."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest
import recount
from question_cases import CITY, KEYS, SLIP, assert_same

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import UnknownQuestion, ask

pytestmark = pytest.mark.usefixtures("nothing_remembered")

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
