"""The geometry of an import: made valid, one coverage without gaps or overlaps, small enough to be sent at once.

Planar in UTM zone 48N, in metres.
"""

import bisect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from data.boundaries.matching import listed
from data.boundaries.projection import Transform
from data.load.refusal import Refused

BYTES_MOST = 270_000  # of the units themselves; districts and city joined from them are sent along
DIGITS = 5  # of degrees: about a metre
TOLERANCES_M = (2, 4, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 60, 70, 80, 100, 120, 150, 180, 220, 260, 320, 400, 500)
SNAPPING_M = 0.5
GAP_WIDTH_M = 100.0  # what is narrower between two units is a fault of drawing
OVERLAP_MOST = 0.01  # of the whole area, drawn twice
GAP_MOST = 0.01  # of the whole area, drawn as nobody's
SAME_MOST = 0.01  # of the smaller one: two shapes of one unit that overlap more are two drawings of it


@dataclass(frozen=True)
class Pieces:
    """One valid shape a unit. mended: codes of those that crossed themselves."""

    shapes: Mapping[str, shapely.Geometry]
    mended: tuple[str, ...]


@dataclass(frozen=True)
class Simplified:
    """The coverage in metres, and the bytes of its coordinates as they are sent."""

    shapes: np.ndarray
    tolerance_m: float
    bytes_n: int


def areas_of(shape: shapely.Geometry | None) -> shapely.Geometry:
    """The areas in a shape, mended where it crosses itself; lines and points in it are dropped."""
    if shape is None or shape.is_empty:
        return shapely.MultiPolygon()
    # What lies inside two of a shape's own parts is inside it: overlapping rings are one area, not a hole.
    shape = shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(shape) for part in shapely.get_parts(part)]
    polygons = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    return shapely.union_all(polygons) if polygons else shapely.MultiPolygon()


def joined(
    shapes: Sequence[shapely.Geometry | None], rows: Mapping[str, Sequence[int]], title: Mapping[str, str]
) -> Pieces:
    """One shape for each unit out of the shapes of its rows. Raises Refused for empty ones and for doubles."""
    found, mended, empty, double = {}, [], [], []
    for code, numbers in rows.items():
        own = [shapes[number] for number in numbers]
        if any(shape is not None and not shape.is_valid for shape in own):
            mended.append(code)
        parts = [part for part in map(areas_of, own) if not part.is_empty]
        if not parts:
            empty.append(title[code])
            continue
        whole = shapely.union_all(parts)
        if len(parts) > 1 and sum(part.area for part in parts) - whole.area > SAME_MOST * min(
            part.area for part in parts
        ):
            double.append(title[code])
        found[code] = whole
    if empty:
        raise Refused(f"Hình của {listed(empty)} rỗng hoặc không phải là vùng; hãy vẽ lại rồi nạp.")
    if double:
        raise Refused(
            f"Có nhiều hơn một hình chồng lên nhau cho {listed(double)}; hãy giữ lại một hình cho mỗi đơn vị."
        )
    return Pieces(found, tuple(mended))


def faults(shapes: np.ndarray) -> tuple[float, float]:
    """Area drawn more than once, and area enclosed by the units that none of them covers; both in m²."""
    whole = shapely.union_all(shapes)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    return max(0.0, float(shapely.area(shapes).sum() - whole.area)), float(sum(hole.area for hole in holes))


def cleaned(shapes: np.ndarray) -> tuple[np.ndarray, float]:
    """The shapes with common edges and no slivers between them, and the area (m²) of gaps that are too wide for one.

    Raises Refused where they overlap or gape too much.
    """
    overlap, _ = faults(shapes)
    total = float(shapely.area(shapes).sum())
    if overlap > OVERLAP_MOST * total:
        raise Refused(
            f"Các vùng chồng lên nhau {_km2(overlap)} km², quá nhiều so với {_km2(total)} km²; "
            "hãy sửa lỗi chồng lấn (topology) trong phần mềm bản đồ rồi nạp."
        )
    clean = shapely.coverage_clean(shapes, snapping_distance=SNAPPING_M, gap_width=GAP_WIDTH_M)
    clean = np.array([areas_of(shape) for shape in clean])
    gap = faults(clean)[1]
    if gap > GAP_MOST * total:
        raise Refused(f"Giữa các vùng còn {_km2(gap)} km² không thuộc đơn vị nào; hãy sửa khoảng hở rồi nạp.")
    if np.any(shapely.is_empty(clean)):
        raise Refused("Có vùng nằm hẳn trong vùng khác nên mất hết sau khi gỡ chồng lấn; hãy sửa lại rồi nạp.")
    return clean, gap


def simplified(shapes: np.ndarray, degrees: Transform) -> Simplified:
    """The coverage simplified as little as brings it under BYTES_MOST, still one without gaps.

    Raises Refused where nothing does.
    """
    # Sizes fall as tolerances rise, so the first that is small enough is found by halving; then it has to be valid too.
    first = bisect.bisect_left(
        TOLERANCES_M,
        True,
        key=lambda tolerance: _size(shapely.coverage_simplify(shapes, tolerance), degrees) <= BYTES_MOST,
    )
    for tolerance in TOLERANCES_M[first:]:
        simple = shapely.coverage_simplify(shapes, tolerance)
        rounded = np.array([_in_degrees(shape, degrees) for shape in simple])
        if np.any(shapely.is_empty(rounded)):
            break
        if shapely.coverage_is_valid(rounded) and np.all(shapely.is_valid(rounded)):
            return Simplified(simple, tolerance, _size(simple, degrees))
    raise Refused("Ranh giới quá chi tiết hoặc quá vụn, không đơn giản hóa được dưới 300 KB; hãy giảm bớt rồi nạp.")


def _size(shapes: np.ndarray, degrees: Transform) -> int:
    return sum(len(coordinates(shape, degrees)) for shape in shapes)


def _in_degrees(shape: shapely.Geometry, degrees: Transform) -> shapely.Geometry:
    return shapely.transform(shape, lambda corners: degrees(corners).round(DIGITS))


def coordinates(shape: shapely.Geometry, degrees: Transform) -> str:
    """Coordinates of a GeoJSON MultiPolygon in degrees, outer rings counter-clockwise (RFC 7946)."""
    turned = shapely.orient_polygons(_in_degrees(shape, degrees))
    parts = [shapely.geometry.mapping(part)["coordinates"] for part in shapely.get_parts(turned)]
    return json.dumps(parts, separators=(",", ":"))


def label(shape: shapely.Geometry, degrees: Transform) -> tuple[float, float]:
    """A point (lon, lat) well inside: the centre of the largest circle that fits in."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=20.0).coords[0]
    lon, lat = degrees(np.array([centre]))[0].round(DIGITS)
    return float(lon), float(lat)


def _km2(area: float) -> str:
    return f"{area / 1e6:.1f}".replace(".", ",")
