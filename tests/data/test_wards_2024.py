"""The 579 wards of before 2025: their list, a map file of them, and names that several of them bear."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import map_files as maps
import pytest
from map_files import Drawn

from data import build, reference_wards_2024
from data.__main__ import main
from data.boundaries.judging import Judged, judge
from data.boundaries.matching import best_match
from data.load.refusal import Refused
from data.reference_units import read_input

# Typed by hand: units that the arrangement of 2025-01-01 ended, and codes that bore another name before it.
ENDED = {"00142": ("Sài Đồng", "004"), "00274": ("Cầu Dền", "007"), "10408": ("Trầm Lộng", "281")}
RENAMED = {"00226": "Trung Tự", "09538": "Nguyễn Trãi", "10402": "Hoà Lâm", "00541": "Dương Hà"}

UNIT = {
    "unit_code": "00004", "level": "ward", "valid_to": "2025-06-30", "parent_code": "001", "name": "Trúc Bạch",
    "kind": "phường",
}  # fmt: skip


@pytest.fixture(scope="module")
def wards() -> list[Drawn]:
    return maps.old_wards("ward_2024")


def judged(path: Path, wanted: date | None = None) -> Judged:
    return judge(path, path.name, maps.known(), crs=None, wanted=wanted)


def matched(wards: list[Drawn], wanted: date | None, **columns: str) -> tuple[str, int]:
    """Level of the set that the rows are taken for, and how many of it are found."""
    rows = [one.properties for one in maps.renamed(wards, **columns)]
    found = best_match(rows, [one.unit for one in maps.known()], wanted)
    assert not found.missing
    assert not found.rest
    return found.of.level, len(found.rows)


def refusal(path: Path, wanted: date | None = None) -> str:
    with pytest.raises(Refused) as raised:
        judged(path, wanted)
    return str(raised.value)


def test_the_list_is_the_wards_that_followed_and_what_changed() -> None:
    with duckdb.connect() as con:
        build.load_reference(con)
        rows = con.execute("SELECT unit_code, name, kind, district_code, valid_to FROM ward_2024").fetchall()
        later = dict(con.execute("SELECT unit_code, name FROM unit WHERE valid_to = '2025-06-30'").fetchall())
    found = {row[0]: row[1:] for row in rows}
    assert len(rows) == len(found) == 579
    assert Counter(row[1] for row in found.values()) == {"xã": 383, "phường": 175, "thị trấn": 21}
    assert {row[3] for row in found.values()} == {date(2024, 12, 31)}
    wards = set(later) & set(found)
    assert len(set(found) - set(later)) == 53
    assert sum(later[code] != found[code][0] for code in wards) == 33
    assert {code: (found[code][0], found[code][2]) for code in ENDED} == ENDED
    assert {code: found[code][0] for code in RENAMED} == RENAMED


def test_the_file_is_what_the_script_makes(tmp_path: Path) -> None:
    (tmp_path / "unit.csv").write_bytes((build.REFERENCE / "unit.csv").read_bytes())
    assert reference_wards_2024.main([str(tmp_path)]) == 0
    assert (tmp_path / "ward_2024.csv").read_bytes() == (build.REFERENCE / "ward_2024.csv").read_bytes()


@pytest.mark.parametrize("wrong", [{"change": "renamed"}, {"unit_code": "00004"}, {"change": "moved"}])
def test_a_change_that_contradicts_the_units_is_none(wrong: dict[str, str]) -> None:
    row = {**read_input(reference_wards_2024.CHANGES)[0], **wrong}
    with pytest.raises(ValueError, match=row["unit_code"]):
        reference_wards_2024.wards([UNIT], [row])


def test_all_are_found_by_code_and_name_or_by_either(tmp_path: Path, wards: list[Drawn]) -> None:
    found = judged(maps.geojson(tmp_path / "all.geojson", wards))
    assert (found.level, found.valid_from, found.units_n) == ("ward_2024", "2021-01-01", 579)
    assert found.title == "579 xã, phường (đến hết 31/12/2024)"
    assert found.derived_from == "ward_2024 2021-01-01"
    assert found.bytes_n <= 300_000
    assert Counter(one.level for one in found.outlines) == {"ward_2024": 579, "district": 30, "city": 1}
    assert matched(wards, date(2024, 5, 1), XA="ma") == ("ward_2024", 579)
    assert matched(wards, None, TEN="ten", LOAI="loai", QUAN="huyen") == ("ward_2024", 579)


@pytest.mark.parametrize("wanted", [None, date(2024, 5, 1), date(2025, 3, 1)])
def test_those_of_the_half_year_after_are_still_themselves(wanted: date | None) -> None:
    assert matched(maps.old_wards(), wanted, XA="ma") == ("ward", 526)


def test_missing_ones_are_named_and_a_later_day_is_refused(tmp_path: Path, wards: list[Drawn]) -> None:
    # The column of districts is whole, yet this is no file of districts.
    less = [one for one in wards if one.properties["ma"] not in ENDED]
    told = refusal(maps.geojson(tmp_path / "less.geojson", less))
    assert "Thiếu ranh giới của 3 trong 579 xã, phường (đến hết 31/12/2024)" in told
    assert "Phường Sài Đồng" in told
    assert "Xã Trầm Lộng" in told
    for file in (wards, maps.renamed(wards, XA="ma")):
        told = refusal(maps.geojson(tmp_path / "all.geojson", file), date(2025, 3, 1))
        assert "579 xã, phường (đến hết 31/12/2024), không phải đơn vị có hiệu lực vào ngày 1/3/2025" in told


def test_wards_of_two_times_in_one_file(tmp_path: Path, wards: list[Drawn]) -> None:
    both = maps.renamed([*wards, *maps.todays_wards()], ten="ten", loai="loai", ma="ma")
    told = refusal(maps.geojson(tmp_path / "both.geojson", both))
    assert "hai thời kỳ" in told or "không khớp" in told


@pytest.mark.parametrize(
    ("level", "n", "places"),
    [
        ("ward", 526, "Kim Chung (xã của Huyện Đông Anh, xã của Huyện Hoài Đức)"),
        ("ward_2024", 579, "Quang Trung (phường của Quận Đống Đa, phường của Quận Hà Đông, phường của Thị xã Sơn Tây,"),
    ],
)
def test_names_of_several_units_alone_are_told_with_their_districts(
    tmp_path: Path, level: str, n: int, places: str
) -> None:
    bare = [replace(one, properties={"TEN": one.properties["ten"]}) for one in maps.old_wards(level)]
    told = refusal(maps.geojson(tmp_path / "bare.geojson", bare))
    assert "tên là của nhiều đơn vị" in told
    assert places in told
    assert "thêm một cột quận, huyện hoặc một cột mã đơn vị" in told
    assert f"{n} xã, phường" in told
    assert "Thiếu hẳn" not in told
    less = [one for one in bare if one.properties["TEN"] not in ("Cổ Loa", "Bưởi")]
    told = refusal(maps.geojson(tmp_path / "less.geojson", less))
    assert "Thiếu hẳn 2 đơn vị: Phường Bưởi, Xã Cổ Loa." in told


def test_outlines_come_into_a_file_of_an_earlier_release(tmp_path: Path, wards: list[Drawn]) -> None:
    path = build.build(tmp_path / "earlier.duckdb", lambda _: None)
    with duckdb.connect(str(path)) as con:
        rule = "CHECK (level IN ('ward', 'district', 'city'))"
        sql = (build.HERE / "outlines.sql").read_text(encoding="utf-8")
        earlier = sql.replace("CHECK (level IN ('ward', 'ward_2024', 'district', 'city'))", rule)
        assert rule in earlier
        con.execute("CREATE TEMP TABLE held AS FROM boundary")
        con.execute("DROP TABLE boundary")
        con.execute("DROP TABLE ward_2024")
        con.execute(earlier)
        con.execute("DROP TABLE ward_2024")
        con.execute("INSERT INTO boundary FROM held")
        con.execute(
            "INSERT INTO boundary VALUES ('official', '00004', '2021-01-01', 'ward', '[]', 105.84, 21.04, 1)"
        )  # an outline of before, which stays beside the new ones
    file = maps.geojson(tmp_path / "579.geojson", wards)
    assert main(["boundaries", str(file), "--source", "Tự vẽ", "--database", str(path)]) == 0
    with duckdb.connect(str(path), read_only=True) as con:
        counts = dict(
            con.execute("SELECT level, count(*) FROM boundary WHERE form = 'official' GROUP BY ALL").fetchall()
        )
        assert counts == {"ward": 1, "ward_2024": 579, "district": 30, "city": 1}
        assert con.execute("SELECT count(*) FROM boundary WHERE form = 'schematic'").fetchall() == [(157,)]
        assert con.execute("SELECT count(*) FROM ward_2024").fetchall() == [(579,)]
