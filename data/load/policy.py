"""What is not loaded though it can be read, and the sentence that says so."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from data import build
from data.load.disk import is_disk_full
from data.load.refusal import Refused
from data.load.report import Report, decimal, number, reasons
from data.load.staging import Staged

MAX_REJECTED_PCT = 10.0
Table = tuple[int, int, Mapping[str, int]]  # rows in, accepted, rejected by reason


class TooManyRejected(Refused):
    """More rows were rejected than allowed; `report` has the counts, and where the rejected rows were written."""

    def __init__(self, report: Report, most_pct: float) -> None:
        rows_in, accepted, rejected = max(_tables(report), key=_bad_pct)
        where = f" Các dòng bị loại, kèm lý do: {report.rejects}" if report.rejects else ""
        super().__init__(
            f"{report.file_name}: {number(rows_in - accepted)} trong {number(rows_in)} dòng "
            f"({decimal(_bad_pct((rows_in, accepted, rejected)), 1)} %) không dùng được; mức cho phép là "
            f"{decimal(most_pct, 1).removesuffix(',0')} %. Không nạp dòng nào. "
            f"Lý do: {'; '.join(reasons(rejected))}.{where}"
        )
        self.report = report


def is_too_many(report: Report, most_pct: float) -> bool:
    """Whether a larger share than `most_pct` (0–100) was rejected, of the main rows or of all; or none is left."""
    return not report.rows_accepted or any(_bad_pct(table) > most_pct for table in _tables(report))


def _tables(report: Report) -> tuple[Table, Table]:
    """The main rows of a file, and all of them with those of the tables that hang on it."""
    everything = Counter(report.rows_rejected)
    rows_in, accepted = report.rows_in, report.rows_accepted
    for child in report.children.values():
        rows_in, accepted = rows_in + child["rows_in"], accepted + child["accepted"]
        everything.update(child["rejected"])
    return (report.rows_in, report.rows_accepted, report.rows_rejected), (rows_in, accepted, everything)


def _bad_pct(table: Table) -> float:
    rows_in, accepted, _ = table
    return 100 * (rows_in - accepted) / rows_in if rows_in else 0.0


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """Whatever goes wrong inside is a sentence to the user. Nothing has been published: that comes last."""
    nothing = "Không thay đổi gì."
    try:
        yield
    except Refused:
        raise
    except build.NotSound as error:
        raise Refused(f"Tệp dữ liệu sau khi nạp không đạt kiểm tra ({error}). {nothing}") from error
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        raise Refused(f"Không đủ bộ nhớ để nạp; hãy chia nhỏ tệp rồi nạp lại. {nothing}") from error
    except (OSError, duckdb.Error) as error:
        if is_disk_full(error):
            raise Refused(f"Không đủ chỗ trên đĩa chứa {folder}; hãy dọn bớt rồi nạp lại. {nothing}") from error
        if isinstance(error, PermissionError):
            raise Refused(f"Không có quyền ghi vào {error.filename or folder}. {nothing}") from error
        raise Refused(f"Không nạp được ({str(error).splitlines()[0]}). {nothing}") from error
    except Exception as error:
        # Nobody but a programmer can do anything with a traceback: it stays behind the sentence, as its cause.
        raise Refused(f"Lỗi không lường trước khi nạp ({type(error).__name__}: {error}). {nothing}") from error


def refuse_small_disk(base: Path | None, staged: Sequence[Staged], work: Path) -> None:
    """Refuse before the long work starts where it could not end: the copy, and what is to be added to it."""
    needed = sum(sheet.path.stat().st_size for one in staged for sheet in one.sheets)
    needed += base.stat().st_size if base else 0
    free = shutil.disk_usage(work).free
    if free < needed:
        raise Refused(
            f"Không đủ chỗ trên đĩa chứa {work.parent}: cần khoảng {number(needed // 10**6 + 1)} MB, "
            f"còn {number(free // 10**6)} MB. Hãy dọn bớt rồi nạp lại. Không thay đổi gì."
        )


def replaced_load(load_id: int | None, earlier: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The line of the load that is to be replaced, None where none is. Refuses one that is not in force."""
    if load_id is None:
        return None
    row = next((row for row in earlier if row["load_id"] == load_id), None)
    if row is None:
        raise Refused(f"Không có lượt nạp {load_id} trong tệp dữ liệu thật đang dùng; xem: python -m data history.")
    if row["replaced_by"] is not None:
        raise Refused(f"Lượt nạp {load_id} đã được thay bởi lượt {row['replaced_by']}; hãy thay lượt đó.")
    return row


def refuse_other_kind(replaced: Mapping[str, Any] | None, kind: str, instrument: str | None, sha256: str) -> None:
    """Refuse a file that is not of the kind and instrument of the load it is to replace.

    Only the same file may be read anew as something else: that is how a wrong reading is put right.
    """
    if replaced is None or replaced["sha256"] == sha256:
        return
    theirs, ours = (replaced["kind"], replaced["instrument_code"]), (kind, instrument)
    if theirs != ours:
        names = ["/".join(filter(None, pair)) for pair in (theirs, ours)]
        raise Refused(f"Lượt nạp {replaced['load_id']} là {names[0]}, tệp này là {names[1]}; không thay cho nhau được.")
