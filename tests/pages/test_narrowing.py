"""Narrowing a page by clicks and chips, and the cells that charts linked in the browser add up."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
import streamlit as st
import vl_convert
from screen import doors, drawn, labels, opened, tables
from streamlit.testing.v1 import AppTest

from pages.parts import charts, charts_linked, clickable, narrowing
from pages.parts.context import KEY, Context
from pages.parts.words import t
from queries import statistics
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse
from queries.linked import QUESTIONS, monthly, wards_from
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


def test_a_cell_sets_both_filters_and_takes_both_back(in_force: dict[str, object], context: Context) -> None:
    field, district = next(iter(context.catalog.fields)), next(iter(context.catalog.districts))
    click = narrowing.by_cell("field", "period")
    click.follow(f"{field}|2026-03")
    filters = in_force[narrowing.FILTERS]
    assert (filters.field, filters.start, filters.end) == ((field,), date(2026, 3, 1), date(2026, 3, 1))
    assert narrowing.by_cell("field", "period").chosen == (f"{field}|2026-03",)
    for wrong in ("nonsense|2026-03", f"{field}|2026-33", "|"):
        click.follow(wrong)
        assert in_force[narrowing.FILTERS] == filters
    click.follow(f"{field}|2026-03")
    assert in_force[narrowing.FILTERS] == context.filters
    narrowing.by_cell("field", "district").follow(f"{field}|{district}")
    assert in_force[narrowing.FILTERS].district == (district,) and in_force[narrowing.FILTERS].field == (field,)


@pytest.mark.parametrize("key", ["procedures_months", "procedures_districts"])
def test_a_chosen_cell_is_framed_among_all_others(app: App, key: str) -> None:
    before, spec = chart_of(app("procedures"), key, "cells")
    assert not before["is_chosen"].any()
    cell = before.loc[before["state"] == "ok", "cell_code"].iloc[0]
    field, other = cell.split("|")
    codes = {"district": other} if key == "procedures_districts" else {"from_": other, "to": other}
    at = app("procedures", field=field, **codes)
    after, _ = chart_of(at, key, "cells")
    assert not at.exception and after.loc[after["is_chosen"], "cell_code"].tolist() == [cell]
    if "district" in codes:
        assert set(before["cell_code"]) == set(after["cell_code"])
    vl_convert.vegalite_to_vega({**spec, "datasets": {"cells": []}})


def test_two_clicked_spans_make_a_range(in_force: dict[str, object], context: Context) -> None:
    def period(code: str) -> tuple[date, date]:
        narrowing.narrow("period", code)
        return in_force[narrowing.FILTERS].start, in_force[narrowing.FILTERS].end

    assert period("2026-02") == (date(2026, 2, 1), date(2026, 2, 1))
    assert period("2025-11") == (date(2025, 11, 1), date(2026, 2, 1))
    assert period("2025-Q4") == (date(2025, 10, 1), date(2025, 12, 1))
    assert period("2025-Q4") == context.catalog.default_period
    assert period("<script>") == context.catalog.default_period


def test_a_month_that_was_clicked_has_a_chip(app: App) -> None:
    at = app("dossiers", from_="2026-08", to="2026-08")
    assert not at.pills, "a month on offer is shown by its control"
    at.session_state[narrowing.NARROWED] = (date(2026, 8, 1), date(2026, 8, 1))
    at.run()
    assert len(at.pills(key=narrowing.CHIPS).options) == 1
    at.pills(key=narrowing.CHIPS).set_value([]).run()
    assert not at.pills
    filters = at.session_state[narrowing.FILTERS]
    assert (filters.start, filters.end) == (date(2026, 7, 1), date(2026, 9, 1))


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


def test_units_of_a_chart_are_wards_and_districts_in_force(in_force: dict[str, object], context: Context) -> None:
    ward = next(iter(context.catalog.wards_on(context.filters.last_day).values()))
    ended = next(unit for unit in context.catalog.ward_order if unit.valid_to)
    district = next(iter(context.catalog.districts.values()))
    units = pd.DataFrame(
        [(one.level, one.code, pd.Timestamp(one.valid_from)) for one in (ward, ended, district)]
        + [("department", "S01", pd.Timestamp("2021-01-01"))],
        columns=["unit_level", "unit_code", "unit_from"],
    )
    codes = narrowing.unit_codes(units, context)
    assert codes == [ward.code, "", district.code, ""]
    follow = narrowing.by_unit().follow
    for code, name in ((ward.code, "ward"), (district.code, "district")):
        follow(code)
        assert getattr(in_force[narrowing.FILTERS], name) == (code,)
        follow(code)
        assert in_force[narrowing.FILTERS] == context.filters
    follow("")
    assert in_force[narrowing.FILTERS] == context.filters


CHOSEN = [
    ("inspections", "inspections_city_team", "rows", {"from_": "2026-04", "to": "2026-06", "step": "month"}),
    ("inspections", "inspections_fields", "rows", {"field": "land"}),
    ("inspections", "inspections_longest", "rows", {"ward": "first"}),
    ("feedback", "feedback_wards", "rows", {"ward": "first"}),
    ("feedback", "feedback_topics", "rows", {"field": "land"}),
    ("dossiers", "dossiers_national_portal", "points", {"from_": "2026-01", "to": "2026-03"}),
    ("dossiers", "dossiers_fields_service_centre", "rows", {"field": "land"}),
    ("dossiers", "dossiers_units", "rows", {"ward": "first"}),
    ("dossiers", "dossiers_lateness", "points", {"ward": "first"}),
    ("portal_index", "portal_trend", "points", {"from_": "2026-07", "to": "2026-09"}),
    ("portal_index", "portal_wards", "rows", {"ward": "first"}),
    ("actions", "actions_states", "rows", {"factor": "procedures"}),
    ("actions", "actions_follow_up", "rows", {"ward": "first"}),
    ("initiatives", "initiatives_coverage", "points", {"from_": "2026-01", "to": "2026-03"}),
    ("initiatives", "initiatives_map", "units", {"ward": "first"}),
    ("districts", "districts_districts", "rows", {"area": "second"}),
]


def chart_of(at: AppTest, key: str, name: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """A table of the chart of that key, and the chart's specification."""
    charts_drawn = at.get("vega_lite_chart")
    place = next(place for place, one in enumerate(charts_drawn) if one.proto.id.endswith(f"-{key}"))
    return drawn(at)[str(place)][name], json.loads(charts_drawn[place].proto.spec)


@pytest.mark.parametrize(("page", "key", "name", "codes"), CHOSEN, ids=[key for _, key, *_ in CHOSEN])
def test_a_chart_that_chooses_shows_what_is_chosen_and_all_else(
    app: App, page: str, key: str, name: str, codes: dict[str, str]
) -> None:
    before, spec = chart_of(app(page, **{one: code for one, code in codes.items() if one == "step"}), key, name)
    (field,) = next(one for one in spec["params"] if one["name"] == "pick")["select"]["fields"]
    shown = [code for code in before[field] if code]
    assert shown, "something can be clicked"
    nth = {"first": 0, "second": 1}
    codes = {one: shown[nth[code]] if code in nth else code for one, code in codes.items()}
    at = app(page, **codes)
    assert not at.exception and not at.info[1:]
    after, _ = chart_of(at, key, name)
    chosen = after.loc[after["is_chosen"] if "is_chosen" in after else ~after["is_left"], field]
    if "from_" in codes:
        months = pd.period_range(codes["from_"], codes["to"], freq="M")
        assert set(chosen) and set(chosen) <= {*months.strftime("%Y-%m"), *months.strftime("%Y-Q%q")}
    else:
        assert set(chosen) == set(codes.values())
    assert set(before[field]) <= set(after[field]), "what is not chosen stays in sight"


def widths(part: Any) -> list[int]:
    """The widths in px of every panel of a specification."""
    if isinstance(part, list):
        return [one for inner in part for one in widths(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["width"]] if isinstance(part.get("width"), int) and ("layer" in part or "mark" in part) else []
    return own + [one for name, inner in part.items() if name != "mark" for one in widths(inner)]


def test_linked_charts_are_a_sound_specification() -> None:
    names = ("months", "fields", "factors", "channels", "scores", "places")
    words = {"span": (24300, 24320), "chosen": (24310, 24312)}
    for lang, place, score in (("en", "district", ""), ("vi", "ward", "2")):
        own = {"lang": lang, "place": place, "score": score, "ends": (0, 10) if score else (50, 100)}
        chart = charts_linked.linked(*map(alt.NamedData, names), **words, **own, since="7/2025")
        made = vl_convert.vegalite_to_vega(chart.to_dict())
        told = str(made)
        phone = charts_linked.linked(*map(alt.NamedData, names), **words, **own, since="7/2025", is_narrow=True)
        assert max(widths(phone.to_dict())) <= 320 < max(widths(chart.to_dict()))
        vl_convert.vegalite_to_vega(phone.to_dict())
        assert made["signals"] and f"pick_{place}" in told and "pick_score" in told
        assert ("Cho điểm 2" in told) == bool(score)


@pytest.mark.parametrize("is_narrow", [False, True])
def test_the_hexagons_end_where_the_rows_below_them_end(is_narrow: bool) -> None:
    sizes = charts_linked.NARROW if is_narrow else charts_linked.WIDE
    assert sizes.map <= sizes.name + sizes.panel + sizes.text
    names = ("months", "fields", "factors", "channels", "scores", "places")
    chart = charts_linked.linked(*map(alt.NamedData, names), place="ward", is_narrow=is_narrow).to_dict()
    assert sizes.map - sizes.name in widths(chart), (
        "the names of the rows below stand to the left of where a panel begins"
    )
    assert f"datum.hex_x * datum.radius - {sizes.name}" in str(chart)


@pytest.mark.parametrize("dimension", [*QUESTIONS, "ward"])
def test_only_cells_that_may_be_shown_are_sent(context: Context, dimension: str) -> None:
    course = context.filters.over(context.catalog.first_month, context.catalog.last_month)
    cells = monthly(context.database, context.catalog, dimension, course)
    hidden, shown = cells[cells["is_hidden"]], cells[~cells["is_hidden"]]
    assert hidden[[*SUMS, "slips_n", "answers_n"]].isna().all(axis=None)
    assert shown["slips_n"].min() >= HIDDEN_BELOW
    assert shown[list(SUMS)].notna().all(axis=None)
    if dimension == "ward":
        assert len(hidden) > len(shown), "most wards of the small demo have few slips a month"
        return
    told = ask(context.database, context.catalog, QUESTIONS[dimension][0], course)
    assert shown["slips_n"].sum() == told["slips_n"].sum()
    assert len(hidden) == told["is_hidden"].sum()


def test_no_brushes_together_give_a_small_cell_away(context: Context) -> None:
    """What is sent, and the totals of wards besides, taken as equations: no small cell is their only solution."""
    database, catalog = context.database, context.catalog
    course = context.filters.over(catalog.first_month, catalog.last_month)
    sent = {name: monthly(database, catalog, name, course) for name in ("", "district", "ward")}
    shown = {name: one[~one["is_hidden"]] for name, one in sent.items()}
    began = wards_from(catalog, course)
    values = {"instrument": course.instrument, "from": began, "to": course.end}
    true = database.frame(
        "SELECT month, district_code, ward_code AS code, count(*) AS n FROM rollup_slip"
        " WHERE instrument_code = $instrument AND month BETWEEN $from AND $to GROUP BY ALL",
        values,
    )
    open_cells = set(zip(shown["ward"]["code"], shown["ward"]["month"], strict=True))
    is_open = np.array([(a, b) in open_cells for a, b in zip(true["code"], true["month"], strict=True)])
    secret = true[~is_open].reset_index(drop=True)
    assert is_open.any() and len(secret) > 100
    # A brush of one month reads each of these; longer ones are their sums.
    known = [secret["month"] == month for month in shown[""]["month"]]
    known += [
        (secret["month"] == month) & (secret["district_code"] == code)
        for code, month in zip(shown["district"]["code"], shown["district"]["month"], strict=True)
    ]
    totals = ask(database, catalog, "satisfaction_by_ward", course.over(began, course.end))
    known += [secret["code"] == code for code in totals.loc[~totals["is_hidden"], "ward_code"]]
    rows = np.unique(np.array([one.to_numpy(float) for one in known]), axis=0)
    _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    solved = (directions[sizes > 1e-9] ** 2).sum(axis=0) > 1 - 1e-9
    assert not (solved & (secret["n"] < HIDDEN_BELOW)).any()
    # And no equation holds a few slips: a line is without secret cells or with enough in them.
    held = rows @ secret["n"].to_numpy(float)
    assert not ((held > 0) & (held < HIDDEN_BELOW)).any()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_score_and_wards_are_in_the_link_and_a_chip_takes_the_score_back(app: App, lang: str) -> None:
    at = app("explore", view="cross", place="ward", score="2", lang=lang)
    assert not at.exception
    chip = at.pills(key="linked_score")
    assert chip.options == ["Điểm 2" if lang == "vi" else "Score 2"]
    title = next(one.value for one in at.markdown if one.value.startswith("#### "))
    assert ("cho điểm 2" if lang == "vi" else "give score 2") in title
    chip.set_value([]).run()
    assert not at.exception and not any(one.key == "linked_score" for one in at.pills)
    for wrong in ("9", "0", "<b>", "2,3"):
        at = app("explore", view="cross", place="nowhere", score=wrong, lang=lang)
        assert not at.exception and not any(one.key == "linked_score" for one in at.pills)


@pytest.mark.parametrize("score", ["", "2"])
def test_the_table_behind_holds_what_the_linked_charts_show(app: App, context: Context, score: str) -> None:
    codes = {"score": score} if score else {}
    at = app("explore", view="cross", from_="2026-04", to="2026-06", **codes)
    (table,) = (one for one in tables(opened(at, doors(at)[0])) if t("col.linked_part", "vi") in one)
    held = {
        part: rows.set_index(t("col.linked_name", "vi")) for part, rows in table.groupby(t("col.linked_part", "vi"))
    }
    assert len(held) == 6 and not any("_" in column for column in table)
    course = context.filters.over(context.catalog.first_month, context.catalog.last_month)
    share = t("col.share_pct", "vi")
    months = monthly(context.database, context.catalog, "", course, int(score) if score else None)
    months = months[months["slips_n"] > 0].sort_values("month")
    shown = held[t("linked.part_months", "vi")].dropna(subset=share)
    np.testing.assert_allclose(shown[share], 100 * months["w_satisfied_sum"] / months["w_answers_sum"])
    fields = monthly(context.database, context.catalog, "field", course, int(score) if score else None)
    inside = fields[fields["month"].between(pd.Timestamp(2026, 4, 1), pd.Timestamp(2026, 6, 1))]
    sums = inside.groupby("code")[["slips_n", "w_satisfied_sum", "w_answers_sum"]].sum()
    for code, row in sums[sums["slips_n"] > 0].iterrows():
        told = held[t("linked.part_fields", "vi")].loc[context.catalog.fields[code].name]
        assert told[t("col.slips_n", "vi")] == row["slips_n"]
        assert told[share] == pytest.approx(100 * row["w_satisfied_sum"] / row["w_answers_sum"])
    measures = set(table[t("col.linked_measure", "vi")])
    assert (t("linked.share_of_score", "vi", score="2") in measures) == bool(score)
    shown_code = " ".join(one.value for one in at.code)
    assert ("python -m queries" in shown_code) == (not score) and ("score_1_mask" in shown_code) == bool(score)


def test_sums_of_all_months_give_the_index_of_the_whole(context: Context) -> None:
    course = context.filters.over(date(2025, 7, 1), date(2026, 6, 1))
    sums = monthly(context.database, context.catalog, "", course)[["slips_n", "answers_n", *SUMS]].sum()
    told = ask(context.database, context.catalog, "headline", course).iloc[0]
    found = statistics.cluster_interval(*sums.to_numpy(float))
    wanted = told[["index_pct", "index_low", "index_high", "effective_n"]].to_numpy(float)
    assert np.allclose([float(one) for one in found], wanted)
