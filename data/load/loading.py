"""From files to a new version of the data file: all of them, or none and a sentence that says why.

Several files of one command are one load after another in one new version: if one is refused, none is loaded.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data import store
from data.boundaries.table import carry_over
from data.load import history, policy
from data.load.commit import Edition, Entry, edition
from data.load.interpret import Interpreted, interpret
from data.load.lock import WAIT_S, Busy, hold, workspace
from data.load.recognise import Proposal, propose
from data.load.refusal import Refused
from data.load.rejects import write_rejects
from data.load.report import Report, as_text, from_text
from data.load.staging import Staged, stage
from data.load.target import Target

# Where each step of one file begins, as a share of the whole.
BEGINS = {
    "đọc tệp": 0.0,
    "nhận dạng": 0.35,
    "kiểm tra từng dòng": 0.38,
    "ghi": 0.62,
    "tổng hợp": 0.75,
    "kiểm tra tệp": 0.9,
    "xong": 1.0,
}

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Order:
    """What was asked for, the same for every file of a command; see `load`."""

    kind: str | None
    instrument: str | None
    mapping: Any
    max_rejected_pct: float
    replaces: int | None
    is_dry_run: bool
    today: date
    rejects: Path | None
    target: Target
    progress: Progress


def load(
    paths: Sequence[Path],
    *,
    database: Path | None = None,
    store: Path = store.STORE,
    kind: str | None = None,
    instrument: str | None = None,
    mapping: Any = None,
    max_rejected_pct: float = policy.MAX_REJECTED_PCT,
    replaces: int | None = None,
    dry_run: bool = False,
    today: date | None = None,
    rejects: Path | None = None,
    wait: float = WAIT_S,
    names: Sequence[str] | None = None,
    report: Progress | None = None,
) -> list[Report]:
    """Load files into the data file `database`, or into a new version of the store; one Report a file, in order.

    kind, instrument, mapping: as of recognise.propose, for every file. max_rejected_pct: 0–100; a file with a larger
    share of rejected rows is refused. replaces: the number of an earlier load whose rows go (one file only).
    dry_run: do everything but publish. rejects: where the workbook of rejected rows goes (one file only), otherwise
    'rejected' beside the data file, and nowhere in a dry run. wait: seconds to wait for another load. names: what to
    call the files in the history, where their paths are not their names. report: called with the step, one of BEGINS
    or 'chờ lượt', and the share done, 0–1.

    Raises Refused with the sentence for the user; nothing has been changed then.
    """
    if len(paths) != 1 and (replaces is not None or rejects is not None):
        raise Refused("Thay một lượt nạp, hoặc ghi dòng bị loại ra tệp đã chọn, chỉ làm được với từng tệp một.")
    order = Order(
        kind, instrument, mapping, max_rejected_pct, replaces, dry_run, today or date.today(), rejects,
        Target(database, store), report or _silent,
    )  # fmt: skip
    with policy.refusing(order.target.folder), ExitStack() as held:
        work = held.enter_context(workspace(order.target.folder))
        staged, seconds = [], []
        for index, path in enumerate(paths):
            started = time.monotonic()
            name = names[index] if names else None
            staged.append(stage(path, work / f"staged-{index}", name=name, report=_reading(order, index, len(paths))))
            seconds.append(time.monotonic() - started)
        try:
            held.enter_context(hold(order.target.lock, wait, lambda: order.progress("chờ lượt", 0.0)))
        except Busy:
            raise Refused(history.BUSY.format(wait=wait)) from None
        reports = _load_staged(staged, work, order)
        order.progress("xong", 1.0)
    return [replace(one, seconds=one.seconds + spent) for one, spent in zip(reports, seconds, strict=True)]


def _load_staged(staged: Sequence[Staged], work: Path, order: Order) -> list[Report]:
    base = order.target.base()
    earlier = history.read_history(base) if base else []
    is_from_simulated = history.is_simulated(earlier)
    made_up = base if is_from_simulated else None
    if is_from_simulated:
        base, earlier = None, []
    replaced = policy.replaced_load(order.replaces, earlier)
    known = [history.known_load(earlier, one.sha256, besides=order.replaces) for one in staged]
    if all(known):
        return [_known(one, row) for one, row in zip(staged, known, strict=True) if row]
    policy.refuse_small_disk(base, staged, work)
    version = order.target.next_version()
    reports: list[Report] = []
    with edition(base, work) as being:
        if made_up:
            carry_over(being.con, made_up)
        for index, (one, row) in enumerate(zip(staged, known, strict=True)):
            twin = next((other for other in range(index) if staged[other].sha256 == one.sha256), None)
            if row:
                reports.append(_known(one, row))
            elif twin is not None:
                note = f"trùng với tệp {staged[twin].file_name} của cùng lần nạp này; chỉ nạp một lần."
                reports.append(replace(reports[twin], file_name=one.file_name, note=note, seconds=0.0, is_known=True))
            else:
                made = _load_one(being, one, order, replaced, version, work, _writing(order, index, len(staged)))
                reports.append(replace(made, replaced_simulated=is_from_simulated))
        if order.is_dry_run:
            return [_deliver(one, order) for one in reports]
        started = time.monotonic()
        order.target.publish(being.finish())
        reports[-1] = replace(reports[-1], seconds=reports[-1].seconds + time.monotonic() - started)
    return [_deliver(one, order) for one in reports]


def _load_one(
    being: Edition,
    staged: Staged,
    order: Order,
    replaced: Mapping[str, Any] | None,
    version: int | None,
    work: Path,
    progress: Progress,
) -> Report:
    """Write one file into the edition; raises Refused where it is not to be loaded."""
    started = time.monotonic()
    load_id = being.next_load()
    progress("nhận dạng", BEGINS["nhận dạng"])
    proposal = propose(being.con, staged, kind=order.kind, instrument=order.instrument, mapping=order.mapping)
    policy.refuse_other_kind(replaced, proposal.kind, proposal.instrument_code, staged.sha256)
    progress("kiểm tra từng dòng", BEGINS["kiểm tra từng dòng"])
    found = interpret(being.con, staged, proposal, load_id=load_id, today=order.today, replaced=order.replaces)
    report = _report(load_id, staged, proposal, found, order, version)
    if being.rejected_n():
        report = replace(report, rejects=work / f"{load_id}.xlsx")
        write_rejects(being.con, staged, proposal, report.rejects)
    if policy.is_too_many(report, order.max_rejected_pct):
        raise policy.TooManyRejected(_deliver(report, order), order.max_rejected_pct)
    wards = being.wards_without_data(proposal.kind, found.tables, found.last_on)

    def step(name: str, share: float) -> None:
        progress(name, BEGINS["ghi"] + share * (BEGINS["xong"] - BEGINS["ghi"]))

    being.append(load_id, found.tables, replaces=order.replaces, step=step)
    being.enter(
        Entry(
            load_id, proposal.kind, proposal.instrument_code, staged.file_name, staged.sha256,
            datetime.now().replace(microsecond=0), found.rows_in, found.rows_accepted,
            sum(found.rows_rejected.values()), found.first_on, found.last_on, report.note, version,
        )
    )  # fmt: skip
    before, after = being.headlines(proposal.instrument_code) if proposal.kind == "survey" else (None, None)
    report = replace(
        report,
        headline_before=before,
        headline_after=after,
        wards_without_data=None if wards is None else tuple(wards),
        seconds=time.monotonic() - started,
    )
    being.note_report(load_id, as_text(report))
    being.forget()
    return report


def _report(
    load_id: int, staged: Staged, proposal: Proposal, found: Interpreted, order: Order, version: int | None
) -> Report:
    notes = list(found.notes)
    if order.replaces is not None:
        notes.insert(0, f"Thay cho lượt nạp {order.replaces}.")
    return Report(
        load_id,
        proposal.kind,
        proposal.instrument_code,
        found.rows_in,
        found.rows_accepted,
        dict(found.rows_rejected),
        tuple(found.columns_dropped),
        0.0,
        " ".join(notes) or None,
        dict(found.children),
        file_name=staged.file_name,
        is_dry_run=order.is_dry_run,
        version=version,
    )


def _known(staged: Staged, row: Mapping[str, Any]) -> Report:
    """What there is to say of a file that was loaded before: its load, as it was."""
    moment = row["loaded_at"]
    note = f"tệp này đã nạp ở lượt {row['load_id']} ({history.moment(moment)}); không thay đổi gì."
    told = from_text(row["report"]) or Report(
        row["load_id"], row["kind"], row["instrument_code"], row["rows_n"], row["accepted_n"], {}, (), 0.0
    )
    return replace(
        told, file_name=staged.file_name, note=note, seconds=0.0, is_known=True, version=row["version"],
        headline_before=None, headline_after=None, wards_without_data=None, replaced_simulated=False,
    )  # fmt: skip


def _deliver(report: Report, order: Order) -> Report:
    """Put the workbook of rejected rows where the user finds it; a load that is done does not fail over it."""
    if report.rejects is None or report.is_known or (order.is_dry_run and order.rejects is None):
        return replace(report, rejects=None)
    stem = Path(report.file_name).stem
    path = order.rejects or order.target.folder / "rejected" / f"{report.load_id}-{stem}.xlsx"
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(report.rejects, unfinished)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        told = f"Không ghi được tệp dòng bị loại {path} ({error.strerror})."
        return replace(report, rejects=None, note=" ".join(filter(None, (report.note, told))))
    return replace(report, rejects=path)


def _reading(order: Order, index: int, count: int) -> Progress:
    """Progress of reading one file of several as that of the whole command: reading comes first, of all of them."""
    return lambda step, share: order.progress(step, BEGINS["nhận dạng"] * (index + share) / count)


def _writing(order: Order, index: int, count: int) -> Progress:
    """The same for what follows the reading; `share` counts from BEGINS['nhận dạng'] to 1."""
    read = BEGINS["nhận dạng"]
    return lambda step, share: order.progress(step, read + (1 - read) * (index + (share - read) / (1 - read)) / count)


def _silent(*_: object) -> None:
    """For callers who do not watch."""
