"""The versions of the data file: written beside each other, never changed, the newest one named by a pointer."""

import re
from pathlib import Path

STORE = Path(__file__).resolve().parent / "store"
KEPT = 10
FILE_NAME = re.compile(r"thuocdo-(\d+)\.duckdb")


def versions(store: Path = STORE) -> list[int]:
    """Numbers of the data files in the store, oldest first."""
    found = (FILE_NAME.fullmatch(path.name) for path in store.glob("thuocdo-*.duckdb"))
    return sorted(int(match.group(1)) for match in found if match)


def path_of(version: int, store: Path = STORE) -> Path:
    """Path of one version."""
    return store / f"thuocdo-{version}.duckdb"


def current(store: Path = STORE) -> Path | None:
    """The data file in use, None where there is none yet."""
    pointer = store / "current"
    return store / pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None


def next_path(store: Path = STORE) -> Path:
    """Path for the version after the newest."""
    store.mkdir(parents=True, exist_ok=True)
    return path_of(max(versions(store), default=0) + 1, store)


def point_to(path: Path) -> None:
    """Make `path` the data file in use, in one step that no reader can see half done, and drop the oldest versions.

    Only the last KEPT stay, and never is the one in use dropped. A file that a reader on Windows still holds open
    cannot be deleted; it goes at the next turn.
    """
    pointer = path.parent / "current"
    fresh = pointer.with_name("current.new")
    fresh.write_text(path.name + "\n", encoding="utf-8")
    fresh.replace(pointer)
    for version in versions(path.parent)[:-KEPT]:
        old = path_of(version, path.parent)
        if old != path:
            try:
                old.unlink()
            except OSError:
                continue
