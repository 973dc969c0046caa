"""A server of one's own to measure: started on a free port, stopped at the end, its memory read."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
STARTING_SECONDS = 30
STOPPING_SECONDS = 10


class Server:
    """`streamlit run dashboard.py` over one data file, on this machine only. A context manager."""

    def __init__(self, database: Path) -> None:
        self._database = database.resolve()
        self._log = tempfile.TemporaryFile(mode="w+", encoding="utf-8")  # noqa: SIM115 lives as long as the server
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.started_at = 0.0  # time.time(), comparable with a browser's performance.timeOrigin

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(self.port)]
        self.started_at = time.time()
        self._process = subprocess.Popen(
            [*command, "--server.headless", "true"],
            cwd=ROOT,
            env={**os.environ, "THUOCDO_DATABASE": str(self._database)},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait_until_healthy()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def memory_mb(self, name: str = "VmRSS") -> float | None:
        """Resident memory now, or its highest so far ('VmHWM'); None where there is no /proc."""
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.exists():
            return None
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024 / 1e6
        return None

    def _wait_until_healthy(self) -> None:
        give_up_at = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < give_up_at:
            if self._process.poll() is not None:
                break
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.01)
        self._log.seek(0)
        raise RuntimeError(f"no server on port {self.port}: {self._log.read()[-2000:]}")

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]
