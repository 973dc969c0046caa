"""Answers of one data file kept on disk, so that a period nobody asked for yet is drawn as fast as one just left.

A data file never changes, and an answer hangs on nothing but the file, this code and what was asked. So answers stand
in a SQLite file of their own that is named after all of that; a new load or a new release begins an empty one. It may
be deleted at any time, and whatever goes wrong with it (a full disk, another process) only means asking again.

The answers are pickles: the folder must be writable by those alone who may also change the data and this code.
"""

import hashlib
import os
import pickle
import platform
import sqlite3
import threading
import zlib
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd

from queries.database import STORE

ROOT: Final = Path(__file__).resolve().parents[1]
CODE: Final = ("queries", "pages")
CODE_ENDINGS: Final = (".py", ".sql", ".csv", ".md")
MOST_MB: Final = 400  # of one data file's answers; after that nothing more is kept
PLAIN: Final = (str, int, float, bool, date, type(None))
BUSY_SECONDS: Final = 2.0  # the longest wait for another process that is just writing
TABLE, GET, PUT = (
    (ROOT / "queries" / "kept" / f"{name}.sql").read_text(encoding="utf-8") for name in ("table", "get", "put")
)


class Shelf:
    """The kept answers of one data file; shared by any number of threads and processes."""

    def __init__(self, folder: Path, data_file: Path) -> None:
        self.path = folder / f"{data_file.stem}-{_fingerprint(data_file)}.sqlite"
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        with suppress(OSError, sqlite3.Error):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            connection = sqlite3.connect(self.path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            # Losing the last answers in a power cut costs nothing; waiting for the disk at each of them would.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(TABLE)
            self._connection = connection
            _clear(folder, self.path)

    def get(self, key: Hashable) -> Any:
        """What was put under this key, None where nothing was."""
        text = key_text(key)
        with self._using() as connection:
            if connection and text:
                row = connection.execute(GET, (text,)).fetchone()
                return pickle.loads(zlib.decompress(row[0])) if row else None
        return None

    def put(self, key: Hashable, answer: Any) -> None:
        """Keep it, where its key is of plain values and there is room."""
        text = key_text(key)
        with self._using() as connection:
            if connection and text and self._has_room(connection):
                made = zlib.compress(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL), 1)
                connection.execute(PUT, (text, made))

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            if self._connection:
                self._connection.close()
            self._connection = None

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection | None]:
        """The connection, for one thread at a time; what fails is as good as not there."""
        with self._lock, suppress(sqlite3.Error, zlib.error, pickle.PickleError, EOFError, AttributeError, ImportError):
            yield self._connection

    @staticmethod
    def _has_room(connection: sqlite3.Connection) -> bool:
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return pages * size < MOST_MB * 1e6


def shelf_of(data_file: Path) -> Shelf | None:
    """The shelf of a data file: in the folder $THUOCDO_ANSWERS, otherwise beside the files of the store.

    None for a file that is somebody's own: nothing is written beside it.
    """
    named = os.environ.get("THUOCDO_ANSWERS")
    if named:
        return Shelf(Path(named), data_file)
    return Shelf(STORE / "answers", data_file) if data_file.resolve().parent == STORE else None


def key_text(key: Any) -> str:
    """A key in words that every process finds the same; '' where some part of it is no plain value."""
    with suppress(TypeError):
        return _text(key)
    return ""


def _text(part: Any) -> str:
    if isinstance(part, PLAIN):
        return repr(part)
    if isinstance(part, tuple):
        return f"({','.join(_text(one) for one in part)})"
    if is_dataclass(part) and not isinstance(part, type):
        return f"{type(part).__name__}({','.join(_text(getattr(part, one.name)) for one in fields(part))})"
    raise TypeError(type(part).__name__)


def _fingerprint(data_file: Path) -> str:
    """What all answers hang on: the file as it was written, our code and texts, the libraries that work them out."""
    written = data_file.stat()
    parts = (data_file.name, written.st_size, written.st_mtime_ns, _code(), platform.python_version())
    parts += (duckdb.__version__, pd.__version__, np.__version__)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@cache
def _code() -> str:
    found = hashlib.sha256()
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in CODE_ENDINGS:
                found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _clear(folder: Path, path: Path) -> None:
    """Take away what was kept for data or code before; where somebody still has it open, it goes another time."""
    for old in folder.glob("*.sqlite*"):
        if not old.name.startswith(path.name):
            with suppress(OSError):
                old.unlink()
