"""Writes the 579 wards of Hà Nội as they were until 2024-12-31 into reference/ward_2024.csv.

    python -m data.reference_wards_2024 data/reference

They are the 526 wards of unit.csv that followed them, but for those of ``inputs/ward_2024_changes.csv``: the ones that
ended with 2024 and the ones whose code has borne another name since. Codes are the same in both lists. Slips of those
years are recorded under the 526; this list only says whose outlines a map file of those years holds.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from data.reference_units import FIRST_DAY, LAST_DAY_BEFORE, read_input, write_csv

CHANGES = "ward_2024_changes.csv"
LAST_DAY = "2024-12-31"
LIST = (
    "github.com/ThangLeQuoc/vietnamese-provinces-database, json/vn_only_simplified_json_generated_data_vn_units_"
    "2024-06-23__00_43_21.json @9959e874 (MIT, Copyright (c) 2021 Thang Le Quoc)"
)
SOURCE = f"Cùng mã, cùng tên từ 01/01/2025; danh mục tháng 6/2024: {LIST}"
SOURCE_RENAMED = f"Mã mang tên khác từ 01/01/2025; danh mục tháng 6/2024: {LIST}"
SOURCE_ENDED = f"Kết thúc khi sắp xếp ngày 01/01/2025; danh mục tháng 6/2024: {LIST}"


class Ward(NamedTuple):
    """One row of ward_2024.csv. valid_from: the first day the data file covers, not the day the unit was founded."""

    unit_code: str
    name: str
    kind: str
    district_code: str
    valid_from: str
    valid_to: str
    source: str


def wards(units: Sequence[Mapping[str, str]], changes: Sequence[Mapping[str, str]]) -> list[Ward]:
    """The wards of before 2025 in the order of their codes.

    units: rows of unit.csv. changes: rows of the list of changes; change is 'ended' or 'renamed'. Raises ValueError
    where a change contradicts the units.
    """
    later = {row["unit_code"]: row for row in units if row["level"] == "ward" and row["valid_to"] == LAST_DAY_BEFORE}
    found = {code: _ward(row, row["parent_code"], SOURCE) for code, row in later.items()}
    for row in changes:
        code, is_known = row["unit_code"], row["unit_code"] in later
        if row["change"] == "ended" and not is_known:
            found[code] = _ward(row, row["district_code"], SOURCE_ENDED)
        elif row["change"] == "renamed" and is_known and later[code]["name"] != row["name"]:
            found[code] = _ward(row, row["district_code"], SOURCE_RENAMED)
        else:
            raise ValueError(f"{CHANGES}: {code} {row['change']}")
    return [found[code] for code in sorted(found)]


def _ward(row: Mapping[str, str], district: str, source: str) -> Ward:
    return Ward(row["unit_code"], row["name"], row["kind"], district, FIRST_DAY, LAST_DAY, source)


def main(arguments: Sequence[str]) -> int:
    """Runs the command; exit status 0 done, 1 the lists contradict each other, 2 wrong usage."""
    if len(arguments) != 1:
        print("usage: python -m data.reference_wards_2024 REFERENCE_DIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    try:
        with (folder / "unit.csv").open(encoding="utf-8", newline="") as file:
            found = wards(list(csv.DictReader(file)), read_input(CHANGES))
    except (OSError, ValueError, KeyError) as error:
        print(error, file=sys.stderr)
        return 1
    write_csv(folder / "ward_2024.csv", Ward._fields, found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
