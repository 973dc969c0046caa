"""What visitors would wait for, done when nobody waits: before the first of them, and while the first is reading."""

import importlib
import threading
from functools import cache
from typing import Final

from streamlit import env_util

from pages.parts import opening
from queries import header

# What the first page imports that the entry does not.
FIRST: Final = (
    "streamlit.emojis",  # looked at for every icon; its names are a tenth of a second
    "pages.parts.charts",
    "pages.parts.charts_index",
    "pages.parts.decisions",
    "pages.parts.narrowing",
    "pages.parts.notes",
    "pages.parts.portal",
    "pages.parts.published",
    "pages.parts.quality",
    "pages.parts.sentences_summary",
    "pages.parts.series",
    "pages.parts.signals",
    "pages.parts.tiles",
)
# A quarter of a second for which the map and the funnels would wait, and what the map itself is made of.
LATER: Final = ("scipy.special", "pages.parts.map_many", "pages.parts.map_chosen")


def start() -> None:
    """What every first page needs: imported, and the data file opened, in the thread that starts the server.

    A data file that can't be opened is left to the first visitor, who is told why.
    """
    _import(FIRST)
    env_util.is_repl()  # Streamlit asks once a process, and walks the whole stack for it
    header.names()
    opening.open_early()


@cache
def begin() -> threading.Thread:
    """Import what later pages need and the first one does not; only the first call of a process does anything."""
    # Not a daemon: a process that ends in the middle of an import would have to be torn down around it.
    found = threading.Thread(target=_import, args=(LATER,), name="warming")
    found.start()
    return found


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)
