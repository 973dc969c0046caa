"""What a browser fetches to draw a ground: still and to be moved about."""

import json
from itertools import combinations
from typing import Any

import pytest
import shapely
from grounds import city, hexes

from pages.parts import ground, ground_files, shapes
from pages.parts.ground import Ground
from queries.boundaries import Outlines


def objects(content: bytes) -> list[dict[str, Any]]:
    return json.loads(content)


def polygon(row: dict[str, Any]) -> shapely.Polygon:
    return shapely.Polygon(row["polygon"][0], row["polygon"][1:])


def pixel(made: Ground) -> float:
    return made.shapes.size[1] / ground_files.ROOM_PX


def units_and_ground(made: Ground) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = objects(made.still.outlines)
    return [row for row in rows if "code" in row], [row for row in rows if "code" not in row]


@pytest.mark.parametrize("made", [hexes(30), city(30)])
def test_a_still_unit_lies_inside_itself_and_a_pixel_from_its_neighbours(made: Ground) -> None:
    whole = {(row["i"], at): polygon(row) for at, row in enumerate(objects(made.free.outlines))}
    units, _ = units_and_ground(made)
    assert [row["i"] for row in units] == [row["i"] for row in objects(made.free.outlines)]
    half = ground_files.HALF_BORDER_PX * pixel(made)
    for (at, place), shape in whole.items():
        smaller = polygon(units[place])
        assert units[place]["n"] == at + 1
        assert shape.covers(smaller)
        # A millimetre on the plane's grid on either side.
        assert smaller.distance(shape.exterior) == pytest.approx(half, abs=2e-3)
    drawn = [polygon(row) for row in units]
    assert min(one.distance(other) for one, other in combinations(drawn, 2)) >= 2 * half - 4e-3


@pytest.mark.parametrize("made", [hexes(30), city(30)])
def test_the_ground_of_all_comes_first_and_reaches_half_a_pixel_beyond(made: Ground) -> None:
    rows = objects(made.still.outlines)
    _, below = units_and_ground(made)
    assert rows[: len(below)] == below and len(below) >= 1
    assert {(row["i"], row["n"]) for row in below} == {(len(made.shapes.codes), 0)}
    covered = shapely.union_all([polygon(row) for row in below])
    whole = shapely.union_all([polygon(row) for row in objects(made.free.outlines)])
    assert covered.covers(whole)
    half = ground_files.HALF_BORDER_PX * pixel(made)
    assert covered.area - whole.area == pytest.approx(whole.length * half, rel=0.15)


def test_a_unit_smaller_than_a_pixel_is_still_there() -> None:
    large = [[105.3, 21.3], [106.0, 21.3], [106.0, 20.6], [105.3, 20.6]]
    tiny = [[106.0, 21.0], [106.0002, 21.0], [106.0002, 20.9998], [106.0, 20.9998]]
    held = Outlines(
        "official", "ward", ("1", "2"), ([[large]], [[tiny]]), ((105.6, 21.0), (106.0001, 20.9999)), (1.0, 1.0), (),
        None, "k",
    )  # fmt: skip
    made = ground.laid(shapes.geographic(held), {"1": "Xa", "2": "Gần"})
    units, _ = units_and_ground(made)
    assert {row["code"] for row in units} == {"1", "2"}


def test_a_unit_that_crosses_itself_is_drawn() -> None:
    bow = [[105.3, 21.3], [106.0, 20.6], [106.0, 21.3], [105.3, 20.6]]
    held = Outlines("official", "ward", ("1",), ([[bow]],), ((105.4, 21.0),), (1.0,), (), None, "k")
    made = ground.laid(shapes.geographic(held), {"1": "Xa"})
    units, below = units_and_ground(made)
    assert len(units) == 2 and below


def test_labels_too_small_to_be_read_are_left_to_the_map_that_moves() -> None:
    made = city(526)
    every, shown = objects(made.free.texts), objects(made.still.texts)
    assert len(every) == 526
    least = ground_files.LEAST_TYPE_PX * pixel(made)
    assert {row["i"] for row in shown} == {row["i"] for row in every if row["v"] >= least}
    assert all(bool(row["t"]) == (row["s"] >= least) for row in shown)
    assert len(shown) > 0
    assert objects(hexes(126).still.texts) == objects(hexes(126).free.texts)


def test_nothing_at_all_is_a_ground_too() -> None:
    made = hexes(0)
    assert objects(made.still.outlines) == objects(made.still.texts) == objects(made.free.borders) == []
