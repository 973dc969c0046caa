"""The next version of the data file, from the copy of the one in use to a finished file that nobody has seen yet.

Nothing here touches a file that readers open: what goes wrong is thrown away with the working folder. Rows are
appended, roll-ups are made of the new slips alone and then added, so what the file holds already is copied once and
not read again but for the slip numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data import build
from data.load.disk import copy, is_disk_full
from data.load.refusal import Refused
from data.load.upgrade import fold_slips
from data.words import note_words

SQL = Path(__file__).resolve().parent / "commit_sql"
CATALOG = "target_file"  # what the SQL here calls the file in the making
SETTINGS = {"threads": 2, "memory_limit": "3GB"}
FACTS = (
    "survey_response",
    "survey_answer",
    "inspection",
    "finding",
    "sanction",
    "slip",
    "dossier_month",
    "portal_score",
    "action",
    "initiative",
    "annotation",
    "target",
)
REJECTED = "rejected_row"
# Clean tables whose name is not that of their table.
CLEAN = {REJECTED: "clean_rejected"}
# Where each kind of load says which unit a row is of; other kinds are not expected to speak of every ward.
HEARD = {
    "survey": ("survey_response", "ward_code"),
    "slip": ("slip", "ward_code"),
    "dossier": ("dossier_month", "unit_code"),
    "portal": ("portal_score", "unit_code"),
}


@dataclass(frozen=True)
class Entry:
    """What the history says of one load."""

    load_id: int
    kind: str
    instrument_code: str | None
    file_name: str
    sha256: str
    loaded_at: datetime
    rows_n: int
    accepted_n: int
    rejected_n: int
    first_on: date | None
    last_on: date | None
    note: str | None
    version: int | None


@dataclass(frozen=True)
class Headline:
    """An instrument's index over a period: share of satisfied answers, 0–100; slips counted.

    start, end: first days of the first and the last month.
    """

    start: date
    end: date
    index_pct: float
    slips_n: int


class Edition:
    """A data file in the making. `con` is a connection whose current catalog it is."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.con = con
        self.path = path

    def next_load(self) -> int:
        """Number of the load that is written next."""
        return int(self._value("SELECT coalesce(max(load_id), 0) + 1 FROM data_load"))

    def append(
        self,
        load_id: int,
        tables: Iterable[str],
        *,
        replaces: int | None = None,
        step: Callable[[str, float], None] | None = None,
    ) -> None:
        """Put the rows of the temporary clean_* tables into the file, in the place of those of load `replaces`.

        step: called with the step and the share of this call that is done, 0–1. Raises NotSound.
        """
        step = step or _silent
        tables = tuple(dict.fromkeys((*tables, REJECTED)))
        step("ghi", 0.0)
        self.forget(besides=tables)
        self._run("month_before")
        self.define(load_id=load_id, replaced=replaces, first_response=0)
        is_counted = "survey_response" in tables or replaces is not None
        if is_counted:
            self._run("replaced")
            self.define(first_response=self._value("SELECT coalesce(max(response_id), 0) FROM survey_response"))
        if replaces is not None:
            self._run("delete_replaced")
            self.con.execute(
                "UPDATE data_load SET replaced_by = $load_id WHERE load_id = $replaced",
                {"load_id": load_id, "replaced": replaces},
            )
        if is_counted:
            self._run("kept_slips")
        for table in tables:
            self._insert(table)
        if replaces is not None:
            self._run("without_inspection")
        step("tổng hợp", 0.4)
        self._count(tables, is_counted, step)
        step("kiểm tra tệp", 0.9)
        if is_counted:
            self._refuse_if_broken(_text("check_whole"))

    def enter(self, entry: Entry) -> None:
        """Add the line of a load to the history."""
        self.con.execute(_text("add_load"), vars(entry))

    def note_report(self, load_id: int, report: str) -> None:
        """Keep beside a load's line what it said at its end, as JSON."""
        self.con.execute("UPDATE data_load SET report = ? WHERE load_id = ?", [report, load_id])

    def rejected_n(self) -> int:
        """How many rows the load that was interpreted last rejects, in all its tables."""
        return int(self._value(f"SELECT count(*) FROM temp.{_clean(REJECTED)}"))

    def headlines(self, instrument: str) -> tuple[Headline | None, Headline | None]:
        """The instrument's index of its latest period before and after the load that was appended last.

        The period is the one that is the latest now; None where there was no slip in it.
        """
        period = self.latest_period(instrument)
        if period is None:
            return None, None
        self.con.execute(_text("headline"), {"instrument": instrument, "from": period[0], "to": period[1]})
        found = {is_after: Headline(*period, *figures) for is_after, *figures in self.con.fetchall()}
        return found.get(False), found.get(True)

    def latest_period(self, instrument: str) -> tuple[date, date] | None:
        """First and last month of the instrument's latest quarter that is over, its last month where none is.

        None where there are no slips.
        """
        self.con.execute(_text("held_months"), {"instrument": instrument})
        first_month, last_month, last_day = self.con.fetchall()[0]
        return None if last_month is None else latest_period(first_month, last_month, last_day)

    def wards_without_data(self, kind: str, tables: Sequence[str], day: date | None) -> list[str] | None:
        """Names of the wards in force on `day` that no accepted row speaks of; None where that says nothing."""
        table, column = HEARD.get(kind, ("", ""))
        if table not in tables or day is None:
            return None
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE heard_unit AS SELECT DISTINCT {column} AS unit_code FROM temp.clean_{table}"
        )
        self.con.execute(_text("wards_without_data"), {"day": day})
        return [name for (name,) in self.con.fetchall()]

    def forget(self, besides: Iterable[str] = ()) -> None:
        """Drop all temporary tables but the clean ones of these tables: they take memory that is needed now."""
        keep = {_clean(table) for table in besides}
        self.con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp'")
        for (name,) in self.con.fetchall():
            if name not in keep:
                self.con.execute(f'DROP TABLE temp."{name}"')

    def finish(self) -> Path:
        """Cut the comments that are new into words and close the file, whole and in one piece; its path."""
        note_words(self.con)
        self.con.execute(f"CHECKPOINT {CATALOG}")
        self.con.close()
        if Path(f"{self.path}.wal").exists():
            raise build.NotSound("the file was not closed in one piece: 1")
        return self.path

    def define(self, **values: Any) -> None:
        """Set variables that the SQL files read with getvariable."""
        for name, value in values.items():
            self.con.execute(f"SET VARIABLE {name} = ?", [value])

    def _insert(self, table: str) -> None:
        clean = _clean(table)
        select = f"SELECT * FROM temp.{clean}"
        if table in ("survey_response", "survey_answer"):
            shifted = "response_id + getvariable('first_response') AS response_id"
            select = f"SELECT * REPLACE ({shifted}) FROM temp.{clean}"
        elif "load_id" not in self._columns("temp", clean):
            select = f"SELECT *, getvariable('load_id') AS load_id FROM temp.{clean}"
        self.con.execute(f"INSERT INTO {table} BY NAME {select}")

    def _columns(self, database: str, table: str) -> set[str]:
        self.con.execute(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND table_name = ?", [database, table]
        )
        return {name for (name,) in self.con.fetchall()}

    def _count(self, tables: Sequence[str], is_counted: bool, step: Callable[[str, float], None]) -> None:
        """Run rollups.sql and checks.sql over the new rows alone, then add the roll-ups to those of the file."""
        self.con.execute("DROP SCHEMA IF EXISTS memory.fresh CASCADE")
        self.con.execute("CREATE SCHEMA memory.fresh")
        for table in build.REFERENCE_TABLES:
            if table not in FACTS:
                self.con.execute(f"CREATE VIEW memory.fresh.{table} AS FROM target_file.{table}")
        survey = ("survey_response", "survey_answer")
        for table in FACTS:
            if table in survey and is_counted:
                continue
            source = f"temp.{_clean(table)}" if table in tables else f"target_file.{table} LIMIT 0"
            self.con.execute(f"CREATE VIEW memory.fresh.{table} AS FROM {source}")
        if is_counted:
            for table in survey:
                if table not in tables:
                    self.con.execute(f"CREATE TEMP TABLE {_clean(table)} AS FROM target_file.{table} LIMIT 0")
            self._run("fresh_slips")
        self.con.execute("USE memory.fresh")
        try:
            self.con.execute((build.HERE / "rollups.sql").read_text(encoding="utf-8"))
            step("tổng hợp", 0.75)
            build.check(self.con)
        finally:
            self.con.execute("USE target_file")
        if is_counted:
            self._run("merge_rollups")
        self.con.execute("DROP SCHEMA memory.fresh CASCADE")

    def _refuse_if_broken(self, sql: str) -> None:
        broken = self.con.execute(sql).fetchall()
        if broken:
            raise build.NotSound("; ".join(f"{rule}: {count}" for rule, count in broken))

    def _run(self, name: str) -> None:
        self.con.execute(_text(name))

    def _value(self, sql: str) -> Any:
        return self.con.execute(sql).fetchall()[0][0]


@contextmanager
def edition(base: Path | None, work: Path) -> Iterator[Edition]:
    """A data file in the making inside `work`: a copy of `base`, or only the reference tables where that is None.

    Raises Refused where the base is not a data file.
    """
    path = work / f"{CATALOG}.duckdb"
    con = None
    try:
        if base is None:
            _found(path)
        else:
            copy(base, path)
        # Opened as a connection's own file, not attached to one: its cursors then see the same tables.
        con = duckdb.connect(str(path), config={**SETTINGS, "temp_directory": str(work / "spill")})
        con.execute("ATTACH ':memory:' AS memory")
        con.execute(_text("upgrade"))
        build.add_outlines(con)
        fold_slips(con)
    except duckdb.Error as error:
        if con is not None:
            con.close()
        if base is None or is_disk_full(error):
            raise
        raise Refused(f"Tệp {base} không phải là tệp dữ liệu của Thước Đo, hoặc đã hỏng. Không nạp gì.") from error
    try:
        yield Edition(con, path)
    finally:
        con.close()


def _found(path: Path) -> None:
    """Write a data file that holds the reference tables and nothing else."""
    with duckdb.connect() as con:
        # A path cannot be bound in ATTACH; quotes in it are doubled.
        name = str(path).replace("'", "''")
        con.execute(f"ATTACH '{name}' AS {CATALOG} (STORAGE_VERSION '{build.STORAGE_VERSION}')")
        con.execute(f"USE {CATALOG}")
        build.load_reference(con)
        con.execute((build.HERE / "rollups.sql").read_text(encoding="utf-8"))
        con.execute(f"CHECKPOINT {CATALOG}")


def latest_period(first_month: date, last_month: date, last_day: date) -> tuple[date, date]:
    """First and last month of the latest quarter that is over; of the last month where none is.

    The last month counts as over only when the slips reach its end (the 28th or later), as on the dashboard.
    """
    complete = last_month.year * 12 + last_month.month - (last_day.day < 28)
    year, quarter = divmod(complete // 3 - 1, 4)
    start = date(year, 3 * quarter + 1, 1)
    if start < first_month:
        return last_month, last_month
    return start, date(year, 3 * quarter + 3, 1)


def _clean(table: str) -> str:
    return CLEAN.get(table, f"clean_{table}")


def _text(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _silent(*_: object) -> None:
    """For callers who do not watch."""
