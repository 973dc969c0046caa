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
import pandas as pd

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
class EarlierWard:
    """A ward as it was until 2024-12-31. Slips of then are recorded under the wards that followed."""

    name: str
    kind: str
    kind_en: str
    district_code: str


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


def earlier_wards(database: Database, on: date) -> Mapping[str, EarlierWard]:
    """The wards of before 2025 by code, where their official outlines are imported and the day is one of theirs.

    Empty otherwise: then a map of that day draws the wards under which its slips are recorded.
    """
    return database.kept(
        ("earlier wards", on),
        lambda: {
            row["unit_code"]: EarlierWard(row["name"], row["kind"], row["kind_en"], row["district_code"])
            for row in _earlier(database, on).to_dict("records")
        },
    )


def _earlier(database: Database, on: date) -> pd.DataFrame:
    try:
        return database.frame(_sql("wards_2024"), {"on": on})
    except duckdb.CatalogException:  # a file of an earlier release
        return pd.DataFrame({"unit_code": [], "geometry": []})


def _forms(database: Database, level: str, on: date) -> tuple[str, ...]:
    values = {"level": level, "on": on}
    found = set(database.frame(_sql("hexagons"), values)["form"])
    if _has_outlines(database):
        found |= set(database.frame(_sql("forms"), values)["form"])
    if level == "ward" and earlier_wards(database, on):
        found.add("official")
    return tuple(form for form in FORMS if form in found)


def _read(database: Database, form: str, level: str, on: date) -> Outlines:
    if not _has_outlines(database):
        return Outlines(form, level, (), (), (), (), (), None, "")
    frame = _earlier(database, on) if (form, level) == ("official", "ward") else pd.DataFrame()
    # Of the wards of before 2025 there are all or none: they come in whole.
    kept_as = level if frame.empty else "ward_2024"
    if frame.empty:
        frame = database.frame(_sql("units"), {"form": form, "level": level, "on": on})
    drawn = frame[frame["geometry"].notna()]
    key = hashlib.sha256("".join((form, level, *drawn["unit_code"], *drawn["geometry"])).encode()).hexdigest()
    source = None
    if len(drawn):
        # Units of one day may have begun on different days; the source told is that of most of them.
        since = drawn["valid_from"].mode()[0].date()
        source = _source(database, form, kept_as, since)
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
