"""Writes the file that questions of one's own are asked of: the views as tables, small numbers hidden already.

The views on satisfaction are answers of the dashboard's own questions, each quarter or each month as a reader gets it
on the screen. So no statement over them, however it adds up or joins, knows more than somebody who clicks through all
pages: what is hidden there is not in this file at all. Slips, answers and comments are not in it either.

Run as a process of its own: `python -m queries.sandbox.make DATA OUT`.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters, add_months
from queries.question import ask, question
from queries.sandbox.views import View, views

MEMORY = "512MB"


def make(data: Path, out: Path) -> None:
    """Write the file `out` from the data file. Raises what opening the data file raises."""
    database = Database(data)
    try:
        catalog = read_catalog(database)
        answers = {view.name: _answers(database, catalog, view) for view in views() if view.question}
    finally:
        database.close()
    with duckdb.connect(str(out), config={"threads": 1, "memory_limit": MEMORY}) as con:
        # Neither a path nor a name can be bound there; quotes in them are doubled.
        box = f'"{out.stem}"'
        con.execute(_text("begin").replace("/* data */", str(data).replace("'", "''")))
        for view in views():
            if view.question:
                con.register("answer", answers[view.name])
            made = _text("table").replace("/* box */", box).replace("/* name */", view.name)
            # A file of an earlier release may lack a register: then there is no such table.
            with suppress(duckdb.CatalogException):
                con.execute(made.replace("/* view */", view.sql))
        con.execute(_text("end").replace("/* box */", box))


def _text(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")


def _answers(database: Database, catalog: Catalog, view: View) -> pa.Table:
    """The answers of a view's question, one under the other: every instrument, every quarter."""
    parts = []
    instruments = list(catalog.instruments) if question(view.question).cells else [catalog.default_instrument]
    for instrument in instruments:
        for start, end in _spans(catalog, view.is_quarterly):
            answer = ask(database, catalog, view.question, Filters(instrument, start, end))
            if view.is_quarterly:
                answer = answer.assign(quarter=pd.Timestamp(start))
            parts.append(answer.assign(instrument_code=instrument))
    whole = pd.concat(parts, ignore_index=True)
    return pa.table({name: _arrow(name, whole[name]) for name in view.columns})


def _arrow(name: str, values: pd.Series) -> pa.Array:
    """A column as the engine takes it; days without their hours."""
    array = pa.array(values, from_pandas=True)
    is_day = pa.types.is_timestamp(array.type) or name in ("ward_from", "quarter", "month")
    return array.cast(pa.date32()) if is_day else array


def _spans(catalog: Catalog, is_quarterly: bool) -> Iterator[tuple]:
    """First and last month of each quarter that the file touches; or of everything."""
    if not is_quarterly:
        yield catalog.first_month, catalog.last_month
        return
    first = catalog.first_month
    start = first.replace(month=3 * ((first.month - 1) // 3) + 1)
    while start <= catalog.last_month:
        yield start, add_months(start, 2)
        start = add_months(start, 3)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
