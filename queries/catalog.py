"""What the data file holds: its codes with their names, its period, its breaks. Read once a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from queries.database import Database, NoDatabase

LISTS = Path(__file__).parent / "lists"


@dataclass(frozen=True)
class Coded:
    """A code with its Vietnamese and English name."""

    code: str
    name: str
    name_en: str

    def word(self, lang: str) -> str:
        """The name in that language."""
        return self.name_en if lang == "en" else self.name


@dataclass(frozen=True)
class Instrument(Coded):
    """A way of asking whose slips the file holds, with who is asked."""

    population: str
    population_en: str


@dataclass(frozen=True)
class Procedure(Coded):
    """A procedure with its field."""

    field_code: str


@dataclass(frozen=True)
class Unit:
    """A unit in one period of its validity. `name` is without its kind; valid_to None: still in force."""

    code: str
    valid_from: date
    valid_to: date | None
    name: str
    kind: str
    kind_en: str
    level: str
    district_code: str | None
    lon: float | None
    lat: float | None

    @property
    def key(self) -> str:
        """Tells the two lives of a code apart: 00004 was Trúc Bạch until 2025-06-30 and is Ba Đình since."""
        return f"{self.code}@{self.valid_from}"

    def word(self, lang: str) -> str:
        """Full name: 'Phường Ba Đình', 'Ba Đình ward'."""
        return f"{self.name} {self.kind_en}" if lang == "en" else f"{self.kind.capitalize()} {self.name}"

    def is_valid(self, day: date) -> bool:
        """Whether the unit was in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Break:
    """A date at which lines are cut; instrument None: of every instrument."""

    on: date
    kind: str
    instrument: str | None
    name: str
    name_en: str

    def word(self, lang: str) -> str:
        """What changed, in that language."""
        return self.name_en if lang == "en" else self.name


@dataclass(frozen=True)
class Catalog:
    """Everything a filter, a label or a break needs, without asking the file again."""

    instruments: Mapping[str, Instrument]
    districts: Mapping[str, Unit]
    wards: Mapping[str, tuple[Unit, ...]]  # the lives of a code, latest first
    ward_order: tuple[Unit, ...]  # every life of every ward, by name
    fields: Mapping[str, Coded]
    procedures: Mapping[str, Procedure]
    channels: Mapping[str, Coded]
    respondent_kinds: Mapping[str, Coded]
    factors: Mapping[str, Coded]
    breaks: tuple[Break, ...]
    hexes: Mapping[str, Mapping[str, tuple[int, int]]]  # level → code → row, column of its hexagon
    first_month: date
    last_month: date
    last_day: date
    register_days: Mapping[str, date]  # kind of load → the last day its rows speak of
    is_simulated: bool
    tables: frozenset[str]  # a file of an earlier release lacks some

    @property
    def default_instrument(self) -> str:
        """The instrument a page opens with."""
        return next(iter(self.instruments))

    @property
    def default_period(self) -> tuple[date, date]:
        """First and last month of the latest quarter that is over; of the last month where none is."""
        complete = self.last_month.year * 12 + self.last_month.month
        # The last month counts as over only when the slips reach its end; late December slips may stop on the 30th.
        if self.last_day.day < 28:
            complete -= 1
        year, quarter = divmod(complete // 3 - 1, 4)
        start = date(year, 3 * quarter + 1, 1)
        if start < self.first_month:
            return self.last_month, self.last_month
        return start, date(year, 3 * quarter + 3, 1)

    def wards_on(self, day: date) -> dict[str, Unit]:
        """The wards in force on that day by code, in the order of their names."""
        return {unit.code: unit for unit in self.ward_order if unit.is_valid(day)}

    def has_hexes(self, day: date) -> bool:
        """Whether the wards in force on that day are those that have hexagons."""
        return any(unit.is_valid(day) for code in self.hexes["ward"] for unit in self.wards.get(code, ())[:1])

    def codes(self, name: str) -> Mapping[str, object]:
        """The known codes of a list filter."""
        return {
            "district": self.districts,
            "ward": self.wards,
            "field": self.fields,
            "procedure": self.procedures,
            "channel": self.channels,
            "respondent_kind": self.respondent_kinds,
        }[name]

    def ward(self, code: str, day: date) -> Unit:
        """The life of a ward's code on that day; the latest where it had none. Raises KeyError for an unknown code."""
        lives = self.wards[code]
        return next((unit for unit in lives if unit.is_valid(day)), lives[0])

    def breaks_of(self, instrument: str) -> list[Break]:
        """The breaks of one instrument's series, in order."""
        return [cut for cut in self.breaks if cut.instrument in (None, instrument)]

    def break_between(self, instrument: str, earlier: date, later: date) -> Break | None:
        """The last break that falls after `earlier` and on or before `later` (first days of periods), if any."""
        between = [cut for cut in self.breaks_of(instrument) if earlier < cut.on <= later]
        return between[-1] if between else None


class Outdated(NoDatabase):
    """The data file is of an earlier release and lacks tables that this one reads; the text names them and the way."""


def read_catalog(database: Database) -> Catalog:
    """The catalogue of a data file.

    Raises LookupError where the file holds nothing that has a date, NoDatabase where it is none of ours or damaged,
    Outdated where it has to be brought up to this release first (python -m data upgrade).
    """

    def rows(name: str) -> list[dict]:
        try:
            frame = database.frame((LISTS / f"{name}.sql").read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise NoDatabase(f"{database.path}: {error}") from error
        return frame.astype(object).where(frame.notna(), None).to_dict("records")

    held = rows("held")[0]
    if lacking := [row["table_name"] for row in rows("lacking")]:
        way = f"python -m data upgrade --database {database.path}"
        raise Outdated(f"{database.path} (của bản phần mềm trước, thiếu {', '.join(lacking)}; hãy chạy `{way}`)")
    if held["first_month"] is None:
        raise LookupError(str(database.path))
    codes = rows("code")

    def coded(domain: str) -> dict[str, Coded]:
        part = [row for row in codes if row["domain"] == domain]
        return {row["code"]: Coded(row["code"], row["name_vi"], row["name_en"]) for row in part}

    hexes: dict[str, dict[str, tuple[int, int]]] = {"ward": {}, "district": {}}
    for row in rows("hex"):
        hexes[row["level"]][row["unit_code"]] = (int(row["hex_row"]), int(row["hex_col"]))
    units = [_unit(row) for row in rows("unit")]
    ward_order = tuple(unit for unit in units if unit.level == "ward")
    wards: dict[str, tuple[Unit, ...]] = {}
    for unit in sorted(ward_order, key=lambda ward: ward.valid_from, reverse=True):
        wards[unit.code] = (*wards.get(unit.code, ()), unit)
    return Catalog(
        instruments={row["code"]: Instrument(**row) for row in rows("instrument")},
        districts={unit.code: unit for unit in units if unit.level == "district"},
        wards=wards,
        ward_order=ward_order,
        fields=coded("field"),
        procedures={row["code"]: Procedure(**row) for row in rows("procedure")},
        channels=coded("channel"),
        respondent_kinds=coded("respondent_kind"),
        factors=coded("factor"),
        breaks=tuple(_break(row) for row in rows("break")),
        hexes=hexes,
        first_month=held["first_month"].date(),
        last_month=held["last_month"].date(),
        last_day=held["last_day"].date(),
        register_days={row["kind"]: row["last_on"].date() for row in rows("register")},
        is_simulated=bool(held["is_simulated"]),
        tables=frozenset(row["name"] for row in rows("table")),
    )


def _unit(row: dict) -> Unit:
    days = {name: row[name].date() if row[name] is not None else None for name in ("valid_from", "valid_to")}
    return Unit(**{**row, **days})


def _break(row: dict) -> Break:
    return Break(row["break_on"].date(), row["kind"], row["instrument_code"], row["name"], row["name_en"])
