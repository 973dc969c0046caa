"""The map as it is drawn: outlines, labels, textures, what goes to the browser; and what has broken other maps."""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from grounds import NAMES, city, hexes, square_city
from screen import indexed

from pages.parts import colours, expressions, ground, hexmap, hexpicture, measures, shape_labels, shapes, wardmap
from pages.parts.ground import Ground
from queries.boundaries import Outlines


def cells(n: int, states: Sequence[str] = ("ok",), value: float = 86.4, **more: Any) -> pd.DataFrame:
    state = [states[at % len(states)] for at in range(n)]
    fills = [measures.fill_of(colours.CLASS_FILLS, 3, one) for one in state]
    frame = pd.DataFrame({"code": [f"{at:05d}" for at in range(n)], "name": [NAMES[at % 5] for at in range(n)]})
    return frame.assign(
        kind="phường",
        state=state,
        fill=fills,
        label=["86" if one in ("ok", "few") else "" for one in state],
        is_marked=False,
        value_text=f"{value}",
        interval_text="",
        slips_text="",
        state_text="",
    ).assign(**more)


def spec(made: Ground, table: pd.DataFrame, **options: Any) -> dict[str, Any]:
    return json.loads(wardmap.deck(made, table, place="test", **options).to_json())


def layer(found: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((one for one in found["layers"] if one["id"] == name), None)


def fills(found: dict[str, Any], n: int) -> list[Any]:
    return indexed(layer(found, wardmap.LAYER)["_subLayerProps"]["fill"]["getFillColor"], n)


# ── outlines ────────────────────────────────────────────────────────────────────────────────────────────


def test_hexagons_touch_and_none_lies_on_another() -> None:
    rows = json.loads(hexes().free.outlines)
    centres = np.array([np.mean(row["polygon"][0], axis=0) for row in rows])
    distance = np.linalg.norm(centres[:, None] - centres[None, :], axis=2) + np.eye(126) * 99
    assert len(rows) == 126
    assert distance.min() == pytest.approx(np.sqrt(3), abs=0.01)
    assert all(len(row["polygon"][0]) == 6 for row in rows)
    assert shapes.centre(1, 0)[0] == pytest.approx(shapes.HALF_WIDTH), "odd rows stand to the right"
    assert shapes.centre(1, 0)[1] < shapes.centre(0, 0)[1], "rows count northwards, y grows downwards"


def test_outlines_keep_their_size_on_the_plane() -> None:
    made = shapes.geographic(square_city(1, side=0.1))
    (x1, y1), (x2, _), (_, y2), *_ = made.parts[0][0][0]
    assert x2 - x1 == pytest.approx(0.1 * shapes.KM * math.cos(math.radians(21)), abs=0.01)
    assert y2 - y1 == pytest.approx(0.1 * shapes.KM, abs=0.01), "south is down"
    assert made.parts[0][0][0][0] != made.parts[0][0][0][-1], "rings are open"


def test_units_of_several_pieces_have_as_many_objects_of_one_place() -> None:
    rows = json.loads(city(30).free.outlines)
    assert [row["code"] for row in rows if row["i"] == 0] == ["00000"] * 2
    assert {row["n"] - row["i"] for row in rows} == {1}


def test_a_unit_without_an_outline_is_named_and_the_others_are_drawn() -> None:
    made = shapes.only(shapes.geographic(square_city(5)), ["00000", "00002", "99999"])
    assert made.codes == ("00000", "00002")
    assert made.missing == ("99999",)
    found = spec(ground.laid(made, {}), cells(5))
    assert len(fills(found, 2)) == 2
    assert made.of("99999") == ()


def test_sides_between_groups_of_hexagons() -> None:
    made = shapes.hexagons({"a": (0, 0), "b": (0, 1), "c": (0, 2)}, "ward")
    joined = shapes.joined(made, {"a": "x", "b": "x", "c": "y"})
    assert len(joined["x"]) == 10 and len(joined["y"]) == 6


# ── labels and textures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("made", [hexes(9), city(30)])
def test_labels_stay_inside_their_outline(made: Ground) -> None:
    for parts, label in zip(made.shapes.parts, made.labels, strict=True):
        assert label.name_size > 0
        (ring,) = parts[0]
        x1, x2 = min(x for x, _ in ring), max(x for x, _ in ring)
        wide = max(len(line) for line in label.lines) * shape_labels.LETTER * label.name_size
        assert label.name_at[0] - wide / 2 >= x1 - 0.01 and label.name_at[0] + wide / 2 <= x2 + 0.01
        assert label.value_at[1] > label.name_at[1]


def test_larger_outlines_have_larger_labels() -> None:
    part = [[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]]
    half = shapes.moved([part], 0.5, (0, 0))
    sizes = [shape_labels.placed(parts, at, NAMES[1], 9).name_size for parts, at in ((half, (1, 1)), ([part], (2, 2)))]
    assert sizes[1] == pytest.approx(2 * sizes[0], rel=0.05)


def test_names_fit_on_three_lines() -> None:
    for name in (*NAMES, "Khương Đình", "Đa Phúc"):
        lines = shape_labels.wrapped(name)
        assert len(lines) <= shape_labels.MAX_LINES
        assert max(map(len, lines)) <= shape_labels.LINE_CHARS + 1


def test_a_side_between_two_units_is_drawn_once() -> None:
    two = json.loads(ground.laid(shapes.geographic(square_city(3)), {}).free.borders)
    assert len(two) == len({tuple(side) for side in two}) == 3 * 4 + 4 - 2, "the first has a second piece"
    assert len(json.loads(hexes(4).free.borders)) == 4 * 6, "hexagons stand apart"


def test_only_hidden_units_are_hatched_and_only_few_dashed() -> None:
    found = spec(city(30), cells(30, ("ok", "few", "hidden", "missing")))
    assert layer(found, "hatching") and layer(found, "dashes")
    plain = spec(city(30), cells(30))
    assert layer(plain, "hatching") is None and layer(plain, "dashes") is None


# ── what goes to the browser ────────────────────────────────────────────────────────────────────────────


def test_outlines_are_named_not_sent_and_a_change_is_small() -> None:
    made = city(526)
    found = wardmap.deck(made, cells(526, ("ok", "few", "hidden", "missing")), place="test")
    sent = json.loads(found.to_json())
    for one in sent["layers"]:
        if one["id"] in (wardmap.LAYER, "borders", "names", "values"):
            assert isinstance(one["data"], str)
            one["data"] = ""
    size = len(json.dumps(sent, ensure_ascii=False).encode()) + len(found._tooltip["html"].encode())
    assert size + max(sum(map(len, vars(one).values())) for one in (made.free, made.still)) < 500_000
    assert "http" not in json.dumps(sent) and "mapStyle" not in sent


def test_expressions_give_each_place_its_own() -> None:
    values = [f"{at % 37}" for at in range(526)]
    assert indexed(f"@@={expressions.indexed(values)}", 526) == values
    assert indexed(f"@@={expressions.indexed([[1, 2]])}", 1) == [[1, 2]]
    assert expressions.indexed([]) == "([])[('')[i]*1]"
    assert expressions.trigger(expressions.indexed(["a"])) != expressions.trigger(expressions.indexed(["b"]))


def test_colours_stand_where_a_selection_does_not_fade_them() -> None:
    found = spec(hexes(9), cells(9))
    for name in (wardmap.LAYER, "names", "values"):
        assert not {"getFillColor", "getColor"} & set(layer(found, name))
    assert layer(found, "names")["characterSet"] == "auto", "an expression (@@=auto) draws no letter"


@pytest.mark.parametrize("state", ["ok", "few", "hidden", "missing"])
def test_fills_come_from_the_class_and_hidden_from_none(state: str) -> None:
    (fill,) = fills(spec(hexes(1), cells(1, (state,)), can_move=True), 1)
    (still,) = fills(spec(hexes(1), cells(1, (state,))), 1)
    expected = {
        "ok": colours.rgba(colours.CLASS_FILLS[3]),
        "few": colours.rgba(colours.FEW_FILLS[3]),
        "hidden": colours.rgba(colours.HIDDEN),
        "missing": [0, 0, 0, 0],
    }
    assert fill == expected[state]
    assert still == (colours.rgba(colours.paper(False)) if state == "missing" else fill), "the page, not its ground"
    assert measures.fill_of(colours.CLASS_FILLS, 0, "hidden") == measures.fill_of(colours.CLASS_FILLS, 5, "hidden")


def test_units_that_a_filter_leaves_out_are_pale_and_the_view_goes_to_the_others() -> None:
    made = city(100)
    found = spec(made, cells(3))
    assert fills(found, 100)[50] == colours.rgba(wardmap.OUTSIDE[False])
    whole = spec(made, cells(100))
    assert found["initialViewState"]["maxZoom"] > whole["initialViewState"]["maxZoom"]


def test_borders_are_lines_only_where_the_map_is_not_still_and_whole() -> None:
    made = city(100)
    still, free, part = spec(made, cells(100)), spec(made, cells(100), can_move=True), spec(made, cells(3))
    assert layer(still, "borders") is None
    assert fills(still, 101)[100] == colours.rgba(colours.LINE), "the ground of all"
    assert layer(free, "borders") and layer(part, "borders")
    texts = [layer(one, "names")["data"] for one in (still, free, part)]
    assert texts[1] == texts[2]


def test_the_view_fits_and_moves_only_when_asked() -> None:
    still, free = (spec(hexes(), cells(126), height=760, can_move=moves) for moves in (False, True))
    (left, low), (right, high) = still["initialViewState"]["maxBounds"]
    assert low == high, "bounds on one axis: the other would make the map larger than the container"
    assert 2 ** still["initialViewState"]["maxZoom"] * (1.5 * 13 + 2) <= 770
    assert right - left > 9 * np.sqrt(3)
    assert not any(still["views"][0]["controller"].values())
    assert all(free["views"][0]["controller"].values())
    assert free["initialViewState"]["maxZoom"] > still["initialViewState"]["maxZoom"]


def test_picked_and_marked_units_have_an_outline() -> None:
    table = cells(9, is_marked=[at == 4 for at in range(9)])
    found = spec(hexes(9), table, picked=("00002", "nobody"))
    assert len(layer(found, "picked")["data"]["geometry"]["coordinates"]) == 1
    assert len(layer(found, "marked")["data"]) == 6
    assert layer(spec(hexes(9), cells(9)), "picked") is None


def test_kinds_of_layers_are_few_and_only_units_take_clicks() -> None:
    """What a browser without a graphics card waits for: every kind of layer, and each kind that takes clicks."""
    states = ("ok", "few", "hidden", "missing")
    plain = spec(city(30), cells(30, states, is_marked=[at == 4 for at in range(30)]))
    assert {one["@@type"] for one in plain["layers"]} == {"PolygonLayer", "LineLayer", "TextLayer"}
    assert [one["id"] for one in plain["layers"] if one["pickable"]] == [wardmap.LAYER]
    chosen = spec(city(30), cells(30, states), picked=("00002",), beside=True)
    assert [one["id"] for one in chosen["layers"] if one["pickable"]] == [wardmap.AROUND, wardmap.LAYER]


def test_beside_the_units_lies_a_field() -> None:
    made = city(30)
    found = spec(made, cells(30), beside=True)
    assert found["layers"][0]["id"] == wardmap.AROUND, "below the units"
    (field,) = layer(found, wardmap.AROUND)["data"]
    assert "code" not in field
    (x1, y1), _, (x2, y2), _ = field["polygon"]
    left, top, right, bottom = made.shapes.extent
    assert x1 < left - (right - left) and x2 > right + (right - left)
    assert y1 < top - (bottom - top) and y2 > bottom + (bottom - top)
    assert indexed(layer(found, wardmap.AROUND)["_subLayerProps"]["fill"]["getFillColor"], 1) == [[0, 0, 0, 0]]


def test_the_tooltip_shows_the_unit_under_the_pointer_and_no_markup() -> None:
    html = wardmap.deck(hexes(2), cells(2, name="<b>{n}</b>"), place="test")._tooltip["html"]
    assert html.count("data-code=") == 2
    assert "nth-child({n})" in html and "<b>{n}" not in html


# ── what has broken other maps ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("make", [hexes, city])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_maps_of_none_one_and_two(make: Any, n: int) -> None:
    made = make(n)
    found = spec(made, cells(n))
    assert len(json.loads(made.free.outlines)) == n + (make is city and n > 0)
    assert math.isfinite(found["initialViewState"]["maxZoom"])
    hexpicture.picture(cells(n), made=made).to_dict()


@pytest.mark.parametrize("states", [("ok",), ("hidden",), ("missing",), ("few",)])
def test_every_unit_alike(states: tuple[str, ...]) -> None:
    found = spec(city(126), cells(126, states))
    assert len({json.dumps(one) for one in fills(found, 126)}) == 1
    inline = [one["data"] for one in found["layers"] if not isinstance(one["data"], str)]
    assert len(json.dumps(inline)) < 500_000
    chart = hexpicture.picture(cells(126, states), made=city(126)).to_dict()
    assert chart["height"] > 100


def test_units_of_two_times_are_told_apart_by_their_day() -> None:
    """126 and 526 wards share codes: a map draws the outlines of one day, and cells of others are left out."""
    made = city(126)
    found = spec(made, cells(526))
    assert len(fills(found, 126)) == 126
    assert wardmap.deck(made, cells(526), place="test")._tooltip["html"].count("data-code=") == 126


def with_inset() -> Ground:
    """Two units, one of them in the inner city, and a free corner."""
    ring = [(105.3, 21.3), (106.0, 21.3), (106.0, 20.6), (105.8, 20.6), (105.8, 21.0), (105.3, 21.0)]
    inner = [(105.82, 21.03), (105.85, 21.03), (105.85, 21.0), (105.82, 21.0)]
    polygons = tuple([[[[*point] for point in shape]]] for shape in (ring, inner))
    held = Outlines(
        "official", "ward", ("1", "2"), polygons, ((105.4, 21.1), (105.83, 21.02)), (1.0, 1.0), (), None, "k"
    )
    return ground.laid(shapes.geographic(held), {"1": "Xa", "2": "Gần"})


def test_the_inner_city_is_drawn_once_more_where_there_is_room() -> None:
    made = with_inset()
    assert made.inset is not None
    assert made.inset.scale >= ground.LEAST_SCALE
    assert [row["code"] for row in json.loads(made.free.outlines)] == ["1", "2", "2"]
    left, _, right, bottom = made.shapes.extent
    assert all(left - 0.01 <= x <= right and y <= bottom + 0.01 for x, y in made.inset.frame)


def test_a_picture_has_every_unit_and_its_value() -> None:
    chart = hexpicture.picture(cells(30, ("ok", "hidden")), made=city(30)).to_dict()
    units, texts = [rows for rows in chart["datasets"].values() if len(rows) > 1][:2]
    assert len(units) == 30
    assert {one["text"] for one in texts if one["is_value"]} == {"86"}
    assert chart["projection"] == {"type": "identity"}


def test_hexagons_out_of_a_tables_own_places() -> None:
    table = pd.DataFrame(
        {"code": ["a", "b"], "name": ["A", "B"], "kind": "xã", "hex_row": [0, 0], "hex_col": [0, 1]}
        | {"class_code": [1.0, np.nan], "index_pct": [77.7, np.nan], "state": ["hidden", "missing"]}
    ).assign(index_text="–", interval_text="–", slips_text="", state_text="")
    made = hexmap.deck(table)
    assert indexed(f"@@={layer(json.loads(made.to_json()), 'values')['getText'].removeprefix('@@=')}", 2) == ["", ""]
    assert "77" not in made._tooltip["html"].partition("</style>")[2]
    assert made._tooltip["html"].count("data-code=") == 2
