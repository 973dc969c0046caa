"""Starts a statement of one's own in a process, watches it, ends it; and keeps the file that it is asked of."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from queries.sandbox.make import make as make_here

ROWS = 10_000  # shown and handed out
SECONDS = 5.0
CHARS = 20_000  # of a statement
CHILD = Path(__file__).with_name("child.py")
ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.05

_boxes: dict[tuple[str, int], Path] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Outcome:
    """What came of a statement: its rows, or a fault (ending of a glossary key) and the engine's own words."""

    rows: pd.DataFrame | None
    is_cut: bool
    seconds: float
    fault: str = ""
    message: str = ""


def box_of(data: Path) -> Path:
    """The file of views of a data file; made once a process, in a folder that goes when the process ends.

    Raises OSError where it cannot be made.
    """
    key = (str(data), data.stat().st_mtime_ns)
    with _lock:
        if key not in _boxes:
            folder = Path(tempfile.mkdtemp(prefix="thuocdo-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            _boxes[key] = _made(data, folder / "views.duckdb")
        return _boxes[key]


def prepare(data: Path) -> None:
    """Begin to make the file of views, so that it is there by the time a statement is written."""
    with suppress(RuntimeError):  # a server that is closing starts nothing
        threading.Thread(target=box_of, args=(data,), daemon=True).start()


def _made(data: Path, out: Path) -> Path:
    """Beside the server, which goes on answering meanwhile; within it only where no process can be started."""
    command = [sys.executable, "-m", "queries.sandbox.make", str(data), str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode or not out.exists():
        out.unlink(missing_ok=True)
        make_here(data, out)
    return out


class Run:
    """A statement that runs. Poll `is_over`, then read `outcome`; `end` it whatever happens."""

    def __init__(self, box: Path, sql: str, rows: int = ROWS, seconds: float = SECONDS) -> None:
        self._began = time.monotonic()
        self._limit = seconds
        self._fault = ""
        self._said = b""
        # Nothing of the server's surroundings goes along; -I keeps the process from importing what lies about.
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), str(box), str(rows)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "HOME": str(box.parent), "LANG": "C.UTF-8"},
            cwd=box.parent,
        )
        self._talk = threading.Thread(
            target=self._exchange, args=(sql[:CHARS].encode("utf-8", "replace"),), daemon=True
        )
        self._talk.start()

    def _exchange(self, sql: bytes) -> None:
        self._said = self._process.communicate(sql)[0]

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self._began

    def is_over(self) -> bool:
        """Whether there is an outcome; ends the statement when its time is up."""
        if self._talk.is_alive() and self.seconds > self._limit and not self._fault:
            self.end("time")
        return not self._talk.is_alive()

    def end(self, fault: str = "cancelled") -> None:
        """Stop it; without effect once it is over."""
        if self._process.poll() is None:
            self._fault = self._fault or fault
            self._process.kill()
        self._talk.join()

    def outcome(self) -> Outcome:
        """Waits until it is over, and says what came of it."""
        while not self.is_over():
            time.sleep(POLL_SECONDS)
        seconds = self.seconds
        head, newline, stream = self._said.partition(b"\n")
        if self._fault or not newline:
            return Outcome(None, False, seconds, self._fault or "crashed")
        said = json.loads(head)
        if "fault" in said:
            return Outcome(None, False, seconds, said["fault"], said["message"])
        table = pa.ipc.open_stream(stream).read_all()
        return Outcome(table.to_pandas(), said["is_cut"], seconds)
