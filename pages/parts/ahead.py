"""Answers worked out before anybody asks: opens every page for every period on offer, in a process of its own.

A data file changes once a month; what most visitors ask of it is known beforehand: the whole city, one of the periods
on offer. The server starts this process once it has served its first page. It runs at the lowest priority, ends when
everything is on the shelf (see queries/shelf.py), and with the server.

python -m pages.parts.ahead DATA_FILE [--now]
"""

import argparse
import atexit
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from queries.database import Database, newest_file
from queries.shelf import Shelf, shelf_of

ROOT: Final = Path(__file__).resolve().parents[2]
# Pages without answers, and the one whose slides are another page's answers put differently.
WITHOUT: Final = ("import_data", "methods", "briefing")
# Views of a page beyond the one it opens with, as the page keeps them (see own.keep).
VIEWS: Final = {"explore": ("table", "cross")}
PATIENCE_SECONDS: Final = 20  # what the first visitors do comes first
LOWEST: Final = 19
COMPLETE: Final = ("pages", "complete")
PAGE_SECONDS: Final = 120


def begin(database: Database) -> "subprocess.Popen[bytes] | None":
    """Start it for a data file that has a shelf; the caller's process takes it along when it ends."""
    if database.shelf is None or database.shelf.get(COMPLETE):
        return None
    path = str(database.path.resolve())
    named = {"THUOCDO_DATABASE": path} if "THUOCDO_DATABASE" in os.environ else {}
    options = {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS} if sys.platform == "win32" else {}
    process = subprocess.Popen(
        [sys.executable, "-m", "pages.parts.ahead", path],
        cwd=ROOT,
        env=os.environ | named,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )
    atexit.register(process.terminate)
    return process


def main(arguments: list[str] | None = None) -> int:
    """Fill the shelf of one data file."""
    parser = argparse.ArgumentParser(prog="python -m pages.parts.ahead", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--now", action="store_true", help="at once and at full priority, telling how long it took")
    chosen = parser.parse_args(arguments)
    server = os.getppid()  # before the pause: a server that ends meanwhile leaves this process to another parent
    if not chosen.now:
        if hasattr(os, "nice"):
            os.nice(LOWEST)
        time.sleep(PATIENCE_SECONDS)
    shelf = shelf_of(chosen.file)
    if shelf is None:
        return 0
    started = time.perf_counter()
    done = fill(chosen.file, shelf, lambda: chosen.now or (os.getppid() == server and newest_file() == chosen.file))
    if chosen.now:
        print(f"{done} pages, {time.perf_counter() - started:.0f} s, {shelf.path.stat().st_size / 1e6:.0f} MB")
    return 0


def fill(path: Path, shelf: Shelf, is_wanted: Callable[[], bool]) -> int:
    """Open every page for every period that nobody has opened it for; the number of pages opened."""
    logging.disable(logging.WARNING)  # Streamlit says at every page that no browser is there
    # Only now: whoever starts this process needs none of it, and this process only where something is left to do.
    from streamlit.testing.v1 import AppTest

    from pages.parts import narrowing, own
    from pages.parts.context import FILTERS, KEY, Context
    from queries.catalog import read_catalog
    from queries.filters import Filters

    database = Database(path, shelf)
    catalog = read_catalog(database)
    pages = sorted(page for page in (ROOT / "pages").glob("*.py") if page.stem not in WITHOUT)
    views = [(page, view) for page in pages for view in VIEWS.get(page.stem, ("",))]
    opened = 0
    for span in narrowing.spans(catalog):
        filters = Filters(catalog.default_instrument, *span)
        for page, view in views:
            if not is_wanted():
                return opened
            done = ("page", page.stem, view, filters)
            if shelf.get(done):
                continue
            at = AppTest.from_function(_page, default_timeout=PAGE_SECONDS, kwargs={"path": str(page)})
            at.session_state[KEY] = Context(database, catalog, filters, "vi", is_dark=False)
            at.session_state[FILTERS] = filters
            at.session_state[own.OWN] = {}
            if view:
                at.session_state["own_view"] = view
            at.run()
            shelf.put(done, True)
            opened += 1
    shelf.put(COMPLETE, True)
    return opened


def _page(path: str) -> None:
    """One page, run as dashboard.py runs it. (AppTest takes this function's text alone, so it imports for itself.)"""
    import runpy
    from contextlib import suppress

    from pages.parts.context import EndOfPage

    with suppress(EndOfPage):
        runpy.run_path(path)


if __name__ == "__main__":
    sys.exit(main())
