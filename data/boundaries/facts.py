"""Outlines beside what is published of their units: areas, and the points that stand for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from data.boundaries import projection
from data.boundaries.matching import listed
from data.load.meaning.units import Unit
from data.load.refusal import Refused
from data.load.report import decimal

WARN_PCT, REFUSE_PCT = 3.0, 30.0
STRAY_MOST = 0.3  # of the reference points that may lie outside their units


@dataclass(frozen=True)
class Known:
    """What the data file knows of a unit beside its name."""

    unit: Unit
    former_district: str | None
    area_km2: float | None
    lon: float | None
    lat: float | None


def compared(
    codes: Sequence[str], drawn: np.ndarray, facts: Mapping[str, Known], published: Sequence[Known]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Each unit's area beside the published one, and what to say of those that differ. Raises Refused."""
    rows: list[dict[str, Any]] = []
    for code, shape in zip(codes, drawn, strict=True):
        area, told = float(shape.area) / 1e6, facts[code].area_km2
        difference = (area / told - 1) * 100 if told else None
        rows.append(
            {
                "code": code, "title": facts[code].unit.title, "area_km2": area, "published_km2": told,
                "difference_pct": difference, "is_noted": difference is not None and abs(difference) > WARN_PCT,
            }
        )  # fmt: skip
    wrong = [row for row in rows if row["difference_pct"] is not None and abs(row["difference_pct"]) > REFUSE_PCT]
    if wrong:
        raise Refused(
            f"Diện tích của {len(wrong)} đơn vị lệch hơn {REFUSE_PCT:.0f} % so với diện tích công bố: "
            f"{listed(map(_difference, wrong))}. Không nạp gì; hãy kiểm tra tên, mã và hệ tọa độ."
        )
    total, whole = sum(row["area_km2"] for row in rows), sum(one.area_km2 or 0 for one in published)
    notes = []
    if whole:
        off = (total / whole - 1) * 100
        if abs(off) > REFUSE_PCT:
            raise Refused(
                f"Tổng diện tích {decimal(total, 1)} km² lệch {_signed(off)} % so với {decimal(whole, 1)} km² công bố. "
                "Không nạp gì; hãy kiểm tra tệp và hệ tọa độ."
            )
        if abs(off) > WARN_PCT:
            notes.append(
                f"Tổng diện tích {decimal(total, 1)} km² lệch {_signed(off)} % so với {decimal(whole, 1)} km²."
            )
    noted = sorted((row for row in rows if row["is_noted"]), key=lambda row: -abs(row["difference_pct"]))
    if noted:
        notes.append(
            f"{len(noted)} đơn vị lệch hơn {WARN_PCT:.0f} % so với công bố: {listed(map(_difference, noted))}."
        )
    return rows, notes


def _difference(row: Mapping[str, Any]) -> str:
    return f"{row['title']} {_signed(row['difference_pct'])} %"


def _signed(value: float) -> str:
    return ("+" if value > 0 else "−") + decimal(abs(value), 1)


def strays(codes: Sequence[str], drawn: np.ndarray, facts: Mapping[str, Known]) -> list[str]:
    """Units whose reference point lies in another one's outline: names may sit on the wrong areas. Raises Refused."""
    metres = projection.to_metres()
    placed = [(code, shape) for code, shape in zip(codes, drawn, strict=True) if facts[code].lon is not None]
    if not placed:
        return []
    points = metres(np.array([(facts[code].lon, facts[code].lat) for code, _ in placed]))
    is_in = shapely.contains_xy(np.array([shape for _, shape in placed]), points[:, 0], points[:, 1])
    outside = [facts[code].unit.title for (code, _), found in zip(placed, is_in, strict=True) if not found]
    if len(outside) > STRAY_MOST * len(placed):
        raise Refused(
            f"Điểm đại diện của {len(outside)} đơn vị nằm ngoài vùng mang tên đó: {listed(outside)}. "
            "Không nạp gì; tên, mã có thể gắn nhầm vùng, hoặc hệ tọa độ sai."
        )
    return [f"Điểm đại diện nằm ngoài vùng của {listed(outside)}."] if outside else []
