"""The tables that are made public: rows of the screen's questions, quarter by quarter.

Quarters do not overlap and are complete, so that neither two tables nor two editions of the folder differ by a few
slips. Only counts that another table sums up are compared by the check (see recovery.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters, add_months
from queries.question import ask, question
from queries.suppression import HIDDEN_BELOW, with_small_hidden

QUARTERS = 8  # the latest complete ones
SURVEY_COUNTS = ("slips_n", "answers_n", "satisfied_n")
SURVEY_VALUES = (*SURVEY_COUNTS, "index_pct", "index_low", "index_high")
SURVEY = (*SURVEY_VALUES, "is_hidden", "is_few")
WARD = ("ward_code", "ward_from", "ward_name", "ward_kind", "district_code", "district_name")
RATINGS = ("rated_n", "satisfied_n", "satisfied_pct")
BOOK = ("received_n", "seen_n", "answered_n")
# What stands for "names none" in a column that is part of a key, where a key may not be empty.
NO_CODE = {"field_code": "none", "procedure_code": "none", "component": "total"}
PCT_DIGITS = 2


@dataclass(frozen=True)
class Total:
    """Another table whose rows hold the sums of a table's rows with equal `keys`, for these counts."""

    table: str
    keys: tuple[str, ...]
    counts: tuple[str, ...]


@dataclass(frozen=True)
class Small:
    """Counts that only the public does not see: `columns` of rows whose `count` is 1 to `limit` - 1, shielded."""

    count: str
    limit: int
    columns: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Table:
    """One table. kind: of the loads it rests on ('' for reference data). instruments: asked once for each.

    is_series: one answer holds all quarters (step=quarter, or month); otherwise each is asked for itself.
    columns: those kept of the answer; keys: those that tell its rows apart, instrument and time left out.
    least: a count under this must not stand in the table (1 to least - 1 are hidden); emptied: what a hidden row lacks.
    """

    name: str
    question: str
    kind: str
    columns: tuple[str, ...]
    keys: tuple[str, ...] = ()
    instruments: bool = False
    is_series: bool = False
    step: str = "quarter"
    totals: tuple[Total, ...] = ()
    small: Small | None = None
    least: tuple[str, int] | None = None
    emptied: tuple[str, ...] = ()

    @property
    def time(self) -> tuple[str, ...]:
        """The columns that say when."""
        if self.question == "published_figures":
            return ()
        return ("month", "quarter") if self.step == "month" else ("quarter",)

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        return (*(["instrument_code"] if self.instruments else []), *self.time[:1], *self.keys)


def _survey(name: str, question: str, keys: tuple[str, ...], columns: tuple[str, ...], *totals: Total) -> Table:
    counted = ("answers_n" if keys in (("item_code",), ("factor_code",)) else "slips_n", HIDDEN_BELOW)
    kept = (*columns, *SURVEY)
    return Table(name, question, "survey", kept, keys, True, totals=totals, least=counted, emptied=SURVEY_VALUES)


QUARTER = ("instrument_code", "quarter")
WHOLE = "satisfaction_by_quarter"
TABLES = (
    Table(
        WHOLE, "satisfaction_by_month", "survey", SURVEY,
        instruments=True, is_series=True, least=("slips_n", HIDDEN_BELOW), emptied=SURVEY_VALUES,
    ),
    Table(
        "satisfaction_by_month", "satisfaction_by_month", "survey", SURVEY,
        instruments=True, is_series=True, step="month", least=("slips_n", HIDDEN_BELOW), emptied=SURVEY_VALUES,
        totals=(Total(WHOLE, QUARTER, SURVEY_COUNTS),),
    ),
    _survey(
        "satisfaction_by_district", "satisfaction_by_district", ("district_code",),
        ("district_code", "district_name", "district_kind", "is_approximate"), Total(WHOLE, QUARTER, SURVEY_COUNTS),
    ),
    _survey(
        "satisfaction_by_ward", "satisfaction_by_ward", ("ward_code", "ward_from"), WARD,
        Total("satisfaction_by_district", (*QUARTER, "district_code"), SURVEY_COUNTS),
        Total(WHOLE, QUARTER, SURVEY_COUNTS),
    ),
    _survey(
        "satisfaction_by_field", "satisfaction_by_field", ("field_code",), ("field_code", "field_name"),
        Total(WHOLE, QUARTER, SURVEY_COUNTS),
    ),
    _survey(
        "satisfaction_by_procedure", "satisfaction_by_procedure", ("procedure_code", "field_code"),
        ("procedure_code", "procedure_name", "field_code", "field_name"),
        Total("satisfaction_by_field", (*QUARTER, "field_code"), SURVEY_COUNTS), Total(WHOLE, QUARTER, SURVEY_COUNTS),
    ),
    _survey(
        "satisfaction_by_factor", "satisfaction_by_factor", ("factor_code",), ("factor_code", "factor_name"),
        Total(WHOLE, QUARTER, ("answers_n", "satisfied_n")),
    ),
    _survey(
        "satisfaction_by_item", "satisfaction_by_item", ("item_code",),
        ("item_code", "wording", "factor_code", "factor_name"),
        Total("satisfaction_by_factor", (*QUARTER, "factor_code"), ("answers_n", "satisfied_n")),
    ),
    Table(
        "inspections_by_quarter", "inspections_by_month", "inspection",
        ("inspector_level", "inspector_name", "inspections_n", "is_hidden"), ("inspector_level",), is_series=True,
        small=Small("inspections_n", 5, ("inspections_n",), (("month",),)), least=("inspections_n", 5),
        emptied=("inspections_n",),
    ),
    Table(
        "findings_by_kind", "findings_by_kind", "inspection",
        ("inspected_by", "finding_kind", "finding_name", "findings_n", "is_hidden"), ("inspected_by", "finding_kind"),
        small=Small("findings_n", 5, ("findings_n",), (("inspected_by",),)), least=("findings_n", 5),
        emptied=("findings_n",),
    ),
    Table(
        "sanctions_by_kind", "sanctions_by_kind", "inspection",
        ("sanction_kind", "sanction_name", "sanctions_n", "is_hidden"), ("sanction_kind",), least=("sanctions_n", 5),
        emptied=("sanctions_n",),
    ),
    Table(
        "slips_by_quarter", "slips_funnel", "slip",
        ("as_of_on", *BOOK, "seen_pct", "answered_pct", *RATINGS, "is_hidden"),
        small=Small("received_n", HIDDEN_BELOW, (*BOOK, "seen_pct", "answered_pct", *RATINGS), ()),
        least=("rated_n", HIDDEN_BELOW), emptied=RATINGS,
    ),
    Table(
        "slips_by_ward", "slips_by_ward", "slip", (*WARD, *BOOK, "is_hidden"), ("ward_code", "ward_from"),
        totals=(Total("slips_by_quarter", ("quarter",), BOOK),),
        small=Small("received_n", HIDDEN_BELOW, BOOK, ((),)), least=("received_n", HIDDEN_BELOW), emptied=BOOK,
    ),
    Table(
        "dossiers_by_quarter", "dossiers_by_month", "dossier",
        (
            "dossier_source", "dossier_source_name", "received_n", "direct_n", "online_n", "post_n", "done_n",
            "on_time_n", "overdue_n", "open_n", "online_pct", "on_time_of_n", "on_time_pct",
        ),
        ("dossier_source",), is_series=True,
    ),
    Table(
        "dossiers_by_unit", "dossiers_by_unit", "dossier",
        (
            "unit_level", "unit_code", "unit_from", "unit_name", "unit_kind", "district_code", "district_name",
            *(
                f"{source}_{count}"
                for source in ("centre", "portal")
                for count in ("received_n", "online_n", "done_n", "on_time_n", "overdue_n", "open_n", "on_time_pct")
            ),
        ),
        ("unit_level", "unit_code", "unit_from"),
    ),
    Table(
        "published_figures", "published_figures", "published",
        (
            "index_code", "year", "period_name", "unit_code", "unit_name", "component", "value", "value_unit",
            "max_value", "rank", "rank_of", "is_derived", "note", "source",
        ),
        ("index_code", "year", "period_name", "unit_name", "component"),
    ),
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}


def quarters(catalog: Catalog) -> list[date]:
    """First days of the latest complete quarters, oldest first; none where no quarter is complete."""
    start, end = catalog.default_period
    if add_months(start, 2) != end:
        return []
    return [day for back in reversed(range(QUARTERS)) if (day := add_months(start, -3 * back)) >= catalog.first_month]


def public_tables(database: Database, catalog: Catalog, simulated: set[str]) -> dict[str, pd.DataFrame]:
    """Every table by name, as it is written; simulated: the kinds of loads that are. Tables without rows are left out.

    Each row says whether it is simulated.
    """
    made = {table.name: _rows(database, catalog, table) for table in TABLES}
    return {
        name: frame.assign(is_simulated=BY_NAME[name].kind in simulated) for name, frame in made.items() if len(frame)
    }


def _rows(database: Database, catalog: Catalog, table: Table) -> pd.DataFrame:
    """The rows of one table with its time and instrument before them."""
    days = [day for day in quarters(catalog) if _is_told(catalog, table, day)]
    if not table.time:
        day = catalog.last_month
        return _kept(table, ask(database, catalog, table.question, Filters(catalog.default_instrument, day, day)))
    if not days:
        return pd.DataFrame()
    spans = [(days[0], days[-1])] if table.is_series else [(day, day) for day in days]
    parts = []
    for instrument in catalog.instruments if table.instruments else [catalog.default_instrument]:
        for first, last in spans:
            filters = Filters(instrument, first, add_months(last, 2))
            answer = ask(database, catalog, table.question, filters, step=table.step)
            if table.instruments and not answer["slips_n"].fillna(1).any():
                continue  # an instrument that nobody was asked with then; hidden is not nothing
            when = answer["month"].dt.date if table.is_series else pd.Series([first] * len(answer), answer.index)
            answer = _publicly_hidden(table, answer).assign(
                instrument_code=instrument,
                month=[f"{day:%Y-%m}" for day in when],
                quarter=[f"{day.year}-Q{(day.month + 2) // 3}" for day in when],
            )
            parts.append(_kept(table, answer))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _is_told(catalog: Catalog, table: Table, day: date) -> bool:
    """Whether the loads of a table's kind reach the end of the quarter that begins on that day."""
    last = catalog.register_days.get(table.kind)
    if last is None:
        return False
    # Months of dossiers are told by their first day; the last days of a quarter may be without a slip.
    is_monthly = table.kind == "dossier"
    return last >= (add_months(day, 2) if is_monthly else add_months(day, 3) - timedelta(days=4))


def _publicly_hidden(table: Table, answer: pd.DataFrame) -> pd.DataFrame:
    """With the counts emptied that only the public does not see."""
    small = table.small
    if not small:
        return answer
    hidden = with_small_hidden(answer, small.count, small.limit, small.columns, small.groups)
    # What the answer hid of its own accord stays marked where the table shows these columns.
    own = question(table.question).small
    if own and set(own.columns) & set(table.columns):
        hidden["is_hidden"] |= answer["is_hidden"]
    return hidden


def _kept(table: Table, answer: pd.DataFrame) -> pd.DataFrame:
    """The columns of a table in their order, keys filled, shares at the digits that are published."""
    columns: Sequence[str] = [*(["instrument_code"] if table.instruments else []), *table.time, *table.columns]
    frame = answer[list(columns)].copy()
    for column in frame:
        if column in NO_CODE and column in (*table.keys, "field_code"):
            frame[column] = frame[column].fillna("").replace("", NO_CODE[column])
        elif column.endswith(("_pct", "_low", "_high")):
            frame[column] = frame[column].astype(float).round(PCT_DIGITS)
        elif column.endswith("_n"):
            frame[column] = frame[column].astype("Float64").astype("Int64")
        elif pd.api.types.is_datetime64_any_dtype(frame[column]):
            frame[column] = frame[column].dt.strftime("%Y-%m-%d")
    return frame.reset_index(drop=True)
