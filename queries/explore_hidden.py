"""What of a pivot stays hidden for another result's sake (see queries/differencing.py), beyond what is small itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries import differencing
from queries.catalog import Catalog
from queries.database import Database
from queries.explore_cut import DIMENSIONS, MEASURES, SIDES, CannotCut, Cut
from queries.explore_names import STEP_MONTHS, codes_of, first_day
from queries.filters import LISTS, Filters
from queries.question import ALL_FACTORS, GRAINS, LISTED, PERIODS, ask, cells_text, used_values, with_cells
from queries.suppression_table import Side

MOST_GRAINS = 6_000_000  # of the counts that differencing needs

Flags = NDArray[np.bool_]


def risky(
    database: Database,
    catalog: Catalog,
    cut: Cut,
    filters: Filters,
    codes: dict[str, list[str]],
    sides: Sequence[Side],
    parts: pd.DataFrame,
) -> Flags:
    """Which cells and totals another permitted result, less them, would give a few slips away."""
    flags = np.zeros([side.length for side in sides], dtype=bool)
    chosen = {name: getattr(filters, name) for name in LISTS if getattr(filters, name)}
    if "ward" in chosen:
        chosen["ward"] = tuple(catalog.ward(code, filters.last_day).key for code in filters.ward)
    dims = [name for name in cut.dimensions if name not in ("factor", "item", "instrument")]
    trees_of = {name: "district" if name == "former_district" else name for name in dims if name not in STEP_MONTHS}
    instruments = codes.get("instrument", [filters.instrument])
    for number, instrument in enumerate(instruments):
        for count in range(len(dims) + 1):
            for used in combinations(dims, count):
                rows = {trees_of[name] for name in used if name in trees_of}
                trees = differencing.trees_named({*rows, *chosen})
                time = next((name for name in used if name in STEP_MONTHS), None)
                cube = _cube(database, catalog, cut, trees, replace(filters, instrument=instrument))
                answer = _key_rows(used, codes, parts)
                period, closed = (filters.start, filters.end), catalog.default_period[1]
                bad = differencing.unsafe(answer, cube, trees, rows, chosen, period, closed, time)
                _place(flags, bad, used, number, cut, codes, sides)
    return flags


def _key_rows(used: Sequence[str], codes: dict[str, list[str]], parts: pd.DataFrame) -> pd.DataFrame:
    """The columns of the dimensions in use for every combination of their codes, the last one running fastest."""
    if not used:
        return pd.DataFrame({"all": [0]})
    sizes = [len(codes[name]) for name in used]
    places = np.indices(sizes).reshape(len(sizes), -1)
    columns: dict[str, Any] = {}
    for name, at in zip(used, places, strict=True):
        if name in STEP_MONTHS:
            columns["month"] = pd.DatetimeIndex([first_day(code) for code in codes[name]])[at]
            continue
        held = parts[list(DIMENSIONS[name].columns)].drop_duplicates().reset_index(drop=True)
        row_of = pd.Index(codes_of(name, held)).get_indexer(codes[name])
        for column in DIMENSIONS[name].columns:
            columns[column] = held[column].take(row_of[at]).array
    return pd.DataFrame(columns)


def _place(
    flags: Flags,
    bad: Flags,
    used: Sequence[str],
    number: int,
    cut: Cut,
    codes: dict[str, list[str]],
    sides: Sequence[Side],
) -> None:
    """Put the flags of some dimensions where the others are at their total (factors and items: at every value)."""
    shape = bad.reshape([len(codes[name]) for name in used])
    index: list[Any] = []
    for name, side in zip(cut.dimensions, sides, strict=True):
        if name in used:
            index.append(slice(0, side.parts))
        elif name == "instrument":
            index.append(slice(number, number + 1))
        elif name in ("factor", "item"):
            index.append(slice(None))
        else:
            index.append(slice(side.length - 1, side.length))
    flags[tuple(index)] |= shape.reshape([shape.shape[used.index(n)] if n in used else 1 for n in cut.dimensions])


def _cube(
    database: Database, catalog: Catalog, cut: Cut, trees: list[tuple[str, ...]], filters: Filters
) -> differencing.Cube:
    """Slips that the measure counts by month and these trees, of the years touched. Raises CannotCut."""
    needed = {name for tree in trees for name in tree}
    counted = cut.measure if MEASURES[cut.measure].of_slips else "index"
    grain = next((grain for grain, kept in GRAINS["factor"].items() if needed <= kept), None)
    start, end = date(filters.start.year, 1, 1), date(filters.end.year, 12, 1)
    if counted != "index":
        grain = None
    if grain:  # small enough to be read whole, once for every period
        start, end = catalog.first_month, catalog.last_month

    def make() -> differencing.Cube:
        predicates = ["instrument_code = $instrument", PERIODS["of the period"], ALL_FACTORS]
        text = differencing.COUNTS.read_text(encoding="utf-8")
        text = text.replace(", /* columns */", "".join(f", {name}" for name in differencing.columns_of(trees)))
        text = text.replace("sum(slips_n)", "sum(slips_n)" if grain else f"sum({counted}_n > 0)")
        if counted != "index":
            text = text.replace("sum(index_n > 0)", f"sum(({counted}_n > 0)::INTEGER)")
        sql = with_cells(text, cells_text("factor_rollup" if grain else "explore_slip", predicates))
        values = {"instrument": filters.instrument, "from": start, "to": end, "grain": grain}
        rows = database.frame(sql, used_values(sql, values))
        sizes = [(end.year - start.year + 1) * 12]
        sizes += [len(rows[differencing.columns_of([tree])].drop_duplicates()) for tree in trees]
        if np.prod(sizes, dtype=float) > MOST_GRAINS:
            raise CannotCut("too_fine")
        return differencing.cube_of(rows[rows["slips_n"] > 0].reset_index(drop=True), trees)

    return database.kept(("explore", "cube", counted, filters.instrument, tuple(trees), start, end), make)


def gone(
    database: Database,
    catalog: Catalog,
    cut: Cut,
    filters: Filters,
    codes: dict[str, list[str]],
    sides: Sequence[Side],
) -> Flags:
    """What the lists of all units, fields and procedures hide: hidden here too, if a filter or a side names it."""
    flags = np.zeros([side.length for side in sides], dtype=bool)
    if "instrument" in cut.dimensions:
        flags |= _gone_by_instrument(database, catalog, cut, filters, codes, sides)
        return flags
    for name, listing in LISTED.items():
        values = set(getattr(filters, name))
        own = next(
            (one for one in cut.dimensions if one == name or (one == "former_district" and name == "district")), ""
        )
        if not values and not own:
            continue
        whole = ask(database, catalog, listing, replace(filters, **{name: ()}, factor=None))
        hidden = whole[whole["is_hidden"]]
        if values & set(hidden[f"{name}_code"]) and not own:
            return np.ones_like(flags)
        if own:
            axis = cut.dimensions.index(own)
            lost = np.isin(codes[own], codes_of(own, hidden)) if len(hidden) else np.zeros(len(codes[own]), dtype=bool)
            np.moveaxis(flags, axis, 0)[: sides[axis].parts][lost] = True
    return flags


def _gone_by_instrument(
    database: Database,
    catalog: Catalog,
    cut: Cut,
    filters: Filters,
    codes: dict[str, list[str]],
    sides: Sequence[Side],
) -> Flags:
    """`gone` for each instrument by itself."""
    axis = cut.dimensions.index("instrument")
    side = SIDES[axis] if len(cut.dimensions) == 3 else next(one for one in SIDES if getattr(cut, one) == "instrument")
    rest = replace(cut, **{side: ""})
    others = [one for at, one in enumerate(sides) if at != axis]
    layers = []
    for instrument in codes["instrument"]:
        own = {name: one for name, one in codes.items() if name != "instrument"}
        layers.append(gone(database, catalog, rest, replace(filters, instrument=instrument), own, others))
    return np.stack(layers, axis=axis)
