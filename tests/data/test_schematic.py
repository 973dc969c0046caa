"""The schematic outlines: true areas, no gaps, the same every time, and made of points and areas alone."""

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from data import schematic

REFERENCE = Path(schematic.__file__).parent / "reference"
csv.field_size_limit(1 << 20)


@pytest.fixture(scope="module")
def wards() -> list[schematic.Ward]:
    return schematic.read_wards(REFERENCE / "unit.csv")


@pytest.fixture(scope="module")
def committed() -> dict[tuple[str, str], shapely.MultiPolygon]:
    """The outlines in boundary.csv in metres, by level and code."""
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", schematic.UTM, always_xy=True)

    def metres(corners: np.ndarray) -> np.ndarray:
        return np.column_stack(to_metres.transform(corners[:, 0], corners[:, 1]))

    with (REFERENCE / "boundary.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["level"], row["unit_code"]): shapely.transform(
                shapely.MultiPolygon([(part[0], part[1:]) for part in json.loads(row["geometry"])]), metres
            )
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def cells(wards: list[schematic.Ward], committed: dict) -> np.ndarray:
    return np.array([committed["ward", ward.code] for ward in wards])


def test_areas_are_the_published_ones(wards: list[schematic.Ward], cells: np.ndarray) -> None:
    published = np.array([ward.area_km2 for ward in wards])
    wrong_pct = np.abs(shapely.area(cells) / 1e6 / published - 1) * 100
    assert len(wards) == 126
    assert np.median(wrong_pct) < 0.1
    assert wrong_pct.max() < 0.2
    assert shapely.area(cells).sum() / 1e6 == pytest.approx(3359.97, abs=0.05)


def test_no_gap_no_overlap_and_one_piece_each(cells: np.ndarray, committed: dict) -> None:
    assert shapely.coverage_is_valid(cells)
    assert all(len(cell.geoms) == 1 and cell.is_valid for cell in cells)
    city = committed["city", "HN"]
    assert len(city.geoms) == 1
    assert not city.geoms[0].interiors
    assert shapely.union_all(cells).symmetric_difference(city).area < 1.0


def test_former_districts_are_their_wards_joined(wards: list[schematic.Ward], committed: dict) -> None:
    for district, own in itertools.groupby(sorted(wards, key=lambda ward: ward.district), lambda ward: ward.district):
        joined = shapely.union_all([committed["ward", ward.code] for ward in own])
        assert joined.symmetric_difference(committed["district", district]).area < 1.0
    assert sum(level == "district" for level, _ in committed) == 30


def test_the_outline_has_no_corner(committed: dict) -> None:
    """Smooth: nowhere does the edge, followed for a kilometre, turn by more than a right angle."""
    edge = committed["city", "HN"].geoms[0].exterior
    steps = np.arange(0, edge.length, 1000.0)
    points = shapely.get_coordinates(shapely.line_interpolate_point(edge, steps))
    along = np.diff(np.vstack((points, points[:1])), axis=0)
    turns = np.angle(np.exp(1j * np.diff(np.arctan2(along[:, 1], along[:, 0]))))
    assert np.abs(turns).max() < np.pi / 2


def test_computed_again_it_is_the_same(wards: list[schematic.Ward], committed: dict) -> None:
    """To a few metres: the last digit may fall otherwise on another processor."""
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", schematic.UTM, always_xy=True)
    for found in schematic.outlines(wards):
        planar = shapely.transform(
            found.geometry, lambda corners: np.column_stack(to_metres.transform(corners[:, 0], corners[:, 1]))
        )
        assert shapely.hausdorff_distance(planar, committed[found.level, found.unit_code]) < 5.0
        assert shapely.contains_xy(found.geometry, found.label_lon, found.label_lat)


def test_power_cells_of_a_square() -> None:
    """Four points of a square whose left ones are to have a quarter of it: the line is at a quarter of its width."""
    square = shapely.box(0, 0, 4, 4)
    points = np.array([[1.0, 1.0], [3.0, 1.0], [1.0, 3.0], [3.0, 3.0001]])
    areas = np.array([2.0, 6.0, 2.0, 6.0])
    cells = schematic.fitted_cells(points, areas, square)
    assert shapely.area(cells) == pytest.approx(areas, rel=1e-4)
    assert shapely.bounds(cells[0]) == pytest.approx([0, 0, 1, 2], abs=1e-3)


def test_slopes_are_the_derivatives_of_areas() -> None:
    """The length of the common edge over twice the distance is what an area gains when a weight rises."""
    random = np.random.default_rng(1)
    points, square = random.uniform(0, 10, (12, 2)), shapely.box(-1, -1, 11, 11)
    weights = random.uniform(0, 1, 12)
    _, edges = schematic.power_cells(points, weights, square)
    before = shapely.area(schematic.power_cells(points, weights, square)[0])
    nudged = weights.copy()
    nudged[3] += 1e-6
    gained = (shapely.area(schematic.power_cells(points, nudged, square)[0]) - before) / 1e-6
    for (i, j), length in edges.items():
        if 3 in (i, j):
            other = j if i == 3 else i
            slope = length / (2 * np.linalg.norm(points[i] - points[j]))
            assert gained[other] == pytest.approx(-slope, rel=1e-3, abs=1e-4)


def test_areas_that_cannot_be_had_are_said() -> None:
    points = np.array([[1.0, 1.0], [3.0, 1.0], [1.0, 3.0], [30.0, 30.0]])
    with pytest.raises(ArithmeticError):
        schematic.fitted_cells(points, np.full(4, 4.0), shapely.box(0, 0, 4, 4))
