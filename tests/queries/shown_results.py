"""What the tests of subtraction share: questions asked, and the slips that each result shown must have counted."""

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pandas as pd
from hand_counted import _fill

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import LISTS, Filters, add_months
from queries.question import ask

LIMIT = 10
FIRST, LAST = date(2024, 10, 1), date(2026, 10, 1)  # October 2026 has only begun
CHANNELS, KINDS = ("direct", "online", "post"), ("person", "organisation")
ROWS = {
    "headline": (),
    "satisfaction_by_month": ("month",),
    "satisfaction_by_ward": ("ward",),
    "satisfaction_by_district": ("district",),
    "satisfaction_by_field": ("field",),
    "satisfaction_by_procedure": ("procedure", "field"),
    "field_by_month": ("field", "month"),
    "district_by_field": ("district", "field"),
}


@dataclass(frozen=True)
class Shown:
    """A result that is shown: where it stands, its slips as said, and the slips themselves as a set of bits."""

    where: str
    said: int
    slips: np.ndarray


def fill_one(con: duckdb.DuckDBPyConnection, rows: list[dict], answers: list[dict]) -> None:
    """Slips of one instrument; the other gets one slip, since a load of none has no dates."""
    other = rows[0] | {
        "response_id": len(rows) + 1,
        "load_id": 2,
        "instrument_code": "city_survey",
        "slip_number": "C1",
    }
    _fill(con, [*rows, other], [*answers, {"response_id": other["response_id"], "item_code": "C24", "score": 4}])


class Reader:
    """Asks, and keeps every result shown with the slips it counts."""

    def __init__(self, file: Database, codes: Catalog, truth: pd.DataFrame) -> None:
        self.file, self.codes, self.truth = file, codes, truth
        self.month = truth["month"].to_numpy()
        self.column = {
            name: truth[name if name in ("channel", "respondent_kind") else f"{name}_code"].to_numpy(object)
            for name in LISTS
        }
        self.life = pd.to_datetime(truth["ward_from"]).to_numpy()
        self.shown: dict[bytes, Shown] = {}
        self.asked = 0

    def slips(self, filters: Filters) -> np.ndarray:
        """Which slips the filters leave."""
        held = (self.month >= np.datetime64(filters.start)) & (self.month <= np.datetime64(filters.end))
        for name in LISTS:
            if getattr(filters, name):
                held &= np.isin(self.column[name].astype(str), getattr(filters, name))
        if filters.ward:
            lives = {code: np.datetime64(self.codes.ward(code, filters.last_day).valid_from) for code in filters.ward}
            wanted = [lives.get(code, np.datetime64("NaT")) for code in self.column["ward"]]
            held &= self.life == np.array(wanted, dtype=self.life.dtype)
        return held

    def ask(self, name: str, filters: Filters, step: str = "month", compare: str | None = None) -> None:
        """Keep what the question shows."""
        answer = ask(self.file, self.codes, name, filters, step=step, compare=compare)
        self.keep(name, filters, answer, step, "slips_n")
        if compare:
            earlier = filters.previous() if compare == "previous" else filters.last_year()
            self.keep(name, earlier, answer, step, "before_slips_n")

    def keep(self, name: str, filters: Filters, answer: pd.DataFrame, step: str, counted: str) -> None:
        """Every row with a number, and the slips that it must have counted."""
        within = self.slips(filters)
        self.asked += len(answer)
        for row in answer[answer[counted].notna()].to_dict("records"):
            held = within.copy()
            for key in ROWS[name]:
                if key == "month":
                    end = add_months(row["month"].date(), {"month": 1, "quarter": 3, "year": 12}[step])
                    held &= (self.month >= np.datetime64(row["month"])) & (self.month < np.datetime64(end))
                else:
                    held &= self.column[key] == row[f"{key}_code"]
            if "ward" in ROWS[name]:
                held &= self.life == np.datetime64(row["ward_from"])
            said = int(row[counted])
            if counted == "slips_n" or said:
                keys = {key: row.get("month" if key == "month" else f"{key}_code") for key in ROWS[name]}
                one = Shown(f"{name} {keys} {filters} {step} {counted}", said, held)
                self.shown.setdefault(np.packbits(held).tobytes(), one)


def differences(shown: list[Shown]) -> list[str]:
    """The pairs, one within the other, that leave between one slip and nine."""
    bits = np.array([one.slips for one in shown])
    sizes = bits.sum(axis=1)
    assert sizes.tolist() == [one.said for one in shown]  # what is said is what the slips say
    found = []
    order = np.argsort(sizes)
    bits, sizes = bits[order], sizes[order]
    for at, size in enumerate(sizes):
        # Only those larger by less than ten can leave so few.
        last = np.searchsorted(sizes, size + LIMIT)
        near = np.arange(np.searchsorted(sizes, size, side="right"), last)
        holds = near[(bits[near] & bits[at]).sum(axis=1) == size] if size else near[sizes[near] < LIMIT]
        found += [f"{shown[order[one]].where}\n  less {shown[order[at]].where}: {sizes[one] - size}" for one in holds]
    return found
