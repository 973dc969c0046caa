"""Map files judged: what is read, whose outlines they are, and every reason for which one is refused."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import map_files as maps
import numpy as np
import pytest
import shapely
from map_files import Drawn

from data.boundaries import coverage
from data.boundaries.judging import Judged, judge
from data.load.refusal import Refused


@pytest.fixture(scope="module")
def wards() -> list[Drawn]:
    return maps.todays_wards()


def judged(path: Path, crs: str | None = None, wanted: date | None = None) -> Judged:
    return judge(path, path.name, maps.known(), crs=crs, wanted=wanted)


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(Refused) as raised:
        judged(path, **options)
    return str(raised.value)


def drawn_again(found: Judged, level: str = "ward") -> np.ndarray:
    """The outlines of a level as shapes."""
    return np.array(
        [
            shapely.MultiPolygon([(part[0], part[1:]) for part in json.loads(one.geometry)])
            for one in found.outlines
            if one.level == level
        ]
    )


def test_geojson_in_degrees(tmp_path: Path, wards: list[Drawn]) -> None:
    found = judged(maps.geojson(tmp_path / "a.geojson", wards))
    assert (found.format, found.level, found.valid_from, found.units_n) == ("GeoJSON", "ward", "2025-07-01", 126)
    assert found.columns == {"code": "ma", "name": "ten", "kind": "loai"}
    assert found.crs == "WGS 84"
    assert found.bytes_n <= 300_000
    assert sum(len(one.geometry) for one in found.outlines if one.level == "ward") == found.bytes_n
    assert {one.level for one in found.outlines} == {"ward", "district", "city"}
    assert sum(one.level == "district" for one in found.outlines) == 30
    assert found.derived_from == "ward 2025-07-01"
    again = drawn_again(found)
    assert shapely.coverage_is_valid(again)
    assert shapely.union_all(again).geom_type == "Polygon"
    assert all(shapely.contains_xy(shape, one.label_lon, one.label_lat)
               for shape, one in zip(again, found.outlines, strict=False))  # fmt: skip


@pytest.mark.parametrize(
    ("epsg", "named"),
    [(32648, "UTM zone 48N"), (5897, "105°00′"), (3405, "VN-2000"), (9210, "105°45′"), (4756, "VN-2000")],
)
def test_the_system_is_read_from_the_file(tmp_path: Path, wards: list[Drawn], epsg: int, named: str) -> None:
    """Shapefile with .prj: the same places come out to a few metres, whichever system they went in by."""
    found = judged(maps.zipped_shapefile(tmp_path / "a.zip", maps.moved(wards, epsg), epsg))
    assert found.format == "Shapefile"
    assert named in found.crs
    centres = shapely.get_coordinates(shapely.centroid(drawn_again(found)))
    by_code = {one.properties["ma"]: one.shape for one in wards}
    expected = [shapely.centroid(by_code[one.unit_code]).coords[0] for one in found.outlines if one.level == "ward"]
    assert np.abs(centres - np.array(expected)).max() < 1e-4


def test_geopackage_of_todays_wards(tmp_path: Path, wards: list[Drawn]) -> None:
    found = judged(maps.geopackage(tmp_path / "a.gpkg", maps.moved(wards, 5897), 5897))
    assert (found.format, found.layer, found.units_n) == ("GeoPackage", "xa phường", 126)


def test_former_geojson_names_its_system(tmp_path: Path, wards: list[Drawn]) -> None:
    path = maps.geojson(tmp_path / "a.json", maps.moved(wards, 32648), "urn:ogc:def:crs:EPSG::32648")
    assert "48N" in judged(path).crs


def test_names_alone_in_any_column_and_spelling(tmp_path: Path, wards: list[Drawn]) -> None:
    named = [
        Drawn({"OBJECTID": at, "TENXA": f"{one.properties['loai'].upper()} {one.properties['ten'].upper()}"}, one.shape)
        for at, one in enumerate(wards)
    ]
    found = judged(maps.geojson(tmp_path / "a.geojson", named))
    assert found.columns["name"] == "TENXA"
    assert found.units_n == 126


def test_codes_alone_without_their_zeros(tmp_path: Path, wards: list[Drawn]) -> None:
    coded = [Drawn({"maxa": float(one.properties["ma"])}, one.shape) for one in wards]
    assert judged(maps.geojson(tmp_path / "a.geojson", coded)).columns == {"code": "maxa"}


def test_codes_of_a_draft_give_way_to_names(tmp_path: Path, wards: list[Drawn]) -> None:
    codes = [one.properties["ma"] for one in wards]
    swapped = dict(zip(codes[:20], codes[1:20] + codes[:1], strict=True))
    drafted = [Drawn({**one.properties, "ma": swapped.get(one.properties["ma"], one.properties["ma"])}, one.shape)
               for one in wards]  # fmt: skip
    found = judged(maps.geojson(tmp_path / "a.geojson", drafted))
    assert "20 mã không khớp với tên" in " ".join(found.warnings)
    assert found.units_n == 126


def test_wards_of_before_and_districts(tmp_path: Path) -> None:
    old = judged(maps.geojson(tmp_path / "old.geojson", maps.old_wards()))
    assert (old.level, old.valid_from, old.units_n, old.bytes_n <= 300_000) == ("ward", "2021-01-01", 526, True)
    assert old.columns["district"] == "huyen"
    assert sum(one.level == "district" for one in old.outlines) == 30
    district = judged(maps.geojson(tmp_path / "district.geojson", maps.districts()))
    assert (district.level, district.units_n, district.derived_from) == ("district", 30, None)
    says = refusal(tmp_path / "old.geojson", wanted=date(2026, 1, 1))
    assert "526" in says
    assert "1/1/2026" in says
    assert judged(tmp_path / "old.geojson", wanted=date(2024, 5, 1)).units_n == 526


def test_self_intersections_are_mended_and_told(tmp_path: Path, wards: list[Drawn]) -> None:
    def crossed(shape: shapely.Geometry) -> shapely.Geometry:
        ring = shapely.get_coordinates(shape)
        west, south, east, north = shape.bounds
        # A spike that comes back over itself: the area stays, the ring crosses.
        spike = np.array([[west, south], [east, north]]) * 0.001 + ring[0] * 0.999
        return shapely.Polygon(np.vstack((ring[:-1], spike[:1], spike[1:], ring[:1])))

    bad = crossed(wards[0].shape)
    assert not bad.is_valid
    found = judged(maps.geojson(tmp_path / "a.geojson", [Drawn(wards[0].properties, bad), *wards[1:]]))
    assert len(found.mended) == 1
    assert any("tự cắt" in warning for warning in found.warnings)
    assert shapely.coverage_is_valid(drawn_again(found))


def test_slivers_between_units_are_closed(tmp_path: Path, wards: list[Drawn]) -> None:
    """Each ward drawn for itself, ten metres off: gaps and overlaps of a careless digitisation."""
    shifted = [
        Drawn(one.properties, shapely.affinity.translate(one.shape, 1e-4 * (at % 2), 1e-4 * (at % 3 - 1)))
        for at, one in enumerate(wards)
    ]
    path = maps.geojson(tmp_path / "a.geojson", shifted)
    assert not shapely.coverage_is_valid(np.array([one.shape for one in shifted]))
    found = judged(path)
    assert found.overlap_km2 > 0.1
    again = drawn_again(found)
    assert shapely.coverage_is_valid(again)
    assert shapely.area(again).sum() == pytest.approx(shapely.union_all(again).area, rel=1e-9)


def test_two_pieces_of_one_unit_are_joined(tmp_path: Path, wards: list[Drawn]) -> None:
    west, south, east, north = wards[0].shape.bounds
    middle = (west + east) / 2
    halves = [wards[0].shape.intersection(shapely.box(*box))
              for box in ((west, south, middle, north), (middle, south, east, north))]  # fmt: skip
    pieces = [Drawn(wards[0].properties, half) for half in halves]
    assert judged(maps.geojson(tmp_path / "a.geojson", [*pieces, *wards[1:]])).units_n == 126


def test_areas_that_differ_are_warned_of_and_then_refused(tmp_path: Path, wards: list[Drawn]) -> None:
    def grown(share: float) -> list[Drawn]:
        """The first ward takes about this share of its own area from its neighbours."""
        width = np.sqrt(1 + share) - 1
        more = wards[0].shape.buffer(width * np.sqrt(wards[0].shape.area) / 3.5)
        whole = [Drawn(wards[0].properties, more)]
        rest = [Drawn(one.properties, one.shape.difference(more)) for one in wards[1:]]
        return whole + rest

    found = judged(maps.geojson(tmp_path / "a.geojson", grown(0.12)))
    assert any("lệch hơn 3 %" in warning for warning in found.warnings)
    assert "lệch hơn 30 %" in refusal(maps.geojson(tmp_path / "b.geojson", grown(1.2)))


# ── Refused ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lines_and_points_are_no_areas(tmp_path: Path, wards: list[Drawn]) -> None:
    lines = [Drawn(one.properties, one.shape.boundary) for one in wards]
    points = [Drawn(one.properties, one.shape.centroid) for one in wards]
    assert "các đường, không phải các vùng" in refusal(maps.geojson(tmp_path / "a.geojson", lines))
    assert "các điểm, không phải các vùng" in refusal(maps.geojson(tmp_path / "b.geojson", points))


def test_another_province_is_told_by_place_and_names(tmp_path: Path, wards: list[Drawn]) -> None:
    away = [
        Drawn({"ten": f"Xã Số {at}"}, shapely.affinity.translate(one.shape, 1.2, -10.1)) for at, one in enumerate(wards)
    ]
    assert "ngoài Hà Nội" in refusal(maps.geojson(tmp_path / "a.geojson", away))
    assert "tỉnh, thành phố khác" in refusal(tmp_path / "a.geojson")


def test_names_that_match_nothing(tmp_path: Path, wards: list[Drawn]) -> None:
    nameless = [Drawn({"ten": f"Vùng {at} mới"}, one.shape) for at, one in enumerate(wards)]
    assert "Không cột nào" in refusal(maps.geojson(tmp_path / "a.geojson", nameless))


@pytest.mark.parametrize("epsg", [32648, 5897, 4326])
def test_without_a_system_those_that_fit_are_offered(tmp_path: Path, wards: list[Drawn], epsg: int) -> None:
    path = maps.zipped_shapefile(tmp_path / "a.zip", maps.moved(wards, epsg), None)
    says = refusal(path)
    assert "--crs" in says
    assert f"EPSG:{epsg}" in says
    assert ("EPSG:4326" in says) == (epsg == 4326)
    assert judged(path, crs=str(epsg)).units_n == 126


def test_metres_in_a_geojson_are_no_degrees(tmp_path: Path, wards: list[Drawn]) -> None:
    path = maps.geojson(tmp_path / "a.geojson", maps.moved(wards, 5897))
    assert "EPSG:5897" in refusal(path)
    assert judged(path, crs="EPSG:5897").units_n == 126


def test_a_wrong_system_is_told_with_those_that_fit(tmp_path: Path, wards: list[Drawn]) -> None:
    path = maps.geojson(tmp_path / "a.geojson", maps.moved(wards, 5897), "EPSG:9210")
    says = refusal(path)
    assert "EPSG:5897" in says
    assert "Không có hệ tọa độ" in refusal(path, crs="VN2000")
    assert "Không có hệ tọa độ" in refusal(path, crs="99999999999")


def test_north_before_east_is_turned(tmp_path: Path, wards: list[Drawn]) -> None:
    turned = [Drawn(one.properties, shapely.transform(one.shape, lambda corners: corners[:, ::-1])) for one in wards]
    found = judged(maps.geojson(tmp_path / "a.geojson", turned))
    assert found.units_n == 126
    assert any("bắc – đông" in warning for warning in found.warnings)


def test_forty_missing_wards_are_named(tmp_path: Path, wards: list[Drawn]) -> None:
    says = refusal(maps.geojson(tmp_path / "a.geojson", wards[40:]))
    assert "40 trong 126" in says
    assert wards[0].properties["ten"] in says
    assert "và 28 tên khác" in says


def test_two_periods_in_one_file(tmp_path: Path, wards: list[Drawn]) -> None:
    assert "hai thời kỳ" in refusal(maps.geojson(tmp_path / "a.geojson", [*wards, *maps.old_wards()]))


def test_one_unit_drawn_twice(tmp_path: Path, wards: list[Drawn]) -> None:
    says = refusal(maps.geojson(tmp_path / "a.geojson", [*wards, wards[3]]))
    assert "nhiều hơn một hình" in says
    assert wards[3].properties["ten"] in says


def test_an_empty_shape_is_named(tmp_path: Path, wards: list[Drawn]) -> None:
    empty = Drawn(wards[5].properties, shapely.MultiPolygon())
    says = refusal(maps.geojson(tmp_path / "a.geojson", [*wards[:5], empty, *wards[6:]]))
    assert "rỗng" in says
    assert wards[5].properties["ten"] in says


def test_names_on_the_wrong_areas(tmp_path: Path) -> None:
    """Districts have no published area and no point; wards have both: shuffled names cannot stand."""
    wards = maps.todays_wards()
    shuffled = [Drawn(one.properties, other.shape) for one, other in zip(wards, wards[::-1], strict=True)]
    assert "Không nạp gì" in refusal(maps.geojson(tmp_path / "a.geojson", shuffled))


def test_overlaps_are_refused_when_they_are_large(tmp_path: Path) -> None:
    districts = maps.districts()
    grown = [Drawn(one.properties, one.shape.buffer(0.003)) for one in districts]
    assert "chồng lên nhau" in refusal(maps.geojson(tmp_path / "a.geojson", grown))


def test_a_hole_that_is_nobodys_is_refused(tmp_path: Path) -> None:
    districts = maps.districts()
    hole = maps.outlines()["city", "HN"].centroid.buffer(0.04)
    holed = [Drawn(one.properties, one.shape.difference(hole)) for one in districts]
    assert "không thuộc đơn vị nào" in refusal(maps.geojson(tmp_path / "a.geojson", holed))


def _zip_bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\x00" * (64 * 10**6))
    return path


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04 and then nothing"), "hỏng"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 900), "GeoPackage"),
        (lambda path: path.write_bytes(b"\x00\x00\x27\x0a" + bytes(96)), ".shp"),
        (lambda path: path.write_text('{"type": "FeatureCollection", "features": ['), "cắt cụt"),
        (lambda path: path.write_text("[" * 100_000), "JSON"),
        (lambda path: path.write_text('{"type": "Topology", "objects": {}}'), "TopoJSON"),
        (lambda path: path.write_text('{"type": "FeatureCollection", "features": []}'), "không có hình nào"),
        (lambda path: path.write_text('{"type": "FeatureCollection", "features": [1, null, {"geometry": 5}]}'), "rỗng"),
        (lambda path: path.write_text('<?xml version="1.0"?><kml/>'), "KML"),
        (lambda path: path.write_bytes(b"%PDF-1.7"), "không phải tệp bản đồ"),
        (_zip_bomb, "nén bất thường"),
    ],
    ids=["zip", "sqlite", "shp", "cut", "deep", "topojson", "none", "junk", "kml", "pdf", "bomb"],
)
def test_files_that_are_no_maps(tmp_path: Path, write: Callable[[Path], object], told: str) -> None:
    path = tmp_path / "a.bin"
    write(path)
    assert told in refusal(path)


def test_coordinates_that_are_no_numbers(tmp_path: Path, wards: list[Drawn]) -> None:
    path = maps.geojson(tmp_path / "a.geojson", wards)
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    content["features"][0]["geometry"]["coordinates"][0][0][0] = [1e308, float("inf")]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert refusal(path)


def test_a_view_in_a_geopackage_is_not_run(tmp_path: Path, wards: list[Drawn]) -> None:
    path = maps.geopackage(tmp_path / "a.gpkg", wards[:2], 4326)
    with sqlite3.connect(path) as con:
        con.execute('DROP TABLE "xa phường"')
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS geom FROM n"
        con.execute(f'CREATE VIEW "xa phường" AS {endless}')
    con.close()
    assert "không phải là bảng" in refusal(path)


def test_areas_out_of_anything() -> None:
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (5, 5)])])
    assert coverage.areas_of(mixed).area == 1
    assert coverage.areas_of(None).is_empty
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert coverage.areas_of(bow).is_valid
    assert coverage.areas_of(bow).area == pytest.approx(2)
