"""`python -m pages.parts.publish --out DIR`: the folder that may be made public, whole and checked, or nothing."""

import argparse
import json
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from pages.parts.numbers import quarter_text, whole
from pages.parts.publish.package import DESCRIPTION, LICENCES, PACKAGE_NAME, About, write_description, write_tables
from pages.parts.publish.summary import summary
from queries.__main__ import NO_DATABASE, NO_SLIPS
from queries.catalog import Catalog, read_catalog
from queries.database import Database, NoDatabase, newest_file
from queries.filters import Filters
from queries.publish.recovery import Leak, leaks, read_tables
from queries.publish.tables import public_tables, quarters
from queries.question import ask

MOST_LEAKS = 5  # named in a message
NO_QUARTER = "Chưa có quý nào trọn vẹn trong tệp dữ liệu nên chưa có gì để công bố."
IS_SIMULATED = (
    "Tệp dữ liệu có số liệu mô phỏng nên không công bố. Muốn xem thử gói công bố thì thêm --simulated; "
    "gói và từng dòng khi đó đều ghi là mô phỏng."
)
OCCUPIED = (
    "Thư mục {folder} đã có thứ khác, không phải gói công bố trước đây; không ghi đè. "
    "Hãy chọn thư mục khác hoặc dọn thư mục này."
)
LEAKED = (
    "Không công bố: từ các bảng có thể suy ra ô phải ẩn.\n{rows}\nĐừng công bố bảng này cho đến khi ẩn thêm; "
    "không có tệp nào được ghi."
)
REASONS = {
    "small": "{column} quá nhỏ mà không ẩn",
    "shown": "đã ẩn mà {column} vẫn còn số",
    "solved": "{column} tính được từ các tổng",
    "rest": "tổng trừ các phần được hiển thị còn lại quá ít ({column})",
}


class Refused(Exception):
    """The folder cannot be made; the text is the whole Vietnamese sentence for the user."""


def main(arguments: list[str] | None = None) -> int:
    """Publish one folder; 0 done, 1 refused (why, on stderr), 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m data publish", description="Ghi gói số liệu được phép công bố.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="thư mục của gói")
    parser.add_argument("--database", type=Path, metavar="FILE", help="tệp dữ liệu khác")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="ngôn ngữ của phần mô tả (mặc định vi)")
    parser.add_argument("--simulated", action="store_true", help="cho phép số liệu mô phỏng, có ghi rõ")
    parser.add_argument("--licence", choices=LICENCES, default="CC-BY-4.0", help="giấy phép (mặc định CC-BY-4.0)")
    chosen = parser.parse_args(arguments)
    try:
        print(publish(chosen))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except NoDatabase as error:
        print(NO_DATABASE.format(path=error), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Không ghi được gói công bố: {error}", file=sys.stderr)
        return 1
    return 0


def publish(chosen: argparse.Namespace) -> str:
    """Write the folder and say what it holds. Raises Refused, NoDatabase, OSError."""
    database = Database(chosen.database or newest_file())
    try:
        catalog = read_catalog(database)
    except LookupError:
        raise Refused(NO_SLIPS) from None
    if not quarters(catalog):
        raise Refused(NO_QUARTER)
    if catalog.is_simulated and not chosen.simulated:
        raise Refused(IS_SIMULATED)
    _check_free(chosen.out)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that it can be moved there in one step once it is whole.
    with tempfile.TemporaryDirectory(dir=chosen.out.parent, prefix=".publish-") as work:
        made = Path(work) / "bundle"
        rows_n, tables_n = _write(made, database, catalog, chosen)
        _put(made, chosen.out, Path(work) / "before")
    rows = whole(rows_n, "vi")
    return f"{chosen.out}: {tables_n} bảng, {rows} dòng; đã kiểm tra, không ô ẩn nào suy ra được."


def _write(folder: Path, database: Database, catalog: Catalog, chosen: argparse.Namespace) -> tuple[int, int]:
    """The whole folder, checked as it stands on the disk; numbers of rows and tables. Raises Refused."""
    start = quarters(catalog)[-1]
    loads = ask(database, catalog, "data_status", Filters(catalog.default_instrument, start, start))
    simulated = set(loads.loc[loads["is_simulated"].astype(bool), "kind"])
    tables = public_tables(database, catalog, simulated)
    first, last = (quarter_text(day, chosen.lang) for day in (quarters(catalog)[0], start))
    version = f"{start.year}-Q{(start.month + 2) // 3}"
    about = About(first, last, version, loads, chosen.licence, chosen.lang, datetime.now(UTC), catalog.is_simulated)
    write_tables(folder, tables)
    found = leaks(read_tables(folder))
    if found:
        raise Refused(LEAKED.format(rows=told(found)))
    write_description(folder, tables, about)
    sources = [source["title"] for source in json.loads((folder / DESCRIPTION).read_text("utf-8"))["sources"]]
    text = summary(database, catalog, tables, start, about, sources)
    (folder / "README.md").write_text(text, encoding="utf-8")
    return sum(map(len, tables.values())), len(tables)


def told(found: list[Leak]) -> str:
    """The first leaks, a line each: table, row, why."""
    lines = [
        f"  {leak.table}: {leak.row}: {REASONS[leak.reason].format(column=leak.column)}" for leak in found[:MOST_LEAKS]
    ]
    return "\n".join([*lines, f"  … và {len(found) - MOST_LEAKS} chỗ nữa"] if len(found) > MOST_LEAKS else lines)


def _check_free(folder: Path) -> None:
    """Refuse a place that holds anything but an earlier edition."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        package = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        own = {resource["path"] for resource in package["resources"]} | {DESCRIPTION, "README.md", "definitions.md"}
        is_ours = package["name"].startswith(PACKAGE_NAME)
        others = {str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()} - own
    except (OSError, ValueError, KeyError, TypeError):
        is_ours, others = False, set()
    if not is_ours or others:
        raise Refused(OCCUPIED.format(folder=folder))


def _put(made: Path, folder: Path, before: Path) -> None:
    """The finished folder in its place; an earlier edition gives way, and comes back where the move fails."""
    if folder.exists():
        folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
