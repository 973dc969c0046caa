"""How long a load takes, step by step, what memory it needs and how much of the file there was it reads.

python -m tests.benchmarks.loading [--slips N] [--rows N] [--existing N] [--only NAME…] [--folder DIR]

Four loads, each by the command that users have: N slips × 16 answers as Parquet and as CSV into an empty store, a
workbook of --rows slips, and 100,000 slips into a file that holds --existing already (0: left out). Linux only.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from data import store
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.server import ROOT

SLIPS = 1_000_000
ROWS = 100_000
ADDED = 100_000
EXISTING = 10_000_000
PART = 1_000_000  # slips a file when a large store is filled
BUDGET_S = {"parquet": 60, "csv": 120, "xlsx": 30}
MEMORY_BUDGET_MB = 4096
PROGRAM_MB = 150  # what the interpreter reads of itself and its libraries
SEED = 2026
FIRST_DAY = np.datetime64("2026-07-01")
DAYS = 92
POLL_S = 0.05
SCORES = np.array(["1", "2", "3", "4", "5", "Hài lòng", "Rất hài lòng", ""])
SHARES = (0.02, 0.04, 0.12, 0.38, 0.3, 0.07, 0.05, 0.02)
CHANNELS = np.array(["Trực tiếp", "Trực tuyến", "Bưu chính công ích"])
RESPONDENTS = np.array(["Cá nhân", "Tổ chức"])
ITEMS = [f"Câu {number}" for number in range(24, 40)]


@dataclass
class Measured:
    """One load: seconds by step, the most memory its processes had together, bytes they read and wrote."""

    name: str
    seconds: float = 0.0
    steps: dict[str, float] = field(default_factory=dict)
    memory_mb: float = 0.0
    read_mb: float = 0.0
    written_mb: float = 0.0
    before_mb: float = 0.0
    after_mb: float = 0.0
    input_mb: float = 0.0


def reference(name: str) -> list[dict[str, str]]:
    """A reference table."""
    with (ROOT / "data" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def slips(count: int, first: int = 1, seed: int = SEED) -> pa.Table:
    """Slips as the one-stop shops send them: every column text, names of units, scores as digits or words."""
    rng = np.random.default_rng([seed, first])
    units = np.array([f"{row['kind'].capitalize()} {row['name']}" for row in _wards()])
    procedures = [row for row in reference("procedure") if not row["valid_to"]]
    fields = {row["field_code"]: row["name"] for row in reference("procedure_field")}
    procedure = rng.integers(len(procedures), size=count)
    day = FIRST_DAY + np.sort(rng.integers(DAYS, size=count))
    year, month, date = (np.char.partition(np.datetime_as_string(day), "-")[:, 0], *_month_and_day(day))
    columns = {
        "Mã phiếu": np.char.add("MC-", np.arange(first, first + count).astype(str)),
        "Ngày đánh giá": np.char.add(np.char.add(date, "/"), np.char.add(np.char.add(month, "/"), year)),
        "Đơn vị tiếp nhận": units[rng.integers(len(units), size=count)],
        "Lĩnh vực": np.array([fields[row["field_code"]] for row in procedures])[procedure],
        "Mã TTHC": np.array([row["procedure_code"] for row in procedures])[procedure],
        "Hình thức nộp": CHANNELS[rng.integers(len(CHANNELS), size=count)],
        "Đối tượng": RESPONDENTS[(rng.random(count) < 0.15).astype(int)],
    }
    columns |= {item: SCORES[rng.choice(len(SCORES), size=count, p=SHARES)] for item in ITEMS}
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def write(path: Path, rows: pa.Table) -> Path:
    """The slips as a file of the kind its name ends in."""
    if path.suffix == ".parquet":
        pyarrow.parquet.write_table(rows, path)
    elif path.suffix == ".csv":
        pyarrow.csv.write_csv(rows, path)
    else:
        import xlsxwriter

        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Phiếu")
            sheet.write_row(0, 0, ["TỔNG HỢP PHIẾU ĐÁNH GIÁ SỰ HÀI LÒNG TẠI BỘ PHẬN MỘT CỬA"])
            sheet.write_row(3, 0, rows.column_names)
            columns = [column.to_pylist() for column in rows.columns]
            for number, row in enumerate(zip(*columns, strict=True), start=4):
                sheet.write_row(number, 0, row)
    return path


def measure(name: str, file: Path, folder: Path) -> Measured:
    """Load one file into a store, watched from outside."""
    found = Measured(name, input_mb=_mb(file), before_mb=_mb(store.current(folder)))
    command = [
        sys.executable, "-m", "data", "load", str(file), "--store", str(folder), "--kind", "survey",
        "--instrument", "one_stop_slip", "--progress",
    ]  # fmt: skip
    started = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=told)
        traffic: dict[int, tuple[int, int]] = {}
        marks: list[tuple[str, float]] = []
        while process.poll() is None:
            resident = 0
            for number in _family(process.pid):
                resident += _resident(number)
                traffic[number] = _traffic(number) or traffic.get(number, (0, 0))
            found.memory_mb = max(found.memory_mb, resident / 1e6)
            _mark(told.fileno(), marks, time.perf_counter() - started)
            time.sleep(POLL_S)
        found.seconds = time.perf_counter() - started
        told.seek(0)
        text = told.read().decode()
    if process.returncode:
        raise SystemExit(f"{name}: {text[-2000:]}")
    for (step, begun), (_, ended) in zip(marks, [*marks[1:], ("", found.seconds)], strict=True):
        found.steps[step] = found.steps.get(step, 0.0) + ended - begun
    found.read_mb = sum(read for read, _ in traffic.values()) / 1e6
    found.written_mb = sum(written for _, written in traffic.values()) / 1e6
    found.after_mb = _mb(store.current(folder))
    return found


def fill(folder: Path, count: int, work: Path) -> None:
    """Bring a store to so many slips by loading files of a million, and keep only the last version."""
    for first in range(1, count, PART):
        file = write(work / f"part-{first}.parquet", slips(min(PART, count - first + 1), first))
        measure("part", file, folder)
        file.unlink()
        for version in store.versions(folder)[:-1]:
            store.path_of(version, folder).unlink()


def details(measured: Sequence[Measured]) -> str:
    """A line a load: seconds by step, memory, sizes."""
    steps = list(dict.fromkeys(step for one in measured for step in one.steps))
    lines = [
        f"| load | input MB | {' | '.join(f'{step} s' for step in steps)} | total s | memory MB | read MB | written MB "
        "| file before MB | after MB |",
        f"|---|{'---:|' * (len(steps) + 7)}",
    ]
    for one in measured:
        cells = [f"{one.steps.get(step, 0):.1f}" for step in steps]
        sizes = (one.memory_mb, one.read_mb, one.written_mb, one.before_mb, one.after_mb)
        numbers = " | ".join(f"{value:,.0f}" for value in sizes)
        lines.append(f"| {one.name} | {one.input_mb:,.0f} | {' | '.join(cells)} | {one.seconds:.1f} | {numbers} |")
    return "\n".join(lines)


def figures(measured: Sequence[Measured]) -> Iterator[Figure]:
    """The lines of the table of budgets."""
    for one in measured:
        budget = next((seconds for kind, seconds in BUDGET_S.items() if one.name.endswith(kind)), None)
        yield Figure(f"load {one.name}", [one.seconds], "s", budget, "max")
        yield Figure(f"load {one.name}: memory", [one.memory_mb], "MB", MEMORY_BUDGET_MB, "max")
        if one.before_mb:
            most = 2 * one.before_mb + 2 * one.input_mb + PROGRAM_MB
            yield Figure(f"load {one.name}: read, of {one.before_mb:,.0f} MB there", [one.read_mb], "MB", most, "max")


def _wards() -> list[dict[str, str]]:
    return [row for row in reference("unit") if row["level"] == "ward" and not row["valid_to"]]


def _month_and_day(day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rest = np.char.partition(np.char.partition(np.datetime_as_string(day), "-")[:, 2], "-")
    return rest[:, 0], rest[:, 2]


def _mb(path: Path | None) -> float:
    return path.stat().st_size / 1e6 if path else 0.0


def _mark(handle: int, marks: list[tuple[str, float]], now: float) -> None:
    """Note when the last line of progress names another step."""
    size = os.fstat(handle).st_size
    lines = os.pread(handle, 400, max(0, size - 400)).decode(errors="ignore").splitlines()
    step = lines[-1].partition(" ")[2] if lines else ""
    if step and (not marks or marks[-1][0] != step):
        marks.append((step, now))


def _family(root: int) -> list[int]:
    """A process and all its descendants."""
    family = [root]
    for number in family:
        try:
            told = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii")
        except OSError:
            continue
        family += map(int, told.split())
    return family


def _resident(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


def _traffic(number: int) -> tuple[int, int] | None:
    """Bytes a process has read and written, whether from the disk or from memory that stands for it."""
    try:
        lines = Path(f"/proc/{number}/io").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    values = dict(line.split(": ") for line in lines)
    return int(values["rchar"]), int(values["wchar"])


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.loading", description=__doc__)
    parser.add_argument("--slips", type=int, default=SLIPS, help="slips of the Parquet and the CSV file")
    parser.add_argument("--rows", type=int, default=ROWS, help="slips of the workbook")
    parser.add_argument("--existing", type=int, default=EXISTING, help="slips in the store that is added to")
    parser.add_argument("--only", nargs="+", choices=[*BUDGET_S, "added"], help="measure only these")
    parser.add_argument("--folder", type=Path, help="where to work (some GB); otherwise the system's temporary folder")
    chosen = parser.parse_args(arguments)
    wanted = chosen.only or [*BUDGET_S, *(["added"] if chosen.existing else [])]
    measured = []
    with tempfile.TemporaryDirectory(prefix="thuocdo-", dir=chosen.folder) as name:
        work = Path(name)
        for kind in BUDGET_S:
            if kind in wanted:
                count = chosen.rows if kind == "xlsx" else chosen.slips
                file = write(work / f"slips.{kind}", slips(count))
                measured.append(measure(f"{count:,} slips, {kind}", file, work / kind))
        if "added" in wanted:
            fill(work / "added", chosen.existing, work)
            file = write(work / "added.parquet", slips(ADDED, chosen.existing + 1))
            measured.append(measure(f"{ADDED:,} slips into {chosen.existing:,}", file, work / "added"))
    found = list(figures(measured))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end\n\n{details(measured)}\n\n{table(found)}")
    return 1 if any(figure.is_kept is False for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main())
