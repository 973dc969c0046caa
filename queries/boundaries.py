"""The outlines of units that a map draws: schematic ones always, official ones once they are imported.

They are for looking at. Which unit a record is of comes from its code or its name, never from an outline.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from queries.database import Database

STATEMENTS = Path(__file__).parent / "outlines"
LEVELS = ("ward", "district", "city")
FORMS = ("hex", "schematic", "official")
KEY_CHARS = 12

# Rings of (lon, lat) in degrees; the first ring of a polygon is its outer one.
MultiPolygon = list[list[list[list[float]]]]


@dataclass(frozen=True)
class Source:
    """Where a set of outlines comes from.

    derived_from: what they were joined from where the source did not draw them, as 'ward 2025-07-01'.
    """

    source: str
    licence: str | None
    file_name: str | None
    sha256: str | None
    crs: str | None
    imported_on: date | None
    derived_from: str | None
    note: str | None


@dataclass(frozen=True)
class Outlines:
    """The outlines of the units of one level on one day; the lists stand in the order of `codes`.

    labels: a point (lon, lat) well inside each. areas_km2: of the outline, not the published area. missing: units in
    force that have none. key: the same for the same outlines, so that they are sent to a browser once.
    """

    form: str
    level: str
    codes: tuple[str, ...]
    polygons: tuple[MultiPolygon, ...]
    labels: tuple[tuple[float, float], ...]
    areas_km2: tuple[float, ...]
    missing: tuple[str, ...]
    source: Source | None
    key: str

    @property
    def by_code(self) -> Mapping[str, MultiPolygon]:
        """The outline of each unit that has one."""
        return dict(zip(self.codes, self.polygons, strict=True))


def forms(database: Database, level: str, on: date) -> tuple[str, ...]:
    """Which of 'hex', 'schematic', 'official' the units of a level ('ward', 'district', 'city') have on that day.

    For districts a day after their end means their last day. Only 'hex', or nothing, in a file of an earlier release.
    """
    return database.kept(("forms", level, on), lambda: _forms(database, level, on))


def outlines(database: Database, form: str, level: str, on: date) -> Outlines:
    """The outlines of one form, 'schematic' or 'official'; without any codes where the file holds none."""
    return database.kept(("outlines", form, level, on), lambda: _read(database, form, level, on))


def _forms(database: Database, level: str, on: date) -> tuple[str, ...]:
    values = {"level": level, "on": on}
    found = set(database.frame(_sql("hexagons"), values)["form"])
    if _has_outlines(database):
        found |= set(database.frame(_sql("forms"), values)["form"])
    return tuple(form for form in FORMS if form in found)


def _read(database: Database, form: str, level: str, on: date) -> Outlines:
    if not _has_outlines(database):
        return Outlines(form, level, (), (), (), (), (), None, "")
    frame = database.frame(_sql("units"), {"form": form, "level": level, "on": on})
    drawn = frame[frame["geometry"].notna()]
    key = hashlib.sha256("".join((form, level, *drawn["unit_code"], *drawn["geometry"])).encode()).hexdigest()
    source = None
    if len(drawn):
        # Units of one day may have begun on different days; the source told is that of most of them.
        since = drawn["valid_from"].mode()[0].date()
        source = _source(database, form, level, since)
    return Outlines(
        form,
        level,
        tuple(drawn["unit_code"]),
        tuple(json.loads(geometry) for geometry in drawn["geometry"]),
        tuple(zip(drawn["label_lon"].tolist(), drawn["label_lat"].tolist(), strict=True)),
        tuple(drawn["area_km2"].tolist()),
        tuple(frame.loc[frame["geometry"].isna(), "unit_code"]),
        source,
        key[:KEY_CHARS] if len(drawn) else "",
    )


def _source(database: Database, form: str, level: str, since: date) -> Source | None:
    frame = database.frame(_sql("source"), {"form": form, "level": level, "valid_from": since})
    if not len(frame):
        return None
    row = frame.astype(object).where(frame.notna(), None).to_dict("records")[0]
    return Source(**{**row, "imported_on": row["imported_on"] and row["imported_on"].date()})


def _has_outlines(database: Database) -> bool:
    """Whether the file has the tables: one of an earlier release has not."""

    def ask() -> bool:
        try:
            database.frame(_sql("source"), {"form": "", "level": "", "valid_from": date.min})
        except duckdb.CatalogException:
            return False
        return True

    return database.kept("has_outlines", ask)


def _sql(name: str) -> str:
    return (STATEMENTS / f"{name}.sql").read_text(encoding="utf-8")
