"""Every ward has a hexagon of its own, and those to the north stand higher."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from pages.parts import shapes

LAYOUT: Final = Path(shapes.__file__).parents[2] / "data" / "reference" / "unit_hex.csv"


def test_layout_of_the_city_has_126_places() -> None:
    with LAYOUT.open(encoding="utf-8", newline="") as file:
        wards = [row for row in csv.DictReader(file) if row["layout"] == "ward_126"]
    places = [shapes.centre(int(row["hex_row"]), int(row["hex_col"])) for row in wards]
    assert len(set(places)) == len(places) == 126
    at = {row["unit_code"]: place for row, place in zip(wards, places, strict=True)}
    assert at["00376"][1] < at["00004"][1], "Sóc Sơn lies north of Ba Đình, so higher on the screen"
    assert at["09700"][0] < at["00004"][0], "Ba Vì lies west of it"
