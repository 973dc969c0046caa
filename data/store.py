"""The versions of the data file: written beside each other, never changed, the newest one named by a pointer."""

import os
import re
from contextlib import suppress
from pathlib import Path

STORE = Path(__file__).resolve().parent / "store"
KEPT = 10
FILE_NAME = re.compile(r"thuocdo-(\d+)\.duckdb")
LOCK = ".lock"  # held by whoever writes a version
ANNOUNCED = "publishing"  # names the version that is about to be pointed to


def versions(store: Path = STORE) -> list[int]:
    """Numbers of the data files in the store, oldest first."""
    found = (FILE_NAME.fullmatch(path.name) for path in store.glob("thuocdo-*.duckdb"))
    return sorted(int(match.group(1)) for match in found if match)


def path_of(version: int, store: Path = STORE) -> Path:
    """Path of one version."""
    return store / f"thuocdo-{version}.duckdb"


def version_of(path: Path) -> int | None:
    """Number of the version that a path names, None where it is no file of a store."""
    match = FILE_NAME.fullmatch(path.name)
    return int(match.group(1)) if match else None


def current(store: Path = STORE) -> Path | None:
    """The data file in use, None where there is none yet."""
    pointer = store / "current"
    return store / pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None


def next_path(store: Path = STORE) -> Path:
    """Path for the version after the newest."""
    store.mkdir(parents=True, exist_ok=True)
    return path_of(max(versions(store), default=0) + 1, store)


def publish(finished: Path, store: Path = STORE) -> Path:
    """Make the finished file the next version and the one in use; its path. The caller holds the store's lock.

    Whatever happens in between, readers have the old version or the new one. A file that got its number but was
    never pointed to is taken back, at once or by the next `tidy`.
    """
    path = next_path(store)
    announced = store / ANNOUNCED
    try:
        announced.write_text(path.name + "\n", encoding="utf-8")
        sync(announced)
        sync(finished)
        finished.replace(path)
        sync(store)
        point_to(path)
    finally:
        # Once the pointer stands the work is done; what is left to tidy can wait for the next turn.
        with suppress(OSError):
            tidy(store)
    return path


def tidy(store: Path = STORE) -> None:
    """Take back a version that was announced but never pointed to. The caller holds the store's lock."""
    announced = store / ANNOUNCED
    if not announced.exists():
        return
    name = announced.read_text(encoding="utf-8").strip()
    pointed = current(store)
    # An announcement cut off in the middle names no version: its file had not been moved yet.
    if FILE_NAME.fullmatch(name) and (pointed is None or pointed.name != name):
        (store / name).unlink(missing_ok=True)
    announced.unlink()


def point_to(path: Path) -> None:
    """Make `path` the data file in use, in one step that no reader can see half done, and drop the oldest versions.

    Only the last KEPT stay, and never is the one in use dropped. A file that a reader on Windows still holds open
    cannot be deleted; it goes at the next turn.
    """
    pointer = path.parent / "current"
    fresh = pointer.with_name("current.new")
    fresh.write_text(path.name + "\n", encoding="utf-8")
    sync(fresh)
    fresh.replace(pointer)
    sync(path.parent)
    for version in versions(path.parent)[:-KEPT]:
        old = path_of(version, path.parent)
        if old != path:
            try:
                old.unlink()
            except OSError:
                continue


def sync(path: Path) -> None:
    """Have a file, or a folder's list of names, on the disk before going on: power may fail at any moment."""
    if path.is_dir():
        # Windows has no such call for folders, and some network drives refuse it.
        with suppress(OSError):
            _flush(path, os.O_RDONLY)
    else:
        # Windows flushes a file only through a handle that may write.
        _flush(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
