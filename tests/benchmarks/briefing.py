"""How fast the next slide stands on the wall: from the key to the last change on the stage.

python -m tests.benchmarks.briefing [--database FILE] [--rounds N]

"First time" is a slide of a period that nobody has asked for on this server; "again" one that was shown before.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Page

from queries.database import newest_file
from tests.benchmarks.browser import browser
from tests.benchmarks.figures import Figure, setting, table
from tests.benchmarks.server import Server

BUDGET_MS = 300
ROUNDS = 3
READING_MS = 1500  # how long a slide stands at least before the next one is called
# Milliseconds until the title is another one and until the last change inside the stage, but for the clock.
PRESS_JS = """async ([key, wait]) => {
    const stage = document.querySelector('.st-key-stage'), start = performance.now();
    const title = () => document.querySelector('.stage-title')?.textContent, before = title();
    let titled = null, last = 0;
    const watch = new MutationObserver(changes => {
        const isClock = changes.every(one => one.target.closest?.('.clock'));
        if (!isClock) last = performance.now() - start;
        if (titled === null && title() !== before) titled = performance.now() - start;
    });
    watch.observe(stage, {subtree: true, childList: true, characterData: true});
    document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    await new Promise(done => setTimeout(done, wait));
    watch.disconnect();
    return {titled, last};
}"""


def measure(database: Path, rounds: int = ROUNDS) -> list[Figure]:
    """Go through all slides, first as the first reader does, then again."""
    first: list[dict[str, float]] = []
    again: list[dict[str, float]] = []
    with Server(database) as server, browser() as page:
        page.goto(f"{server.url}/briefing")
        count = _count(page)
        for turn in range(rounds + 1):
            page.keyboard.press("Home")
            page.wait_for_timeout(READING_MS)
            (again if turn else first).extend(_press(page) for _ in range(count - 1))
    return [
        Figure(f"next slide, {words}{part}", [one[name] for one in given], "ms", budget)
        for words, given in (("first time", first), ("again", again))
        for part, name, budget in ((": its title", "titled", None), (": drawn", "last", BUDGET_MS))
    ]


def _count(page: Page) -> int:
    page.wait_for_function("document.querySelector('.presenter .place')?.textContent.includes('/')")
    page.wait_for_timeout(2 * READING_MS)
    return int(page.locator(".presenter .place").inner_text().partition("/")[2])


def _press(page: Page) -> dict[str, float]:
    return page.evaluate(PRESS_JS, ["PageDown", READING_MS])


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.briefing", description=__doc__)
    parser.add_argument("--database", type=Path, help="data file; otherwise the newest of the store")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often all slides are gone through again")
    chosen = parser.parse_args(arguments)
    path = chosen.database or newest_file()
    figures = measure(path, chosen.rounds)
    print(f"{setting(path)}\n\n{table(figures)}")
    return 1 if any(figure.is_kept is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
