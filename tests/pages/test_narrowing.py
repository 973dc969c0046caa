"""Narrowing a page by clicks and chips, and the cells that charts linked in the browser add up."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import altair as alt
import numpy as np
import pytest
import streamlit as st
import vl_convert
from screen import labels
from streamlit.testing.v1 import AppTest

from pages.parts import charts, charts_linked, clickable, narrowing
from pages.parts.context import KEY, Context
from queries import statistics
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse
from queries.linked import QUESTIONS, monthly
from queries.question import SUMS, ask
from queries.suppression import HIDDEN_BELOW

App = Callable[..., AppTest]


@pytest.fixture(scope="module")
def context(demo_file: Path) -> Context:
    """The small demo under its default filters."""
    database = Database(demo_file)
    catalog = read_catalog(database)
    return Context(database, catalog, parse({}, catalog)[0], "vi", False)


@pytest.fixture
def in_force(context: Context, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What a visit keeps, with the default filters in force."""
    state: dict[str, object] = {KEY: context, narrowing.FILTERS: context.filters}
    monkeypatch.setattr(st, "session_state", state)
    return state


def test_second_click_takes_back_and_another_replaces(in_force: dict[str, object], context: Context) -> None:
    first, second = list(context.catalog.fields)[:2]
    for code, expected in ((first, (first,)), (second, (second,)), ("nonsense", (second,)), (second, ())):
        narrowing.narrow("field", code)
        assert in_force[narrowing.FILTERS].field == expected
    narrowing.narrow("factor", "access")
    assert in_force[narrowing.FILTERS].factor == "access"
    narrowing.narrow("factor", "access")
    assert in_force[narrowing.FILTERS] == context.filters


def test_two_clicked_spans_make_a_range(in_force: dict[str, object], context: Context) -> None:
    def period(code: str) -> tuple[date, date]:
        narrowing.narrow("period", code)
        return in_force[narrowing.FILTERS].start, in_force[narrowing.FILTERS].end

    assert period("2026-02") == (date(2026, 2, 1), date(2026, 2, 1))
    assert period("2025-11") == (date(2025, 11, 1), date(2026, 2, 1))
    assert period("2025-Q4") == (date(2025, 10, 1), date(2025, 12, 1))
    assert period("2025-Q4") == context.catalog.default_period
    assert period("<script>") == context.catalog.default_period


def test_chips_say_what_is_chosen_and_take_it_back(app: App) -> None:
    at = app("overview", field="land,civil_status", factor="access", from_="2026-02", to="2026-06")
    assert len(at.pills(key=narrowing.CHIPS).options) == 4
    at.pills(key=narrowing.CHIPS).set_value(["period", "field:land", "factor:access"]).run()
    assert at.session_state[narrowing.FILTERS].field == ("land",)
    at.pills(key=narrowing.CHIPS).set_value([]).run()
    assert not at.session_state[narrowing.FILTERS].chosen()
    assert not at.pills
    assert not at.exception and not any("close" in one for one in labels(at))


def test_a_chart_that_chooses_is_clickable_and_drawn() -> None:
    tables = {name: alt.NamedData(name) for name in ("points", "breaks", "targets")}
    spec = clickable.choosing(charts.trend(**tables).to_dict(), "code", "points")
    (pick,) = spec["params"]
    assert pick["select"]["toggle"] == "true" and len(pick["views"]) == 1
    spec = clickable.choosing(charts.dots(alt.NamedData("rows")).to_dict(), "code", "rows")
    assert "datum.is_chosen" in str(spec) and "'param': 'pick'" not in str(spec)
    vl_convert.vegalite_to_vega(spec)


def test_linked_charts_are_a_sound_specification() -> None:
    names = ("months", "fields", "factors", "channels", "districts")
    chart = charts_linked.linked(*map(alt.NamedData, names), span=(24300, 24320), chosen=(24310, 24312), lowest=50)
    assert vl_convert.vegalite_to_vega(chart.to_dict())["signals"]


@pytest.mark.parametrize("dimension", QUESTIONS)
def test_only_cells_that_may_be_shown_are_sent(context: Context, dimension: str) -> None:
    course = context.filters.over(context.catalog.first_month, context.catalog.last_month)
    cells = monthly(context.database, context.catalog, dimension, course)
    hidden, shown = cells[cells["is_hidden"]], cells[~cells["is_hidden"]]
    assert hidden[[*SUMS, "slips_n", "answers_n"]].isna().all(axis=None)
    assert shown["slips_n"].min() >= HIDDEN_BELOW
    assert shown[list(SUMS)].notna().all(axis=None)
    told = ask(context.database, context.catalog, QUESTIONS[dimension][0], course)
    assert shown["slips_n"].sum() == told["slips_n"].sum()
    assert len(hidden) == told["is_hidden"].sum()


def test_sums_of_all_months_give_the_index_of_the_whole(context: Context) -> None:
    course = context.filters.over(date(2025, 7, 1), date(2026, 6, 1))
    sums = monthly(context.database, context.catalog, "", course)[["slips_n", "answers_n", *SUMS]].sum()
    told = ask(context.database, context.catalog, "headline", course).iloc[0]
    found = statistics.cluster_interval(*sums.to_numpy(float))
    wanted = told[["index_pct", "index_low", "index_high", "effective_n"]].to_numpy(float)
    assert np.allclose([float(one) for one in found], wanted)
