"""Many readers at once: rerun times and the server's memory, measured without browsers.

python -m tests.benchmarks.readers [--database FILE] [--readers N] [--seconds N] [--think SECONDS] [--periods N]
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from queries.database import newest_file
from tests.benchmarks.browser import UNFILTERED
from tests.benchmarks.figures import Figure, setting, table
from tests.benchmarks.server import Server
from tests.benchmarks.session import Session

READERS = 20
MOST_READERS = 200
SECONDS = 60
THINK_SECONDS = 5.0
JITTER = 0.3  # of the think time, either way
RERUN_BUDGET_MS = 250
MEMORY_BUDGET_MB = 400
SEED = 2026


@dataclass
class Load:
    """What many readers saw, in milliseconds, and what the server took, in MB."""

    readers: int
    first: list[float] = field(default_factory=list)  # one reader, server just started
    together: list[float] = field(default_factory=list)  # all first pages at the same moment
    pages: list[float] = field(default_factory=list)  # page switches, one reader after the other
    reruns: list[float] = field(default_factory=list)
    sizes_kb: list[float] = field(default_factory=list)
    memory: dict[str, float | None] = field(default_factory=dict)

    def figures(self) -> list[Figure]:
        """The lines of the table."""
        found = [
            Figure("first page, server just started, no browser", self.first),
            Figure(f"{self.readers} first pages at the same moment, no browser", self.together),
            Figure("page switch, no browser", self.pages),
            Figure(
                f"rerun, {self.readers} readers changing the period", self.reruns, budget=RERUN_BUDGET_MS, judged="p95"
            ),
            Figure("rerun, bytes received", self.sizes_kb, unit="kB"),
        ]
        for moment, megabytes in self.memory.items():
            budget = MEMORY_BUDGET_MB if moment == "highest" else None
            values = [] if megabytes is None else [megabytes]
            found.append(Figure(f"server memory (MB), {moment}", values, "MB", budget, "max"))
        return found


def measure(
    database: Path,
    readers: int = READERS,
    seconds: float = SECONDS,
    think_seconds: float = THINK_SECONDS,
    periods: int | None = None,
) -> Load:
    """Start a server and let `readers` use it for `seconds`, spread evenly over all pages.

    periods: they choose among so many of the latest; None: among all, so that hardly any is asked for twice.
    """
    load = Load(readers)
    with Server(database) as server, ExitStack() as stack:
        load.memory["after start"] = server.memory_mb()
        with Session(server.url) as first:
            load.first.append(first.open().milliseconds)
        load.memory["after the first page"] = server.memory_mb()
        sessions = [stack.enter_context(Session(server.url)) for _ in range(readers)]
        with ThreadPoolExecutor(readers) as pool:
            load.together += [run.milliseconds for run in pool.map(lambda session: session.open(), sessions)]
            for i, session in enumerate(sessions):
                load.pages.append(session.open(_filtered(session)[i % len(_filtered(session))]).milliseconds)
            until = time.monotonic() + seconds
            uses = [_reader(one, i, until, think_seconds, periods, load) for i, one in enumerate(sessions)]
            for reader in [pool.submit(use) for use in uses]:
                reader.result()
        load.memory[f"after {seconds:g} s with {readers} readers"] = server.memory_mb()
        load.memory["highest"] = server.memory_mb("VmHWM")
    return load


def _filtered(session: Session) -> list[str]:
    """The pages that a reader can ask for another period."""
    return [path for path in session.pages if path not in UNFILTERED]


def _reader(
    session: Session, number: int, until: float, think_seconds: float, periods: int | None, load: Load
) -> Callable[[], None]:
    """What one reader does: think, choose another period, wait for the answer."""
    chance = random.Random(SEED + number)

    def use() -> None:
        pause = chance.uniform(0, think_seconds)  # they don't begin in step
        while time.monotonic() + pause < until:
            time.sleep(pause)
            offered = session.periods[:periods]
            run = session.choose_period(chance.choice([one for one in offered if one != session.period]))
            load.reruns.append(run.milliseconds)
            load.sizes_kb.append(run.size / 1000)
            pause = think_seconds * chance.uniform(1 - JITTER, 1 + JITTER)

    return use


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.readers", description=__doc__)
    parser.add_argument("--database", type=Path, help="data file; otherwise the newest of the store")
    parser.add_argument("--readers", type=int, default=READERS, choices=range(1, MOST_READERS + 1), metavar="N")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--think", type=float, default=THINK_SECONDS)
    parser.add_argument("--periods", type=int, help="choose among so many of the latest periods; otherwise all")
    chosen = parser.parse_args(arguments)
    path = chosen.database or newest_file()
    where = setting(path)
    load = measure(path, chosen.readers, chosen.seconds, chosen.think, chosen.periods)
    print(f"{where}; {chosen.readers} readers for {chosen.seconds:g} s, {chosen.think:g} s between two changes\n")
    print(table(load.figures()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
