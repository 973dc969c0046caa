"""Writes the schematic outlines of the units into data/reference/boundary.csv.

    python -m data.schematic data/reference

Nothing but the 126 reference points and published areas of unit.csv goes in, and no boundary. What comes out looks
like the city and gives every ward its true size, but the lines between wards are computed: a map to look at, never
one to place an address on.

1. The outline of the city: one disc of the published area for each point, all scaled by one factor; gaps narrower
   than twice CLOSING_M closed, the edge smoothed by a Gaussian along it, the whole scaled to the published area.
2. The wards: the power diagram of the points within that outline, ward i being the places x where
   |x − p_i|² − w_i is smallest. By Aurenhammer, Hoffmann and Aronov (Minkowski-type theorems and least-squares
   clustering, Algorithmica 20, 1998) there are weights w, unique up to a constant, with which each cell has a
   given area. They are found with the damped Newton method of Kitagawa, Mérigot and Thibert (Convergence of a
   Newton algorithm for semi-discrete optimal transport, JEMS 21, 2019): areas and derivatives are exact, those of
   polygons, and a step is halved until no cell is smaller than half the smallest it began with.
3. The former districts: the cells of the wards of which they held most of the area, joined.

Everything is planar in UTM zone 48N until it is written down in degrees.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyproj
import shapely
from scipy.spatial import ConvexHull

UTM = "EPSG:32648"
CLOSING_M = 6_000.0
SMOOTHING_M = 1_800.0  # standard deviation of the Gaussian along the edge
EDGE_POINTS = 720
AREA_TOLERANCE = 1e-5  # of the area wanted, for the worst cell
MAX_STEPS = 60
DIGITS = 5  # of degrees: about a metre
SINCE = "2025-07-01"
DISTRICTS_SINCE = "2021-01-01"
CITY = "HN"


class Ward(NamedTuple):
    """A unit of today with what the facts say of it; area in km²."""

    code: str
    district: str
    lon: float
    lat: float
    area_km2: float


class Outline(NamedTuple):
    """A line of boundary.csv; geometry in degrees."""

    unit_code: str
    valid_from: str
    level: str
    geometry: shapely.MultiPolygon
    label_lon: float
    label_lat: float
    area_km2: float


def read_wards(path: Path) -> list[Ward]:
    """The wards in force of a unit.csv, in the order of their codes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "ward" and row["valid_from"] == SINCE]
    wards = (
        Ward(row["unit_code"], row["former_district_code"], float(row["lon"]), float(row["lat"]),
             float(row["area_km2"]))
        for row in rows
    )  # fmt: skip
    return sorted(wards)


def outlines(wards: Sequence[Ward]) -> list[Outline]:
    """The outlines of the wards, of the former districts and of the city."""
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", UTM, always_xy=True)
    points = np.column_stack(to_metres.transform([ward.lon for ward in wards], [ward.lat for ward in wards]))
    areas = np.array([ward.area_km2 for ward in wards]) * 1e6
    city = city_outline(points, areas)
    cells = fitted_cells(points, areas, city)
    # Points on the common edges are the same ones in all cells, so that rounding leaves no gap between two.
    cells = _noded(cells)
    found = [_outline(ward.code, SINCE, "ward", cell) for ward, cell in zip(wards, cells, strict=True)]
    districts = sorted({ward.district for ward in wards})
    for district in districts:
        own = [cell for ward, cell in zip(wards, cells, strict=True) if ward.district == district]
        found.append(_outline(district, DISTRICTS_SINCE, "district", shapely.union_all(own)))
    return [*found, _outline(CITY, DISTRICTS_SINCE, "city", shapely.union_all(cells))]


def city_outline(points: np.ndarray, areas: np.ndarray) -> shapely.Polygon:
    """A smooth outline around points (n, 2) in metres whose area is that of all discs together, in m²."""
    wanted = float(areas.sum())
    low, high = 0.5, 2.5
    for _ in range(40):
        scale = (low + high) / 2
        low, high = (scale, high) if _closed(points, areas, scale).area < wanted else (low, scale)
    smooth = _smoothed(_closed(points, areas, (low + high) / 2))
    factor = math.sqrt(wanted / smooth.area)
    centre = smooth.centroid
    return shapely.Polygon((shapely.get_coordinates(smooth) - (centre.x, centre.y)) * factor + (centre.x, centre.y))


def fitted_cells(points: np.ndarray, areas: np.ndarray, outline: shapely.Polygon) -> np.ndarray:
    """The cells of the power diagram of points (n, 2) within the outline that have these areas (n,), in m².

    Raises ArithmeticError where the method does not get there.
    """
    weights = np.zeros(len(points))
    cells, edges = power_cells(points, weights, outline)
    found = shapely.area(cells)
    least = min(found.min(), areas.min()) / 2
    if least <= 0:
        raise ArithmeticError("a point's cell is empty from the start")
    for _ in range(MAX_STEPS):
        wrong = areas - found
        if np.abs(wrong / areas).max() < AREA_TOLERANCE:
            return cells
        step = _newton_step(points, edges, wrong)
        share = 1.0
        while True:
            cells, edges = power_cells(points, weights + share * step, outline)
            fresh = shapely.area(cells)
            is_nearer = np.linalg.norm(areas - fresh) <= (1 - share / 2) * np.linalg.norm(wrong)
            if fresh.min() >= least and is_nearer:
                break
            share /= 2
            if share < 1e-6:
                raise ArithmeticError("no step brings the areas nearer to those wanted")
        weights = weights + share * step
        found = fresh
    raise ArithmeticError("the areas did not settle")


def power_cells(
    points: np.ndarray, weights: np.ndarray, outline: shapely.Polygon
) -> tuple[np.ndarray, dict[tuple[int, int], float]]:
    """Cells (n,) of the power diagram within the outline, and the length of the common edge of each two, in metres."""
    neighbours = _neighbours(points, weights)
    reach = 4 * float(np.ptp(points, axis=0).max())
    centre = points.mean(axis=0)
    frame = [(centre[0] + x * reach, centre[1] + y * reach, -1) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    raw, sides = [], []
    for i in range(len(points)):
        ring = frame
        for j in neighbours[i]:
            # |x − p_i|² − w_i ≤ |x − p_j|² − w_j, as a·x ≤ b
            normal = 2 * (points[j] - points[i])
            bound = points[j] @ points[j] - points[i] @ points[i] - weights[j] + weights[i]
            ring = _cut(ring, float(normal[0]), float(normal[1]), float(bound), j)
        raw.append(shapely.Polygon([corner[:2] for corner in ring]) if len(ring) > 2 else shapely.Polygon())
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True) if len(ring) > 2 else ():
            if start[2] > i:
                sides.append(((i, start[2]), (start[:2], end[:2])))
    lines = shapely.linestrings([side for _, side in sides])
    lengths = shapely.length(shapely.intersection(lines, outline))
    edges = {pair: float(length) for (pair, _), length in zip(sides, lengths, strict=True) if length > 0}
    return shapely.intersection(np.array(raw), outline), edges


def _neighbours(points: np.ndarray, weights: np.ndarray) -> list[list[int]]:
    """Which cells touch which: the lower hull of the points lifted to |p|² − w is the dual triangulation."""
    centred = points - points.mean(axis=0)
    size = np.abs(centred).max()
    lifted = np.column_stack((centred / size, ((centred**2).sum(axis=1) - weights) / size**2))
    hull = ConvexHull(lifted)
    touching: list[set[int]] = [set() for _ in points]
    for corners, plane in zip(hull.simplices, hull.equations, strict=True):
        # Steep facets join points at the edge of the diagram; keeping them costs a cut that cuts nothing.
        if plane[2] < 1e-12:
            for i in corners:
                touching[i].update(int(j) for j in corners if j != i)
    return [sorted(found) for found in touching]


def _cut(ring: list[tuple], a: float, b: float, bound: float, name: int) -> list[tuple]:
    """The part of a convex ring of (x, y, name of the side that begins here) with a·x + b·y ≤ bound."""
    kept: list[tuple] = []
    heights = [a * x + b * y - bound for x, y, _ in ring]
    for here, (x, y, side) in enumerate(ring):
        after = (here + 1) % len(ring)
        is_in, is_next_in = heights[here] <= 0, heights[after] <= 0
        if is_in:
            kept.append((x, y, side))
        if is_in != is_next_in:
            share = heights[here] / (heights[here] - heights[after])
            crossing = (x + share * (ring[after][0] - x), y + share * (ring[after][1] - y))
            # Going out, the new side begins here; coming in, the old one goes on.
            kept.append((*crossing, name if is_in else side))
    return kept


def _newton_step(points: np.ndarray, edges: dict[tuple[int, int], float], wrong: np.ndarray) -> np.ndarray:
    """Change of the weights (n,) that makes up for the wrong areas (n,) to first order; the mean of it is 0.

    A cell grows by (edge length) ÷ (2 · distance of the points) for each unit its weight gains over the neighbour's.
    """
    size = len(points)
    growth = np.zeros((size, size))
    for (i, j), length in edges.items():
        slope = length / (2 * math.dist(points[i], points[j]))
        growth[i, j] = growth[j, i] = -slope
        growth[i, i] += slope
        growth[j, j] += slope
    # All weights may rise together without any change: fixing their sum makes the system regular.
    return np.linalg.solve(growth + growth.diagonal().mean() / size, wrong)


def _closed(points: np.ndarray, areas: np.ndarray, scale: float) -> shapely.Polygon:
    discs = shapely.buffer(shapely.points(points), scale * np.sqrt(areas / math.pi), quad_segs=24)
    joined = shapely.union_all(discs).buffer(CLOSING_M, quad_segs=24).buffer(-CLOSING_M, quad_segs=24)
    largest = max(shapely.get_parts(joined), key=lambda part: part.area)
    return shapely.Polygon(largest.exterior)


def _smoothed(polygon: shapely.Polygon) -> shapely.Polygon:
    """The polygon with its edge, sampled evenly, convolved with a Gaussian along its length."""
    edge = polygon.exterior
    step = edge.length / EDGE_POINTS
    samples = shapely.get_coordinates(shapely.line_interpolate_point(edge, np.arange(EDGE_POINTS) * step))
    waves = np.fft.fftfreq(EDGE_POINTS, d=step)
    damping = np.exp(-2 * (math.pi * waves * SMOOTHING_M) ** 2)
    curve = np.fft.ifft(np.fft.fft(samples[:, 0] + 1j * samples[:, 1]) * damping)
    smooth = shapely.make_valid(shapely.Polygon(np.column_stack((curve.real, curve.imag))))
    return max(shapely.get_parts(smooth), key=lambda part: part.area)


def _noded(cells: Iterable[shapely.Geometry]) -> np.ndarray:
    """The cells with corners that are shared by all of them that touch there."""
    return shapely.coverage_clean(np.array(list(cells)), snapping_distance=0.5)


def _outline(code: str, since: str, level: str, planar: shapely.Geometry) -> Outline:
    to_degrees = pyproj.Transformer.from_crs(UTM, "EPSG:4326", always_xy=True)

    def degrees(corners: np.ndarray) -> np.ndarray:
        lon, lat = to_degrees.transform(corners[:, 0], corners[:, 1])
        return np.round(np.column_stack((lon, lat)), DIGITS)

    inside = shapely.maximum_inscribed_circle(planar, tolerance=20.0).coords[0]
    label_lon, label_lat = degrees(np.array([inside]))[0]
    shape = shapely.transform(planar, degrees)
    parts = shapely.get_parts(shapely.orient_polygons(shape))
    return Outline(code, since, level, shapely.MultiPolygon(list(parts)), label_lon, label_lat, planar.area / 1e6)


def main(folder: Path) -> None:
    """Write boundary.csv beside the unit.csv of this folder."""
    with (folder / "boundary.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("form", "unit_code", "valid_from", "level", "geometry", "label_lon", "label_lat", "area_km2"))
        for found in outlines(read_wards(folder / "unit.csv")):
            coordinates = json.dumps(shapely.geometry.mapping(found.geometry)["coordinates"], separators=(",", ":"))
            lines.writerow(
                ("schematic", *found[:3], coordinates, found.label_lon, found.label_lat, f"{found.area_km2:.3f}")
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
