"""The still picture of the map: the same units in the same places and colours as the map, whatever they are called."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from test_map_drawing import cells, city, hexes, with_inset

from pages.parts import colours, ground, map_first, shapes, textures, wardmap
from pages.parts.ground import Ground

SVG = "{http://www.w3.org/2000/svg}"
HEIGHT = 820


def drawn(made: Ground, table, **options) -> ElementTree.Element:
    return ElementTree.fromstring(map_first.picture(made, table, HEIGHT, False, **options))


def units(picture: ElementTree.Element, made: Ground) -> list[ElementTree.Element]:
    return picture.findall(f"{SVG}path")[: len(made.shapes.codes)]


def words(picture: ElementTree.Element) -> list[str]:
    return [one.text for one in picture.findall(f"{SVG}text")]


def lines(picture: ElementTree.Element) -> list[ElementTree.Element]:
    """What is drawn over the units: textures, outlines, the frame."""
    return [one for one in picture.findall(f"{SVG}path") if one.get("fill") == "none"]


def points(path: ElementTree.Element) -> list[tuple[float, float]]:
    numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", path.get("d"))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_every_unit_has_its_outline_and_its_colour():
    made = hexes()
    table = cells(126, ("ok", "few", "hidden", "missing"))
    picture = drawn(made, table)
    for at, path in enumerate(units(picture, made)):
        expected = [tuple(point) for ring in made.shapes.parts[at] for part in ring for point in part]
        assert points(path) == [pytest.approx(one, rel=1e-4) for one in expected]
        red, green, blue, alpha = wardmap.fill(table.iloc[at].to_dict(), False)
        assert path.get("fill") == f"rgba({red},{green},{blue},{alpha / 255:.3g})"
    hatched, dashed = lines(picture)
    for path, state, strokes in ((hatched, "hidden", textures.hatching), (dashed, "few", textures.dashing)):
        places = [at for at, one in enumerate(table["state"]) if one == state]
        expected = [tuple(point) for at in places for stroke in strokes(made, at) for point in stroke]
        assert places and points(path) == [pytest.approx(one, rel=1e-4, abs=1e-9) for one in expected]
        assert path.get("stroke") == colours.HATCH


@pytest.mark.parametrize("made", [hexes(), city(30)], ids=["hex", "geographic"])
def test_a_unit_lies_where_the_map_has_it(made: Ground):
    """The map leaves 2 % beside itself and MARGIN_PX above and below, and stands in the middle."""
    picture = drawn(made, cells(len(made.shapes.codes)))
    left, top, wide, tall = map(float, picture.get("viewBox").split())
    x0, y0, x1, y1 = made.shapes.extent
    assert wide == pytest.approx(1.02 * (x1 - x0), rel=1e-3)
    assert tall * (HEIGHT - 2 * wardmap.MARGIN_PX) / HEIGHT == pytest.approx(y1 - y0, rel=1e-3)
    assert (left + wide / 2, top + tall / 2) == pytest.approx(((x0 + x1) / 2, (y0 + y1) / 2), abs=0.01)
    assert float(picture.get("width")) / HEIGHT == pytest.approx(wide / tall, rel=0.01)


def test_names_and_values_stand_in_it_and_a_hidden_value_does_not():
    made = hexes(4)
    said = words(drawn(made, cells(4, ("ok", "hidden"))))
    assert said.count("86") == 2
    assert {"Ba Đình", "Láng"} <= set(said)
    assert "Quốc Tử" in " ".join(said)


def test_the_inner_city_stands_in_it_twice():
    made = with_inset()
    assert made.inset and len(made.inset.places) == 1
    picture = drawn(made, cells(2).assign(code=["1", "2"]))
    assert words(picture).count("86") == 3
    assert words(picture).count("Gần") == 2
    assert points(lines(picture)[0]) == [pytest.approx(tuple(one), rel=1e-4) for one in made.inset.frame]


def test_what_is_marked_and_chosen_has_its_outline():
    made, table = hexes(9), cells(9)
    table.loc[2, "is_marked"] = True
    picture = drawn(made, table, picked=["00005", "no such code"])
    paths = units(picture, made)
    assert [(one.get("d"), one.get("stroke")) for one in lines(picture)] == [
        (paths[2].get("d"), colours.LABEL),
        (paths[5].get("d"), colours.paper(False)),
        (paths[5].get("d"), colours.ink(False)),
    ]


def test_a_name_cannot_break_out_of_it():
    places = {"1": (0, 0)}
    made = ground.laid(shapes.hexagons(places, "ward"), {"1": '</text><script>alert("&")'})
    table = cells(1).assign(code=["1"], label=['"><b>'])
    picture = drawn(made, table)  # well formed, or this would raise
    assert {one.tag for one in picture.iter()} <= {SVG + name for name in ("svg", "style", "path", "text")}
    assert any("script" in one for one in words(picture))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_units_without_a_row_are_pale_and_nameless_ones_do_no_harm(n: int):
    made = hexes(5)
    picture = drawn(made, cells(5).head(n))
    assert len(units(picture, made)) == 5
    assert words(picture).count("86") == n
