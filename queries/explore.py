"""The pivot: one measure by up to three dimensions, with totals, intervals, comparison, and what is small hidden.

The statement is composed from the fixed lists of explore_cut.py and the parts in explore/*.sql; values are bound. The
smallest roll-up that holds every dimension answers, otherwise the slips' masks. Totals are the sums of their parts (of
answers, for factors and items: a slip gives one to each), and only then are shares made and small cells hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries import statistics
from queries.catalog import Catalog
from queries.database import Database
from queries.explore_compared import KEYS, compared, compared_with
from queries.explore_cut import DIMENSIONS, DISTRICTS_END, MEASURES, MOST_CELLS, SIDES, CannotCut, Cut
from queries.explore_hidden import gone, risky
from queries.explore_names import ALL, Names, codes_of, read_names
from queries.filters import LISTS, Filters
from queries.question import (
    ALL_FACTORS,
    COUNTS,
    FACTOR,
    GRAINS,
    PERIODS,
    PREDICATES,
    STEPS,
    SUMS,
    Statement,
    bound_values,
    cells_text,
    used_values,
    with_cells,
)
from queries.suppression import FEW_BELOW
from queries.suppression_table import Side, hidden_table

NAME = "explore"
FOLDER = Path(__file__).parent / "explore"
COLUMNS = (*COUNTS, *SUMS)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pivot:
    """The answer: `cells`, one row a cell, totals under the code '*'; what was asked and of which roll-up.

    cells: row_code, row_name, row_name_en, the same of column and multiple where they are in use; slips_n, answers_n,
    value, value_low, value_high (0–100 for shares, the measure's own unit for means), effective_n (shares),
    is_hidden, is_few; compared: before_slips_n, before_value, before_low, before_high, change, change_low, change_high,
    p_value (Benjamini–Hochberg over all cells that are no totals), is_beyond_chance. is_cut: a break lies between.
    """

    cells: pd.DataFrame
    cut: Cut
    filters: Filters
    before: Filters | None
    statement: Statement
    is_cut: bool = False


def pivot(database: Database, catalog: Catalog, cut: Cut, filters: Filters) -> Pivot:
    """The pivot under these filters; kept for as long as the file is open. Raises CannotCut."""
    return database.kept((NAME, cut, filters), lambda: _pivot(database, catalog, cut, filters))


def statement(catalog: Catalog, cut: Cut, filters: Filters) -> Statement:
    """The SQL of a pivot's parts, ready to run or to be shown; its source is the roll-up that answers."""
    filters = in_force(cut, filters)
    head, values, source = _cells(catalog, cut, filters)
    body = (FOLDER / ("of_rollup.sql" if "rollup" in source[0] else "of_slips.sql")).read_text(encoding="utf-8")
    keys = _columns(cut)
    text = body.replace("/* keys */", "".join(f"{name}, " for name in keys))
    for part in ("n", "k"):
        text = text.replace(f"measure_{part}", f"{'index' if cut.measure == 'n' else cut.measure}_{part}")
    sql = with_cells(text, head)
    table, grain = source
    read = {"factor_rollup": "rollup_satisfaction", "item_rollup": "rollup_item"}.get(table, "rollup_slip")
    values = used_values(sql, values | {"most": MOST_CELLS + 1})
    return Statement(sql, values, f"{read} · {grain}" if grain else read)


def in_force(cut: Cut, filters: Filters) -> Filters:
    """The filters as this pivot reads them: districts only until they ended. Raises CannotCut."""
    if "district" not in cut.dimensions or filters.end <= DISTRICTS_END:
        return filters
    if filters.start > DISTRICTS_END:
        raise CannotCut("no_district")
    return filters.over(filters.start, DISTRICTS_END)


def _pivot(database: Database, catalog: Catalog, cut: Cut, filters: Filters) -> Pivot:
    """What `pivot` gives."""
    now = in_force(cut, filters)
    before = None
    is_cut = False
    plain = replace(cut, compare="", against="", since=None)
    if not cut.compare:
        return Pivot(_answered(database, catalog, plain, now), cut, now, None, statement(catalog, cut, now))
    now, before, other = compared_with(catalog, cut, now)
    other = replace(other, compare="", against="", since=None)
    cells = _answered(database, catalog, plain, now)
    if before.start < now.start:
        is_cut = catalog.break_between(now.instrument, before.start, now.end) is not None
    earlier = _answered(database, catalog, other, before)
    cells = compared(cells, earlier, cut, now, before, is_cut)
    return Pivot(cells, cut, now, before, statement(catalog, cut, now), is_cut)


def _answered(database: Database, catalog: Catalog, cut: Cut, filters: Filters) -> pd.DataFrame:
    """The cells of a pivot without comparison; kept, since comparisons come back to them."""
    key = (NAME, "cells", cut, filters)
    return database.kept(key, lambda: _worked_out(database, catalog, cut, filters))


def _worked_out(database: Database, catalog: Catalog, cut: Cut, filters: Filters) -> pd.DataFrame:
    """What `_answered` gives."""
    names = read_names(database, catalog)
    parts = _asked(database, catalog, cut, filters)
    if parts.empty:
        return _frame(cut, names, {name: [] for name in cut.dimensions}, {}, {})
    codes = {name: codes_of(name, parts) for name in cut.dimensions}
    sides_codes = {name: names.ordered(name, codes[name], filters) for name in cut.dimensions}
    sizes = [len(one) for one in sides_codes.values()]
    if int(np.prod(sizes)) > MOST_CELLS:
        raise CannotCut("too_many", cells=int(np.prod(sizes)), **_named_sizes(cut, sizes))
    indexers = [pd.Index(sides_codes[name]).get_indexer(codes[name]) for name in cut.dimensions]
    places = np.ravel_multi_index(indexers, sizes) if indexers else np.zeros(len(parts), dtype=int)
    dense = {name: _dense(parts[name], places, sizes) for name in COLUMNS}
    sides = [_side(name, sides_codes[name], names) for name in cut.dimensions]
    totals = _totals_of_answers(database, catalog, cut, filters, sides_codes)
    whole = {name: _extended(values, cut, sides, totals.get(name)) for name, values in dense.items()}
    slips = np.rint(whole["slips_n"]).astype("int64")
    must = risky(database, catalog, cut, filters, sides_codes, sides, parts)
    must |= gone(database, catalog, cut, filters, sides_codes, sides)
    hidden = hidden_table(slips, sides, must)
    kept = np.ix_(*[_shown_places(side) for side in sides])
    return _frame(cut, names, sides_codes, {name: whole[name][kept] for name in COLUMNS}, {"hidden": hidden[kept]})


def _asked(database: Database, catalog: Catalog, cut: Cut, filters: Filters) -> pd.DataFrame:
    """The statement's rows. Raises CannotCut where there are too many, or the file is of an earlier release."""
    made = statement(catalog, cut, filters)
    if made.source == "rollup_slip" and not is_current(database):
        raise CannotCut("old_file")
    rows = database.frame(made.sql, made.values)
    if len(rows) <= MOST_CELLS:
        return rows
    head, values, _ = _cells(catalog, cut, filters)
    texts = [f"count(DISTINCT concat_ws('@', {', '.join(DIMENSIONS[name].columns)}))" for name in cut.dimensions]
    body = (FOLDER / "sizes.sql").read_text(encoding="utf-8").replace("/* sizes */", ", ".join(texts))
    sql = with_cells(body, head)
    sizes = [int(n) for n in database.frame(sql, used_values(sql, values)).iloc[0]]
    raise CannotCut("too_many", cells=int(np.prod(sizes)), **_named_sizes(cut, sizes))


def is_current(database: Database) -> bool:
    """Whether the file's roll-up of slips has the columns of this release; one loaded before it has not."""
    text = (FOLDER / "is_current.sql").read_text(encoding="utf-8")
    return database.kept((NAME, "is current"), lambda: bool(database.frame(text)["is_current"].iloc[0]))


def _named_sizes(cut: Cut, sizes: Sequence[int]) -> dict[str, int]:
    return {f"{name}_n": size for name, size in zip(cut.dimensions, sizes, strict=True)}


def _cells(catalog: Catalog, cut: Cut, filters: Filters) -> tuple[str, dict[str, Any], tuple[str, str | None]]:
    """The statement that reads the cells, what it may bind, and which cells these are (with the grain)."""
    source, grain = _source(cut, filters)
    predicates = ["" if "instrument" in cut.dimensions else "instrument_code = $instrument", PERIODS["of the period"]]
    if "item" in cut.dimensions:
        predicates.append(FACTOR if filters.factor else "")
    elif filters.factor:
        predicates.append(FACTOR)
    else:
        predicates.append("factor_code <> '*'" if "factor" in cut.dimensions else ALL_FACTORS)
    predicates += [PREDICATES[name] for name in LISTS if getattr(filters, name)]
    text = cells_text(source, predicates)
    if source == "explore_slip" and "item" in cut.dimensions:
        text = text.replace("rollup_factor_mask", "rollup_item_mask")
    return text, bound_values(catalog, filters) | {"grain": grain}, (source, grain)


def _source(cut: Cut, filters: Filters) -> tuple[str, str | None]:
    """The smallest cells that hold every dimension and the measure."""
    kind = "item" if "item" in cut.dimensions else "factor"
    needed = {name for name in LISTS if getattr(filters, name)}
    needed |= {"district" if name == "former_district" else name for name in cut.dimensions}
    needed -= {*STEPS, "factor", "item", "instrument"}
    if MEASURES[cut.measure].has_rollup:
        for grain, kept in GRAINS[kind].items():
            if needed <= kept:
                return f"{kind}_rollup", grain
    return "explore_slip", None


def _columns(cut: Cut) -> list[str]:
    return [column for name in cut.dimensions for column in DIMENSIONS[name].columns]


def _dense(values: pd.Series, places: NDArray[np.intp], sizes: Sequence[int]) -> Floats:
    return np.bincount(places, values.to_numpy(float, na_value=0.0), int(np.prod(sizes))).reshape(sizes)


def _side(name: str, codes: Sequence[str], names: Names) -> Side:
    """A dimension as a side of a table; wards in their districts, procedures in their fields, items in factors."""
    if name == "instrument":
        return Side(len(codes), has_total=False)
    groups = names.groups(name, codes)
    if groups is None:
        return Side(len(codes))
    place, different = pd.factorize(np.asarray(groups, dtype=object))
    return Side(len(codes), place if len(different) > 1 else None)


def _totals_of_answers(
    database: Database, catalog: Catalog, cut: Cut, filters: Filters, sides: dict[str, list[str]]
) -> dict[str, Floats]:
    """For factors and items: the sums over all of them, which count a slip once; {} for other pivots."""
    side = next((side for side in SIDES if getattr(cut, side) in ("factor", "item")), None)
    if side is None:
        return {}
    others = [name for name in cut.dimensions if name != getattr(cut, side)]
    rest = replace(cut, **{side: ""})
    rows = _asked(database, catalog, rest, filters)
    sizes = [len(sides[name]) for name in others]
    places = np.zeros(len(rows), dtype=int)
    if others:
        indexers = [pd.Index(sides[name]).get_indexer(codes_of(name, rows)) for name in others]
        known = reduce(np.logical_and, [one >= 0 for one in indexers])
        rows = rows[known].reset_index(drop=True)
        places = np.ravel_multi_index([one[known] for one in indexers], sizes)
    return {name: _dense(rows[name], places, sizes) for name in COLUMNS}


def _extended(values: Floats, cut: Cut, sides: Sequence[Side], total: Floats | None) -> Floats:
    """The cells with the totals of every side."""
    order = sorted(range(len(sides)), key=lambda axis: cut.dimensions[axis] not in ("factor", "item"))
    for axis in order:
        is_answers = cut.dimensions[axis] in ("factor", "item")
        values = sides[axis].extended(values, axis, total if is_answers else None)
    return values


def _shown_places(side: Side) -> NDArray[np.intp]:
    """The places of a side that the answer has: its parts and its total, not its groups."""
    total = [side.length - 1] if side.has_total else []
    return np.array([*range(side.parts), *total], dtype=int)


def _frame(
    cut: Cut, names: Names, sides: dict[str, list[str]], sums: dict[str, Floats], flags: dict[str, Flags]
) -> pd.DataFrame:
    """The answer's rows out of sums a cell."""
    labelled = {name: [*codes, *([ALL] if name != "instrument" else [])] for name, codes in sides.items()}
    sizes = [len(one) for one in labelled.values()]
    places = np.indices(sizes).reshape(len(sizes), -1) if sizes and sums else []
    columns: dict[str, Any] = {}
    for axis, key in enumerate(key for key, side in zip(KEYS, SIDES, strict=True) if getattr(cut, side)):
        name = list(labelled)[axis]
        at = places[axis] if sums else np.zeros(0, dtype=int)
        for ending, words in zip(("code", "name", "name_en"), names.worded(name, labelled[name]), strict=True):
            columns[f"{key}_{ending}"] = np.asarray(words, dtype=object)[at]
    flat = {name: sums[name].ravel() if sums else np.zeros(0) for name in COLUMNS}
    hidden = flags["hidden"].ravel() if sums else np.zeros(0, dtype=bool)
    columns |= _measured(cut, flat, hidden)
    return pd.DataFrame(columns, copy=False)


def _measured(cut: Cut, flat: dict[str, Floats], hidden: Flags) -> dict[str, Any]:
    """Sums as the measure with its interval; nothing of what is hidden."""
    slips, answers = flat["slips_n"], flat["answers_n"]
    sums = [flat[name] for name in SUMS]
    blank = np.full(len(slips), np.nan)
    effective, spread = blank, blank
    if MEASURES[cut.measure].kind == "share":
        value, low, high, effective = statistics.cluster_interval(slips, answers, *sums)
    elif MEASURES[cut.measure].kind == "mean":
        value, low, high, spread = statistics.cluster_mean(slips, *sums)
    else:
        value, low, high = np.where(slips > 0, slips, np.nan), blank, blank
    shown = {"value": value, "value_low": low, "value_high": high, "effective_n": effective, "spread": spread}
    counts = {"slips_n": slips, "answers_n": answers}
    found: dict[str, Any] = {
        name: pd.arrays.IntegerArray(np.rint(one).astype("int64"), hidden.copy()) for name, one in counts.items()
    }
    found |= {name: np.where(hidden, np.nan, one) for name, one in shown.items()}
    return found | {"is_hidden": hidden, "is_few": ~hidden & (slips > 0) & (slips < FEW_BELOW)}
