"""From a map file to outlines that may be drawn: where it lies, whose they are, whether they fit together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from data.boundaries import coverage, projection
from data.boundaries.facts import Known, compared, strays
from data.boundaries.layer import Layer
from data.boundaries.matching import Match, best_match, listed, refuse_missing
from data.boundaries.reading import read
from data.load.meaning.units import Unit
from data.load.refusal import Refused
from data.load.report import decimal, number

PREVIEW_M, PREVIEW_DIGITS = 400.0, 4
CITY = "HN"


@dataclass(frozen=True)
class Outline:
    """A row of the table boundary but for its form."""

    unit_code: str
    valid_from: str
    level: str
    geometry: str
    label_lon: float
    label_lat: float
    area_km2: float


@dataclass(frozen=True)
class Judged:
    """What became of a file. areas: code, title, drawn and published area in km², their difference in %.

    derived_from: what the districts were joined from, None where the file drew them or there are none.
    preview: code, title, coarse coordinates and whether something is noted about the unit.
    """

    format: str
    layer: str
    level: str
    valid_from: str
    title: str
    crs: str
    features_n: int
    units_n: int
    columns: Mapping[str, str]
    overlap_km2: float
    gap_km2: float
    area_km2: float
    published_km2: float | None
    areas: Sequence[Mapping[str, Any]]
    mended: Sequence[str]
    tolerance_m: float
    vertices_before: int
    vertices_after: int
    bytes_n: int
    derived_from: str | None
    warnings: Sequence[str]
    outlines: Sequence[Outline] = field(repr=False)
    preview: Sequence[Mapping[str, Any]] = field(repr=False)


def judge(path: Path, name: str, known: Sequence[Known], *, crs: str | None, wanted: date | None) -> Judged:
    """Read and check the file. crs: as the user says it; wanted: a day on which its units are in force.

    Raises Refused with the sentence for the user.
    """
    file = read(path, name)
    layer = _with_areas(file.layers, name)
    units = [one.unit for one in known]
    layer, match = _best(layer, units, wanted)
    system = projection.chosen(crs) if crs else layer.crs
    if system is None:
        raise Refused(_no_system(layer))
    shapes, notes = _located(layer, match, system)
    refuse_missing(match)
    by_code = {unit.code: unit for unit in match.of.units}
    pieces = coverage.joined(shapes, match.rows, {code: unit.title for code, unit in by_code.items()})
    codes = sorted(pieces.shapes)
    drawn = np.array([pieces.shapes[code] for code in codes])
    facts = {one.unit.code: one for one in known if one.unit in match.of.units}
    areas, area_notes = compared(codes, drawn, facts, [one for one in known if one.area_km2])
    overlap, gap = coverage.faults(drawn)
    clean, left = coverage.cleaned(drawn)
    degrees = projection.to_degrees()
    groups = _groups(codes, facts, known)

    def further(simple: np.ndarray) -> list[shapely.Geometry]:
        return [shapely.union_all(simple[members]) for members in groups.values()] + [shapely.union_all(simple)]

    simple = coverage.simplified(clean, degrees)
    rows = [
        _outline(code, by_code[code].valid_from, match.of.level, shape, exact, degrees)
        for code, shape, exact in zip(codes, simple.shapes, drawn, strict=True)
    ]
    since = {one.unit.code: one.unit.valid_from for one in known if one.unit.level == "district"}
    *districts, city = further(simple.shapes)
    rows += [
        _outline(code, since[code], "district", shape, shape, degrees)
        for code, shape in zip(groups, districts, strict=True)
    ]
    rows.append(_outline(CITY, match.of.valid_from, "city", city, city, degrees))
    notes += [*match.notes, *area_notes, *strays(codes, drawn, facts), *_mended(pieces.mended, by_code)]
    notes += _drawn_notes(overlap, gap, left, layer, match)
    noted = {row["code"] for row in areas if row["is_noted"]} | set(pieces.mended)
    return Judged(
        format=file.format,
        layer=layer.name,
        level=match.of.level,
        valid_from=match.of.valid_from.isoformat(),
        title=match.of.title,
        crs=projection.title(system),
        features_n=len(layer.rows),
        units_n=len(codes),
        columns=match.columns,
        overlap_km2=overlap / 1e6,
        gap_km2=gap / 1e6,
        area_km2=float(shapely.area(drawn).sum()) / 1e6,
        published_km2=_published(known),
        areas=areas,
        mended=[by_code[code].title for code in pieces.mended],
        tolerance_m=simple.tolerance_m,
        vertices_before=int(shapely.get_num_coordinates(drawn).sum()),
        vertices_after=int(shapely.get_num_coordinates(simple.shapes).sum()),
        bytes_n=simple.bytes_n,
        derived_from=f"{match.of.level} {match.of.valid_from}" if groups else None,
        warnings=notes,
        outlines=rows,
        preview=_preview(codes, clean, by_code, noted, degrees),
    )


def as_json(judged: Judged) -> dict[str, Any]:
    """Plain values."""
    return asdict(judged)


def _with_areas(layers: Sequence[Layer], name: str) -> list[Layer]:
    """The layers that hold areas. Raises Refused where all are of lines or points."""
    fitting, kinds = [], set()
    for layer in layers:
        types = {shape.geom_type for shape in layer.shapes if shape is not None and not shape.is_empty}
        kinds |= types
        if types & {"Polygon", "MultiPolygon", "GeometryCollection"}:
            fitting.append(layer)
    if fitting:
        return fitting
    if kinds & {"LineString", "MultiLineString", "LinearRing"}:
        raise Refused(f"“{name}” chứa các đường, không phải các vùng; hãy chuyển đường ranh giới thành vùng rồi nạp.")
    if kinds:
        raise Refused(f"“{name}” chứa các điểm, không phải các vùng; cần ranh giới dạng vùng (polygon).")
    raise Refused(f"Mọi hình trong “{name}” đều rỗng hoặc không đọc được; hãy xuất lại từ phần mềm bản đồ.")


def _best(layers: Sequence[Layer], units: Sequence[Unit], wanted: date | None) -> tuple[Layer, Match]:
    """The layer in which most units are found. Raises Refused where none will do, with what is said of the first."""
    found, refusals = [], []
    for layer in layers:
        try:
            found.append((layer, best_match(layer.rows, units, wanted)))
        except Refused as refused:
            refusals.append(refused)
    if not found:
        raise refusals[0]
    return max(found, key=lambda pair: len(pair[1].rows))


def _no_system(layer: Layer) -> str:
    fits = projection.fitting(np.array(layer.shapes, dtype=object))
    if not fits:
        return (
            "Tệp không nói hệ tọa độ, và không hệ thường dùng nào đặt các vùng vào Hà Nội; "
            "hãy hỏi nơi cấp tệp rồi nêu bằng --crs EPSG."
        )
    return f"Tệp không nói hệ tọa độ; hãy nêu bằng --crs, một trong: {_systems(fits)}."


def _systems(systems: Sequence[pyproj.CRS]) -> str:
    return "; ".join(f"EPSG:{crs.to_epsg()} ({projection.title(crs)})" for crs in systems)


def _located(layer: Layer, match: Match, system: pyproj.CRS) -> tuple[list[shapely.Geometry | None], list[str]]:
    """The shapes in metres, and what had to be put right. Raises Refused where they do not lie in Hà Nội."""
    used = [number for numbers in match.rows.values() for number in numbers] or range(len(layer.shapes))
    shapes = np.array(layer.shapes, dtype=object)
    notes: list[str] = []
    try:
        degrees = projection.to_wgs84(system)
        placed = _moved(shapes, degrees)
        bounds = shapely.total_bounds(placed[list(used)])
        if not projection.is_around(bounds):
            swapped = _moved(shapes, lambda corners: degrees(corners[:, ::-1]))
            if projection.is_around(shapely.total_bounds(swapped[list(used)])):
                placed, bounds = swapped, shapely.total_bounds(swapped[list(used)])
                notes.append("Tọa độ ghi theo thứ tự bắc – đông; đã đổi lại.")
    except pyproj.exceptions.ProjError as error:
        raise Refused(f"Không đổi được hệ tọa độ {system.name} sang WGS 84; hãy nêu hệ khác bằng --crs.") from error
    if not projection.is_around(bounds):
        raise Refused(_elsewhere(bounds, shapes[list(used)], match, system))
    metres = projection.to_metres()
    near = np.array([shape is not None and projection.is_around(shape.bounds) for shape in placed])
    return [_moved_one(shape, metres) if is_near else None for shape, is_near in zip(placed, near, strict=True)], notes


def _moved(shapes: np.ndarray, transform: projection.Transform) -> np.ndarray:
    return np.array([None if shape is None else _moved_one(shape, transform) for shape in shapes], dtype=object)


def _moved_one(shape: shapely.Geometry, transform: projection.Transform) -> shapely.Geometry | None:
    """The shape moved, flat; None where a corner of it lands nowhere."""
    moved = shapely.transform(shapely.force_2d(shape), transform)
    return moved if np.all(np.isfinite(shapely.get_coordinates(moved))) else None


def _elsewhere(bounds: np.ndarray, shapes: np.ndarray, match: Match, system: pyproj.CRS) -> str:
    where = ""
    if np.all(np.isfinite(bounds)):
        west, south, east, north = (decimal(float(value), 2) for value in bounds)
        where = f" (kinh độ {west}–{east}, vĩ độ {south}–{north})"
    if len(match.rows) < len(match.of.units) / 2:
        return (
            f"Các vùng nằm ngoài Hà Nội{where} và tên, mã không phải của Hà Nội; "
            "đây có phải tệp của tỉnh, thành phố khác không?"
        )
    others = [crs for crs in projection.fitting(shapes) if crs != system]
    advice = f"; hãy nêu hệ tọa độ bằng --crs, một trong: {_systems(others)}." if others else "; hãy xem lại hệ tọa độ."
    return f"Theo hệ tọa độ {system.name}, các vùng nằm ngoài Hà Nội{where}{advice}"


def _mended(codes: Sequence[str], by_code: Mapping[str, Unit]) -> list[str]:
    names = listed(by_code[code].title for code in codes)
    return [f"Đã sửa đường ranh giới tự cắt của {len(codes)} đơn vị: {names}."] if codes else []


def _drawn_notes(overlap: float, gap: float, left: float, layer: Layer, match: Match) -> list[str]:
    notes = []
    if overlap / 1e6 >= 0.01:
        notes.append(f"Đã gỡ {decimal(overlap / 1e6, 2)} km² chồng lấn giữa các đơn vị.")
    if gap / 1e6 >= 0.01:
        kept = f"khép khe hẹp, còn {decimal(left / 1e6, 2)} km²" if left / 1e6 >= 0.01 else "đã khép hết"
        notes.append(f"Có {decimal(gap / 1e6, 2)} km² giữa các đơn vị không thuộc đơn vị nào; {kept}.")
    if match.rest:
        named = [
            next((text for text in layer.rows[at].values() if any(map(str.isalpha, text))), "?") for at in match.rest
        ]
        notes.append(f"Bỏ {number(len(named))} hình không phải đơn vị nào của bộ này: {listed(named)}.")
    return notes


def _groups(codes: Sequence[str], facts: Mapping[str, Known], known: Sequence[Known]) -> dict[str, list[int]]:
    """District → positions of its wards: the district of their time, or the one that held most of each. {}: none."""
    districts = {one.unit.code for one in known if one.unit.level == "district"}
    groups: dict[str, list[int]] = {}
    for position, code in enumerate(codes):
        fact = facts[code]
        district = fact.former_district or fact.unit.parent_code
        if fact.unit.level != "district" and district in districts:
            groups.setdefault(district, []).append(position)
    return dict(sorted(groups.items()))


def _outline(
    code: str, since: date, level: str, shape: shapely.Geometry, exact: shapely.Geometry, degrees: projection.Transform
) -> Outline:
    lon, lat = coverage.label(shape, degrees)
    return Outline(
        code, since.isoformat(), level, coverage.coordinates(shape, degrees), lon, lat, round(exact.area / 1e6, 4)
    )


def _published(known: Sequence[Known]) -> float | None:
    return sum(one.area_km2 or 0 for one in known) or None


def _preview(
    codes: Sequence[str],
    clean: np.ndarray,
    by_code: Mapping[str, Unit],
    noted: set[str],
    degrees: Callable[[np.ndarray], np.ndarray],
) -> list[dict[str, Any]]:
    coarse = shapely.coverage_simplify(clean, PREVIEW_M)
    found = []
    for code, shape in zip(codes, coarse, strict=True):
        flat = shapely.transform(shape, lambda corners: degrees(corners).round(PREVIEW_DIGITS))
        parts = [shapely.geometry.mapping(part)["coordinates"] for part in shapely.get_parts(flat)]
        found.append({"code": code, "title": by_code[code].title, "coordinates": parts, "is_noted": code in noted})
    return found
