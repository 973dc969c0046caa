"""`python -m data …`: the commands that make and keep the data file."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from data import build, demo, store
from data.boundaries.table import carry_over
from data.load import history
from data.load.lock import WAIT_S, Busy, hold, workspace
from data.load.policy import MAX_REJECTED_PCT
from data.load.refusal import Refused
from data.load.report import Report, describe
from data.load.roles import KINDS

RESPONSES = 330_000
SEED = 2026
LINE_WIDTH = 60


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 the input was refused (why, on stderr), 2 wrong usage."""
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.run(chosen)
    except Refused as refused:
        print(refused, file=sys.stderr)
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu. Không thay đổi gì.", file=sys.stderr)
    except Exception as error:
        # Nobody but a programmer can do anything with a traceback; the last line of one is enough to find the place.
        print(f"Lỗi không lường trước ({type(error).__name__}: {error}). Không thay đổi gì.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description="Tạo và giữ tệp dữ liệu của Thước Đo.")
    commands = parser.add_subparsers(dest="command", required=True)

    making = commands.add_parser("demo", help="tạo tệp số liệu mô phỏng")
    making.add_argument("--responses", type=_count, default=RESPONSES, help=f"số phiếu (mặc định {RESPONSES})")
    making.add_argument("--seed", type=int, default=SEED, help=f"hạt giống ngẫu nhiên (mặc định {SEED})")
    making.add_argument("--out", type=Path, help="tệp kết quả; không nêu thì thành bản mới trong data/store")
    making.add_argument("--progress", action="store_true", help="in từng bước và phần đã xong ra stdout")
    making.set_defaults(run=lambda chosen: make_demo(chosen.responses, chosen.seed, chosen.out, chosen.progress))

    loading = commands.add_parser("load", help="nạp tệp của các đơn vị thành một bản dữ liệu mới")
    loading.add_argument("files", nargs="+", type=Path, metavar="FILE", help="XLSX, CSV, Parquet, JSON (điểm 766)")
    loading.add_argument(
        "--max-rejected", type=_pct, default=MAX_REJECTED_PCT, metavar="PCT",
        help=f"phần trăm dòng bị loại nhiều nhất; quá thì không nạp dòng nào (mặc định {MAX_REJECTED_PCT:g})",
    )  # fmt: skip
    loading.add_argument("--replaces", type=int, metavar="N", help="thay cho lượt nạp N (tệp đã sửa)")
    loading.add_argument("--rejects", type=Path, metavar="FILE", help="nơi ghi tệp XLSX các dòng bị loại")
    loading.add_argument("--dry-run", action="store_true", help="làm thử và báo kết quả, không thay đổi gì")
    loading.add_argument("--progress", action="store_true", help="in phần đã xong và từng bước ra stderr")
    loading.set_defaults(run=load_files)

    looking = commands.add_parser("recognise", help="nói tệp được hiểu thế nào (JSON), không nạp gì")
    looking.add_argument("file", type=Path, metavar="FILE")
    looking.set_defaults(run=recognise)
    for command in (loading, looking):
        command.add_argument("--kind", choices=KINDS, help="loại số liệu, khi không tự nhận ra được")
        command.add_argument("--instrument", metavar="CODE", help="bộ phiếu khảo sát: one_stop_slip, city_survey")
        command.add_argument("--mapping", type=Path, metavar="FILE", help="tệp TOML nói cột nào là gì")
        command.add_argument("--name", help="tên của tệp, khi đường dẫn không phải tên của nó")

    outlining = commands.add_parser("boundaries", help="nạp ranh giới chính thức cho bản đồ")
    outlining.add_argument("file", metavar="FILE", help="GeoJSON, Shapefile nén (.zip) hoặc GeoPackage, trên máy này")
    outlining.add_argument("--crs", metavar="EPSG", help="hệ tọa độ khi tệp không nói, ví dụ 5897 (VN-2000, 105°)")
    outlining.add_argument("--valid-from", type=_day, metavar="DATE", help="một ngày mà các đơn vị có hiệu lực")
    outlining.add_argument("--source", metavar="TEXT", help="nguồn của ranh giới, ghi kèm bản đồ")
    outlining.add_argument("--licence", metavar="TEXT", help="giấy phép hoặc điều kiện sử dụng")
    outlining.add_argument("--dry-run", action="store_true", help="làm thử và báo kết quả, không thay đổi gì")
    outlining.add_argument("--name", help="tên của tệp, khi đường dẫn không phải tên của nó")
    outlining.set_defaults(run=import_outlines)

    telling = commands.add_parser("history", help="các lần nạp của tệp đang dùng")
    telling.set_defaults(run=tell_history)
    for command in (loading, outlining, telling):
        command.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        command.add_argument("--database", type=Path, metavar="FILE", help="làm với tệp này thay cho data/store")

    turning = commands.add_parser("rollback", help="dùng lại một bản trước")
    turning.add_argument("version", type=int, metavar="N", help="số của bản, như history in ra")
    turning.set_defaults(run=roll_back)

    upgrading = commands.add_parser("upgrade", help="nâng tệp dữ liệu của bản phần mềm trước lên bản này")
    upgrading.add_argument("--database", type=Path, metavar="FILE", help="làm với tệp này thay cho data/store")
    upgrading.set_defaults(run=bring_up)
    for command in (loading, outlining, turning, upgrading):
        command.add_argument(
            "--wait", type=float, default=WAIT_S, metavar="SECONDS",
            help=f"chờ lần nạp khác bao nhiêu giây (mặc định {WAIT_S:g})",
        )  # fmt: skip
    for command in (loading, outlining, telling, turning, upgrading):
        command.add_argument("--store", type=Path, metavar="DIR", help="thư mục các bản dữ liệu (mặc định data/store)")

    publishing = commands.add_parser("publish", help="ghi gói số liệu được phép công bố")
    publishing.add_argument("--out", type=Path, required=True, metavar="DIR", help="thư mục của gói")
    publishing.add_argument("--database", type=Path, metavar="FILE", help="làm với tệp này thay cho data/store")
    publishing.add_argument("--store", type=Path, metavar="DIR", help="thư mục các bản dữ liệu (mặc định data/store)")
    publishing.add_argument("--lang", choices=("vi", "en"), default="vi", help="ngôn ngữ của phần mô tả")
    publishing.add_argument("--simulated", action="store_true", help="cho phép số liệu mô phỏng, có ghi rõ")
    publishing.add_argument("--licence", metavar="NAME", help="giấy phép: CC-BY-4.0 (mặc định), CC0-1.0, ODC-BY-1.0")
    publishing.set_defaults(run=publish)

    checking = commands.add_parser("check", help="kiểm tra một tệp dữ liệu và nói tệp có gì")
    checking.add_argument("file", type=Path, metavar="FILE")
    checking.set_defaults(run=lambda chosen: print(history.check(chosen.file)) or 0)
    return parser


def make_demo(responses: int, seed: int, out: Path | None, progress: bool = False) -> int:
    """Build the demo as `out`, or as the newest version of the store, and say where it is."""
    started = time.monotonic()

    def report(step: str, share: float) -> None:
        if progress:
            print(step, share, flush=True)

    def build_at(path: Path) -> None:
        build.build(path, fill, report)

    before = None if out else store.current(store.STORE)

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        demo.fill(con, responses, seed)
        if before:
            carry_over(con, before)

    try:
        if out:
            build_at(out)
        else:
            with workspace(store.STORE) as work, hold(store.STORE / store.LOCK, WAIT_S):
                store.tidy(store.STORE)
                build_at(work / "next.duckdb")
                out = store.publish(work / "next.duckdb", store.STORE)
    except Busy:
        raise Refused(history.BUSY.format(wait=WAIT_S)) from None
    except (build.NotSound, OSError) as error:
        raise Refused(f"Không tạo được tệp dữ liệu: {error}") from error
    size = out.stat().st_size / 1e6
    print(f"{out}: {responses:,} phiếu mô phỏng, {size:.0f} MB, {time.monotonic() - started:.1f} s")
    if before:
        print(f"Bản trước, {before.name}, vẫn còn; dùng lại bằng: python -m data rollback {store.version_of(before)}")
    return 0


def load_files(chosen: argparse.Namespace) -> int:
    """Load files and say what became of them: text for people, JSON for programs (a list where there are several)."""
    # Imported here: the other commands need none of it.
    from data.load.loading import load

    report, clear = _progress(chosen.progress)
    try:
        reports = load(
            chosen.files,
            database=chosen.database,
            store=chosen.store or store.STORE,
            kind=chosen.kind,
            instrument=chosen.instrument,
            mapping=_mapping(chosen.mapping),
            max_rejected_pct=chosen.max_rejected,
            replaces=chosen.replaces,
            dry_run=chosen.dry_run,
            rejects=chosen.rejects,
            wait=chosen.wait,
            names=[chosen.name] if chosen.name and len(chosen.files) == 1 else None,
            report=report,
        )
    finally:
        clear()
    if chosen.json:
        plain = [one.as_json() for one in reports]
        print(json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False))
    else:
        print("\n".join(describe(one) for one in reports))
        print(_where(reports, chosen))
    return 0


def recognise(chosen: argparse.Namespace) -> int:
    """Print what a file is taken to be."""
    from data.load.preview import as_json, preview

    mapping = _mapping(chosen.mapping)
    options = {"name": chosen.name, "kind": chosen.kind, "instrument": chosen.instrument, "mapping": mapping}
    print(as_json(preview(chosen.file, **options)))
    return 0


def import_outlines(chosen: argparse.Namespace) -> int:
    """Import official outlines and say what became of them."""
    from data.boundaries.importing import as_json, describe, import_boundaries

    found = import_boundaries(
        chosen.file, crs=chosen.crs, valid_from=chosen.valid_from, database=chosen.database,
        store=chosen.store or store.STORE, source=chosen.source, licence=chosen.licence, dry_run=chosen.dry_run,
        name=chosen.name, wait=chosen.wait,
    )  # fmt: skip
    print(json.dumps(as_json(found), ensure_ascii=False) if chosen.json else describe(found))
    return 0


def _mapping(path: Path | None) -> Any:
    """What a --mapping file says."""
    from data.load.proposal import Mapping

    if path is None:
        return None
    try:
        return Mapping.from_toml(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"Không đọc được tệp ghép cột {path} ({error}).") from error


def tell_history(chosen: argparse.Namespace) -> int:
    """Print the loads of the file in use, or of the one named."""
    folder = chosen.store or store.STORE
    path = chosen.database or store.current(folder)
    rows = history.read_history(path) if path else []
    if chosen.json:
        print(json.dumps(history.history_json(rows), ensure_ascii=False))
        return 0
    print(history.history_text(rows))
    if path and not chosen.database:
        kept = ", ".join(map(str, store.versions(folder)))
        print(f"Đang dùng bản {store.version_of(path)}; các bản còn giữ: {kept}.")
    return 0


def roll_back(chosen: argparse.Namespace) -> int:
    """Point the store to an earlier version."""
    print(history.rollback(chosen.version, chosen.store or store.STORE, chosen.wait))
    return 0


def bring_up(chosen: argparse.Namespace) -> int:
    """Bring the file in use, or the one named, up to this release."""
    from data.load.upgrading import upgrade

    version = upgrade(database=chosen.database, store=chosen.store or store.STORE, wait=chosen.wait)
    if version is None:
        print(f"Đã nâng {chosen.database} lên bản phần mềm này.")
    else:
        print(f"Đang dùng bản {version}. Quay lại bản trước bằng: python -m data rollback N.")
    return 0


def publish(chosen: argparse.Namespace) -> int:
    """Hand over to the room of words: what may be published is what the screen shows."""
    path = chosen.database or (store.current(chosen.store) if chosen.store else None)
    if chosen.store and not path:
        raise Refused(f"Thư mục {chosen.store} chưa có bản dữ liệu nào.")
    named = {"--out": chosen.out, "--database": path, "--licence": chosen.licence}
    options = [str(part) for name, value in named.items() if value for part in (name, value)]
    options += ["--lang", chosen.lang, *(["--simulated"] if chosen.simulated else [])]
    # The other room stands beside this one, wherever the command is run.
    found = os.pathsep.join(filter(None, (str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "pages.parts.publish", *options]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": found}, check=False).returncode


def _where(reports: list[Report], chosen: argparse.Namespace) -> str:
    """The last line of the answer: where the rows are now."""
    if chosen.dry_run:
        return "Làm thử: chưa thay đổi gì."
    if all(one.is_known for one in reports):
        return "Không thay đổi gì."
    if chosen.database:
        return f"Đã ghi vào {chosen.database}."
    version = next(one.version for one in reports if not one.is_known)
    return f"Đang dùng bản {version}. Quay lại bản trước bằng: python -m data rollback N (xem python -m data history)."


def _progress(is_asked: bool) -> tuple[Callable[[str, float], None], Callable[[], None]]:
    """What to tell progress to: lines on stderr if asked for, one line that rewrites itself on a terminal."""
    if is_asked:
        return lambda step, share: print(f"{share:.3f} {step}", file=sys.stderr, flush=True), lambda: None
    if not sys.stderr.isatty():
        return lambda *_: None, lambda: None

    def show(step: str, share: float) -> None:
        print(f"\r{share:4.0%} {step}".ljust(LINE_WIDTH), end="", file=sys.stderr, flush=True)

    return show, lambda: print("\r" + " " * LINE_WIDTH + "\r", end="", file=sys.stderr, flush=True)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("cần ít nhất 1 phiếu")
    return count


def _day(text: str) -> date:
    from data.boundaries.importing import parse_day

    try:
        return parse_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” không phải ngày; cần dạng 2025-07-01 hoặc 1/7/2025") from None


def _pct(text: str) -> float:
    value = float(text.replace(",", "."))
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError("cần một số từ 0 đến 100")
    return value


if __name__ == "__main__":
    sys.exit(main())
