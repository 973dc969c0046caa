"""What every part of the simulated data shares: its calendar, the reference tables, the way into a table.

Days are whole numbers since 1970-01-01 throughout: they add, sort and reach Arrow's date32 unconverted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

FIRST_ON = date(2021, 1, 4)
LAST_ON = date(2026, 10, 31)
METHOD_BREAK_ON = date(2022, 1, 1)
UNIT_BREAK_ON = date(2025, 7, 1)
TET_ON = tuple(
    date.fromisoformat(text)
    for text in ("2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17")
)
LOADED_AT = datetime(2026, 11, 1, 6, 0, 0)

LOADS = {  # load_id of each simulated file
    "survey/one_stop_slip": 1,
    "survey/city_survey": 2,
    "inspection": 3,
    "slip": 4,
    "dossier": 5,
    "portal": 6,
    "action": 7,
    "initiative": 8,
    "annotation": 9,
}
STREAMS = ("survey", "answer", "inspection", "sanction", "slip", "dossier", "portal", "action", "initiative")


def day_of(value: date) -> int:
    """Days since 1970-01-01."""
    return (value - date(1970, 1, 1)).days


FIRST_DAY = day_of(FIRST_ON)
LAST_DAY = day_of(LAST_ON)
METHOD_BREAK_DAY = day_of(METHOD_BREAK_ON)
UNIT_BREAK_DAY = day_of(UNIT_BREAK_ON)
TET_DAYS = np.array([day_of(tet_on) for tet_on in TET_ON])


def as_datetime64(days: np.ndarray) -> np.ndarray:
    """Day numbers as datetime64[D], which is what numpy's calendar functions take."""
    return days.astype("int64").astype("datetime64[D]")


def weekday_of(days: np.ndarray) -> np.ndarray:
    """0 Monday … 6 Sunday; 1970-01-01 was a Thursday."""
    return (days + 3) % 7


def quarter_of(days: np.ndarray) -> np.ndarray:
    """Quarters since 1970: 226 is Q3/2026."""
    return as_datetime64(days).astype("datetime64[M]").astype(int) // 3


def working_day_after(days: np.ndarray, working_days: int) -> np.ndarray:
    """The day that many working days (Monday to Friday) later."""
    return np.busday_offset(as_datetime64(days), working_days, roll="backward").astype(int)


def near_tet(days: np.ndarray, before_days: float, after_days: float) -> np.ndarray:
    """0–1: how close each day is to a Tết, with a bell of the given widths before and after it."""
    gap = days[:, None] - TET_DAYS[None, :]
    width = np.where(gap < 0, before_days, after_days)
    return np.exp(-0.5 * (gap / width) ** 2).max(axis=1)


def streams(seed: int) -> dict[str, np.random.Generator]:
    """One independent generator a table, so that a change to one leaves the others' rows as they were."""
    children = np.random.SeedSequence(seed).spawn(len(STREAMS))
    return {name: np.random.Generator(np.random.PCG64(child)) for name, child in zip(STREAMS, children, strict=True)}


@dataclass(frozen=True)
class Reference:
    """The reference tables the simulation needs, sorted so that the same seed meets the same order."""

    old_wards: pd.DataFrame  # unit_code, kind, district_code; in force until 2025-06-30
    new_wards: pd.DataFrame  # unit_code, name, kind, district_code (the former district); from 2025-07-01
    districts: list[str]
    departments: list[str]
    fields: list[str]
    procedures: pd.DataFrame  # procedure_code, field_code, from_day, to_day
    items: pd.DataFrame  # item_code, factor_code of the service part, by position
    labels: pd.DataFrame  # domain, code, from_day, to_day, by position

    def codes(self, domain: str, fallback: tuple[str, ...]) -> list[str]:
        """The codes of a coded column in their order, or the fallback if it has no words yet."""
        return self.labels.loc[self.labels["domain"] == domain, "code"].tolist() or list(fallback)


def _days(column: pd.Series, missing: int) -> np.ndarray:
    stamps = pd.to_datetime(column)
    days = (stamps - pd.Timestamp(0)).dt.days
    return days.fillna(missing).to_numpy(dtype=np.int64)


def read_reference(con: duckdb.DuckDBPyConnection) -> Reference:
    """Reads the units, procedures, items and code words the database holds."""
    frames = {
        table: con.table(table).to_df()
        for table in ("unit", "procedure_field", "procedure", "factor", "item", "code_label")
    }
    forever = 10**6
    for table in ("unit", "procedure", "code_label"):
        frame = frames[table]
        frame["from_day"] = _days(frame["valid_from"], -forever)
        frame["to_day"] = _days(frame["valid_to"], forever)
    unit = frames["unit"].sort_values(["unit_code", "from_day"])
    ward = unit[unit["level"] == "ward"]
    old = ward[ward["from_day"] < UNIT_BREAK_DAY].assign(district_code=lambda row: row["parent_code"])
    new = ward[ward["to_day"] >= UNIT_BREAK_DAY].assign(district_code=lambda row: row["former_district_code"])
    service = frames["factor"].query("part == 'service'")["factor_code"]
    item = frames["item"]
    return Reference(
        old_wards=old.reset_index(drop=True),
        new_wards=new.reset_index(drop=True),
        districts=unit.loc[unit["level"] == "district", "unit_code"].tolist(),
        departments=unit.loc[unit["level"] == "department", "unit_code"].unique().tolist(),
        fields=frames["procedure_field"].sort_values("position")["field_code"].tolist(),
        procedures=frames["procedure"].sort_values(["procedure_code", "from_day"]).reset_index(drop=True),
        items=item[item["factor_code"].isin(service)].sort_values("position").reset_index(drop=True),
        labels=frames["code_label"].sort_values(["domain", "position"]).reset_index(drop=True),
    )


def pick(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Indexes drawn in proportion to weights."""
    edges = np.cumsum(weights, dtype=float)
    return np.searchsorted(edges, rng.random(size) * edges[-1], side="right").clip(max=len(edges) - 1)


def dates(days: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    """Day numbers as date32; NULL where known is false."""
    mask = None if known is None else ~known
    return pa.array(days.astype(np.int32), mask=mask).cast(pa.date32())


def coded(index: np.ndarray, words: list[str], known: np.ndarray | None = None) -> pa.Array:
    """Words by index as a dictionary: a million rows, one copy of each word. NULL where known is false."""
    mask = None if known is None else ~known
    narrow = np.int8 if len(words) < 128 else np.int16
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(narrow), mask=mask), pa.array(words, pa.string()))


def numbered(prefix: str | np.ndarray, numbers: np.ndarray, width: int) -> pa.Array:
    """'PREFIX-000123' for each number."""
    return pa.array(np.char.add(prefix, np.char.zfill(numbers.astype(str), width)))


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
    """Appends Arrow rows to a table by column name, in their order."""
    con.register("incoming", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")
