"""Every benchmark over a demo of a million slips, as one table for the README.

python -m tests.benchmarks [--responses N] [--database FILE] [--quick] [--details]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import browser, queries, readers
from tests.benchmarks.figures import Figure, setting, table
from tests.benchmarks.server import ROOT

RESPONSES = 1_000_000
DEFAULT_DEMO_BUDGET_S = 15
QUICK = {
    "queries": {"repeats": 3},
    "browser": {"changes": 5, "fresh": 3, "visits": 1},
    "readers": {"seconds": 15},
}


def build(out: Path, responses: int | None = None) -> float:
    """Make a demo file by the command that users have; seconds it took."""
    command = [sys.executable, "-m", "data", "demo", "--out", str(out)]
    if responses:
        command += ["--responses", str(responses)]
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(arguments: list[str] | None = None) -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--responses", type=int, default=RESPONSES, help="slips in the demo that is measured")
    parser.add_argument("--database", type=Path, help="measure this file and build none")
    parser.add_argument("--quick", action="store_true", help="few repeats, to see that everything still runs")
    parser.add_argument("--details", action="store_true", help="also where the time goes, on stderr")
    chosen = parser.parse_args(arguments)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="thuocdo-") as folder:
        path = chosen.database
        if path is None:
            path = Path(folder) / "million.duckdb"
            seconds = build(Path(folder) / "default.duckdb")
            figures.append(Figure("build the default demo", [seconds], "s", DEFAULT_DEMO_BUDGET_S, "max"))
            figures.append(Figure(f"build a demo of {chosen.responses:,} slips", [build(path, chosen.responses)], "s"))
        where = setting(path)
        timed = list(queries.timings(path, **(QUICK["queries"] if chosen.quick else {})))
        shown = browser.measure(path, **(QUICK["browser"] if chosen.quick else {}))
        load = readers.measure(path, **(QUICK["readers"] if chosen.quick else {}))
    figures += shown.figures() + load.figures() + queries.figures(timed)
    print(f"{where}. Times in ms unless another unit is named; over budget in bold.\n\n{table(figures)}")
    if chosen.details:
        print(queries.details(timed), shown.details(), sep="\n\n", file=sys.stderr)
    return 1 if any(figure.is_kept is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
