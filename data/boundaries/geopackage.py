"""Reads the feature tables of a GeoPackage, which is an SQLite file (OGC 12-128r19, clauses 1.1.1 and 2.1.3)."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyproj
import shapely

from data.boundaries.layer import FEATURES_MOST, Layer, text_of
from data.boundaries.projection import from_text
from data.load.refusal import Refused

MAGIC = b"SQLite format 3\x00"
# Bytes of the envelope by its indicator: none, xy, xyz, xym, xyzm.
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
HEADER = 8


def read_geopackage(path: Path, name: str) -> Iterator[Layer]:
    """Every table of features. Raises Refused."""
    try:
        # Immutable: no journal is looked for beside the file, and none is made.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as con:
            con.execute("PRAGMA trusted_schema = OFF")
            con.execute("PRAGMA query_only = ON")
            tables = con.execute(
                "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name"
            ).fetchall()
            if not tables:
                raise Refused(f"“{name}” là GeoPackage không có lớp hình nào.")
            for table, column, system in tables:
                yield _table(con, str(table), str(column), system, name)
    except (sqlite3.Error, struct.error, OverflowError) as error:
        raise Refused(f"“{name}” không phải GeoPackage đúng, hoặc đã hỏng; hãy xuất lại.") from error


def _table(con: sqlite3.Connection, table: str, column: str, system: int, name: str) -> Layer:
    is_table = con.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [table]).fetchone()
    if not is_table:
        # A view may compute anything, for any length of time.
        raise Refused(f"Lớp “{table[:60]}” của “{name}” không phải là bảng; hãy xuất lại lớp thành GeoPackage mới.")
    quoted = table.replace('"', '""')
    cursor = con.execute(f'SELECT * FROM "{quoted}" LIMIT {FEATURES_MOST + 1}')
    names = [described[0] for described in cursor.description]
    at = names.index(column) if column in names else -1
    found = cursor.fetchall()
    if len(found) > FEATURES_MOST:
        raise Refused(f"Lớp “{table[:60]}” của “{name}” có quá nhiều hình cho bản đồ đơn vị hành chính.")
    rows = tuple({key: text_of(cell) for key, cell in zip(names, row, strict=True) if key != column} for row in found)
    shapes = tuple(_shape(row[at]) if at >= 0 else None for row in found)
    return Layer(table, _system(con, system), rows, shapes)


def _system(con: sqlite3.Connection, system: int) -> pyproj.CRS | None:
    row = con.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?", [system]
    ).fetchone()
    if row is None or system in (0, -1):
        return None
    organization, number, definition = row
    return from_text(f"{organization}:{number}") or from_text(str(definition))


def _shape(blob: object) -> shapely.Geometry | None:
    """The shape in a GeoPackage's envelope around well-known binary."""
    if not isinstance(blob, bytes) or len(blob) < HEADER or blob[:2] != b"GP":
        return None
    flags = blob[3]
    envelope = ENVELOPES.get((flags >> 1) & 0b111)
    if envelope is None or flags & 0b100000:  # an extension's own kind of shape
        return None
    try:
        return shapely.from_wkb(blob[HEADER + envelope :])
    except (shapely.errors.GEOSException, ValueError):
        return None
