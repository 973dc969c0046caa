"""Map files for tests of the import, drawn from the schematic outlines bent a little: no real boundary goes in."""

import csv
import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyproj
import shapefile
import shapely

from data import build
from data.boundaries.facts import Known
from data.boundaries.table import known_units
from data.load.meaning.units import FOREVER, Unit

csv.field_size_limit(1 << 20)


@dataclass(frozen=True)
class Drawn:
    """A unit as a map draws it, in degrees."""

    properties: Mapping[str, Any]
    shape: shapely.Geometry


@cache
def known() -> tuple[Known, ...]:
    """What a new data file knows of units."""
    with duckdb.connect() as con:
        build.load_reference(con)
        rows = known_units(con)
    found = []
    for row in rows:
        code, start, end, *rest = row["unit"]
        unit = Unit(code, date.fromisoformat(start), date.fromisoformat(end) if end else FOREVER, *rest)
        found.append(Known(unit, *row["more"]))
    return tuple(found)


@cache
def outlines() -> Mapping[tuple[str, str], shapely.Geometry]:
    """The schematic outlines by level and code, bent by up to some 200 m so that no line is straight."""

    def bent(corners: np.ndarray) -> np.ndarray:
        lon, lat = corners[:, 0], corners[:, 1]
        return np.column_stack((lon + 0.001 * np.sin(lat * 200), lat + 0.001 * np.sin(lon * 230)))

    with (build.REFERENCE / "boundary.csv").open(encoding="utf-8", newline="") as file:
        shapes = {
            (row["level"], row["unit_code"]): shapely.MultiPolygon(
                [(part[0], part[1:]) for part in json.loads(row["geometry"])]
            )
            for row in csv.DictReader(file)
        }
    keys = list(shapes)
    dense = shapely.segmentize(np.array([shapes[key] for key in keys]), 0.002)
    return dict(zip(keys, (shapely.transform(shape, bent) for shape in dense), strict=True))


def todays_wards() -> list[Drawn]:
    """The 126 wards with code, name and kind."""
    return [_drawn(one.unit, outlines()["ward", one.unit.code]) for one in known() if _is_today(one.unit)]


def districts() -> list[Drawn]:
    """The 30 districts."""
    return [_drawn(one.unit, outlines()["district", one.unit.code]) for one in known() if one.unit.level == "district"]


def old_wards(level: str = "ward") -> list[Drawn]:
    """The 526 wards of before: slices from north to south of each district, one a ward. ward_2024: the 579 before."""
    found = []
    for district in (one.unit for one in known() if one.unit.level == "district"):
        own = [one.unit for one in known() if one.unit.level == level and one.unit.parent_code == district.code]
        whole = outlines()["district", district.code]
        west, south, east, north = whole.bounds
        # Equal areas need not be: the units of before have no published ones.
        cuts = np.linspace(south, north, len(own) + 1)
        for unit, low, high in zip(own, cuts[:-1], cuts[1:], strict=True):
            properties = {**_drawn(unit, whole).properties, "huyen": district.title}
            found.append(Drawn(properties, whole.intersection(shapely.box(west, low, east, high))))
    return found


def renamed(drawn: Sequence[Drawn], **columns: str) -> list[Drawn]:
    """The same shapes with other columns: new name → old name."""
    return [Drawn({new: one.properties[old] for new, old in columns.items()}, one.shape) for one in drawn]


def moved(drawn: Sequence[Drawn], epsg: int) -> list[Drawn]:
    """In another system. (From VN-2000 the import takes the decreed parameters, which are the library's choice too.)"""
    to = pyproj.Transformer.from_crs("EPSG:4326", f"EPSG:{epsg}", always_xy=True)

    def transform(corners: np.ndarray) -> np.ndarray:
        return np.column_stack(to.transform(corners[:, 0], corners[:, 1]))

    return [Drawn(one.properties, shapely.transform(one.shape, transform)) for one in drawn]


def geojson(path: Path, drawn: Sequence[Drawn], crs: str | None = None) -> Path:
    """A GeoJSON file; crs as its former member of that name."""
    features = [
        {"type": "Feature", "properties": one.properties, "geometry": json.loads(shapely.to_geojson(one.shape))}
        for one in drawn
    ]
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def zipped_shapefile(path: Path, drawn: Sequence[Drawn], epsg: int | None, encoding: str = "utf-8") -> Path:
    """A Shapefile in a zip; without .prj where epsg is None."""
    parts = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, encoding=encoding) as writer:
        for name in drawn[0].properties:
            writer.field(name, "C", size=80)
        for one in drawn:
            writer.record(*[str(value) for value in one.properties.values()])
            writer.shape(json.loads(shapely.to_geojson(one.shape)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for end, part in parts.items():
            archive.writestr(f"ranh_gioi/xa_phuong.{end}", part.getvalue())
        if epsg:
            archive.writestr("ranh_gioi/xa_phuong.prj", pyproj.CRS.from_epsg(epsg).to_wkt("WKT1_ESRI"))
    return path


def geopackage(path: Path, drawn: Sequence[Drawn], epsg: int) -> Path:
    """A GeoPackage with one table of features."""
    names = list(drawn[0].properties)
    with sqlite3.connect(path) as con:
        con.execute(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition)"
        )
        con.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 7, 'EPSG', ?, 'undefined')", [epsg])
        con.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)")
        con.execute("INSERT INTO gpkg_geometry_columns VALUES ('xa phường', 'geom', 'MULTIPOLYGON', 7, 0, 0)")
        con.execute(f'CREATE TABLE "xa phường" (fid INTEGER PRIMARY KEY, geom BLOB, {", ".join(names)})')
        for one in drawn:
            west, south, east, north = one.shape.bounds
            head = b"GP\x00\x03" + struct.pack("<i", 7) + struct.pack("<4d", west, east, south, north)
            marks = ", ".join("?" * len(names))
            con.execute(
                f'INSERT INTO "xa phường" (geom, {", ".join(names)}) VALUES (?, {marks})',
                [head + shapely.to_wkb(one.shape), *one.properties.values()],
            )
    con.close()
    return path


def _drawn(unit: Unit, shape: shapely.Geometry) -> Drawn:
    return Drawn({"ma": unit.code, "ten": unit.name, "loai": unit.kind.capitalize()}, shape)


def _is_today(unit: Unit) -> bool:
    return unit.level == "ward" and unit.valid_to == FOREVER
