"""The page Bản đồ: what it shows, in which form, of which time, and what is chosen on it."""

import json
from collections.abc import Callable

import pytest
from screen import answer, control, hexagons, said
from streamlit.testing.v1 import AppTest

from pages.parts import measures, wardmap

App = Callable[..., AppTest]


def press(at: AppTest, code: str | None) -> AppTest:
    """Click a unit; None: the one that is chosen, which lets it go."""
    objects = {wardmap.LAYER: [{"code": code}]} if code else {}
    at.session_state["map_deck"] = {"selection": {"indices": {}, "objects": objects}}
    return at.run()


def test_every_measure_is_drawn_with_a_row_a_ward(app: App):
    at = app("map")
    offered = at.selectbox(key="own_select_show").options
    assert len(offered) == 15
    for code in ("change", "slips", "team", "self", "late", "unread", "portal", "pair", "pair_team"):
        at = app("map", show=code)
        assert not at.exception
        assert len(hexagons(at)) == 126, code


@pytest.mark.parametrize(("show", "question", "column"), [("late", "lateness_by_ward", "centre_late_pct")])
def test_classes_follow_the_command_line(app: App, show: str, question: str, column: str):
    cells = hexagons(app("map", show=show))
    told = answer(question).set_index("ward_code")[column]
    empty = set(told[told.isna()].index)
    assert {code for code, state in cells["state"].items() if state == "missing"} == empty
    for one, other in zip(told.sort_values().index, told.sort_values().index[1:], strict=False):
        if told[one] == told[other]:
            assert cells.loc[one, "fill"] == cells.loc[other, "fill"]


def test_schematic_says_what_it_is_and_keeps_the_choice(app: App):
    at = app("map", form="schematic", unit="00004,00008")
    assert not at.exception
    assert any("không phải địa giới chính thức" in text for text in said(at))
    assert control(at, "own_many_unit").value == ["00004", "00008"]
    spec = json.loads(at.get("deck_gl_json_chart")[0].proto.json)
    assert "picked" in {layer["id"] for layer in spec["layers"]}
    assert at.query_params["unit"] in ("00004,00008", ["00004,00008"])


def test_a_click_chooses_and_a_second_lets_go(app: App):
    at = press(app("map"), "00004")
    assert control(at, "own_many_unit").value == ["00004"]
    at = press(at, "00008")
    assert control(at, "own_many_unit").value == ["00008"]
    at = press(at, None)
    assert control(at, "own_many_unit").value == []
    at = app("map", pick="several", unit="00004")
    at = press(at, "00008")
    assert control(at, "own_many_unit").value == ["00004", "00008"]


def test_a_whole_former_district_in_one_go(app: App):
    at = app("map")
    at = at.selectbox(key="map_area").set_value("001").run()
    chosen = control(at, "own_many_unit").value
    assert len(chosen) > 1
    assert any(f"{len(chosen)} " in text and "đã chọn" in text for text in said(at))


@pytest.mark.parametrize(
    "codes",
    [
        {"form": "official"},
        {"level": "galaxy", "show": "factor_X", "unit": "99999,<b>", "month": "1999-01"},
        {"level": "district", "form": "schematic", "show": "team"},
        {"from": "2025-01", "to": "2025-06", "show": "portal"},
        {"from": "2025-05", "to": "2025-08", "restated": "yes"},
        {"month": "2025-03", "restated": "yes", "unit": "00004"},
        {"ward": "00004", "show": "change", "lang": "en"},
    ],
)
def test_whatever_the_link_says_there_is_a_map(app: App, codes: dict[str, str]):
    at = app("map", **codes)
    assert not at.exception
    assert len(at.get("deck_gl_json_chart")) == 1


def test_restated_figures_stand_on_the_wards_of_today(app: App):
    at = app("map", **{"from": "2025-01", "to": "2025-06", "restated": "yes"})
    assert len(hexagons(at)) == 126
    assert any("không quy đổi được" in text for text in said(at))


def test_the_month_moves_on_its_own(app: App):
    at = app("map", month="2026-03")
    assert any("tháng 3/2026" in text for text in said(at))
    at = at.button(key="map_play").click().run()
    assert at.session_state["map_plays"] is True
    at = at.button(key="map_play").click().run()
    assert at.session_state["map_plays"] is False


def test_a_click_beside_the_units(app: App):
    beside = {"selection": {"indices": {}, "objects": {wardmap.AROUND: [{"n": 0}]}}}
    at = press(app("map", pick="several"), "00004")
    at.session_state["map_deck"] = beside
    assert control(at.run(), "own_many_unit").value == ["00004"], "adding: nothing is lost"
    at = press(app("map"), "00004")
    at.session_state["map_deck"] = beside
    at = at.run()
    assert control(at, "own_many_unit").value == []
    assert "unit" not in at.query_params


def test_a_click_on_another_piece_of_a_unit_is_a_second_click_on_it(app: App):
    """An enlarged copy, or the outline of a map that can be moved, which is another object."""
    at = app("map")
    for index, chosen in ((5, ["00004"]), (131, []), (5, ["00004"])):
        selection = {"indices": {wardmap.LAYER: [index]}, "objects": {wardmap.LAYER: [{"code": "00004"}]}}
        at.session_state["map_deck"] = {"selection": selection}
        at = at.run()
        assert control(at, "own_many_unit").value == chosen
    assert control(at.run(), "own_many_unit").value == ["00004"], "a run without a click"


def fields(at: AppTest) -> list[str]:
    return [one["id"] for one in json.loads(at.get("deck_gl_json_chart")[0].proto.json)["layers"]]


def test_beside_is_told_while_it_may_be_taken_for_something_else(app: App):
    assert wardmap.AROUND not in fields(app("map"))
    at = press(app("map"), "00004")
    assert wardmap.AROUND in fields(at)
    control(at, "own_many_unit").set_value([])
    at = at.run()
    assert wardmap.AROUND in fields(at), "nothing is chosen, but the browser still holds the unit"
    at = press(at, None)
    assert control(at, "own_many_unit").value == ["00004"]
    assert wardmap.AROUND in fields(app("map", unit="00004"))


def test_a_click_on_the_border_between_units_changes_nothing(app: App):
    at = press(app("map"), "00004")
    at.session_state["map_deck"] = {"selection": {"indices": {}, "objects": {wardmap.LAYER: [{"i": 126, "n": 0}]}}}
    assert control(at.run(), "own_many_unit").value == ["00004"]


def test_coming_back_to_the_map_keeps_the_choice(app: App):
    at = press(app("map"), "00004")
    del at.session_state["map_deck"]  # a page that is left forgets what its charts held
    at = at.run()
    assert control(at, "own_many_unit").value == ["00004"]


def test_names_in_lists_can_be_searched_without_accents(app: App):
    at = app("map", unit="00082")
    options = control(at, "own_many_unit").options
    assert "Phường Cửa Nam" in options
    assert "Phường Đống Đa · phuong dong da" in options


def test_either_kind_of_inspection_can_stand_beside_satisfaction(app: App):
    told = answer("inspections_by_unit").set_index("ward_code")
    for code, column in (("pair", "self_n"), ("pair_team", "city_team_n")):
        cells = hexagons(app("map", show=code))
        shown = cells[cells["state"] == "ok"]
        assert [figures[-1] for figures in shown["figures"]] == [str(told.loc[one, column]) for one in shown.index]


@pytest.mark.parametrize(
    ("most", "value", "label"), [(9_999, 9_999.0, "9.999"), (12_345, 12_345.0, "12"), (12_345, 320.0, "0,3")]
)
def test_numbers_too_long_for_an_outline_are_told_in_thousands(most: float, value: float, label: str):
    assert measures.labeller("n", "vi", most)(value) == label
    assert measures.labeller("pct", "vi", most)(86.4) == "86"
