"""Writes the units of Hà Nội, the links between them and their hexagons into reference CSVs.

    pip download --no-deps vietnamadminunits==1.0.4
    python -m data.reference_units vietnamadminunits-1.0.4-py3-none-any.whl data/reference

The first argument is the wheel or the folder it was unpacked into; the second is where ``unit.csv``,
``unit_link.csv`` and ``unit_hex.csv`` go. Only the package's two data files are read: importing the library
would pull in a geocoder. Both files are pinned by hash, so the same input always gives the same output.

What the package does not hold lies in ``data/reference/inputs``: the former district that holds most of each
new ward's area, and the hexagon of each unit. Both were computed from reference points and areas only.

The package's coordinates and bounds of the former wards and districts come from a geocoding service whose
terms forbid passing them on. They are never read here.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

DATABASE = "vietnamadminunits/data/dataset.db"
CONVERTER = "vietnamadminunits/data/converter_2025.json"
SHA256 = {
    DATABASE: "147cbbf81c8964bb594e1dda7ebab5649bce21efbfd6cb508cab7fefca62257d",
    CONVERTER: "84f0848bf401b047775cbb49768c181a9271f77e4a4ec706d293b09bcb4faddd",
}
INPUTS = Path(__file__).parent / "reference" / "inputs"

CITY = "01"
CITY_KEY = "thanhphohanoi"
FIRST_DAY = "2021-01-01"  # the first day the data file covers, not the day the unit was founded
LAST_DAY_BEFORE = "2025-06-30"
FIRST_DAY_AFTER = "2025-07-01"

PACKAGE = "vietnamadminunits 1.0.4 (pypi.org/project/vietnamadminunits/1.0.4)"
RESOLUTION = "Nghị quyết 1656/NQ-UBTVQH15"
ENDED_BY = f"hết hiệu lực theo {RESOLUTION}"
TWO_TIER = "Luật Tổ chức chính quyền địa phương 2025 (chính quyền địa phương hai cấp, không còn cấp huyện)"
SOURCE_CITY = f"Danh mục hành chính các đơn vị hành chính; {PACKAGE}"
SOURCE_DISTRICT = (
    f"Danh mục hành chính các đơn vị hành chính; {PACKAGE}; "
    "cấp huyện kết thúc: vietnamnews.vn/politics-laws/1716217, "
    "vietnam.vn/pt/ha-noi-chinh-thuc-co-126-xa-phuong; "
    "tên luật: Phổ thông, chưa đối chiếu văn bản gốc"
)
SOURCE_OLD_WARD = (
    f"{PACKAGE}; danh mục 526 đơn vị có từ 01/01/2025, số liệu trước đó cũng ghi theo danh mục này; "
    "579 đơn vị đến 31/12/2024 ở ward_2024"
)
SOURCE_NEW_WARD = f"{RESOLUTION}; {PACKAGE}"
SOURCE_LINK = f"{RESOLUTION}; {PACKAGE}"
SOURCE_HEX = "tính từ tọa độ và diện tích của 126 đơn vị, không dùng ranh giới"
WHOLE_BASIS = "toàn bộ"
PART_BASIS = "chưa có số dân theo phần"
AREA_ONLY_BASIS = "chỉ chuyển diện tích, không có dân"

# The resolution moves an uninhabited strip of Văn Khê to Ô Diên; the package leaves that pair out.
AREA_ONLY = {("09013", "09817")}

OFFICES = "congthuong.vn/9762-nguoi-dan-hai-long-…-251287.html"
PAR_2023 = "en.vietnamplus.vn/hanoi-announces-public-administration-reform-index-2023/279752.vnp"
BACKLOG_2024 = "hanoitimes.vn/hanoi-agencies-urged-to-innovate-for-faster-electronic-processing-327636.html"
# Only offices that appear in published figures; two of them are of a sở's rank without being called one.
DEPARTMENTS = (
    ("S01", "Văn phòng UBND Thành phố", "cơ quan ngang sở", OFFICES),
    ("S02", "Thanh tra Thành phố", "cơ quan ngang sở", OFFICES),
    ("S03", "Nội vụ", "sở", OFFICES),
    ("S04", "Tài chính", "sở", OFFICES),
    ("S05", "Du lịch", "sở", OFFICES),
    ("S06", "Khoa học và Công nghệ", "sở", PAR_2023),
    ("S07", "Tư pháp", "sở", BACKLOG_2024),
)

TONE_ON_FIRST = re.compile(r"([òóỏõọ])([ae])(?!\w)|(?<![qQ])([ùúủũụ])(y)(?!\w)")


class Unit(NamedTuple):
    """One row of the table unit; an empty string is NULL."""

    unit_code: str
    valid_from: str
    valid_to: str
    name: str
    kind: str
    level: str
    parent_code: str
    former_district_code: str
    area_km2: str
    lon: str
    lat: str
    legal_basis: str
    source: str


class Link(NamedTuple):
    """One row of the table unit_link; an empty string is NULL."""

    old_code: str
    new_code: str
    relation: str
    weight: str
    weight_basis: str
    legal_basis: str
    source: str


class Hexagon(NamedTuple):
    """One row of the table unit_hex."""

    layout: str
    unit_code: str
    hex_row: str
    hex_col: str
    source: str


def spell(name: str) -> str:
    """The name in NFC with the tone mark on the second vowel of oa, oe, uy, as the list of the 126 writes it.

    >>> spell("Yên Hòa"), spell("Thụy Khuê"), spell("Trâu Quỳ"), spell("Hoài Đức")
    ('Yên Hoà', 'Thuỵ Khuê', 'Trâu Quỳ', 'Hoài Đức')
    """

    def move(match: re.Match[str]) -> str:
        first, second = (part for part in match.groups() if part)
        plain, tone = unicodedata.normalize("NFD", first)
        return unicodedata.normalize("NFC", plain + second + tone)

    return TONE_ON_FIRST.sub(move, unicodedata.normalize("NFC", name))


def read_member(package: Path, member: str) -> bytes:
    """The bytes of one data file of the package, refused when they are not those of version 1.0.4."""
    if package.is_dir():
        content = (package / member).read_bytes()
    else:
        with zipfile.ZipFile(package) as wheel:
            content = wheel.read(member)
    if hashlib.sha256(content).hexdigest() != SHA256[member]:
        raise ValueError(f"{member} is not the file of vietnamadminunits 1.0.4")
    return content


def read_input(name: str) -> list[dict[str, str]]:
    """The rows of one CSV of the inputs folder."""
    with (INPUTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def open_dataset(content: bytes) -> sqlite3.Connection:
    """The package's SQLite file, opened in memory."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    return connection


def city_and_departments() -> list[Unit]:
    """The city itself and the offices of the city that appear in published figures."""
    city = Unit(CITY, FIRST_DAY, "", "Hà Nội", "thành phố", "city", "", "", "", "", "", "", SOURCE_CITY)
    departments = [
        Unit(code, FIRST_DAY, "", name, kind, "department", CITY, "", "", "", "", "", source)
        for code, name, kind, source in DEPARTMENTS
    ]
    return [city, *departments]


def districts(dataset: sqlite3.Connection) -> list[Unit]:
    """The 30 districts, which ended on 2025-06-30."""
    rows = dataset.execute(
        "SELECT DISTINCT districtCode, districtShort, districtType FROM admin_units_legacy"
        " WHERE provinceCode = ? ORDER BY districtCode",
        [CITY],
    )
    return [
        Unit(code, FIRST_DAY, LAST_DAY_BEFORE, spell(name), kind.lower(), "district", CITY, "", "", "", "",
             TWO_TIER, SOURCE_DISTRICT)
        for code, name, kind in rows
    ]  # fmt: skip


def old_wards(dataset: sqlite3.Connection) -> list[Unit]:
    """The 526 wards in force until 2025-06-30, without coordinates."""
    rows = dataset.execute(
        "SELECT wardCode, wardShort, wardType, districtCode FROM admin_units_legacy"
        " WHERE provinceCode = ? ORDER BY wardCode",
        [CITY],
    )
    return [
        Unit(code, FIRST_DAY, LAST_DAY_BEFORE, spell(name), kind.lower(), "ward", district, "", "", "", "",
             ENDED_BY, SOURCE_OLD_WARD)
        for code, name, kind, district in rows
    ]  # fmt: skip


def new_wards(dataset: sqlite3.Connection) -> list[Unit]:
    """The 126 wards in force since 2025-07-01."""
    former = {row["unit_code"]: row["former_district_code"] for row in read_input("former_district.csv")}
    rows = dataset.execute(
        "SELECT wardCode, wardShort, wardType, wardAreaKm2, wardLon, wardLat FROM admin_units"
        " WHERE provinceCode = ? ORDER BY wardCode",
        [CITY],
    )
    return [
        Unit(code, FIRST_DAY_AFTER, "", spell(name), kind.lower(), "ward", CITY, former[code], str(area),
             str(lon), str(lat), RESOLUTION, SOURCE_NEW_WARD)
        for code, name, kind, area, lon, lat in rows
    ]  # fmt: skip


def links(dataset: sqlite3.Connection, converter: bytes) -> list[Link]:
    """Every pair of a former ward and a new one that took over some of it."""
    old_code = {
        f"{province}_{district}_{ward}": code
        for province, district, ward, code in dataset.execute(
            "SELECT provinceKey, districtKey, wardKey, wardCode FROM admin_units_legacy WHERE provinceCode = ?",
            [CITY],
        )
    }
    new_code = dict(
        dataset.execute("SELECT wardKey, wardCode FROM admin_units WHERE provinceCode = ?", [CITY]).fetchall()
    )
    pairs = json.loads(converter)
    undivided = pairs["DICT_PROVINCE_WARD_NO_DIVIDED"][CITY_KEY]
    divided = pairs["DICT_PROVINCE_WARD_DIVIDED"][CITY_KEY]
    successors: dict[str, set[str]] = {}
    for new_key, old_keys in undivided.items():
        for old_key in old_keys:
            successors.setdefault(old_code[old_key], set()).add(new_code[new_key])
    for old_key, parts in divided.items():
        successors.setdefault(old_code[old_key], set()).update(new_code[part["newWardKey"]] for part in parts)

    found = {(old, new): len(news) for old, news in successors.items() for new in news}
    found.update(dict.fromkeys(AREA_ONLY, 0))
    return [make_link(old, new, successors_n) for (old, new), successors_n in sorted(found.items())]


def make_link(old: str, new: str, successors_n: int) -> Link:
    """The row of one pair; ``successors_n`` is 0 where no people moved."""
    if successors_n == 0:
        relation, weight, basis = "area_only", "0", AREA_ONLY_BASIS
    elif successors_n == 1:
        relation, weight, basis = "whole", "1", WHOLE_BASIS
    else:
        relation, weight, basis = "part", "", PART_BASIS
    source = RESOLUTION if successors_n == 0 else SOURCE_LINK
    return Link(old, new, relation, weight, basis, RESOLUTION, source)


def hexagons() -> list[Hexagon]:
    """One hexagon a unit for both layouts."""
    rows = [Hexagon(**row, source=SOURCE_HEX) for row in read_input("hex_layout.csv")]
    return sorted(rows, key=lambda row: (row.layout, row.unit_code))


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes a CSV as the loader expects it: UTF-8, commas, LF, empty for NULL."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def build(package: Path, out: Path) -> None:
    """Writes unit.csv, unit_link.csv and unit_hex.csv into the folder ``out``."""
    dataset = open_dataset(read_member(package, DATABASE))
    converter = read_member(package, CONVERTER)
    units = [*city_and_departments(), *districts(dataset), *old_wards(dataset), *new_wards(dataset)]
    write_csv(out / "unit.csv", Unit._fields, units)
    write_csv(out / "unit_link.csv", Link._fields, links(dataset, converter))
    write_csv(out / "unit_hex.csv", Hexagon._fields, hexagons())


def main(arguments: Sequence[str]) -> int:
    """Runs the command; exit status 0 done, 1 the input was refused, 2 wrong usage."""
    if len(arguments) != 2:
        print("usage: python -m data.reference_units WHEEL_OR_FOLDER OUT_DIR", file=sys.stderr)
        return 2
    package, out = map(Path, arguments)
    try:
        build(package, out)
    except (OSError, ValueError, zipfile.BadZipFile, KeyError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
