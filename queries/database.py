"""The data file, opened so that nothing in it or on the machine can be changed through it."""

import os
import threading
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

if TYPE_CHECKING:
    from queries.shelf import Shelf

STORE = Path(__file__).resolve().parents[1] / "data" / "store"
CACHED_ANSWERS = 320
# Text as Python's own strings: pages handle a few hundred at a time, where the Arrow type costs a fifth of each run.
# (An option that pandas 4 will drop: until then, only its warning is silenced.)
with warnings.catch_warnings(), suppress(pd.errors.OptionError):
    warnings.simplefilter("ignore", DeprecationWarning)
    pd.set_option("future.infer_string", False)

# Read-only by itself still lets SQL read files and load extensions; locking comes last and shuts the door.
SAFE_SETTINGS: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "threads": max(1, os.cpu_count() or 1),
    "memory_limit": "256MB",
    "lock_configuration": "true",
}


class NoDatabase(Exception):
    """There is no data file to open yet, or the named one cannot be read; the text says which."""


def newest_file() -> Path:
    """Path of the data file to read: $THUOCDO_DATABASE, otherwise the one data/store/current names."""
    named = os.environ.get("THUOCDO_DATABASE")
    if named:
        return Path(named)
    pointer = STORE / "current"
    if not pointer.exists():
        raise NoDatabase(str(pointer))
    return STORE / pointer.read_text(encoding="utf-8").strip()


class Database:
    """One data file, open for reading by any number of threads.

    The file never changes in place (a load writes a new one), so what was answered once is kept (`remembered`) for as
    long as this object lives.
    """

    def __init__(self, path: Path, shelf: "Shelf | None" = None) -> None:
        """shelf: where answers outlive this object, if anywhere."""
        if not path.is_file():
            raise NoDatabase(str(path))
        self.path = path
        try:
            self._connection = _connected(path)
        except duckdb.Error as error:
            raise NoDatabase(f"{path}: {error}") from error
        self.shelf = shelf
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def frame(self, sql: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Rows of `sql` with `$name` parameters bound from `values`."""
        # A cursor of its own for each statement: in DuckDB 2 a shared connection refuses a second one meanwhile.
        cursor = self._connection.cursor()
        try:
            return cursor.execute(sql, dict(values or {})).df()
        finally:
            cursor.close()

    def remembered(self, key: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What `make` gave for this key before, or gives now; a frame of its own that the caller may change."""
        return self.kept(key, make).copy(deep=False)

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gave for this key before, or gives now; the same object for everyone, not to be changed."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = make()
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > CACHED_ANSWERS:
                self._answers.popitem(last=False)
        return answer

    def shelved(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """As `kept`, and on the shelf as well; for what hangs on nothing but the data file and the key."""
        shelf = self.shelf
        if shelf is None:
            return self.kept(key, make)

        def found() -> Any:
            answer = shelf.get(key)
            if answer is None:
                answer = make()
                shelf.put(key, answer)
            return answer

        return self.kept(key, found)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()
        if self.shelf:
            self.shelf.close()


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the file that stands at `path` now.

    While a path is open the engine gives out the same file under it, even after another was put in its place. So the
    file is opened by a name of its own, a link that is gone again at once; where no link can be made, by its path.
    """
    alias = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        os.link(path, alias)
    except OSError:
        return duckdb.connect(str(path), read_only=True, config=SAFE_SETTINGS)
    try:
        return duckdb.connect(str(alias), read_only=True, config=SAFE_SETTINGS)
    finally:
        alias.unlink(missing_ok=True)
