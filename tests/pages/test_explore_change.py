"""A comparison of the pivot in every form: the numbers of the table, hidden as there, marked where beyond chance."""

from collections.abc import Callable

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert
from screen import answer, drawn, said
from streamlit.testing.v1 import AppTest
from test_languages import english_words, everything

from pages.parts import charts_explore, explore_change, explore_frames, explore_map
from pages.parts.words import t
from queries.explore import pivot
from queries.explore_cut import MEASURES, Cut

App = Callable[..., AppTest]
YEAR = {"from_": "2026-01", "to": "2026-09"}


@pytest.mark.parametrize("form", ["heat", "bars", "dots", "lines", "map"])
@pytest.mark.parametrize("measure", ["index", "n"])
def test_a_comparison_is_drawn_in_every_form(app: App, form: str, measure: str) -> None:
    rows = {"map": "former_district", "lines": "month"}.get(form, "field")
    at = app("explore", form=form, rows=rows, measure=measure, compare="last_year", **YEAR)
    assert not at.exception
    assert english_words(everything(at)) == set()
    assert any(t(f"explore.change_in_{form}", "vi") in text for text in said(at))
    if form == "map":
        assert len(at.get("deck_gl_json_chart")) == 1
        return
    told = answer("explore", rows=rows, measure=measure, compare="last_year", **YEAR).set_index("row_code")
    (table,) = next(iter(drawn(at).values())).values()
    column = "y_name" if form == "heat" else "name"
    words = dict(zip(told["row_name"], told.index, strict=True))
    if form == "lines":
        spans = told[told.index != "*"]
        np.testing.assert_allclose(table["value"].astype(float), spans["value"].astype(float))
        np.testing.assert_allclose(table["before_value"].astype(float), spans["before_value"].astype(float))
        return
    for row in table.to_dict("records"):
        whole = told.loc[words[row[column]]]
        assert (row["state"] == "hidden") == bool(whole["is_hidden"])
        if form == "heat":
            assert row["is_sure"] == bool(whole["is_beyond_chance"])
        elif pd.notna(whole["change"]):
            assert row["value"] == pytest.approx(whole["change"])
        else:
            assert row["state"] in ("hidden", "missing")


@pytest.mark.parametrize("measure", list(MEASURES))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_changes_are_those_of_the_answer_and_hidden_as_there(app: App, measure: str, lang: str) -> None:
    ctx = app("explore", **YEAR).session_state["context"]
    answered = pivot(ctx.database, ctx.catalog, Cut(measure, "ward", compare="last_year"), ctx.filters)
    cells = explore_frames.dressed(ctx, answered)
    made = explore_change.as_change(cells, answered, lang)
    np.testing.assert_array_equal(made["value"], cells["change"])
    hidden = (cells["state"] == "hidden").to_numpy()
    assert hidden.any() and (made.loc[hidden, "state"] == "hidden").all()
    assert made.loc[hidden, ["value", "value_low", "value_high"]].isna().all(axis=None)
    assert not made.loc[hidden, "is_sure"].any() and set(made.loc[hidden, "short_text"]) == {""}
    assert (made["is_sure"] <= cells["is_beyond_chance"]).all()
    unknown = made["value"].isna() & ~hidden
    assert (made.loc[unknown, "state"] == "missing").all()
    assert ("▲" in " ".join(made["value_text"]) or "▼" in " ".join(made["value_text"])) == made["is_sure"].any()
    codes = made.loc[made["value"].notna(), "class_code"]
    assert codes.dropna().between(0, 5).all()
    placed = explore_map.hexagons(ctx, made, "ward")
    assert placed["is_marked"].tolist() == made.loc[made["row_code"].isin(placed["row_code"]), "is_sure"].tolist()
    assert "{" not in explore_change.classes_text(answered.cut, lang)


@pytest.mark.parametrize(
    ("measure", "change", "code"),
    [("index", -6.0, 0), ("index", -0.1, 2), ("index", 0.1, 3), ("index", 5.0, 5), ("wait", 6.0, 0), ("wait", -6.0, 5)],
)
def test_the_classes_are_fixed_and_blue_is_for_the_better(measure: str, change: float, code: int) -> None:
    assert explore_change._classes(np.array([change]), np.array([50.0]), Cut(measure)).tolist() == [code]


def test_counts_are_held_against_what_was_before() -> None:
    found = explore_change._classes(np.array([-30.0, 3.0, 30.0, 5.0]), np.array([100.0, 100.0, 100.0, 0.0]), Cut("n"))
    assert found[:3].tolist() == [0, 3, 5] and np.isnan(found[3])


def test_the_charts_of_changes_are_sound() -> None:
    heat = charts_explore.pivot_heat(alt.NamedData("cells"), is_change=True)
    lines = charts_explore.pivot_lines(alt.NamedData("points"), is_compared=True)
    rows = [
        make(alt.NamedData("rows"), is_change=True) for make in (charts_explore.pivot_bars, charts_explore.pivot_dots)
    ]
    split = charts_explore.pivot_bars(alt.NamedData("rows"), is_change=True, is_split=True)
    for chart in (heat, lines, *rows, split):
        assert vl_convert.vegalite_to_vega(chart.to_dict())["marks"]
    assert "datum.is_sure" in str(heat.to_dict()) and "before_value" in str(lines.to_dict())
    assert "is_sure" not in str(charts_explore.pivot_bars(alt.NamedData("rows")).to_dict())
