"""The pivot against slips and answers counted again: values, totals, intervals, roll-ups, comparison, hiding."""

import contextlib
import io
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hand_counted import CITY, SLIP
from recount import chosen, counted, newcombe

from queries import explore, question
from queries.__main__ import main
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.explore import pivot, statement
from queries.explore_cut import DIMENSIONS, MEASURES, CannotCut, Cut, cut_of, open_dimensions
from queries.explore_names import codes_of
from queries.filters import Filters
from queries.question import ask
from queries.statistics import cluster_mean
from queries.suppression import HIDDEN_BELOW

START, END = date(2025, 7, 1), date(2026, 9, 1)
YEAR = Filters(SLIP, START, END)
WEIGHTED = Filters(CITY, START, END)


def keyed(rows: pd.DataFrame, name: str) -> pd.Series:
    """A dimension's code in each recounted answer."""
    if name == "weekday":
        return rows["responded_on"].pipe(pd.to_datetime).dt.isocalendar().day.astype(str)
    if name == "quarter":
        return rows["month"].dt.year.astype(str) + "-Q" + rows["month"].dt.quarter.astype(str)
    if name == "year":
        return rows["month"].dt.year.astype(str)
    if name == "month":
        return rows["month"].dt.strftime("%Y-%m")
    if name == "ward":
        return (rows["ward_code"] + "@" + rows["ward_from"].astype(str)).fillna("")
    return rows[DIMENSIONS[name].columns[0]].fillna("")


@pytest.mark.parametrize("filters", [YEAR, WEIGHTED], ids=["plain", "weighted"])
@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ("field", ""),
        ("channel", "quarter"),
        ("former_district", "year"),
        ("factor", "channel"),
        ("item", "gender"),
        ("age_band", "weekday"),
        ("ward", "respondent_kind"),
    ],
)
def test_cells_and_totals_are_those_counted_again(
    database: Database, catalog: Catalog, answers: pd.DataFrame, filters: Filters, rows: str, columns: str
) -> None:
    cells = pivot(database, catalog, Cut(rows=rows, columns=columns), filters).cells
    sides = [(key, name) for key, name in (("row", rows), ("column", columns)) if name]
    told = chosen(answers, filters.instrument, filters.start, filters.end)
    told = told.assign(**{f"{key}_code": keyed(told, name) for key, name in sides})
    shown = cells[~cells["is_hidden"] & cells["value"].notna()]
    assert len(shown) > 3
    checked = 0
    for wanted in ([], *[[key] for key, _ in sides], [key for key, _ in sides]):
        codes = [f"{key}_code" for key in wanted]
        part = shown
        for key, _ in sides:
            is_all = part[f"{key}_code"] == "*"
            part = part[is_all if key not in wanted else ~is_all]
        expected = counted(told, codes)
        both = part.merge(expected, on=codes) if codes else part.merge(expected, how="cross")
        assert len(both) == len(part)
        np.testing.assert_array_equal(both["slips_n_x"], both["slips_n_y"])
        np.testing.assert_array_equal(both["answers_n_x"], both["answers_n_y"])
        for ours, theirs in (
            ("value", "index_pct"),
            ("value_low", "index_low"),
            ("value_high", "index_high"),
        ):
            np.testing.assert_allclose(both[ours].astype(float), both[theirs].astype(float), atol=1e-7)
        checked += len(both)
    assert checked >= len(shown)


@pytest.mark.parametrize("filters", [YEAR, WEIGHTED], ids=["plain", "weighted"])
@pytest.mark.parametrize("measure", ["mean", "dissatisfied", "neutral", "wait", "visits", "harassment", "n"])
def test_every_measure_is_that_counted_again(
    database: Database, catalog: Catalog, answers: pd.DataFrame, filters: Filters, measure: str
) -> None:
    cells = pivot(database, catalog, Cut(measure, "channel"), filters).cells
    told = chosen(answers, filters.instrument, filters.start, filters.end)
    slip = told.drop_duplicates("response_id")
    for row in cells[~cells["is_hidden"]].to_dict("records"):
        own = told if row["row_code"] == "*" else told[told["channel"] == row["row_code"]]
        of_slip = slip if row["row_code"] == "*" else slip[slip["channel"] == row["row_code"]]
        if measure == "n":
            expected, n = len(of_slip), len(of_slip)
        elif MEASURES[measure].of_slips:
            column = {"wait": "wait_minutes"}.get(measure, measure)
            held = of_slip[of_slip[column].notna()]
            values = held[column].isin(["some", "many"]) * 100.0 if measure == "harassment" else held[column]
            expected, n = np.average(values.astype(float), weights=held["weight"]), len(held)
        else:
            score = own["score"]
            values = {"mean": score, "dissatisfied": (score <= 2) * 100.0, "neutral": (score == 3) * 100.0}[measure]
            expected, n = np.average(values, weights=own["weight"]), len(of_slip)
        assert row["value"] == pytest.approx(expected)
        assert row["slips_n"] == n
        if MEASURES[measure].kind != "count":
            assert row["value_low"] < row["value"] < row["value_high"]


def test_the_three_shares_make_the_whole(database: Database, catalog: Catalog) -> None:
    parts = [
        pivot(database, catalog, Cut(measure, "gender", "channel"), WEIGHTED).cells["value"]
        for measure in ("index", "neutral", "dissatisfied")
    ]
    whole = sum(parts).dropna()
    assert len(whole) > 3
    np.testing.assert_allclose(whole, 100)


@pytest.mark.parametrize("cut", [Cut(rows="channel", columns="year"), Cut(rows="gender", columns="channel")])
def test_totals_are_the_sums_of_their_parts(
    database: Database, catalog: Catalog, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore, "hidden_table", lambda slips, *_: np.zeros(slips.shape, dtype=bool))
    cells = explore._worked_out(database, catalog, cut, WEIGHTED)
    for side, other in (("row_code", "column_code"), ("column_code", "row_code")):
        parts = cells[cells[side] != "*"].groupby(other)[["slips_n", "answers_n"]].sum().sort_index()
        totals = cells[cells[side] == "*"].set_index(other)[["slips_n", "answers_n"]].sort_index()
        assert (parts.to_numpy() == totals.to_numpy()).all()


def test_the_smallest_roll_up_answers(catalog: Catalog) -> None:
    sources = {
        Cut(rows="month"): "rollup_satisfaction · month",
        Cut(rows="ward", columns="quarter"): "rollup_satisfaction · unit",
        Cut(rows="district", columns="field"): "rollup_satisfaction · district_field",
        Cut(rows="procedure", columns="channel"): "rollup_satisfaction · service",
        Cut(rows="item", columns="ward"): "rollup_item · unit",
        Cut(rows="ward", columns="field"): "rollup_slip",
        Cut(rows="gender"): "rollup_slip",
        Cut("mean", "month"): "rollup_slip",
    }
    early = Filters(SLIP, date(2025, 1, 1), date(2025, 6, 1))
    assert {cut: statement(catalog, cut, early).source for cut in sources} == sources


@pytest.mark.parametrize(
    "cut", [Cut(rows="factor", columns="channel"), Cut(rows="item", columns="field"), Cut(rows="field", columns="year")]
)
def test_the_roll_up_gives_what_the_slips_give(
    database: Database, catalog: Catalog, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = explore._worked_out(database, catalog, cut, WEIGHTED)
    monkeypatch.setattr(explore, "GRAINS", {"factor": {}, "item": {}})
    assert statement(catalog, cut, WEIGHTED).source == "rollup_slip"
    pd.testing.assert_frame_equal(fast, explore._worked_out(database, catalog, cut, WEIGHTED), check_exact=False)


def test_what_is_small_is_hidden_and_says_nothing(database: Database, catalog: Catalog) -> None:
    cells = pivot(database, catalog, Cut(rows="ward", columns="field"), YEAR).cells
    hidden = cells[cells["is_hidden"]]
    assert len(hidden)
    assert hidden[["slips_n", "answers_n", "value", "value_low", "value_high", "effective_n"]].isna().all().all()
    assert (cells.loc[~cells["is_hidden"] & (cells["slips_n"] > 0), "slips_n"] >= HIDDEN_BELOW).all()


def test_no_line_of_the_table_gives_a_small_cell_away(
    database: Database, catalog: Catalog, answers: pd.DataFrame
) -> None:
    cut = Cut(rows="field", columns="gender", multiples="channel")
    cells = pivot(database, catalog, cut, YEAR).cells
    keys = ["row_code", "column_code", "multiple_code"]
    for free in keys:
        fixed = [key for key in keys if key != free]
        for _, fibre in cells.groupby(fixed):
            total = fibre[fibre[free] == "*"].iloc[0]
            parts = fibre[fibre[free] != "*"]
            if not total["is_hidden"] and parts["is_hidden"].any():
                assert parts["is_hidden"].sum() >= 2
                assert total["slips_n"] - parts["slips_n"].fillna(0).sum() >= HIDDEN_BELOW


def test_what_a_list_hides_the_pivot_hides(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    listed = ask(small, small_catalog, "satisfaction_by_ward", quarter_3)
    gone = set(codes_of("ward", listed[listed["is_hidden"]]))
    cells = pivot(small, small_catalog, Cut(rows="ward"), quarter_3).cells.set_index("row_code")
    assert gone
    assert cells.loc[cells.index.isin(gone), "is_hidden"].all()
    named = Filters(SLIP, quarter_3.start, quarter_3.end, ward=("00008",))
    assert pivot(small, small_catalog, Cut(rows="channel"), named).cells["is_hidden"].all()


def test_instruments_stand_by_themselves(database: Database, catalog: Catalog) -> None:
    cells = pivot(database, catalog, Cut(rows="instrument", columns="year"), YEAR).cells
    assert set(cells["row_code"]) == {SLIP, CITY}
    for instrument, filters in ((SLIP, YEAR), (CITY, WEIGHTED)):
        alone = pivot(database, catalog, Cut(rows="year"), filters).cells.set_index("row_code")["value"]
        beside = cells[cells["row_code"] == instrument].set_index("column_code")["value"]
        np.testing.assert_allclose(beside.loc[alone.index], alone)


def test_the_previous_period_is_compared_as_everywhere(database: Database, catalog: Catalog) -> None:
    half = Filters(SLIP, date(2026, 4, 1), date(2026, 9, 1))
    cells = pivot(database, catalog, Cut(rows="channel", compare="previous"), half).cells
    before = pivot(database, catalog, Cut(rows="channel"), half.previous()).cells
    both = cells.merge(before, on="row_code", suffixes=("", "_then"))
    shown = both[both["change"].notna()]
    assert len(shown) > 1
    for row in shown.to_dict("records"):
        told = newcombe(row["value"] / 100, row["effective_n"], row["value_then"] / 100, row["effective_n_then"])
        np.testing.assert_allclose([row["change"], row["change_low"], row["change_high"]], 100 * np.array(told))


def test_spans_of_time_meet_those_of_the_year_before(database: Database, catalog: Catalog) -> None:
    half = Filters(SLIP, date(2026, 7, 1), date(2026, 9, 1))
    cells = pivot(database, catalog, Cut(rows="month", compare="last_year"), half).cells.set_index("row_code")
    then = pivot(database, catalog, Cut(rows="month"), half.last_year()).cells.set_index("row_code")
    assert cells.loc["2026-08", "before_value"] == pytest.approx(then.loc["2025-08", "value"])


def test_the_city_another_unit_and_a_date(database: Database, catalog: Catalog) -> None:
    own = Filters(SLIP, START, END, ward=("00004",))
    city = pivot(database, catalog, Cut(rows="year", compare="city"), own).cells.set_index("row_code")
    whole = pivot(database, catalog, Cut(rows="year"), YEAR).cells.set_index("row_code")
    np.testing.assert_allclose(city["before_value"].astype(float), whole.loc[city.index, "value"].astype(float))
    wards = pivot(database, catalog, Cut(rows="ward", compare="city"), YEAR).cells
    assert wards["before_value"].dropna().nunique() == 1
    other = pivot(database, catalog, Cut(rows="year", compare="unit", against="00008"), own).cells.set_index("row_code")
    unit = pivot(database, catalog, Cut(rows="year"), Filters(SLIP, START, END, ward=("00008",))).cells
    np.testing.assert_allclose(other["before_value"].astype(float), unit.set_index("row_code")["value"].astype(float))
    since = pivot(database, catalog, Cut(rows="channel", compare="date", since=date(2026, 1, 1)), YEAR)
    assert (since.filters.start, since.before.end) == (date(2026, 1, 1), date(2025, 12, 1))


def test_a_break_between_leaves_no_change(database: Database, catalog: Catalog) -> None:
    first = Filters(SLIP, date(2025, 7, 1), date(2025, 9, 1))
    answer = pivot(database, catalog, Cut(rows="channel", compare="previous"), first)
    assert answer.is_cut
    assert answer.cells["change"].isna().all()


def test_what_cannot_be_answered_says_why(
    database: Database, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reason(cut: Cut, filters: Filters = YEAR) -> str:
        with pytest.raises(CannotCut) as refusal:
            pivot(database, catalog, cut, filters)
        return refusal.value.reason

    assert reason(Cut(rows="district")) == "no_district"
    assert reason(Cut(rows="month", compare="date", since=date(2026, 1, 1))) == "date_with_time"
    assert reason(Cut(compare="date", since=START)) == "date_outside"
    monkeypatch.setattr(explore, "MOST_CELLS", 20)
    assert reason(Cut(rows="ward", columns="month")) == "too_many"
    assert reason(Cut(rows="ward", columns="month", multiples="gender")) == "too_many"


def test_districts_are_counted_until_they_ended(database: Database, catalog: Catalog) -> None:
    whole = Filters(SLIP, date(2025, 1, 1), END)
    answer = pivot(database, catalog, Cut(rows="district"), whole)
    assert answer.filters.end == date(2025, 6, 1)
    until = pivot(database, catalog, Cut(rows="former_district"), whole.over(whole.start, date(2025, 6, 1)))
    np.testing.assert_array_equal(answer.cells["value"], until.cells["value"])


def test_a_file_of_an_earlier_release_answers_what_it_can(medium_file: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    shutil.copy(medium_file, old)
    with duckdb.connect(str(old)) as con:
        for name in ("score_1_mask", "score_2_mask", "score_4_mask", "gender", "age_band", "weekday", "wait_minutes"):
            con.execute(f"ALTER TABLE rollup_slip DROP COLUMN {name}")
    database = Database(old)
    catalog = read_catalog(database)
    assert pivot(database, catalog, Cut(rows="channel", columns="year"), YEAR).cells["value"].notna().any()
    with pytest.raises(CannotCut, match="old_file"):
        pivot(database, catalog, Cut(rows="gender"), YEAR)
    database.close()


def test_codes_of_a_link_fall_back(catalog: Catalog) -> None:
    hostile = {"measure": "x'; DROP TABLE", "rows": "../..", "columns": "ward", "multiples": "ward", "compare": "unit"}
    cut, bad = cut_of(hostile, catalog)
    assert cut == Cut(columns="ward")
    assert set(bad) == {"measure", "rows", "multiples", "compare"}
    assert cut_of({"measure": "wait", "rows": "factor"}, catalog) == (Cut("wait"), ["rows"])
    assert cut_of({"compare": "date", "since": "2026-99"}, catalog)[1] == ["since", "compare"]
    told = Cut("mean", "ward", "month", "gender", "unit", "00004")
    assert cut_of(told.pairs(), catalog) == (told, [])


def test_only_what_goes_together_is_offered() -> None:
    assert "item" not in open_dimensions("wait")
    assert not {"month", "quarter", "year"} & set(open_dimensions("index", ["month"]))
    assert "former_district" not in open_dimensions("index", ["district"])
    assert {"item", "factor"} <= set(open_dimensions("n"))


def test_every_pair_of_sides_has_an_answer(database: Database, catalog: Catalog) -> None:
    early = Filters(SLIP, date(2025, 1, 1), date(2025, 6, 1))
    for rows in list(DIMENSIONS)[::2]:
        for columns in open_dimensions("dissatisfied", [rows])[::2]:
            cells = pivot(database, catalog, Cut("dissatisfied", rows, columns), early).cells
            assert len(cells), (rows, columns)


def test_nothing_to_count_is_an_empty_table(database: Database, catalog: Catalog) -> None:
    before = Filters(SLIP, date(2019, 1, 1), date(2019, 3, 1))
    assert pivot(database, catalog, Cut(rows="channel", columns="month"), before).cells.empty
    assert pivot(database, catalog, Cut(rows="channel", compare="previous"), before).cells.empty


def test_the_command_gives_the_numbers_of_the_function(database: Database, catalog: Catalog, medium_file: Path) -> None:
    printed = io.StringIO()
    pairs = ["rows=channel", "columns=quarter", "measure=mean", "from=2025-07", "to=2026-09"]
    with contextlib.redirect_stdout(printed):
        options = [part for pair in pairs for part in ("--set", pair)]
        assert main(["explore", *options, "--database", str(medium_file), "--format", "json"]) == 0
    told = pd.DataFrame(json.loads(printed.getvalue()))
    cells = pivot(database, catalog, Cut("mean", "channel", "quarter"), YEAR).cells
    np.testing.assert_allclose(told["value"].astype(float), cells["value"].astype(float))
    assert main(["explore", "--set", "rows=nothing", "--database", str(medium_file)]) == 1
    assert main(["explore", "--set", "rows=district", "--set", "from=2026", "--database", str(medium_file)]) == 1


def test_a_mean_of_single_answers_is_the_plain_one() -> None:
    values = np.array([1.0, 4, 4, 5, 2, 3, 3, 5, 5, 4])
    n, s = len(values), values.sum()
    mean, low, high, error = cluster_mean(n, n, s, (values**2).sum(), s, n)
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(n))
    assert (mean - low, high - mean) == pytest.approx((2.262157 * error, 2.262157 * error), rel=1e-6)


def test_the_pivot_knows_the_questions_grains() -> None:
    assert explore.GRAINS is question.GRAINS
