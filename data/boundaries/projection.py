"""Coordinate systems: what a file says, what the user says, what would fit; everything to WGS 84."""

from collections.abc import Callable

import numpy as np
import pyproj
import shapely

from data.load.refusal import Refused

WGS84, UTM48 = 4326, 32648
# Hà Nội with a margin, in degrees: west, south, east, north.
AROUND = (105.15, 20.4, 106.15, 21.5)
# Systems that maps of the city come in, the likeliest first; zone 482 has its meridian at 105°.
LIKELY = (4326, 5897, 3405, 32648, 9210, 9209, 9211, 5896, 5898, 4756, 3857)
# From VN-2000 to WGS 84 as the Ministry of Natural Resources and Environment laid down in decision 05/2007/QĐ-BTNMT
# (EPSG operation 6960); without naming it, the choice among several would be the library's.
DECREED = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3"
    " +step +proj=cart +ellps=WGS84 +step +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835"
    " +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame"
    " +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)

Transform = Callable[[np.ndarray], np.ndarray]
# Grids would be fetched from a server of the library's makers otherwise.
pyproj.network.set_network_enabled(False)


def from_text(text: str) -> pyproj.CRS | None:
    """The system that a file names or describes, None where that cannot be understood."""
    try:
        return pyproj.CRS.from_user_input(text.strip("\ufeff\x00 \r\n")) if text.strip() else None
    except (pyproj.exceptions.CRSError, ValueError):
        return None


def chosen(text: str) -> pyproj.CRS:
    """The system that the user names: an EPSG number, with or without 'EPSG:'. Raises Refused."""
    number = text.strip().upper().removeprefix("EPSG:")
    try:
        return pyproj.CRS.from_epsg(int(number))
    except (ValueError, OverflowError, pyproj.exceptions.CRSError):
        fits = "; ".join(f"{code} ({title(pyproj.CRS.from_epsg(code))})" for code in LIKELY[:4])
        raise Refused(f"Không có hệ tọa độ EPSG “{text}”; hệ thường dùng ở Hà Nội: {fits}.") from None


def title(crs: pyproj.CRS) -> str:
    """Its name with what people here call it by."""
    meridian = next((one.value for one in _parameters(crs) if one.name.startswith("Longitude of natural")), None)
    if is_vn2000(crs) and meridian is not None:
        degrees, minutes = divmod(round(meridian * 60), 60)
        return f"{crs.name}, kinh tuyến trục {degrees}°{minutes:02d}′"
    return crs.name


def is_vn2000(crs: pyproj.CRS) -> bool:
    """Whether the system stands on the Vietnamese datum, however the file spells it."""
    base = crs.source_crs if crs.is_bound else crs
    names = [base.name, base.geodetic_crs.name if base.geodetic_crs else "", base.datum.name if base.datum else ""]
    squeezed = "|".join(names).upper().replace("-", "").replace("_", "").replace(" ", "")
    return "VN2000" in squeezed or "VIETNAM2000" in squeezed


def to_wgs84(crs: pyproj.CRS) -> Transform:
    """A function of corners (n, 2), east first, to longitude and latitude. Raises pyproj's errors."""
    if is_vn2000(crs) and not crs.is_bound:
        decreed = pyproj.Transformer.from_pipeline(DECREED)
        plane = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True) if crs.is_projected else None

        def transform(corners: np.ndarray) -> np.ndarray:
            found = plane.transform(corners[:, 0], corners[:, 1]) if plane else (corners[:, 0], corners[:, 1])
            return np.column_stack(decreed.transform(*found))

        return transform
    return _between(crs, pyproj.CRS.from_epsg(WGS84))


def to_metres() -> Transform:
    """From longitude and latitude to UTM zone 48N."""
    return _between(pyproj.CRS.from_epsg(WGS84), pyproj.CRS.from_epsg(UTM48))


def to_degrees() -> Transform:
    """And back."""
    return _between(pyproj.CRS.from_epsg(UTM48), pyproj.CRS.from_epsg(WGS84))


def is_around(bounds: np.ndarray) -> bool:
    """Whether bounds in degrees lie in or about the city."""
    west, south, east, north = AROUND
    return bool(
        np.all(np.isfinite(bounds))
        and west <= bounds[0] and bounds[2] <= east and south <= bounds[1] and bounds[3] <= north
    )  # fmt: skip


def fitting(shapes: np.ndarray) -> list[pyproj.CRS]:
    """The likely systems in which these shapes would lie in Hà Nội."""
    bounds = shapely.total_bounds(shapes)
    corners = np.array([bounds[[0, 1]], bounds[[2, 3]], bounds[[0, 3]], bounds[[2, 1]]])
    found = []
    for code in LIKELY:
        crs = pyproj.CRS.from_epsg(code)
        moved = to_wgs84(crs)(corners)
        if is_around(np.array([*moved.min(axis=0), *moved.max(axis=0)])):
            found.append(crs)
    return found


def _between(source: pyproj.CRS, target: pyproj.CRS) -> Transform:
    transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return lambda corners: np.column_stack(transformer.transform(corners[:, 0], corners[:, 1]))


def _parameters(crs: pyproj.CRS) -> list:
    return list(crs.coordinate_operation.params) if crs.is_projected and crs.coordinate_operation else []
