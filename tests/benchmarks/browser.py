"""What a reader waits for in a browser: the first page, another page, another period.

python -m tests.benchmarks.browser [--database FILE] [--page NAME]... [--changes N] [--visits N]

"Redrawn" is the last change inside any chart of the page after the press (see watch.js); a page has settled when the
script's run is over, every chart is drawn and nothing has changed for QUIET_MS more, which do not count.
"""

import argparse
import os
import random
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from queries.database import newest_file
from tests.benchmarks.figures import Figure, quantile, setting, table
from tests.benchmarks.server import Server
from tests.benchmarks.session import PERIOD, Session

CHANGE_BUDGET_MS, SWITCH_BUDGET_MS, COLD_BUDGET_MS = 250, 500, 3000
CHANGES, FRESH_CHANGES, WARM_UPS = 15, 10, 3
VISITS, ROUNDS = 3, 3  # fresh browsers, and how often each goes through all pages
QUIET_MS = 300
TIMEOUT_MS = 60_000
SEED = 2026
FIRST = "overview"  # what "/" leads to
UNFILTERED = {"import_data", "methods", "actions", "briefing"}  # no period to choose there
SIZE = {"width": 1920, "height": 1080}
CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
LINK = '[data-testid="stTopNavDropdownLink"], [data-testid="stTopNavLink"]'

Report = dict[str, Any]  # what watch.js noted of one press: milliseconds after it


@dataclass
class Measured:
    """Reports of every press, by page."""

    cold: list[Report] = field(default_factory=list)
    alternating: dict[str, list[Report]] = field(default_factory=lambda: defaultdict(list))
    fresh: dict[str, list[Report]] = field(default_factory=lambda: defaultdict(list))  # periods never asked before
    server_only: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first_visit: dict[str, list[Report]] = field(default_factory=lambda: defaultdict(list))
    later_visit: dict[str, list[Report]] = field(default_factory=lambda: defaultdict(list))

    def figures(self) -> list[Figure]:
        """The lines of the table."""
        found = [
            Figure(
                "first page, server just started, new browser",
                [redrawn(one) for one in self.cold],
                "ms",
                COLD_BUDGET_MS,
            ),
            Figure("… its first sentence", [one["title"] for one in self.cold]),
            Figure("… drawn, from the start of the server's process", [one["since_start"] for one in self.cold]),
        ]
        for words, reports, budget in (
            ("filter change", self.alternating, CHANGE_BUDGET_MS),
            ("filter change to a period nobody asked for yet", self.fresh, None),
            ("page switch, first time in this browser", self.first_visit, None),
            ("page switch", self.later_visit, SWITCH_BUDGET_MS),
        ):
            for name, given in reports.items():
                found.append(Figure(f"{words}, `{name}`", [redrawn(one) for one in given], "ms", budget))
                if pictures := [one["picture"] for one in given if one["picture"] is not None]:
                    found.append(Figure(f"{words}, `{name}`, seen as a still picture", pictures, "ms", budget))
        return found

    def details(self) -> str:
        """Where the time of a filter change goes, page by page: medians."""
        lines = [
            "| page | sent | first message | script over | redrawn | painted | server alone | kB | charts kept |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for name, reports in self.alternating.items():
            parts = [_median(reports, key) for key in ("sent", "firstMessage", "over")]
            parts += [quantile([redrawn(one) for one in reports], 0.5), _median(reports, "painted")]
            server = quantile(self.server_only[name], 0.5)
            size = _median(reports, "bytes") / 1000
            changed = [chart for one in reports for chart in one["charts"]]
            kept = f"{sum(chart['isKept'] for chart in changed)} of {len(changed)}"
            lines.append(f"| `{name}` | {' | '.join(f'{part:.0f}' for part in [*parts, server, size])} | {kept} |")
        lines += ["", "| chart | changes in | last change | kept its node |", "|---|---:|---:|---:|"]
        for name, reports in self.alternating.items():
            keys = dict.fromkeys(chart["key"] for one in reports for chart in one["charts"])
            for key in keys:
                seen = [chart for one in reports for chart in one["charts"] if chart["key"] == key]
                last = quantile([chart["last"] for chart in seen], 0.5)
                kept = sum(chart["isKept"] for chart in seen)
                lines.append(f"| `{name}` {key} | {len(seen)} of {len(reports)} | {last:.0f} | {kept} of {len(seen)} |")
        return "\n".join(lines)


def redrawn(report: Report) -> float:
    """Milliseconds until the last change in a chart; until the script was over where no chart changed."""
    return max((chart["last"] for chart in report["charts"]), default=report["over"])


def measure(
    database: Path,
    pages: list[str] | None = None,
    changes: int = CHANGES,
    fresh: int = FRESH_CHANGES,
    visits: int = VISITS,
) -> Measured:
    """Measure in one Chromium after another, each page's filter changes with a server that has answered nothing yet."""
    found = Measured()
    pages = pages or _pages(database)
    for name in pages:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        with browser() as page, Server(database) as server:
            found.cold.append(_first_page(page, server))
            with Session(server.url) as session:
                session.open()
                _filter_changes(page, server, session, name, changes, fresh, found)
    if visits:
        with Server(database) as server:
            for i in range(visits):
                print(f"browser {i + 1} of {visits} goes through all pages", file=sys.stderr, flush=True)
                with browser() as page:
                    _first_page(page, server)
                    _page_switches(page, server, pages, found)
    return found


@contextmanager
def browser() -> Iterator[Page]:
    """A page in a new Chromium with an empty profile, watched by watch.js."""
    path = os.environ.get("THUOCDO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        raise RuntimeError("no Chromium: install one, or name it in THUOCDO_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        page = chromium.new_context(viewport=SIZE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.add_init_script(WATCH)
        try:
            yield page
        finally:
            chromium.close()


def _pages(database: Path) -> list[str]:
    """Every page of the navigation that has filters, as a server tells it."""
    with Server(database) as server, Session(server.url) as session:
        session.open()
        return [path for path in session.pages if path and path not in UNFILTERED]


def _first_page(page: Page, server: Server) -> Report:
    page.goto(server.url)
    report = _settled(page)
    return report | {"since_start": report["startedAt"] - 1000 * server.started_at + redrawn(report)}


def _settled(page: Page) -> Report:
    page.wait_for_function(f"window.benchmark.isSettled({QUIET_MS})", polling=50)
    return page.evaluate("window.benchmark.report()")


def _filter_changes(
    page: Page, server: Server, session: Session, name: str, changes: int, fresh: int, found: Measured
) -> None:
    """Two periods in turn, then periods that no reader of this server has asked for, then the two without a browser."""
    if name != FIRST:
        _switch(page, server, name)
    others = [label for label in session.periods if label != session.period]
    pair, rest = others[:2], others[2:]
    for i in range(WARM_UPS + changes):
        report = _change(page, pair[i % 2])
        if i >= WARM_UPS:
            found.alternating[name].append(report)
    for label in random.Random(SEED).sample(rest, min(fresh, len(rest))):
        found.fresh[name].append(_change(page, label))
    session.open(name)
    for i in range(WARM_UPS + changes):
        run = session.choose_period(pair[i % 2])
        if i >= WARM_UPS:
            found.server_only[name].append(run.milliseconds)


def _change(page: Page, label: str) -> Report:
    """Choose another period as a reader does: type, then click what is offered."""
    control = page.locator(f".st-key-{PERIOD} input")
    control.click()
    control.press_sequentially(label)  # set at once, it would be taken for what it adds to the period shown
    option = page.get_by_role("option", name=label, exact=True)
    option.wait_for()
    page.wait_for_timeout(150)  # the list has settled
    page.evaluate("window.benchmark.arm()")
    option.click()
    return _settled(page)


def _switch(page: Page, server: Server, name: str) -> Report:
    """Go to a page by the navigation on top, whichever group it is in."""
    address = f"{server.url}/{name}"
    link = page.locator(f'a:is({LINK}):is([href="{address}"], [href^="{address}?"], [href="{address.rstrip("/")}"])')
    sections = page.get_by_test_id("stTopNavSection")
    for i in range(sections.count()):
        if link.is_visible():
            break
        sections.nth(i).click()
        page.wait_for_timeout(250)
    page.evaluate("window.benchmark.arm()")
    link.click()
    return _settled(page)


def _page_switches(page: Page, server: Server, names: list[str], found: Measured) -> None:
    shown = {FIRST}
    for _ in range(ROUNDS):
        for name in sorted(names, key=FIRST.__eq__):  # the first page last: it is the one shown already
            report = _switch(page, server, name)
            (found.later_visit if name in shown else found.first_visit)[name].append(report)
            shown.add(name)


def _median(reports: list[Report], key: str) -> float:
    return quantile([one[key] for one in reports if one[key] is not None] or [float("nan")], 0.5)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.browser", description=__doc__)
    parser.add_argument("--database", type=Path, help="data file; otherwise the newest of the store")
    parser.add_argument("--page", action="append", help="only this page, by its path; repeatable")
    parser.add_argument("--changes", type=int, default=CHANGES, help="filter changes a page")
    parser.add_argument("--fresh", type=int, default=FRESH_CHANGES, help="changes to periods not asked for before")
    parser.add_argument("--visits", type=int, default=VISITS, help="browsers that go through all pages")
    chosen = parser.parse_args(arguments)
    path = chosen.database or newest_file()
    where = setting(path)
    started = time.monotonic()
    found = measure(path, chosen.page, chosen.changes, chosen.fresh, chosen.visits)
    print(f"{where}; Chromium {SIZE['width']}×{SIZE['height']}; took {time.monotonic() - started:.0f} s\n")
    print(table(found.figures()), "Where a filter change spends its time, median ms after the press:", sep="\n\n")
    print(found.details(), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
