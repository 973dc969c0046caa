"""What later pages need and the first one does not: imported once a server, while its first reader is reading."""

import importlib
import threading
from functools import cache
from typing import Final

# A quarter of a second for which the map and the funnels would wait, and what the map itself is made of.
LATER: Final = ("scipy.special", "pages.parts.map_many", "pages.parts.map_chosen")


@cache
def begin() -> threading.Thread:
    """Start it; only the first call of a process does anything."""
    # Not a daemon: a process that ends in the middle of an import would have to be torn down around it.
    found = threading.Thread(target=_import, name="warming")
    found.start()
    return found


def _import() -> None:
    for name in LATER:
        importlib.import_module(name)
