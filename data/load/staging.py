"""A file as it came, turned into plain tables by a process of its own that cannot do harm.

The file is untrusted: only that process reads it, with limits on memory, processor time and wall time. What it leaves
are Parquet files of text, one a sheet, in which every row keeps the number that the user sees.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.load.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]
MEMORY_LIMIT = 3 * 2**30
SECONDS_AT_LEAST = 60
SECONDS_A_MEGABYTE = 6
SECONDS_AT_MOST = 1800
POLL_SECONDS = 0.05
CHUNK = 2**20

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Sheet:
    """One sheet as a Parquet file: row_number INTEGER (1-based, as the user sees it), c1 … cN VARCHAR.

    is_delimited: the sheet came out of a text file, where a row with too many fields is a broken one.
    """

    name: str
    path: Path
    columns_n: int
    rows_n: int
    is_delimited: bool = False


@dataclass(frozen=True)
class Staged:
    """A file whose content lies in plain tables."""

    file_name: str
    sha256: str
    sheets: tuple[Sheet, ...]


def stage(path: Path, folder: Path, *, name: str | None = None, report: Report | None = None) -> Staged:
    """Read the file `path` (called `name` where it was uploaded) into Parquet files in `folder`.

    report: called with ('đọc tệp', share). Raises Refused with what is wrong with the file.
    """
    name = name or path.name
    size, digest = look(path, name)
    folder.mkdir(parents=True, exist_ok=True)
    order = {"path": str(path.resolve()), "folder": str(folder.resolve()), "name": name}
    answer = run_child("data.load.staging_child", order, size, report)
    sheets = tuple(
        Sheet(
            sheet["name"], folder / sheet["file"], sheet["columns_n"], sheet["rows_n"], sheet.get("is_delimited", False)
        )
        for sheet in answer["sheets"]
    )
    return Staged(name, digest, sheets)


def look(path: Path, name: str) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file that is to be read. Raises Refused where it is none, or empty."""
    if path.is_dir():
        raise Refused(f"“{name}” là một thư mục, không phải tệp; hãy chọn từng tệp bên trong.")
    if not path.is_file():
        raise Refused(f"Không tìm thấy tệp “{name}”; hãy kiểm tra lại đường dẫn.")
    try:
        size = path.stat().st_size
        digest = _sha256(path)
    except OSError as error:
        raise Refused(f"Không đọc được tệp “{name}” ({error.strerror}); hãy kiểm tra quyền đọc tệp.") from error
    if size == 0:
        raise Refused(f"Tệp “{name}” rỗng (0 byte); hãy xuất lại tệp rồi nạp.")
    return size, digest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_child(module: str, order: Mapping[str, Any], size: int, report: Report | None = None) -> dict[str, Any]:
    """The answer of a process of its own, bound in memory and time, that reads an untrusted file of `size` bytes.

    order: what the module wants to know; 'name' is what the file is called. Raises Refused, whatever happens to it.
    """
    name = order["name"]
    seconds = min(SECONDS_AT_MOST, SECONDS_AT_LEAST + SECONDS_A_MEGABYTE * size // 10**6)
    order = {**order, "memory": MEMORY_LIMIT, "seconds": seconds}
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "OMP_NUM_THREADS": "1",
    }
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", module, json.dumps(order)],
            stdin=subprocess.DEVNULL, stdout=answer, stderr=errors, env=environment, cwd=ROOT,
        )  # fmt: skip
        try:
            _wait(child, seconds, report)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        answer.seek(0)
        try:
            said = json.loads(answer.read())
        except ValueError:
            raise Refused(
                f"Tệp “{name}” không đọc được trong giới hạn an toàn về bộ nhớ và thời gian "
                f"({MEMORY_LIMIT // 2**30} GB, {seconds} giây); hãy chia nhỏ tệp hoặc xuất lại dưới dạng CSV."
            ) from None
    if "refused" in said:
        raise Refused(said["refused"])
    return said


def _wait(child: subprocess.Popen, seconds: float, report: Report | None) -> None:
    started = time.monotonic()
    while child.poll() is None and time.monotonic() - started < seconds:
        if report:
            report("đọc tệp", min(0.95, (time.monotonic() - started) / seconds * 4))
        time.sleep(POLL_SECONDS)
