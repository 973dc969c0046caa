"""Small maps side by side: a map a year or a factor, of the units of that time, with the classes of the large map."""

from collections.abc import Callable

import altair as alt
import pandas as pd
import pytest
import vl_convert
from screen import answer, drawn, hexagons, said
from streamlit.testing.v1 import AppTest
from test_map_drawing import city, hexes

from pages.parts import charts_map, map_many
from pages.parts.ground import Ground

App = Callable[..., AppTest]


def small(at: AppTest) -> dict[str, pd.DataFrame]:
    """The tables of the small maps."""
    return next(tables for tables in drawn(at).values() if "outlines" in tables)


def test_none_unless_asked_for(app: App):
    assert not any("outlines" in tables for tables in drawn(app("map")).values())


def test_a_map_a_year_of_the_units_of_that_time(app: App):
    tables = small(app("map", many="year"))
    units = tables["units"].groupby("panel")["shape"].nunique()
    assert list(tables["panels"]["panel"]) == ["2021", "2022", "2023", "2024", "2025", "2026"]
    assert units["2024"] == 30, "districts: nobody has imported the wards of that time"
    assert units["2025"] == units["2026"] == 126
    assert "6 tháng cuối năm 2025" in tables["panels"]["note"][4]
    assert set(tables["units"]["shape"]) <= set(tables["outlines"]["shape"])
    assert tables["outlines"]["shape"].is_unique, "an outline that two years share is sent once"


def test_years_on_the_wards_of_today(app: App):
    at = app("map", many="year", restated="yes", **{"from": "2025-01", "to": "2025-06"})
    assert not at.exception
    assert set(small(at)["units"].groupby("panel")["shape"].nunique()) == {126}


def test_a_map_a_factor_says_what_the_command_says(app: App):
    tables = small(app("map", many="factor", **{"from": "2026-07", "to": "2026-09"}))
    assert tables["panels"]["position"].tolist() == list(range(len(tables["panels"])))
    assert len(tables["panels"]) == 6
    told = answer("satisfaction_by_ward", from_="2026-07", to="2026-09", factor="procedures").set_index("ward_code")
    name = tables["panels"]["panel"][2]
    shown = tables["units"][tables["units"]["panel"] == name].set_index(
        tables["units"].loc[tables["units"]["panel"] == name, "shape"].str.rpartition("/")[2]
    )
    hidden = set(told.index[told["is_hidden"]])
    assert hidden
    assert {code for code in shown.index if shown.loc[code, "state"] == "hidden"} == hidden & set(shown.index)
    assert set(shown.loc[list(hidden & set(shown.index)), "value_text"]) == {"–"}


def test_the_index_among_the_factors_is_the_large_map(app: App):
    at = app("map", many="factor")
    units, large = small(at)["units"], hexagons(at)
    first = units[units["panel"] == small(at)["panels"]["panel"][0]]
    states = dict(zip(first["shape"].str.rpartition("/")[2], first["state"], strict=True))
    assert states == large["state"].to_dict()


@pytest.mark.parametrize(
    "codes",
    [
        {"many": "galaxy"},
        {"many": "factor", "show": "late"},
        {"many": "year", "show": "team"},
        {"many": "year", "show": "pair"},
        {"many": "year", "show": "change", "level": "district", "form": "schematic", "lang": "en"},
        {"many": "year", "ward": "00004"},
        {"many": "factor", "field": "land", "form": "schematic"},
    ],
)
def test_whatever_is_combined(app: App, codes: dict[str, str]):
    at = app("map", **codes)
    assert not at.exception
    assert said(at)


@pytest.mark.parametrize("made", [hexes(9), city(30), hexes(0), hexes(1)])
def test_neighbours_keep_their_border_on_a_small_map(made: Ground):
    found = map_many.paths(made)
    assert set(found) == set(made.shapes.codes)
    for path in found.values():
        numbers = [float(one) for pair in path.strip("MZ").replace("ZM", "L").split("L") for one in pair.split(",")]
        assert all(-1.01 <= one <= 1.01 for one in numbers)


def test_small_maps_draw() -> None:
    made = hexes(9)
    codes = list(made.shapes.codes)
    units = pd.DataFrame(
        {"panel": "2026", "position": 0, "place": codes, "shape": codes, "panels_n": 1, "fill": "#86b9e8"}
        | {"state": "ok", "is_marked": [at == 0 for at in range(9)], "name": codes, "value_text": "", "state_text": ""}
    )
    units.loc[1, "state"], units.loc[2, "state"] = "hidden", "missing"
    outlines = pd.DataFrame(map_many.paths(made).items(), columns=["shape", "path"])
    panels = pd.DataFrame([{"panel": "2026", "note": "9 xã", "position": 0, "panels_n": 1}])
    chart = charts_map.small_maps(units, outlines, panels)
    assert isinstance(chart, alt.LayerChart)
    picture = vl_convert.vegalite_to_svg(chart.to_dict())
    assert picture.count('aria-roledescription="point"') in (0, 10)
    assert picture.count("<path") >= 10
