"""How long each question takes over the data file, nothing kept from an earlier answer.

python -m tests.benchmarks.queries [--database FILE] [--repeats N]
"""

import argparse
import sys
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from queries.catalog import Catalog, read_catalog
from queries.database import Database, newest_file
from queries.filters import Filters, parse
from queries.question import ask, names, question, statement
from tests.benchmarks.figures import Figure, quantile, setting, table

BUDGET_MS = 20
REPEATS = 15


class Uncached(Database):
    """The data file without the answers it keeps; adds up how long the engine took."""

    sql_ms = 0.0

    def remembered(self, key: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:  # noqa: ARG002
        """What `make` gives now."""
        return make()

    shelved = remembered

    def frame(self, sql: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Rows of `sql`, timed."""
        started = time.perf_counter()
        answer = super().frame(sql, values)
        self.sql_ms += 1000 * (time.perf_counter() - started)
        return answer


@dataclass(frozen=True)
class Timing:
    """One question under one set of filters: milliseconds of the engine, and of the whole of ask()."""

    question: str
    situation: str
    cells: str  # the roll-up that answered, or the slips' masks
    sql: list[float]
    whole: list[float]


def situations(catalog: Catalog) -> dict[str, Filters]:
    """The filters to ask under, by what they are called in the table."""
    default, _ = parse({}, catalog)
    ward = next(code for code in catalog.wards if catalog.ward(code, default.last_day).is_valid(default.last_day))
    field, channel = next(iter(catalog.fields)), next(iter(catalog.channels))
    always = default.over(catalog.first_month, catalog.last_month)
    return {
        "default": default,
        "a ward": replace(default, ward=(ward,)),
        "field + channel": replace(default, field=(field,), channel=(channel,)),
        "all time": always,
        "all time + channel": replace(always, channel=(channel,)),
        "all time + ward + channel": replace(always, ward=(ward,), channel=(channel,)),
    }


def timings(path: Path, repeats: int = REPEATS) -> Iterator[Timing]:
    """Every question under every set of filters, after one unmeasured try each."""
    database = Uncached(path)
    catalog = read_catalog(database)
    for name in names():
        for situation, filters in situations(catalog).items():
            sql, whole = [], []
            for _ in range(repeats + 1):
                database.sql_ms = 0.0
                started = time.perf_counter()
                ask(database, catalog, name, filters)
                whole.append(1000 * (time.perf_counter() - started))
                sql.append(database.sql_ms)
                if not database.sql_ms:
                    raise RuntimeError(f"{name}: answered without asking the engine, so nothing was measured")
            yield Timing(name, situation, statement(name, catalog, filters).source, sql[1:], whole[1:])
            if not question(name).cells:
                break  # no filter of ours reaches this question
    database.close()


def details(measured: list[Timing]) -> str:
    """A line a question, a column a set of filters: median of the SQL alone / of the whole ask(), and who answered."""
    columns = list(dict.fromkeys(timing.situation for timing in measured))
    lines = [f"| question | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name in dict.fromkeys(timing.question for timing in measured):
        cells = {timing.situation: _cell(timing) for timing in measured if timing.question == name}
        lines.append(f"| `{name}` | {' | '.join(cells.get(column, '') for column in columns)} |")
    return "\n".join(lines)


def figures(measured: list[Timing]) -> list[Figure]:
    """For each set of filters, the slowest question."""
    found = []
    for situation in dict.fromkeys(timing.situation for timing in measured):
        timed = [timing for timing in measured if timing.situation == situation]
        slowest = max(timed, key=lambda timing: quantile(timing.whole, 0.5))
        found.append(Figure(f"slowest question, {situation}: `{slowest.question}`", slowest.whole, budget=BUDGET_MS))
    return found


def _cell(timing: Timing) -> str:
    sql, whole = quantile(timing.sql, 0.5), quantile(timing.whole, 0.5)
    text = f"{sql:.1f} / {whole:.1f}"
    source = f" {timing.cells}" if timing.cells else ""
    return f"**{text}**{source}" if whole > BUDGET_MS else f"{text}{source}"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.queries", description=__doc__)
    parser.add_argument("--database", type=Path, help="data file; otherwise the newest of the store")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    chosen = parser.parse_args(arguments)
    path = chosen.database or newest_file()
    where = setting(path)
    measured = list(timings(path, chosen.repeats))
    print(f"{where}; {chosen.repeats} repeats\n")
    print("Median ms of the SQL alone / of the whole ask(), and the cells that answered:\n")
    print(details(measured), table(figures(measured)), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
