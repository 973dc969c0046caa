"""What the server does once, before its first visitor: imports what every page needs and opens the data file.

Otherwise the first visitor waits for it, while the browser, too, is at its busiest.
"""

import importlib
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


def begin() -> None:
    """Do it, in the thread that starts the server; a data file that can't be opened is left to the first visitor."""
    for name in FIRST:
        importlib.import_module(name)
    env_util.is_repl()  # Streamlit asks once a process, and walks the whole stack for it
    header.names()
    opening.open_early()
