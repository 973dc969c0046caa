"""Imports official outlines from a map file into the next version of the data file: `python -m data boundaries`."""

import json
import re
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data import store
from data.boundaries import table
from data.load import history, policy
from data.load.commit import edition
from data.load.lock import WAIT_S, Busy, hold, workspace
from data.load.refusal import Refused
from data.load.report import decimal, number
from data.load.staging import look, run_child
from data.load.target import Target

SIZE_MOST = 200 * 10**6
# Addresses, and the paths by which map libraries reach into archives, networks and memory.
ADDRESS = re.compile(r"^\s*(?:/vsi|\\\\|//|<|[a-z][a-z0-9+.-]+:/)|://", re.IGNORECASE)
COLUMNS = {"code": "mã", "name": "tên", "kind": "loại đơn vị", "district": "quận, huyện"}


@dataclass(frozen=True)
class Imported:
    """What became of an import. judged: as of judging.as_json. is_known: the same file stands there already."""

    file_name: str
    sha256: str
    judged: Mapping[str, Any]
    source: str
    licence: str | None
    is_dry_run: bool
    is_known: bool
    version: int | None
    seconds: float


def import_boundaries(
    path: str | Path,
    *,
    crs: str | None = None,
    valid_from: date | None = None,
    database: Path | None = None,
    store: Path = store.STORE,
    source: str | None = None,
    licence: str | None = None,
    dry_run: bool = False,
    name: str | None = None,
    wait: float = WAIT_S,
    today: date | None = None,
) -> Imported:
    """Check a map file and put its outlines into the data file `database`, or into a new version of the store.

    crs: EPSG number of its coordinates where the file does not say it. valid_from: a day on which its units are in
    force, where it does not follow from them. source, licence: words that are kept beside it. name: what to call the
    file, where the path is not its name. wait: seconds to wait for another load.

    Raises Refused with the sentence for the user; nothing has been changed then.
    """
    started = time.monotonic()
    if ADDRESS.search(str(path)):
        raise Refused("Chỉ nạp tệp trên máy này, không tải từ mạng; hãy tải tệp về rồi nạp.")
    path = Path(path)
    name = name or path.name
    target = Target(database, store)
    with policy.refusing(target.folder), ExitStack() as held:
        size, digest = look(path, name)
        if size > SIZE_MOST:
            raise Refused(f"Tệp “{name}” lớn hơn {SIZE_MOST // 10**6} MB; hãy giảm độ chi tiết rồi xuất lại.")
        work = held.enter_context(workspace(target.folder))
        try:
            held.enter_context(hold(target.lock, wait))
        except Busy:
            raise Refused(history.BUSY.format(wait=wait)) from None
        told = source or f"Tệp {name}"
        origin = table.Origin(told, licence, name, digest, today or date.today())
        with edition(target.base(), work) as being:
            judged = _judged(path, name, size, work, table.known_units(being.con), crs, valid_from)
            since = date.fromisoformat(judged["valid_from"])
            is_known = table.is_same(being.con, judged["level"], since, origin)
            version = None
            if not is_known and not dry_run:
                table.put(being.con, judged, origin)
                version = target.next_version()
                target.publish(being.finish())
    spent = time.monotonic() - started
    return Imported(name, digest, judged, told, licence, dry_run, is_known, version, spent)


def as_json(found: Imported) -> dict[str, Any]:
    """Plain values; of the outlines only the coarse ones for a first look."""
    judged = {key: value for key, value in found.judged.items() if key != "outlines"}
    rest = {key: value for key, value in vars(found).items() if key != "judged"}
    return {**rest, **judged}


def describe(found: Imported) -> str:
    """The report for people."""
    judged = found.judged
    columns = ", ".join(f"{COLUMNS[role]}: {column}" for role, column in judged["columns"].items())
    lines = [
        f"{found.file_name}: ranh giới {judged['title']}, {judged['format']}, {judged['crs']}.",
        f"  Ghép được {judged['units_n']}/{judged['units_n']} đơn vị ({columns}).",
        f"  Diện tích {decimal(judged['area_km2'], 1)} km²"
        + (f" (công bố {decimal(judged['published_km2'], 1)} km²)." if judged["published_km2"] else "."),
        f"  Đơn giản hóa {judged['tolerance_m']:g} m: {number(judged['vertices_before'])} đỉnh còn "
        f"{number(judged['vertices_after'])}, {number(round(judged['bytes_n'] / 1000))} KB, không khe hở.",
        *(f"  Lưu ý: {warning}" for warning in judged["warnings"]),
        f"  Nguồn: {found.source}. Giấy phép: {found.licence or 'không nêu'}.",
    ]
    if found.is_known:
        lines.append("Tệp này đã nạp rồi; không thay đổi gì.")
    elif found.is_dry_run:
        lines.append("Làm thử: chưa thay đổi gì.")
    elif found.version:
        lines.append(f"Đang dùng bản {found.version}; quay lại bản trước bằng: python -m data rollback N.")
    return "\n".join(lines)


def parse_day(text: str) -> date:
    """'2024-05-01' or '1/5/2024'. Raises ValueError."""
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip()):
        return date(int(match[3]), int(match[2]), int(match[1]))
    return date.fromisoformat(text.strip())


def _judged(
    path: Path, name: str, size: int, work: Path, units: list, crs: str | None, wanted: date | None
) -> dict[str, Any]:
    """What the process that reads the file says of it."""
    listed = work / "units.json"
    listed.write_text(json.dumps(units), encoding="utf-8")
    order = {
        "path": str(path.resolve()), "name": name, "units": str(listed), "crs": crs,
        "wanted": wanted.isoformat() if wanted else None,
    }  # fmt: skip
    return run_child("data.boundaries.child", order, size)
