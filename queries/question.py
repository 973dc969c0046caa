"""Runs the questions: picks the cells that answer one, binds the filters, turns sums into measures, hides the small."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from queries import analysis, card, change, differencing, effects, follow_up, restated, slips, statistics
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import LISTS, Filters
from queries.header import FOLDER, Question, UnknownQuestion, names, question
from queries.suppression import Flags, emptied, small_cells, with_small_hidden

__all__ = ["Question", "Statement", "UnknownQuestion", "ask", "names", "question", "statement"]
STEPS = ("month", "quarter", "year")
COMPARED = ("previous", "last_year")

# Dimensions each grain of the roll-ups keeps, the smallest first (see data/rollups.sql).
GRAINS: dict[str, dict[str, frozenset[str]]] = {
    "factor": {
        "month": frozenset(),
        "unit": frozenset({"district", "ward"}),
        "district_field": frozenset({"district", "field"}),
        "service": frozenset({"field", "procedure", "channel", "respondent_kind"}),
    },
    "item": {
        "month": frozenset(),
        "unit": frozenset({"district", "ward"}),
        "service": frozenset({"field", "procedure", "channel", "respondent_kind"}),
    },
}
FACTOR = "factor_code = $factor"
ALL_FACTORS = "factor_code = '*'"
# What a header may name after "then", by its name.
ANALYSES = analysis.ANALYSES | effects.ANALYSES | card.ANALYSES | slips.ANALYSES
ANALYSES |= follow_up.ANALYSES | restated.ANALYSES
PATTERN = "pattern"  # cells that keep which answers of a slip go together, for analyses
PREDICATES: dict[str, str] = {
    "district": "list_contains($district, district_code)",
    "ward": "list_contains($ward, ward_code) AND list_contains($ward_key, concat(ward_code, '@', ward_from))",
    "field": "list_contains($field, field_code)",
    "procedure": "list_contains($procedure, procedure_code)",
    "channel": "list_contains($channel, channel)",
    "respondent_kind": "list_contains($respondent_kind, respondent_kind)",
}
# The other registers, by the name of their cells, with the filters that can choose among their rows.
REGISTERS: dict[str, tuple[str, ...]] = {
    "inspection": ("district", "ward"),
    "finding": ("district", "ward", "field"),
    "sanction": ("district", "ward"),
    "slip": ("district", "ward", "field"),
    "dossier": ("district", "ward", "field"),
    "portal": ("district", "ward"),
    "action": ("district", "ward", "factor"),
    "initiative": ("district", "ward"),
    "published": (),
}
PERIODS = {"of the period": "month BETWEEN $from AND $to", "until its end": "month <= $to", "of all time": ""}
# The question that lists every unit, field, procedure: what it hides, no filter may show.
LISTED = {
    "ward": "satisfaction_by_ward",
    "district": "satisfaction_by_district",
    "field": "satisfaction_by_field",
    "procedure": "satisfaction_by_procedure",
}
SUMS = (
    "w_answers_sum",
    "w_satisfied_sum",
    "ww_satisfied2_sum",
    "ww_satisfied_answers_sum",
    "ww_answers2_sum",
)
COUNTS = ("slips_n", "answers_n", "satisfied_n")
MEASURES = (*COUNTS, "index_pct", "index_low", "index_high", "effective_n", "is_hidden", "is_few")


@dataclass(frozen=True)
class Statement:
    """What is sent to the engine: the whole SQL, the values bound to its $names, and the roll-up that answers."""

    sql: str
    values: Mapping[str, Any]
    source: str


def statement(name: str, catalog: Catalog, filters: Filters, step: str = "month") -> Statement:
    """The SQL of a question under these filters, ready to run or to be shown."""
    asked = question(name)
    if asked.is_of_city:
        filters = replace(filters, district=(), ward=())
    values = bound_values(catalog, filters) | {"step": step}
    if asked.register:
        predicates = [PERIODS[asked.rows], *(_chosen(one, filters) for one in REGISTERS[asked.register])]
        sql = with_cells(asked.text, cells_text(asked.register, predicates))
        return Statement(sql, used_values(sql, values), asked.register)
    if not asked.cells:
        return Statement(asked.text, used_values(asked.text, values), "")
    source, grain = _source(asked, filters)
    predicates = ["instrument_code = $instrument", PERIODS[asked.rows]]
    if asked.cells != PATTERN:
        predicates.append(_factor_predicate(asked, filters))
    predicates += [PREDICATES[chosen] for chosen in LISTS if getattr(filters, chosen)]
    sql = with_cells(asked.text, cells_text(source, predicates))
    return Statement(sql, used_values(sql, values | {"grain": grain}), grain or source)


def ask(
    database: Database,
    catalog: Catalog,
    name: str,
    filters: Filters,
    *,
    compare: str | None = None,
    step: str = "month",
) -> pd.DataFrame:
    """The answer: the question's own columns, then MEASURES, small cells hidden.

    compare: 'previous' or 'last_year' adds the same cells of that period as before_slips_n, before_index_pct,
    before_low, before_high, the change in points (change_pct, change_low, change_high), its p_value adjusted over all
    rows (Benjamini–Hochberg) and is_beyond_chance; nothing where either side is hidden or a series break lies between.
    Raises ValueError for another step or comparison.
    """
    if step not in STEPS or compare not in (None, *COMPARED):
        raise ValueError(f"step is one of {STEPS}, compare one of {COMPARED}")
    filters = _read(question(name), filters, catalog)
    key = (name, filters, compare, step)
    answer = database.shelved(key, lambda: _answer(database, catalog, name, filters, compare, step))
    return answer.copy(deep=False)


def _read(asked: Question, filters: Filters, catalog: Catalog) -> Filters:
    """The filters that a question about another register reads; without the others, so that its answer is kept."""
    if asked.cells:
        return filters
    start, end = filters.start, filters.end
    if "to" not in asked.parameters:
        start, end = catalog.default_period
    elif "from" not in asked.parameters:
        start = end
    others = {name: () for name in LISTS if name not in asked.parameters}
    factor = filters.factor if "factor" in asked.parameters else None
    return replace(filters, start=start, end=end, factor=factor, **others)


def _answer(
    database: Database, catalog: Catalog, name: str, filters: Filters, compare: str | None, step: str
) -> pd.DataFrame:
    """What `ask` gives, worked out."""
    if not question(name).cells and not question(name).then:
        made = statement(name, catalog, filters, step)
        rows = database.frame(made.sql, made.values)
        small = question(name).small
        return with_small_hidden(rows, small.count, small.limit, small.columns, small.groups) if small else rows
    answer = _cells(database, catalog, name, filters, step)
    if compare:
        earlier = filters.previous() if compare == "previous" else filters.last_year()
        before = _cells(database, catalog, name, earlier, step)
        is_cut = catalog.break_between(filters.instrument, earlier.start, filters.end) is not None
        if "month" in before:
            before["month"] += pd.DateOffset(months=change.months_between(earlier.start, filters.start))
        answer = change.compared(answer, before, [] if name == "headline" else change.keys_of(answer), is_cut)
    return answer


def _cells(database: Database, catalog: Catalog, name: str, filters: Filters, step: str) -> pd.DataFrame:
    """The measures of one period, with what has to be hidden hidden; kept, since the next period compares with them."""
    key = ("cells", name, filters, step)
    return database.remembered(key, lambda: _worked_out(database, catalog, name, filters, step))


def _worked_out(database: Database, catalog: Catalog, name: str, filters: Filters, step: str) -> pd.DataFrame:
    """What `_cells` gives."""
    made = statement(name, catalog, filters, step)
    rows = database.frame(made.sql, made.values)
    if question(name).then:
        # It rests on answers that are hidden already, so nothing is left to hide.
        asked = analysis.Asked(rows, partial(ask, database, catalog), catalog, filters)
        return ANALYSES[question(name).then](asked)
    risky = _unsafe(database, catalog, question(name), filters, rows, step)
    answer = _measured(rows, question(name), risky)
    hidden = np.zeros(len(answer), dtype=bool)
    for dimension, listing in LISTED.items():
        chosen = set(getattr(filters, dimension))
        if not chosen:
            continue
        # What the list of all hides stays hidden where a filter names it: otherwise the filter would show the shield.
        column = f"{dimension}_code"
        whole = ask(database, catalog, listing, replace(filters, **{dimension: ()}))
        gone = chosen & set(whole.loc[whole["is_hidden"], column])
        if gone:
            hidden |= answer[column].isin(gone).to_numpy(bool) if column in answer else True
    return emptied(answer, hidden) if hidden.any() else answer


def cells_text(source: str, predicates: list[str]) -> str:
    """The statement that reads the cells, with the predicates of the filters in force."""
    folder = FOLDER / "cells"
    text = (folder / f"{source}.sql").read_text(encoding="utf-8")
    if "/* place */" in text:
        place = (folder / "parts" / "place.sql").read_text(encoding="utf-8").split("\n", 1)[1]
        text = text.replace("/* place */", " ".join(place.split()))
    return text.replace("/* filters */", "".join(f"\n    AND {part}" for part in predicates if part)).rstrip()


def _chosen(name: str, filters: Filters) -> str:
    """The predicate of one filter of a register, '' where it is at everything."""
    if not getattr(filters, name):
        return ""
    return FACTOR if name == "factor" else PREDICATES[name]


def _unsafe(
    database: Database, catalog: Catalog, asked: Question, filters: Filters, rows: pd.DataFrame, step: str
) -> Flags:
    """Which rows another permitted result, less them, would give a few slips away (see queries/differencing.py)."""
    chosen = {name: getattr(filters, name) for name in LISTS if getattr(filters, name)}
    if "ward" in chosen:
        chosen["ward"] = tuple(catalog.ward(code, filters.last_day).key for code in filters.ward)
    trees = differencing.trees_named({*asked.dimensions, *chosen})
    cube = _cube(database, catalog, trees, filters)
    span = (step if "$step" in asked.text else "month") if "month" in rows else None
    period, closed = (filters.start, filters.end), catalog.default_period[1]
    return differencing.unsafe(rows, cube, trees, set(asked.dimensions), chosen, period, closed, span)


def _cube(database: Database, catalog: Catalog, trees: list[tuple[str, ...]], filters: Filters) -> differencing.Cube:
    """Slips by month and the dimensions of these trees, of all values; of the years touched where slips are counted."""
    needed = {name for tree in trees for name in tree}
    grain = next((grain for grain, kept in GRAINS["factor"].items() if needed <= kept), None)
    start, end = date(filters.start.year, 1, 1), date(filters.end.year, 12, 1)
    if grain:  # small enough to be read whole, once for every period
        start, end = catalog.first_month, catalog.last_month

    def make() -> differencing.Cube:
        predicates = ["instrument_code = $instrument", PERIODS["of the period"], ALL_FACTORS]
        text = differencing.COUNTS.read_text(encoding="utf-8")
        text = text.replace(", /* columns */", "".join(f", {name}" for name in differencing.columns_of(trees)))
        sql = with_cells(text, cells_text("factor_rollup" if grain else "factor_slip", predicates))
        values = {"instrument": filters.instrument, "from": start, "to": end, "grain": grain}
        return differencing.cube_of(database.frame(sql, used_values(sql, values)), trees)

    return database.kept(("cube", filters.instrument, tuple(trees), start, end), make)


def _source(asked: Question, filters: Filters) -> tuple[str, str | None]:
    """Which cells hold every dimension asked for: a grain of the roll-up, otherwise the slips' masks."""
    if asked.cells == PATTERN:
        return "pattern_slip", None
    needed = asked.dimensions | {name for name in LISTS if getattr(filters, name)}
    for grain, kept in GRAINS[asked.cells].items():
        if needed <= kept:
            return f"{asked.cells}_rollup", grain
    return f"{asked.cells}_slip", None


def _factor_predicate(asked: Question, filters: Filters) -> str:
    if asked.cells == "item":
        return FACTOR if filters.factor else ""
    if filters.factor:
        return FACTOR
    return "factor_code <> '*'" if asked.each_factor else ALL_FACTORS


def with_cells(text: str, cells: str) -> str:
    """The question's statement with its cells put before it as the first named step."""
    indented = "\n".join("    " + line for line in cells.splitlines() if not line.startswith("--"))
    head = "".join(line + "\n" for line in text.splitlines() if line.startswith("-- "))
    body = text[len(head) :].strip()
    step = f"WITH cell AS (\n{indented}\n)"
    return head + (f"{step},\n{body.removeprefix('WITH ')}" if body.startswith("WITH ") else f"{step}\n{body}")


def bound_values(catalog: Catalog, filters: Filters) -> dict[str, Any]:
    """Everything a statement may bind; a list that is empty means everything and is bound as NULL."""
    values: dict[str, Any] = {name: list(getattr(filters, name)) or None for name in LISTS}
    keys = [catalog.ward(code, filters.last_day).key for code in filters.ward]
    return values | {
        "instrument": filters.instrument,
        "from": filters.start,
        "to": filters.end,
        "factor": filters.factor,
        "ward_key": keys or None,
    }


def used_values(sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a statement names; the engine refuses any other."""
    named = set(re.findall(r"\$(\w+)", sql))
    return {name: value for name, value in values.items() if name in named}


def _measured(rows: pd.DataFrame, asked: Question, risky: Flags) -> pd.DataFrame:
    """Sums replaced by the measures; small cells hidden, and the risky ones with them."""
    if asked.is_crossed:
        rows = _completed(rows.assign(is_risky=risky), *(group[0] for group in asked.groups))
        risky = rows.pop("is_risky").to_numpy(float) > 0
    counts = {name: rows[name].to_numpy(float, na_value=0.0) for name in COUNTS}
    sums = [rows[name].to_numpy(float, na_value=0.0) for name in SUMS]
    measures = statistics.cluster_interval(counts["slips_n"], counts["answers_n"], *sums)
    hidden, few = small_cells(rows, counts["slips_n"].astype("int64"), asked.groups, risky)
    # One constructor: a column added to a frame costs as much as a query.
    columns: dict[str, Any] = {name: rows[name] for name in rows if name not in (*COUNTS, *SUMS)}
    for name, values in counts.items():
        columns[name] = pd.arrays.IntegerArray(values.astype("int64"), hidden.copy())
    for name, values in zip(("index_pct", "index_low", "index_high", "effective_n"), measures, strict=True):
        columns[name] = np.where(hidden, np.nan, values)
    return pd.DataFrame(columns | {"is_hidden": hidden, "is_few": few}, copy=False)


def _completed(rows: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """A table with a row for each combination of two keys; a key's names begin as it does (field_code, field_name).

    A combination without slips has to be a row: where it were left out, everyone would know that it is empty.
    """
    places, columns = [], {}
    for key in (first, second):
        place, different = pd.factorize(rows[key])
        places.append((place, len(different)))
        once = np.unique(place, return_index=True)[1]
        columns |= {c: rows[c].take(once) for c in rows if c == key or c.startswith(key.removesuffix("code"))}
    (across, width), (down, height) = places
    row_of = np.full(width * height, -1)
    row_of[across * height + down] = np.arange(len(rows))
    sides = {first: np.repeat(np.arange(width), height), second: np.tile(np.arange(height), width)}
    whole: dict[str, Any] = {}
    for name in rows:
        side = next((key for key in sides if name == key or name.startswith(key.removesuffix("code"))), None)
        if side:
            whole[name] = columns[name].take(sides[side]).array
        else:  # counts and sums: nothing where there is no such row
            whole[name] = np.where(row_of >= 0, rows[name].to_numpy(float, na_value=0.0)[row_of], 0.0)
    return pd.DataFrame(whole, copy=False)
