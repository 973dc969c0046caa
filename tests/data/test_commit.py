"""The parts of writing a version: copying, the latest period, what counts as a full disk, the lock."""

import errno
import os
import threading
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.load import commit, disk
from data.load.lock import Busy, clear, hold, workspace
from data.load.report import Headline, headline_change, period_name
from queries.catalog import Catalog


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
@pytest.mark.parametrize("way", ["kernel", "refused", "missing"])
def test_a_copy_is_the_same_bytes(size: int, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EXDEV, "other file system")

    if way == "refused":
        monkeypatch.setattr(os, "copy_file_range", refuse, raising=False)
    if way == "missing":
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(os.urandom(size))
    source.chmod(0o444)
    disk.copy(source, target)
    assert target.read_bytes() == source.read_bytes()
    assert os.access(target, os.W_OK)


def test_a_copy_that_finds_the_disk_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "copy_file_range", refuse, raising=False)
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(OSError, match="No space") as full:
        disk.copy(tmp_path / "a", tmp_path / "b")
    assert disk.is_disk_full(full.value)


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        (OSError(errno.ENOSPC, "x"), True),
        (OSError(errno.EFBIG, "x"), True),
        (OSError(errno.EACCES, "x"), False),
        (duckdb.IOException('IO Error: Could not write file "x": No space left on device'), True),
        (duckdb.IOException("IO Error: Could not read file"), False),
        (ValueError("x"), False),
    ],
)
def test_what_a_full_disk_looks_like(error: Exception, is_full: bool) -> None:
    assert disk.is_disk_full(error) is is_full


MONTHS = st.dates(date(2021, 1, 1), date(2030, 12, 31)).map(lambda day: day.replace(day=1))


@given(MONTHS, MONTHS, st.integers(1, 31))
def test_the_latest_period_is_the_one_of_the_dashboard(one: date, other: date, day: int) -> None:
    first, last = sorted((one, other))
    last_day = last.replace(day=min(day, 28) if day < 28 else 28)
    catalog = object.__new__(Catalog)
    for name, value in (("first_month", first), ("last_month", last), ("last_day", last_day)):
        object.__setattr__(catalog, name, value)
    assert commit.latest_period(first, last, last_day) == catalog.default_period


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (date(2026, 7, 1), date(2026, 9, 1), "quý III/2026"),
        (date(2026, 12, 1), date(2026, 12, 1), "tháng 12/2026"),
        (date(2025, 11, 1), date(2026, 1, 1), "tháng 11/2025 – 1/2026"),
    ],
)
def test_periods_have_names(start: date, end: date, name: str) -> None:
    assert period_name(start, end) == name


def test_what_changes_is_a_sentence() -> None:
    def headline(index_pct: float, slips_n: int) -> Headline:
        return Headline(date(2026, 7, 1), date(2026, 9, 1), index_pct, slips_n)

    assert headline_change(headline(80.0, 1000), headline(81.234, 2500)) == (
        "Chỉ số hài lòng quý III/2026: từ 80,0 % (1.000 phiếu) thành 81,2 % (2.500 phiếu), thay đổi +1,23 điểm."
    )
    assert "không làm thay đổi" in headline_change(headline(80.0, 1000), headline(80.0, 1000))
    assert "chưa có số liệu" in headline_change(None, headline(80.0, 1000))


# ── Lock and working folder ─────────────────────────────────────────────────────────────────────────────────────────


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        for _ in range(20):
            with hold(tmp_path / "lock", 30):
                inside.append(number)
                most.append(len(inside))
                time.sleep(0.001)
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 80 and max(most) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_holder_is_waited_for_only_so_long(tmp_path: Path) -> None:
    told: list[bool] = []
    with hold(tmp_path / "lock"):
        started = time.monotonic()
        with pytest.raises(Busy), hold(tmp_path / "lock", 0.3, lambda: told.append(True)):
            pass
        assert 0.2 < time.monotonic() - started < 5
    assert told == [True]
    with hold(tmp_path / "lock"):
        pass


def test_working_folders_of_the_living_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".load-dead").mkdir()
    (tmp_path / ".load-dead" / "half").write_text("x", encoding="utf-8")
    (tmp_path / ".load-gone.lock").write_text("", encoding="utf-8")
    (tmp_path / "thuocdo-1.duckdb").write_text("x", encoding="utf-8")
    with workspace(tmp_path) as one, workspace(tmp_path) as other:
        (one / "mine").write_text("x", encoding="utf-8")
        clear(tmp_path)
        assert (one / "mine").exists() and other.is_dir() and one != other
        assert one.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["thuocdo-1.duckdb"]
