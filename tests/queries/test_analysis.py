"""Analyses against libraries and against their own definitions, from single answers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

WHOLE = Filters("one_stop_slip", date(2025, 7, 1), date(2026, 9, 1))
PLACES = {"above_998", "above_95", "like", "below_95", "below_998", "none"}

ANSWERS = """
    SELECT response.response_id, response.ward_code, coalesce(response.field_code, '') AS field_code, response.weight,
        item.factor_code, answer.item_code, (answer.score >= instrument.satisfied_from)::INTEGER AS k
    FROM survey_answer AS answer
    JOIN survey_response AS response USING (response_id)
    JOIN item USING (item_code)
    JOIN instrument USING (instrument_code)
    WHERE instrument_code = $instrument AND responded_on BETWEEN $from AND $to
"""


def answers(database: Database, filters: Filters) -> pd.DataFrame:
    """Every answer of the period, as it was given."""
    values = {"instrument": filters.instrument, "from": filters.start, "to": filters.last_day}
    return database.frame(ANSWERS, values)


@pytest.fixture(scope="module")
def compared(database: Database, catalog: Catalog) -> pd.DataFrame:
    """Wards of the medium file against the city."""
    return ask(database, catalog, "comparison_by_ward", WHOLE)


def test_comparison_keeps_the_wards_as_they_are_listed(database, catalog, compared) -> None:
    listed = ask(database, catalog, "satisfaction_by_ward", WHOLE)
    pd.testing.assert_frame_equal(compared[list(listed)], listed)
    assert set(compared["place"]) <= PLACES
    city = ask(database, catalog, "headline", WHOLE)["index_pct"].iloc[0]
    assert np.allclose(compared["city_pct"], city)


def test_hidden_and_empty_wards_get_no_estimate(compared) -> None:
    gone = compared["index_pct"].isna()
    assert gone.any()
    estimates = [
        "shrunk_pct",
        "shrunk_low",
        "shrunk_high",
        "adjusted_pct",
        "rank_low",
        "rank_high",
        "z",
        "lowest_tenth_pct",
    ]
    assert compared.loc[gone, estimates].isna().all(axis=None)
    assert (compared.loc[gone, "place"] == "none").all()
    assert (compared.loc[compared["is_few"], "place"] == "none").all()


def test_shrunk_estimates_lie_between_their_own_and_the_pooled_share(compared) -> None:
    shown = compared[compared["shrunk_pct"].notna()]
    n = shown["effective_n"].to_numpy(float)
    pooled = np.average(shown["index_pct"].to_numpy(float), weights=n)
    own, drawn = shown["index_pct"].to_numpy(float), shown["shrunk_pct"].to_numpy(float)
    assert (np.abs(drawn - own) <= np.abs(own - pooled) + 1.5).all()
    assert ((shown["shrunk_low"] <= drawn) & (drawn <= shown["shrunk_high"])).all()


def test_ranks_are_intervals_within_the_units_compared(compared) -> None:
    shown = compared[compared["rank_low"].notna()]
    assert shown["rank_low"].ge(1).all()
    assert shown["rank_high"].le(len(shown)).all()
    assert (shown["rank_low"] <= shown["rank_high"]).all()
    best, worst = shown["index_pct"].idxmax(), shown["index_pct"].idxmin()
    assert shown.loc[best, "rank_high"] > shown.loc[worst, "rank_low"]


def test_adjusted_index_is_that_of_the_citys_mix(database, compared) -> None:
    rows = answers(database, WHOLE)
    rows = rows.assign(wn=rows["weight"], wk=rows["weight"] * rows["k"])
    rows = rows[rows["ward_code"].notna()]
    mix = rows.groupby("field_code")["wn"].sum()
    cells = rows.groupby(["ward_code", "field_code"])[["wn", "wk"]].sum()
    checked = 0
    for _, unit in compared[compared["adjusted_pct"].notna()].iterrows():
        own = cells.loc[unit["ward_code"]]
        weights = mix[own.index]
        expected = 100 * (weights * own["wk"] / own["wn"]).sum() / weights.sum()
        assert unit["adjusted_pct"] == pytest.approx(expected, abs=1e-9)
        checked += 1
    assert checked


def test_estimates_of_a_ward_do_not_hang_on_which_wards_are_asked_for(database, catalog, compared) -> None:
    shown = compared[compared["shrunk_pct"].notna()]
    codes = tuple(shown["ward_code"].head(2))
    some = ask(database, catalog, "comparison_by_ward", replace(WHOLE, ward=codes)).set_index("ward_code")
    whole = compared.set_index("ward_code").loc[some.index]
    estimates = ["z", "shrunk_pct", "adjusted_pct", "lowest_tenth_pct", "rank_low", "rank_high", "city_pct"]
    assert some["shrunk_pct"].notna().any()
    pd.testing.assert_frame_equal(some[estimates], whole[estimates])
    assert some["place"].tolist() == whole["place"].tolist()


def test_district_comparison_has_the_same_columns(database, catalog, compared) -> None:
    districts = ask(database, catalog, "comparison_by_district", WHOLE)
    assert {"shrunk_pct", "adjusted_pct", "rank_low", "place", "city_pct"} <= set(districts)
    assert districts["index_pct"].notna().any()


def test_importance_and_gain_are_those_of_a_regression_on_slips(database, catalog) -> None:
    rows = answers(database, WHOLE)
    slips = rows.groupby("response_id")["k"].min()
    shares = rows.groupby(["response_id", "factor_code"])["k"].mean().unstack()
    weight = rows.groupby("response_id")["weight"].first()
    found = ask(database, catalog, "drivers_by_factor", WHOLE)
    complete = shares[found["factor_code"]].dropna()
    fitted = sm.WLS(slips[complete.index], sm.add_constant(complete), weights=weight[complete.index]).fit()
    assert found["explained_pct"].iloc[0] == pytest.approx(100 * fitted.rsquared, abs=1e-6)
    assert found["gain_pct"].to_numpy() == pytest.approx(fitted.params.iloc[1:].to_numpy(), abs=1e-6)
    assert found["importance_pct"].sum() == pytest.approx(100)
    assert (found["importance_low"] <= found["importance_pct"] + 1).all()
    assert (found["importance_high"] >= found["importance_pct"] - 1).all()


def test_importance_of_items_sums_to_all(database, catalog) -> None:
    found = ask(database, catalog, "drivers_by_item", WHOLE)
    assert found["importance_pct"].sum() == pytest.approx(100)
    assert len(found) == 16


def test_too_few_slips_give_no_importance(small, small_catalog) -> None:
    quarter = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
    found = ask(small, small_catalog, "drivers_by_factor", quarter)
    assert found["importance_pct"].isna().all()


def test_limits_of_a_series_are_worked_out_anew_after_each_break(database, catalog) -> None:
    whole = replace(WHOLE, start=catalog.first_month, end=catalog.last_month)
    found = ask(database, catalog, "signals_by_month", whole)
    months = ask(database, catalog, "satisfaction_by_month", whole)
    pd.testing.assert_frame_equal(found[list(months)], months)
    cuts = [pd.Timestamp(cut.on) for cut in catalog.breaks_of("one_stop_slip")]
    inside = [cut for cut in cuts if found["month"].min() < cut <= found["month"].max()]
    assert found["segment"].nunique() == len(inside) + 1
    for _, stretch in found.groupby("segment"):
        values = stretch["index_pct"].to_numpy(float)
        known = values[~np.isnan(values)]
        if len(known) > 1:
            assert stretch["centre_pct"].dropna().iloc[0] == pytest.approx(known.mean())
    assert set(found["signal"]) <= {"high", "low", "none"}
    assert ((found["rule"] == "none") == (found["signal"] == "none")).all()


def test_an_answer_without_rows_is_empty_and_no_error(database, catalog) -> None:
    nothing = replace(WHOLE, start=date(2030, 1, 1), end=date(2030, 3, 1))
    for name in (
        "comparison_by_ward",
        "comparison_by_district",
        "signals_by_month",
        "drivers_by_factor",
        "drivers_by_item",
    ):
        found = ask(database, catalog, name, nothing)
        assert found.get("index_pct", pd.Series(dtype=float)).isna().all(), name
