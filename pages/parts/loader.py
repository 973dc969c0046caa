"""Runs the loader's commands for the page Nạp dữ liệu, each in a process of its own; knows nothing of what they do."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from queries.database import STORE

ROOT = Path(__file__).resolve().parents[2]
PROGRESS = re.compile(r"(\d\.\d{3}) (.+)")
WAIT_S = 30  # for another load to end

Progress = Callable[[float, str], None]


class Refused(Exception):
    """The command refused; the text is its Vietnamese sentence."""


def recognise(path: Path, name: str, choices: Mapping[str, str], mapping: Path | None) -> dict[str, Any]:
    """What a file is taken to be: `python -m data recognise`. choices: kind, instrument, where the user chose them."""
    return json.loads(run(["recognise", str(path), "--name", name, *_options(choices, mapping)]))


def load(
    path: Path,
    name: str,
    choices: Mapping[str, str],
    mapping: Path | None,
    *,
    rejects: Path,
    max_rejected_pct: float,
    replaces: int | None = None,
    is_dry_run: bool = True,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Load a file, or try it: `python -m data load`; its report. progress: called with the share done and the step."""
    command = ["load", str(path), "--name", name, "--json", "--progress", "--wait", str(WAIT_S)]
    command += ["--max-rejected", f"{max_rejected_pct:g}", "--rejects", str(rejects), *_options(choices, mapping)]
    command += ["--replaces", str(replaces)] if replaces else []
    command += ["--dry-run"] if is_dry_run else []
    return json.loads(run([*command, *_database()], progress))


def boundaries(path: Path, name: str, options: Mapping[str, str], *, is_dry_run: bool = True) -> dict[str, Any]:
    """Import the outlines of a map file, or only check it: `python -m data boundaries`; its report.

    options: crs, source, licence, where the user gave them.
    """
    command = ["boundaries", str(path), "--name", name, "--json", "--wait", str(WAIT_S), *_options(options, None)]
    return json.loads(run([*command, *(["--dry-run"] if is_dry_run else []), *_database()]))


def history() -> list[dict[str, Any]]:
    """Every load of the file in use: `python -m data history`."""
    return json.loads(run(["history", "--json", *_database()]))


def versions() -> list[int]:
    """The versions of the store that are kept, oldest first; none where the dashboard reads another file."""
    if _database():
        return []
    found = (re.fullmatch(r"thuocdo-(\d+)", path.stem) for path in STORE.glob("thuocdo-*.duckdb"))
    return sorted(int(match[1]) for match in found if match)


def rollback(version: int) -> str:
    """Use an earlier version again; what the command says."""
    return run(["rollback", str(version), "--wait", str(WAIT_S)]).strip()


def run(arguments: Sequence[str], progress: Progress | None = None) -> str:
    """One command's output. Raises Refused with the last line of what it says where it ends in another way than 0."""
    process = subprocess.Popen(
        [sys.executable, "-m", "data", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    with process:
        said: list[str] = []
        answer: list[str] = []
        # Both ends are read at once: a full pipe on one of them would stop the command for good.
        reader = threading.Thread(target=lambda: answer.append(process.stdout.read() if process.stdout else ""))
        reader.start()
        try:
            for line in process.stderr or ():
                step = PROGRESS.fullmatch(line.strip())
                if step and progress:
                    progress(float(step[1]), step[2])
                elif not step and not line.startswith(("nanobind", " - ")):
                    said.append(line.strip())
        except BaseException:  # the reader of the page went away: what was being loaded is left as it was
            process.kill()
            raise
        finally:
            reader.join()
    if process.returncode:
        lines = [line for line in said if line]
        raise Refused(lines[-1] if lines else f"({process.returncode})")
    return answer[0]


def mapping_toml(tables: Mapping[tuple[str, str], Sequence[tuple[int, str, str]]]) -> str:
    """The user's reading of a file, in the form of --mapping.

    tables: (sheet, role) → position, heading and target ('' for none) of every column.
    """
    lines = []
    for (sheet, role), columns in tables.items():
        lines += ["[[table]]", f"sheet = {_quoted(sheet)}", f"role = {_quoted(role)}", "columns = ["]
        lines += [
            f"  {{ position = {position}, heading = {_quoted(heading)}, target = {_quoted(target)} }},"
            for position, heading, target in columns
        ]
        lines += ["]", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for the sign DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _options(choices: Mapping[str, str], mapping: Path | None) -> list[str]:
    named = [part for name, value in choices.items() if value for part in (f"--{name}", value)]
    return [*named, "--mapping", str(mapping)] if mapping else named


def _database() -> list[str]:
    """The file that the dashboard reads, where it is not the store's newest."""
    named = os.environ.get("THUOCDO_DATABASE")
    return ["--database", named] if named else []
