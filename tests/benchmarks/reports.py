"""How long the files of a meeting take, as a table.

python -m tests.benchmarks.reports [--database FILE] [--repeats N]
"""

import argparse
import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pages.parts import card, report
from pages.parts.context import Context
from pages.parts.drill import of_unit
from pages.parts.take_away import maker
from queries.catalog import read_catalog
from queries.database import Database, newest_file
from queries.filters import parse
from tests.benchmarks.figures import Figure, setting, table

REPEATS = 3
BUDGETS_S = {"pptx": 3.0, "pdf": 6.0, "xlsx": None}
CARD_S, CARDS_S = 1.0, 90.0


def opened(path: Path) -> Context:
    """The latest quarter of a data file, nothing of it asked yet."""
    database = Database(path)
    catalog = read_catalog(database)
    return Context(database, catalog, parse({}, catalog)[0], "vi", False)


def timed(path: Path, make: Callable[[Context], object], repeats: int) -> list[float]:
    """Seconds that `make` takes on a freshly opened file, so that no answer is remembered."""
    seconds = []
    for _ in range(repeats):
        ctx = opened(path)
        start = time.perf_counter()
        make(ctx)
        seconds.append(time.perf_counter() - start)
        ctx.database.close()
    return seconds


def one_card(ctx: Context) -> bytes:
    """The card of the first ward."""
    code, unit = next(iter(ctx.catalog.wards_on(ctx.filters.last_day).items()))
    filters = of_unit(ctx.filters, "ward", code)
    return card.pdf(card.sheet(ctx, filters, unit))


def all_cards(path: Path) -> float:
    """Seconds of the command for every ward, its start included."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        start = time.perf_counter()
        report.main(["--database", str(path), "--scope", "wards", "--to", "card", "--out", folder])
        seconds = time.perf_counter() - start
        if len(list(Path(folder).glob("*.pdf"))) < 100:
            raise RuntimeError("cards are missing")
        return seconds


def figures(path: Path, repeats: int = REPEATS) -> list[Figure]:
    """Every file, with its budget."""
    for ending in BUDGETS_S:  # what is imported once a process
        timed(path, lambda ctx, ending=ending: maker(ctx, ending)(), 1)
    made = [
        Figure(
            f"{ending.upper()} of the city",
            timed(path, lambda ctx, ending=ending: maker(ctx, ending)(), repeats),
            "s",
            budget,
        )
        for ending, budget in BUDGETS_S.items()
    ]
    made.append(Figure("card of one ward", timed(path, one_card, repeats), "s", CARD_S))
    made.append(Figure("cards of all wards, the command from its start", [all_cards(path)], "s", CARDS_S))
    return made


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 where a budget is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reports", description=__doc__)
    parser.add_argument("--database", type=Path, help="measure this file; without it the one in use")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    chosen = parser.parse_args(arguments)
    path = chosen.database or newest_file()
    where = setting(path)
    made = figures(path, chosen.repeats)
    print(f"{where}. Over budget in bold.\n\n{table(made)}")
    return 1 if any(figure.is_kept is False for figure in made) else 0


if __name__ == "__main__":
    sys.exit(main())
