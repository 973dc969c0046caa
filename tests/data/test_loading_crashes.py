"""Killed at any moment, with a full disk, under the eyes of readers: the published file is the old or the new one."""

import contextlib
import errno
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import fake_office as office
import pytest
from fake_office import HALF, POOR, slips, survey

from data import build, store
from data.load.loading import load
from data.load.refusal import Refused
from queries import database

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 1)
KILLS = 50
LOADER = """
import os, resource, sys
from datetime import date
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
import fake_office
from data.load.loading import load
from data.load.refusal import Refused
fake_office.install()
most = int(sys.argv[3])
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print("ready", flush=True)
# One load, or one in a process of its own for every line of stdin: what is imported is imported once.
for file in sys.stdin if sys.argv[2] == "-" else sys.argv[2:3]:
    child = os.fork() if sys.argv[2] == "-" else 0
    if child:
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    try:
        load([Path(file.strip())], store=Path(sys.argv[1]), today=date(2026, 11, 1))
    except Refused as refused:
        sys.exit(f"{{refused}}")
    if sys.argv[2] == "-":
        os._exit(0)
    print("done", flush=True)
"""
LEFT = re.compile(r"current|thuocdo-\d+\.duckdb")


def start(folder: Path, file: Path | str, most_bytes: int = 0) -> subprocess.Popen:
    """A process that loads the file, ready to begin; no file it writes may become larger than `most_bytes`.

    file '-': a process that starts another one for every file named on its stdin; it prints that one's number, and its
    exit status when it is over.
    """
    script = LOADER.format(root=str(ROOT), here=str(Path(__file__).parent))
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(file), str(most_bytes)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    return process


def begin(starter: subprocess.Popen, file: Path) -> int:
    """Number of a process that has begun to load the file."""
    starter.stdin.write(f"{file}\n")
    starter.stdin.flush()
    return int(starter.stdout.readline())


def many(path: Path, first: int) -> Path:
    """A file of 1,000 slips numbered from `first` on."""
    return survey(path, slips(first, 500, answers=HALF) + slips(first + 500, 500, "2026-07-03", "00008", POOR))


def held(folder: Path) -> tuple[int, int, int]:
    """Loads, slips and answers of the file in use, which is whole and sound."""
    with duckdb.connect(str(store.current(folder)), read_only=True) as con:
        build.check(con)
        return con.execute(
            "SELECT (SELECT count(*) FROM data_load), (SELECT count(*) FROM survey_response), "
            "(SELECT count(*) FROM survey_answer)"
        ).fetchall()[0]


def expected(loads: int) -> tuple[int, int, int]:
    """The same after so many files of `many`."""
    return loads, 1000 * loads, 500 * (13 + 16) * loads


def test_killed_at_any_moment_the_file_is_the_old_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    load([many(tmp_path / "0", 0)], store=folder, today=TODAY)
    starter = start(folder, "-")
    started = time.monotonic()
    begin(starter, many(tmp_path / "1", 1000))
    assert starter.stdout.readline() == "0\n"
    loads, lasting = 2, time.monotonic() - started
    assert lasting < 60
    chance = random.Random(3)
    outcomes = {"old": 0, "new": 0}
    for _ in range(KILLS):
        number = begin(starter, many(tmp_path / str(loads), 1000 * loads))
        # A little beyond the end too: the last steps are the ones that matter.
        time.sleep(chance.uniform(0, 1.15 * lasting))
        # It may be over by itself.
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        assert starter.stdout.readline() in ("-9\n", "0\n")
        now = held(folder)
        assert now in (expected(loads), expected(loads + 1))
        outcomes["new" if now == expected(loads + 1) else "old"] += 1
        loads = now[0]
    starter.communicate()
    assert outcomes["old"] > KILLS // 4, outcomes
    load([many(tmp_path / "last", 1000 * loads)], store=folder, today=TODAY)
    assert held(folder) == expected(loads + 1)
    assert [path.name for path in folder.iterdir() if not LEFT.fullmatch(path.name)] == []


@pytest.mark.parametrize("step", ["announced", "moved", "pointed"])
def test_killed_while_publishing(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    load([many(tmp_path / "0", 0)], store=folder, today=TODAY)

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    moments: dict[str, Callable[[], None]] = {
        "announced": lambda: monkeypatch.setattr(store, "sync", die),
        "moved": lambda: monkeypatch.setattr(store, "point_to", die),
        "pointed": lambda: monkeypatch.setattr(store, "versions", _after(folder, store.versions, die)),
    }
    with monkeypatch.context() as dying:
        dying.setattr(store, "tidy", lambda _folder: None)
        moments[step]()
        with pytest.raises(Killed):
            store.publish(_finished(tmp_path, folder), folder)
    monkeypatch.undo()
    office.install(monkeypatch)
    assert held(folder) == expected(1)
    assert (folder / store.ANNOUNCED).exists()
    load([many(tmp_path / "1", 1000)], store=folder, today=TODAY)
    assert held(folder) == expected(2)
    assert not (folder / store.ANNOUNCED).exists()
    # A version that nobody was ever pointed to is not offered as one to go back to.
    assert store.versions(folder) == ([1, 2, 3] if step == "pointed" else [1, 2])


def _finished(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "finished.duckdb"
    path.write_bytes(store.current(folder).read_bytes())
    return path


def _after(folder: Path, really: Callable[[Path], list[int]], die: Callable[[], None]) -> Callable[[Path], list[int]]:
    """`versions`, until the pointer names the second one."""

    def versions(where: Path) -> list[int]:
        if (folder / "current").read_text(encoding="utf-8").startswith("thuocdo-2"):
            die()
        return really(where)

    return versions


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_full_disk_is_a_sentence_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    load([many(tmp_path / "0", 0)], store=folder, today=TODAY)
    before = store.current(folder).read_bytes()
    file = many(tmp_path / "1", 1000)
    size = len(before)
    refused = 0
    for most in (1, 4096, size // 2, size - 4096, size, size + 20_000, size + 100_000, size + 300_000):
        process = start(folder, file, most)
        said, why = process.communicate(timeout=60)
        if process.returncode == 0:
            assert most > size and said == "done\n"
            break
        assert process.returncode == 1, why
        assert "Không đủ chỗ" in why and "Traceback" not in why, (most, why)
        assert store.current(folder).read_bytes() == before
        assert held(folder) == expected(1)
        refused += 1
    assert refused >= 5
    load([many(tmp_path / "2", 2000)], store=folder, today=TODAY)
    assert [path.name for path in folder.iterdir() if not LEFT.fullmatch(path.name)] == []


def test_a_disk_that_fills_up_at_the_last_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    load([many(tmp_path / "0", 0)], store=folder, today=TODAY)
    really = store.sync
    for turn in range(4):  # the announcement, the file, the folder, the pointer
        left = [turn]

        def full(path: Path, left: list[int] = left) -> None:
            if left[0] == 0:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
            left[0] -= 1
            really(path)

        with monkeypatch.context() as filling:
            filling.setattr(store, "sync", full)
            with pytest.raises(Refused, match="Không đủ chỗ"):
                load([many(tmp_path / "1", 1000)], store=folder, today=TODAY)
        assert held(folder) == expected(1)
        assert store.versions(folder) == [1]
    load([many(tmp_path / "1", 1000)], store=folder, today=TODAY)
    assert held(folder) == expected(2)


def test_a_small_disk_is_found_out_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    load([many(tmp_path / "0", 0)], store=folder, today=TODAY)
    free = type("Usage", (), {"free": 100})
    monkeypatch.setattr("data.load.policy.shutil.disk_usage", lambda _path: free)
    with pytest.raises(Refused, match=r"Không đủ chỗ trên đĩa .* cần khoảng"):
        load([many(tmp_path / "1", 1000)], store=folder, today=TODAY)
    assert held(folder) == expected(1)


def test_readers_never_see_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    load([many(tmp_path / "0", 0)], store=folder, today=TODAY)
    monkeypatch.setattr(database, "STORE", folder)
    monkeypatch.delenv("THUOCDO_DATABASE", raising=False)
    seen: list[tuple[int, int]] = []
    wrong: list[Exception] = []
    is_done = threading.Event()

    def read() -> None:
        while not is_done.is_set():
            try:
                opened = database.Database(database.newest_file())
                row = opened.frame(
                    "SELECT (SELECT count(*) FROM survey_response) AS slips_n, (SELECT sum(slips_n) FROM "
                    "rollup_satisfaction WHERE grain = 'month' AND factor_code = '*')::BIGINT AS counted_n"
                ).iloc[0]
                seen.append((int(row["slips_n"]), int(row["counted_n"])))
                opened.close()
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 11):
            load([many(tmp_path / str(number), 1000 * number)], store=folder, today=TODAY)
    finally:
        is_done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert len(set(seen)) > 3
    assert all(slips_n == counted_n and slips_n % 1000 == 0 for slips_n, counted_n in seen)
    assert len(store.versions(folder)) == store.KEPT


def test_two_loads_at_once_come_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    processes = [start(folder, many(tmp_path / str(number), 1000 * number)) for number in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    for process in processes:
        process.communicate()
    assert held(folder) == expected(3)
    assert store.versions(folder) == [1, 2, 3]


def test_a_killed_holder_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.install(monkeypatch)
    folder = tmp_path / "store"
    script = (
        f"import sys, time; sys.path.insert(0, {str(ROOT)!r}); from pathlib import Path\n"
        f"from data.load.lock import hold, workspace; folder = Path({str(folder)!r})\n"
        "with workspace(folder) as work, hold(folder / '.lock'):\n"
        "    (work / 'half').write_text('x'); print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Refused, match="Một lần nạp khác"):
        load([many(tmp_path / "0", 0)], store=folder, today=TODAY, wait=0.2)
    assert list(folder.glob(".load-*/half")) != []
    holder.kill()
    holder.wait(60)
    holder.communicate()
    load([many(tmp_path / "0", 0)], store=folder, today=TODAY, wait=0.2)
    assert held(folder) == expected(1)
    assert [path.name for path in folder.iterdir() if not LEFT.fullmatch(path.name)] == []
