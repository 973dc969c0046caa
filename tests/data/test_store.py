"""The versions of the data file: numbered, kept, and pointed to in one step."""

import threading
from pathlib import Path

import pytest

from data.store import (
    ANNOUNCED,
    KEPT,
    current,
    next_path,
    path_of,
    point_to,
    publish,
    tidy,
    version_of,
    versions,
)


def written(folder: Path, *numbers: int) -> list[Path]:
    """Data files of these versions."""
    folder.mkdir(exist_ok=True)
    paths = [path_of(number, folder) for number in numbers]
    for path in paths:
        path.write_text(path.name, encoding="utf-8")
    return paths


def test_an_empty_store(tmp_path: Path) -> None:
    assert versions(tmp_path / "none") == []
    assert current(tmp_path / "none") is None
    assert next_path(tmp_path / "none") == tmp_path / "none" / "thuocdo-1.duckdb"
    assert (tmp_path / "none").is_dir()


def test_versions_are_numbers(tmp_path: Path) -> None:
    written(tmp_path, 2, 10, 9, 100)
    for name in ("thuocdo-x.duckdb", "thuocdo-3.duckdb.wal", "thuocdo-4.duckdb.99.new", "other.duckdb", "current"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert versions(tmp_path) == [2, 9, 10, 100]
    assert next_path(tmp_path) == path_of(101, tmp_path)


def test_the_pointer_names_the_file(tmp_path: Path) -> None:
    first, second = written(tmp_path, 1, 2)
    point_to(first)
    assert current(tmp_path) == first
    point_to(second)
    assert current(tmp_path) == second
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "thuocdo-1.duckdb", "thuocdo-2.duckdb"]


def test_the_last_ten_are_kept(tmp_path: Path) -> None:
    assert KEPT == 10
    for number in range(1, 16):
        (path,) = written(tmp_path, number)
        point_to(path)
        assert len(versions(tmp_path)) == min(number, KEPT)
    assert versions(tmp_path) == list(range(6, 16))


def test_the_one_in_use_is_kept_though_it_is_old(tmp_path: Path) -> None:
    paths = written(tmp_path, *range(1, 13))
    point_to(paths[0])
    assert current(tmp_path) == paths[0]
    assert versions(tmp_path) == [1, *range(3, 13)]
    assert next_path(tmp_path) == path_of(13, tmp_path)


def test_numbers_are_not_given_twice(tmp_path: Path) -> None:
    paths = written(tmp_path, *range(1, 12))
    point_to(paths[-1])
    assert 1 not in versions(tmp_path)
    assert next_path(tmp_path) == path_of(12, tmp_path)


def test_readers_never_see_half_a_pointer(tmp_path: Path) -> None:
    paths = written(tmp_path, *range(1, 9))
    point_to(paths[0])
    seen: set[Path | None] = set()
    is_done = threading.Event()

    def read() -> None:
        while not is_done.is_set():
            seen.add(current(tmp_path))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for path in paths * 40:
        point_to(path)
    is_done.set()
    for reader in readers:
        reader.join()
    assert seen <= set(paths)


def test_a_pointer_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = written(tmp_path, 1, 2)
    point_to(first)

    def refuse(*_paths: Path) -> None:
        raise OSError("đĩa đầy")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="đĩa đầy"):
        point_to(second)
    assert current(tmp_path) == first


def test_a_file_that_cannot_be_deleted_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = written(tmp_path, *range(1, 13))

    def refuse(_path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(f"in use, {missing_ok}")

    monkeypatch.setattr(Path, "unlink", refuse)
    point_to(paths[-1])
    assert current(tmp_path) == paths[-1]
    assert versions(tmp_path) == list(range(1, 13))


# ── Publishing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_finished_file_becomes_the_next_version(tmp_path: Path) -> None:
    for number in (1, 2):
        finished = tmp_path / "finished"
        finished.write_text(str(number), encoding="utf-8")
        assert publish(finished, tmp_path) == path_of(number, tmp_path) == current(tmp_path)
        assert not finished.exists()
        assert path_of(number, tmp_path).read_text(encoding="utf-8") == str(number)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "thuocdo-1.duckdb", "thuocdo-2.duckdb"]
    assert [version_of(path_of(7, tmp_path)), version_of(tmp_path / "own.duckdb")] == [7, None]


@pytest.mark.parametrize(
    ("announced", "left"), [("thuocdo-2.duckdb", [1, 3]), ("thuocdo-1.duckdb", [1, 2, 3]), ("thuocdo-", [1, 2, 3])]
)
def test_only_an_announced_version_that_is_not_in_use_is_taken_back(
    announced: str, left: list[int], tmp_path: Path
) -> None:
    first, *_ = written(tmp_path, 1, 2, 3)
    point_to(first)
    (tmp_path / ANNOUNCED).write_text(announced, encoding="utf-8")
    tidy(tmp_path)
    assert versions(tmp_path) == left
    assert not (tmp_path / ANNOUNCED).exists()
    tidy(tmp_path)
