"""One writer at a time: a lock that dies with its holder, and the folder in which a writer prepares what it writes."""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

WAIT_S = 60.0  # how long a second writer waits if nothing else is said
PAUSE_S = 0.1
WORK = ".load-"  # folders of writers; NAME.lock beside NAME tells whether its writer still lives


class Busy(Exception):
    """Somebody else holds the lock, and went on holding it for as long as we were ready to wait."""


@contextmanager
def hold(path: Path, wait: float = 0.0, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock file `path`; the operating system lets go of it when the holder dies, however it dies.

    wait: seconds to wait for another holder. waiting: called once if there is one. Raises Busy.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait
    is_told = False
    while (file := _taken(path)) is None:
        if time.monotonic() >= deadline:
            raise Busy(str(path))
        if waiting and not is_told:
            waiting()
            is_told = True
        time.sleep(PAUSE_S)
    try:
        yield
    finally:
        # Gone before it is let go: who waits sees that its file is no longer the one at `path` and opens anew.
        with suppress(OSError):
            path.unlink()
        file.close()
        if fcntl is None:
            with suppress(OSError):
                path.unlink()


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """An empty folder inside `folder` for this writer alone, gone at the end; what dead writers left goes first."""
    folder.mkdir(parents=True, exist_ok=True)
    clear(folder)
    name = f"{WORK}{secrets.token_hex(6)}"
    with hold(folder / f"{name}.lock"):
        work = folder / name
        work.mkdir(mode=0o700)  # raw files hold names and numbers of persons
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def clear(folder: Path) -> None:
    """Remove the folders and lock files of writers that are dead."""
    left = {path.name.removesuffix(".lock") for path in folder.glob(f"{WORK}*")}
    for name in left:
        with suppress(Busy, OSError), hold(folder / f"{name}.lock"):
            shutil.rmtree(folder / name, ignore_errors=True)


def _taken(path: Path) -> IO[bytes] | None:
    """The lock file, open and locked; None while another holds it."""
    file = path.open("ab")
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        there = path.stat()
        ours = os.fstat(file.fileno())
        if (there.st_ino, there.st_dev) == (ours.st_ino, ours.st_dev):
            return file
    except OSError:
        pass
    file.close()
    return None
