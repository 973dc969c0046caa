"""Khám phá on the small demo: every form and view runs, says its finding, hides what is hidden, reads hostile links."""

import json
from collections.abc import Callable

import altair as alt
import pandas as pd
import pytest
from screen import answer, doors, drawn, labels, opened, said, tables
from streamlit.testing.v1 import AppTest
from test_languages import english_words, everything, with_vietnamese_letters

from pages.parts import charts_explore, explore_cell, explore_compare, explore_frames, explore_grid, explore_words
from pages.parts.own_many import unaccented
from pages.parts.words import t
from queries.filters import Filters

App = Callable[..., AppTest]
YEAR = {"from_": "2026-01", "to": "2026-09"}
FORMS = {
    "table": {"columns": "quarter", "sort": "up", **YEAR},
    "heat": {"columns": "month", "multiples": "gender", "measure": "mean", **YEAR},
    "lines": {"rows": "channel", "columns": "month", "measure": "dissatisfied", **YEAR},
    "bars": {"rows": "weekday", "columns": "channel", "measure": "wait"},
    "dots": {"rows": "factor", "compare": "previous"},
    "map": {"rows": "ward", "measure": "n", "columns": "quarter", **YEAR},
}


def assert_fine(at: AppTest) -> None:
    assert not at.exception, [one.value for one in at.exception]
    for text in said(at):
        assert not any(sign in text for sign in ("nan", "None", "{", "NaT", "<NA>")), text


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_drawn(app: App, form: str) -> None:
    at = app("explore", form=form, **FORMS[form])
    assert_fine(at)
    assert len(tables(at)) + len(at.get("vega_lite_chart")) + len(at.get("deck_gl_json_chart")) == 1
    assert english_words(everything(at)) == set()
    if "rows" in FORMS[form]:
        assert at.query_params["rows"] == FORMS[form]["rows"]


def test_the_table_says_what_the_command_says(app: App) -> None:
    at = app("explore", columns="channel", **YEAR)
    told = answer("explore", columns="channel", **YEAR)
    table = tables(at)[0].set_index("Lĩnh vực")
    shown = told[told["value"].notna()]
    for row in shown.to_dict("records"):
        assert table.loc[row["row_name"], row["column_name"]] == pytest.approx(row["value"])
    hidden = told[told["is_hidden"]]
    assert all(pd.isna(table.loc[one["row_name"], one["column_name"]]) for one in hidden.to_dict("records"))


def test_what_is_not_shown_is_a_dash_not_an_english_word(app: App) -> None:
    at = app("explore", columns="channel", **YEAR)
    assert at.dataframe[0].proto.placeholder == "–"


@pytest.mark.parametrize("columns", ["channel", "ward"])
def test_hidden_and_missing_are_told_apart_in_words_where_something_is_hidden(app: App, columns: str) -> None:
    at = app("explore", columns=columns, **YEAR)
    is_hidden = answer("explore", columns=columns, **YEAR)["is_hidden"].any()
    assert any(t("explore.hint_hidden", "vi") in text for text in said(at)) == is_hidden


def test_hidden_cells_are_hatched_on_a_canvas_too(app: App) -> None:
    small, large = (charts_explore.pivot_heat(alt.NamedData("cells"), is_large=one) for one in (False, True))
    of_small, of_large = (json.loads(one.to_dict()["params"][0]["expr"]) for one in (small, large))
    assert of_small["y1"] != of_small["y2"]
    assert of_large["y1"] == of_large["y2"] and of_large["x1"] != of_large["x2"], "a canvas draws no slanting gradient"
    assert of_large["stops"] == of_small["stops"]


def test_a_heat_map_without_figures_has_no_totals(app: App) -> None:
    at = app("explore", form="heat", rows="ward", columns="month", **YEAR)
    (cells,) = drawn(at)["0"].values()
    assert t("explore.all", "vi") not in set(cells["x_name"]) | set(cells["y_name"])
    assert set(cells["state"]) & {"ok", "few"}
    at = app("explore", form="heat", rows="ward", **YEAR)
    (cells,) = drawn(at)["0"].values()
    assert set(cells["x_name"]) == {t("explore.all", "vi")}, "with no columns every cell stands for all of them"


@pytest.mark.parametrize("compare", ["previous", "last_year", "city", "unit", "date"])
def test_a_comparison_says_how_much_changed_beyond_chance(app: App, compare: str) -> None:
    codes = {"compare": compare, "rows": "channel", "from_": "2026-01", "to": "2026-09"}
    codes |= {"against": "001"} if compare == "unit" else {"since": "2026-05"} if compare == "date" else {}
    codes |= {"district": "006"} if compare == "city" else {}
    at = app("explore", **codes)
    assert_fine(at)
    told = answer("explore", **codes)
    whole = told[told["row_code"] == "*"].iloc[0]
    parts = told[(told["row_code"] != "*") & told["change"].notna()]
    title = next(text for text in said(at) if "Chỉ số hài lòng:" in text)
    assert t(f"explore.than_{compare}", "vi") in title
    if pd.notna(whole["change"]):
        assert f"{int(parts['is_beyond_chance'].sum())} trong {len(parts)} ô" in title


def test_english_is_english(app: App) -> None:
    at = app("explore", lang="en", columns="gender", compare="last_year")
    assert_fine(at)
    fixed = [word for word in labels(at) if word not in ("Tiếng Việt",)]
    assert with_vietnamese_letters(fixed) == []


@pytest.mark.parametrize(
    "codes",
    [
        {"measure": "<script>", "rows": "../..", "columns": "'; DROP", "form": "x", "sort": "y", "view": "z"},
        {"measure": "wait", "rows": "item", "columns": "wait", "multiples": "wait"},
        {"compare": "unit", "against": "nowhere", "since": "2026-99"},
        {"rows": "month", "columns": "quarter", "multiples": "year"},
        {"view": "compare", "kind": "x", "wards": "a,b,c,00004@1999-01-01"},
    ],
)
def test_hostile_links_fall_back(app: App, codes: dict[str, str]) -> None:
    assert_fine(app("explore", **codes))


@pytest.mark.parametrize(
    ("codes", "key"),
    [
        ({"rows": "district"}, "explore.cannot_no_district"),
        ({"form": "lines", "rows": "field"}, "explore.no_time"),
        ({"form": "map", "rows": "field"}, "explore.no_places"),
        ({"from_": "2019-01", "to": "2019-03"}, "notice.no_rows"),
        ({"view": "compare"}, "compare.too_few"),
    ],
)
def test_what_cannot_be_shown_says_what_to_do(app: App, codes: dict[str, str], key: str) -> None:
    at = app("explore", **codes)
    assert_fine(at)
    assert t(key, "vi") in [one.value.replace("\\", "") for one in at.info]


def test_too_many_cells_name_their_sides(app: App) -> None:
    at = app("explore", rows="ward", columns="procedure", multiples="month", from_="2025-07", to="2026-09")
    assert_fine(at)
    assert "5.000" in at.info[0].value
    assert "Xã, phường" in at.info[0].value


@pytest.mark.parametrize(
    "codes",
    [
        {"wards": "00004@2025-07-01,00070@2025-07-01"},
        {"wards": "00004@2021-01-01,00070@2025-07-01", "from_": "2025-04", "to": "2025-12"},
        {"kind": "district", "districts": "001,002,009"},
        {"kind": "period", "periods": "2026-Q3,2025-Q3,2026"},
    ],
)
def test_units_and_periods_side_by_side(app: App, codes: dict[str, str]) -> None:
    at = app("explore", view="compare", **codes)
    assert_fine(at)
    assert len(at.get("vega_lite_chart")) == 3
    # Names in a list stand there without their accents too, to be found by them.
    texts = [text.removesuffix(f" · {unaccented(text.partition(' · ')[0])}") for text in everything(at)]
    assert english_words(texts) == set()
    words = " ".join(said(at))
    assert "So với" in words or "chọn mốc khác" in words


def test_who_compares_is_told_where_an_interval_without_zero_is_not_enough() -> None:
    rows = pd.DataFrame(
        {
            "name": ["A", "B", "C", "D", "E"],
            "change_low": [None, 0.4, 0.4, -1.0, -2.0],
            "change_high": [None, 3.0, 3.0, 2.0, -0.01],
            "is_beyond_chance": [False, False, True, False, False],
        }
    )
    assert explore_compare.among_many(rows) == ["B"], "at the digits shown the last one touches 0"


def test_behind_the_table_stand_command_definition_and_statement(app: App) -> None:
    at = app("explore", columns="channel")
    assert doors(at) == ["explore_grid"]
    at = opened(at, "explore_grid")
    assert not at.exception
    code = [one.value for one in at.code]
    assert code[0].startswith("python -m queries explore")
    assert "columns=channel" in code[0]
    assert any("FROM rollup_satisfaction" in text for text in code)


def test_a_cell_becomes_filters(app: App) -> None:
    at = app("explore", **YEAR)
    ctx = at.session_state["context"]
    narrowed = explore_cell.to_filters(
        ctx,
        ctx.filters,
        {"quarter": "2026-Q2", "ward": "00004@2025-07-01", "field": "land", "gender": "male", "channel": "*"},
    )
    assert (narrowed.start.month, narrowed.end.month) == (4, 6)
    assert (narrowed.ward, narrowed.field, narrowed.channel) == (("00004",), ("land",), ())
    assert explore_cell.rest({"gender": "male", "field": "", "channel": "online", "item": "*"}, "index") == {
        "gender": "male",
        "field": "",
    }
    assert explore_cell.rest({"former_district": ""}, "wait") == {"district": "", "measured": "wait"}
    assert isinstance(explore_cell.to_filters(ctx, ctx.filters, {"ward": "99999@2025-07-01"}), Filters)


def test_rows_are_sorted_with_totals_last() -> None:
    frame = pd.DataFrame(
        {
            "row_code": ["b", "a", "c", "*"],
            "row_word": ["Đống Đa", "Ba Đình", "Cầu Giấy", "Tất cả"],
            "value": [80.0, 90.0, None, 85.0],
            "slips_n": pd.array([10, 30, 20, 60], dtype="Int64"),
        }
    )
    orders = {sort: explore_frames._order(frame, sort).tolist() for sort in ("natural", "up", "down", "n", "name")}
    assert orders == {
        "natural": [0, 1, 2, 3],
        "up": [0, 1, 2, 3],
        "down": [1, 0, 2, 3],
        "n": [1, 2, 0, 3],
        "name": [1, 2, 0, 3],
    }


def test_the_browser_gets_numbers_texts_and_fills() -> None:
    numbers = pd.DataFrame({"Tên": ["a", "b"], "Giá trị": [1.0, None]})
    texts = pd.DataFrame({"Tên": ["a", "b"], "Giá trị": ["1,0", "ẩn"]})
    fills = pd.DataFrame({"Tên": ["", ""], "Giá trị": ["#ffffff", "#aab2bc"]})
    styler = explore_grid.shaded(numbers, texts, fills)
    made = styler._translate(False, False)
    assert styler.data["Giá trị"].dtype.kind == "f"
    assert [cell["display_value"] for row in made["body"] for cell in row] == ["a", "1,0", "b", "ẩn"]
    assert {tuple(style["selectors"]) for style in made["cellstyle"]} == {("row0_col1",), ("row1_col1",)}


def test_a_change_beyond_chance_is_told_by_a_sign_too() -> None:
    texts = explore_words.marked(["+1,2", "−0,4", "+0,1"], [1.2, -0.4, 0.1], [True, True, False])
    assert texts == ["+1,2\u202f▲", "−0,4\u202f▼", "+0,1"]


@pytest.mark.parametrize("show", ["", "change"])
def test_columns_of_a_comparison_sort_as_numbers(app: App, show: str) -> None:
    codes = {"rows": "channel", "compare": "last_year", **YEAR} | ({"columns": "quarter", "show": show} if show else {})
    at = app("explore", **codes)
    assert_fine(at)
    table = tables(at)[0]
    assert all(kind.kind in "iuf" for kind in table.dtypes.iloc[1:])
    told = answer("explore", **{name: code for name, code in codes.items() if name != "show"})
    heading = "quý I/2026" if show else t("explore.show_change", "vi")
    part = told[told["column_code"] == "2026-Q1"] if show else told
    both = table.set_index(table.columns[0])[heading]
    for row in part[part["change"].notna()].to_dict("records"):
        assert both[row["row_name"]] == pytest.approx(row["change"])
    assert any(t("explore.hint_change", "vi") in text for text in said(at))
