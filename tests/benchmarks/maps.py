"""What a reader of the map waits for: first sight, the map itself, another measure or period; and how much is sent.

python -m tests.benchmarks.maps [--database FILE] [--form hex|schematic|official]... [--period FROM:TO] [--changes N]

`--period 2025-04:2025-06` measures the units of before, where their boundaries are in the file; the changes are
then between the first two quarters of that year.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Page

from queries.database import newest_file
from tests.benchmarks.browser import Report, _change, _settled, browser, redrawn
from tests.benchmarks.figures import Figure, setting, table
from tests.benchmarks.server import Server

FIRST_BUDGET_MS, BUDGET_MS, MANY_BUDGET_MS, PAYLOAD_BUDGET_KB = 1500, 250, 400, 500
MANY = 200  # units; more have the larger budget
FORMS = ("hex", "schematic", "official")
MEASURES = ("Số phiếu khảo sát", "Chỉ số hài lòng")
OPENINGS, CHANGES, WARM_UPS = 5, 8, 2
DECK = "map_deck"


def measure(database: Path, form: str, period: str, changes: int) -> list[Figure]:
    """The lines of one form, with a server and a browser of its own."""
    first, last = period.split(":")
    quarters = [f"quý {one}/{last[:4]}" for one in ("I", "II")]
    with Server(database) as server, browser() as page:
        page.goto(server.url)  # a server that somebody has opened before
        _settled(page)
        opened = []
        for _ in range(OPENINGS):
            page.goto("about:blank")
            page.goto(f"{server.url}/map?form={form}&from={first}&to={last}")
            opened.append(_settled(page))
        units, geometry = _fetched(page)
        reports = [_measure_change(page, MEASURES[i % 2]) for i in range(WARM_UPS + changes)][WARM_UPS:]
        periods = [_change(page, quarters[i % 2]) for i in range(WARM_UPS + changes)][WARM_UPS:]
        again = _fetched(page)[1] - geometry
    budget = MANY_BUDGET_MS if units > MANY else BUDGET_MS
    of = f"`{form}`, {units} units"
    pictures = [one["picture"] for one in opened]
    return [
        Figure(f"{of}: first seen, as a still picture, from the address", pictures, "ms", FIRST_BUDGET_MS),
        Figure(f"{of}: … the map itself, which takes clicks", [redrawn(one) for one in opened], "ms", FIRST_BUDGET_MS),
        Figure(f"{of}: another measure", [_map_redrawn(one) for one in reports], "ms", budget),
        Figure(f"{of}: another period", [_map_redrawn(one) for one in periods], "ms", budget),
        Figure(f"{of}: sent at a change", [one["bytes"] / 1000 for one in reports + periods], "kB"),
        Figure(f"{of}: outlines and labels, once", [geometry], "kB", PAYLOAD_BUDGET_KB),
        Figure(f"{of}: outlines fetched again by changes", [again], "kB"),
    ]


def _fetched(page: Page) -> tuple[int, float]:
    """How many units the outlines name that this page has fetched, and the kB of all files of the map."""
    units, size = page.evaluate(
        """async () => {
            const names = performance.getEntriesByType("resource").map((one) => one.name);
            let units = 0, size = 0;
            for (const file of new Set(names.filter((name) => /media.*[.]json$/.test(name)))) {
                const text = await (await fetch(file)).text();
                const rows = JSON.parse(text);
                if (rows[0]?.polygon) units = new Set(rows.map((row) => row.code).filter(Boolean)).size;
                size += new Blob([text]).size;
            }
            return [units, size];
        }"""
    )
    return units, size / 1000


def _map_redrawn(report: Report) -> float:
    """Milliseconds until the map stood; of the whole page where the map did not change."""
    found = [chart["last"] for chart in report["charts"] if chart["key"] == DECK]
    return found[0] if found else redrawn(report)


def _measure_change(page: Page, label: str) -> Report:
    control = page.locator(".st-key-own_select_show input")
    control.click()
    control.fill(label)
    option = page.get_by_role("option", name=label, exact=True)
    option.wait_for()
    page.wait_for_timeout(150)  # the list has settled
    page.evaluate("window.benchmark.arm()")
    option.click()
    return _settled(page)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.maps", description=__doc__)
    parser.add_argument("--database", type=Path, help="data file; otherwise the newest of the store")
    parser.add_argument("--form", action="append", choices=FORMS, help="repeatable; otherwise all")
    parser.add_argument("--period", default="2026-07:2026-09", help="months FROM:TO")
    parser.add_argument("--changes", type=int, default=CHANGES, help="changes of each kind")
    chosen = parser.parse_args(arguments)
    path = chosen.database or newest_file()
    print(setting(path), "\n", flush=True)
    forms = chosen.form or FORMS
    print(table([line for form in forms for line in measure(path, form, chosen.period, chosen.changes)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
