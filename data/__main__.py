"""`python -m data …`: the commands that make and keep the data file."""

import argparse
import sys
import time
from pathlib import Path

from data import build, demo, store

RESPONSES = 330_000
SEED = 2026


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 the input was refused (why, on stderr), 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m data", description="Tạo và giữ tệp dữ liệu của Thước Đo.")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("demo", help="tạo tệp số liệu mô phỏng")
    making.add_argument("--responses", type=_count, default=RESPONSES, help=f"số phiếu (mặc định {RESPONSES})")
    making.add_argument("--seed", type=int, default=SEED, help=f"hạt giống ngẫu nhiên (mặc định {SEED})")
    making.add_argument("--out", type=Path, help="tệp kết quả; không nêu thì thành bản mới trong data/store")
    making.add_argument("--progress", action="store_true", help="in từng bước và phần đã xong ra stdout")
    chosen = parser.parse_args(arguments)
    try:
        return make_demo(chosen.responses, chosen.seed, chosen.out, chosen.progress)
    except (build.NotSound, OSError) as error:
        print(f"Không tạo được tệp dữ liệu: {error}", file=sys.stderr)
        return 1


def make_demo(responses: int, seed: int, out: Path | None, progress: bool = False) -> int:
    """Build the demo as `out`, or as the newest version of the store, and say where it is."""
    started = time.monotonic()
    path = out or store.next_path()

    def report(step: str, share: float) -> None:
        if progress:
            print(step, share, flush=True)

    build.build(path, lambda con: demo.fill(con, responses, seed), report)
    if out is None:
        store.point_to(path)
    size = path.stat().st_size / 1e6
    print(f"{path}: {responses:,} phiếu mô phỏng, {size:.0f} MB, {time.monotonic() - started:.1f} s")
    return 0


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("cần ít nhất 1 phiếu")
    return count


if __name__ == "__main__":
    sys.exit(main())
