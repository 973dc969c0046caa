"""Reads a map file, GeoJSON, zipped Shapefile or GeoPackage, into layers of attributes and shapes.

Only plain parsers: no driver that follows links, opens other files or knows networks.
"""

import io
import json
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapefile
import shapely

from data.boundaries.geopackage import MAGIC as SQLITE
from data.boundaries.geopackage import read_geopackage
from data.boundaries.layer import FEATURES_MOST, Layer, text_of
from data.boundaries.projection import from_text
from data.load.refusal import Refused
from data.load.staging_child import ZIP, refuse_bomb

FORMATS = "GeoJSON, Shapefile nén (.zip) hoặc GeoPackage (.gpkg)"
XML = (b"<?xml", b"<kml", b"<gml", b"<wfs", b"<html", b"<!doctype")
ENCODINGS = ("utf-8", "cp1258", "latin-1")


@dataclass(frozen=True)
class MapFile:
    """What a file holds. format: 'GeoJSON', 'Shapefile' or 'GeoPackage'."""

    format: str
    layers: tuple[Layer, ...]


def read(path: Path, name: str) -> MapFile:
    """The layers of the file that hold anything. Raises Refused with what is wrong with it."""
    with path.open("rb") as file:
        start = file.read(4096)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(ZIP):
        found = MapFile("Shapefile", tuple(_shapefiles(path, name)))
    elif start.startswith(SQLITE):
        found = MapFile("GeoPackage", tuple(read_geopackage(path, name)))
    elif text.startswith((b"{", b"[")):
        found = MapFile("GeoJSON", (_geojson(path, name),))
    elif text[:64].lower().startswith(XML):
        raise Refused(f"“{name}” là tệp XML (KML, GML hoặc trang web), chưa đọc được; cần {FORMATS}.")
    elif start.startswith(b"\x00\x00\x27\x0a"):
        raise Refused(
            f"“{name}” chỉ là phần .shp của một Shapefile; hãy nén cả .shp, .shx, .dbf và .prj vào một tệp .zip."
        )
    else:
        raise Refused(f"“{name}” không phải tệp bản đồ đọc được; cần {FORMATS}.")
    if not any(layer.shapes for layer in found.layers):
        raise Refused(f"Tệp “{name}” không có hình nào; hãy xuất lại từ phần mềm bản đồ.")
    return found


def _geojson(path: Path, name: str) -> Layer:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Refused(f"Tệp “{name}” không phải JSON đúng, hoặc bị cắt cụt khi gửi; hãy gửi lại tệp đầy đủ.") from None
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "Topology":
        raise Refused(f"“{name}” là TopoJSON; hãy xuất lại dưới dạng GeoJSON.")
    if kind != "FeatureCollection":
        raise Refused(f"“{name}” là JSON nhưng không phải tập hợp đối tượng GeoJSON (FeatureCollection).")
    features = content.get("features")
    if not isinstance(features, list):
        raise Refused(f"“{name}” là GeoJSON không có danh sách đối tượng (features).")
    _refuse_many(len(features), name)
    rows, shapes = [], []
    for feature in features:
        feature = feature if isinstance(feature, dict) else {}
        properties = feature.get("properties")
        row = dict(properties) if isinstance(properties, dict) else {}
        if "id" in feature:
            row.setdefault("id", feature["id"])
        rows.append({str(key): text_of(value) for key, value in row.items()})
        shapes.append(_from_geojson(feature.get("geometry")))
    named = content.get("crs")
    crs = from_text(_crs_name(named)) if named else pyproj.CRS.from_epsg(4326)
    # The standard knows no other system than WGS 84; software that writes metres without saying so is common.
    if not named and not _is_degrees(shapes):
        crs = None
    return Layer(path.stem, crs, tuple(rows), tuple(shapes))


def _from_geojson(geometry: Any) -> shapely.Geometry | None:
    try:
        return shapely.from_geojson(json.dumps(geometry)) if geometry else None
    except (shapely.errors.GEOSException, ValueError, TypeError, RecursionError):
        return None


def _crs_name(member: Any) -> str:
    """The name in GeoJSON's former member crs."""
    properties = member.get("properties") if isinstance(member, Mapping) else None
    return str(properties.get("name") or "") if isinstance(properties, Mapping) else ""


def _is_degrees(shapes: Iterable[shapely.Geometry | None]) -> bool:
    corners = shapely.get_coordinates(np.array(list(shapes), dtype=object))
    return not len(corners) or bool(np.all(np.abs(corners) <= (180, 180)))


def _shapefiles(path: Path, name: str) -> Iterator[Layer]:
    """Every Shapefile of the archive."""
    refuse_bomb(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in archive.infolist() if not member.is_dir()}
            if any(member.flag_bits & 0x1 for member in members.values()):
                raise Refused(f"Tệp “{name}” có mật khẩu; hãy bỏ mật khẩu rồi nạp lại.")
            by_lower = {key.lower(): key for key in members if not key.startswith("__MACOSX/")}
            stems = [key[: -len(".shp")] for key in by_lower if key.endswith(".shp")]
            if not stems:
                raise Refused(f"“{name}” là tệp nén nhưng bên trong không có Shapefile (.shp, .shx, .dbf, .prj).")
            for stem in stems:
                parts = {
                    end: by_lower[stem + end] for end in (".shp", ".dbf", ".prj", ".cpg") if stem + end in by_lower
                }
                if ".dbf" not in parts:
                    raise Refused(f"Shapefile trong “{name}” thiếu tệp .dbf nên không có tên, mã; hãy nén đủ các phần.")
                yield _shapefile(stem.rsplit("/", 1)[-1], {end: archive.read(key) for end, key in parts.items()}, name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise Refused(f"Tệp “{name}” bị hỏng hoặc bị cắt cụt khi gửi; hãy gửi lại tệp đầy đủ.") from error


def _shapefile(stem: str, parts: Mapping[str, bytes], name: str) -> Layer:
    said = parts.get(".cpg", b"").decode("ascii", "ignore").strip()
    crs = from_text(parts[".prj"].decode("utf-8", "replace")) if ".prj" in parts else None
    for encoding in dict.fromkeys((*filter(None, (said,)), *ENCODINGS)):
        try:
            rows, shapes = _records(parts, encoding, name)
        except (UnicodeError, LookupError):
            continue
        except (shapefile.ShapefileException, ValueError, IndexError, TypeError, OverflowError, struct.error) as error:
            raise Refused(f"Shapefile trong “{name}” bị hỏng, không đọc được; hãy xuất lại.") from error
        return Layer(stem, crs, rows, shapes)
    raise Refused(f"Không đọc được chữ trong tệp .dbf của “{name}”; hãy xuất lại với bảng mã UTF-8.")


def _records(
    parts: Mapping[str, bytes], encoding: str, name: str
) -> tuple[tuple[dict[str, str], ...], tuple[shapely.Geometry | None, ...]]:
    opened = {end: io.BytesIO(parts[f".{end}"]) for end in ("shp", "dbf")}
    with shapefile.Reader(**opened, encoding=encoding, encodingErrors="strict") as reader:
        _refuse_many(reader.numRecords or 0, name)
        rows = tuple(
            {key: text_of(value) for key, value in record.as_dict().items()} for record in reader.iterRecords()
        )
        shapes = tuple(_from_geojson(_plain(shape)) for shape in reader.iterShapes())
    if len(rows) != len(shapes):
        raise ValueError("records and shapes differ in number")
    return rows, shapes


def _plain(shape: shapefile.Shape) -> Any:
    return None if shape.shapeType == shapefile.NULL else shape.__geo_interface__


def _refuse_many(count: int, name: str) -> None:
    if count > FEATURES_MOST:
        raise Refused(
            f"Tệp “{name}” có {count} hình, quá nhiều cho bản đồ đơn vị hành chính; hãy chọn đúng lớp rồi xuất."
        )
