"""`python -m pages.parts.report`: the files of a briefing without a server, for one scope or for every ward."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import NoReturn

from pages.parts import card, ground, provenance, story, story_satisfaction
from pages.parts.context import Context
from pages.parts.drill import of_unit
from pages.parts.numbers import LANGS, Lang, date_text, month_text
from pages.parts.report_mail import PASSWORD, USER, NotSent, message, send
from pages.parts.take_away import maker
from pages.parts.words import t
from queries.catalog import Catalog, Unit, read_catalog
from queries.database import Database, NoDatabase, newest_file
from queries.filters import Filters, add_months, parse

FORMS = ("pdf", "pptx", "xlsx", "card")
SCOPE = re.compile(r"city|wards|(district|ward):(\w+)")
BAR = 30  # signs of the progress bar
MANY, MOST_JOBS = 8, 4  # files from which on several processes make them, and how many processes
Task = tuple[Filters, Unit | None, str, Path, Path | None]
NO_DATABASE = (
    "Chưa có tệp dữ liệu, hoặc không mở được: {path}. Chạy `python -m data demo` để tạo số liệu mô phỏng, "
    "hoặc chỉ tệp khác bằng --database."
)


class Refused(Exception):
    """The input can't be worked with; str(error) is the whole Vietnamese sentence for the user."""


@dataclass(frozen=True)
class Piece:
    """One scope: its context, what its files are called, and its unit where it has one."""

    ctx: Context
    name: str
    unit: Unit | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the files; 0 done, 1 the input was refused (why, on stderr), 2 wrong usage."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    server = _checked(parser, chosen)
    try:
        files, lines, subject = _made(chosen)
        if chosen.mail:
            send(message(chosen.sender, chosen.mail, subject, lines, files), *server)
            print(f"Đã gửi {len(files)} tệp đến {', '.join(chosen.mail)}.", file=sys.stderr)
    except (Refused, NotSent) as error:
        print(error, file=sys.stderr)
        return 1
    except NoDatabase as error:
        print(NO_DATABASE.format(path=error), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Không ghi được tệp vào {chosen.out}: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu. Các tệp đã lập xong vẫn còn.", file=sys.stderr)
        return 1
    return 0


class _Parser(argparse.ArgumentParser):
    """Says in Vietnamese what is wrong with a command."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"Sai cách dùng: {message}\n")


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m pages.parts.report",
        description="Lập báo cáo, bản trình chiếu, bảng tính hoặc bản một trang của một phạm vi trong một kỳ.",
    )
    parser.add_argument(
        "--period", help="2026-10, 2026-Q3, 2026; last-month, last-quarter; không nêu: quý gần nhất đã hết"
    )
    parser.add_argument("--scope", default="city", help="city, district:MÃ, ward:MÃ, hoặc wards: từng xã, phường")
    parser.add_argument("--to", nargs="*", default=[], metavar="|".join(FORMS), help="dạng tệp, một hoặc nhiều")
    parser.add_argument("--out", type=Path, help="thư mục kết quả")
    parser.add_argument("--lang", default="vi", help="vi hoặc en (mặc định vi)")
    parser.add_argument("--map", metavar="FORM", help="hex, schematic hoặc official (mặc định: official nếu có)")
    parser.add_argument("--instrument", help="bộ phiếu khảo sát (mặc định: bộ đầu tiên)")
    parser.add_argument("--database", type=Path, metavar="FILE", help="tệp dữ liệu khác")
    parser.add_argument("--template", type=Path, metavar="FILE", help="tệp mẫu .pptx của đơn vị cho bản trình chiếu")
    parser.add_argument("--jobs", type=int, metavar="N", help="số tiến trình cùng lập (mặc định: số lõi, nhiều nhất 4)")
    parser.add_argument("--mail", nargs="*", default=[], metavar="ADDRESS", help="gửi tệp đến các địa chỉ này")
    parser.add_argument("--smtp", metavar="HOST:PORT", help=f"máy chủ thư; tên và mật khẩu ở {USER}, {PASSWORD}")
    parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="địa chỉ người gửi")
    return parser


def _checked(parser: _Parser, chosen: argparse.Namespace) -> tuple[str, int]:
    """The mail server; ends with wrong usage where options make no sense together."""
    if not chosen.to or set(chosen.to) - set(FORMS):
        parser.error(f"--to nhận một hoặc nhiều dạng: {', '.join(FORMS)}.")
    if chosen.out is None:
        parser.error("cần --out DIR, thư mục kết quả.")
    if chosen.lang not in LANGS:
        parser.error("--lang là vi hoặc en.")
    if not SCOPE.fullmatch(chosen.scope):
        parser.error("--scope là city, district:MÃ, ward:MÃ hoặc wards.")
    if chosen.scope == "city" and "card" in chosen.to:
        parser.error("bản một trang (card) chỉ có cho một xã, phường hoặc quận, huyện cũ: nêu --scope.")
    if chosen.jobs is not None and chosen.jobs < 1:
        parser.error("--jobs là số từ 1 trở lên.")
    if not chosen.mail:
        return "", 0
    host, _, port = (chosen.smtp or "").rpartition(":")
    if not host or not port.isdigit() or not chosen.sender:
        parser.error("--mail cần --smtp HOST:PORT và --from ADDRESS.")
    bad = [one for one in (*chosen.mail, chosen.sender) if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", one)]
    if bad:
        parser.error(f"không phải địa chỉ thư: {', '.join(bad)}.")
    return host.strip("[]"), int(port)


def _made(chosen: argparse.Namespace) -> tuple[list[Path], list[str], str]:
    """The files written, the sentences of a message about them, and its subject."""
    database = Database(chosen.database or newest_file())
    try:
        try:
            catalog = read_catalog(database)
        except LookupError:
            raise Refused("Tệp dữ liệu chưa có số liệu nào.") from None
        ctx = _context(database, catalog, chosen)
        _warn(ctx)
        chosen.out.mkdir(parents=True, exist_ok=True)
        pieces = list(_pieces(ctx, chosen.scope))
        tasks = [
            (piece.ctx.filters, piece.unit, form, chosen.out, chosen.template) for piece in pieces for form in chosen.to
        ]
        files = []
        for done, file in enumerate(_all(tasks, ctx, chosen.jobs)):
            files.append(file)
            _progress(done + 1, len(tasks), file.name)
        if len(tasks) <= BAR:
            print("\n".join(str(file) for file in files))
        else:
            print(f"{len(files)} tệp trong {chosen.out}")
        lines = story.summary(pieces[0].ctx if len(pieces) == 1 else ctx) if chosen.mail else []
        name = pieces[0].name if len(pieces) == 1 else t("unit.wards", ctx.lang)
        return files, [*lines, provenance.link(ctx)], f"{t('report.title', ctx.lang)}: {name}, {ctx.period}"
    finally:
        database.close()


def _context(database: Database, catalog: Catalog, chosen: argparse.Namespace) -> Context:
    """What the files are asked with. Raises Refused for a period or instrument that the data do not have."""
    codes = {"instrument": chosen.instrument} if chosen.instrument else {}
    if chosen.period:
        token = _token(chosen.period, date.today())
        codes |= {"from": token, "to": token}
    filters, problems = parse(codes, catalog)
    for problem in problems:
        if problem.name == "instrument":
            raise Refused(f"--instrument {problem.value}: không có. Có: {', '.join(catalog.instruments)}.")
        raise Refused(f"--period {chosen.period}: viết như 2026, 2026-Q3, 2026-10, last-month, last-quarter.")
    if filters.start > catalog.last_month or filters.end < catalog.first_month:
        held = f"{month_text(catalog.first_month, 'vi')} đến {month_text(catalog.last_month, 'vi')}"
        raise Refused(f"--period {chosen.period}: tệp dữ liệu {database.path.name} chỉ có từ {held}.")
    ctx = Context(database, catalog, filters, chosen.lang, False, chosen.map)
    forms = ground.forms(ctx, story_satisfaction.level_of(ctx), filters.last_day)
    if chosen.map and chosen.map not in forms:
        raise Refused(f"--map {chosen.map}: không có. Có: {', '.join(forms)}.")
    return ctx


def _token(period: str, today: date) -> str:
    """A period as filters read it; last-month and last-quarter are those before today's, for schedules."""
    if period == "last-month":
        return f"{add_months(today, -1):%Y-%m}"
    if period == "last-quarter":
        before = add_months(today, -3)
        return f"{before.year}-Q{(before.month - 1) // 3 + 1}"
    return period


def _warn(ctx: Context) -> None:
    """Say so where the data do not reach the period's end: the report stands, but on part of it."""
    if ctx.catalog.last_day < ctx.filters.last_day and (ctx.filters.last_day - ctx.catalog.last_day).days > 3:
        last = date_text(ctx.catalog.last_day, "vi")
        print(f"Lưu ý: số liệu mới đến {last}, chưa hết kỳ {ctx.worded(ctx.filters)}.", file=sys.stderr)


def _pieces(ctx: Context, scope: str) -> Iterator[Piece]:
    """The scopes to make files for. Raises Refused for a unit that is not known, or not in force then."""
    wards = ctx.catalog.wards_on(ctx.filters.last_day)
    if scope == "city":
        yield Piece(ctx, t("about.whole_city", ctx.lang))
        return
    if scope == "wards":
        for code, unit in wards.items():
            yield _piece(ctx, "ward", code, unit)
        return
    level, _, code = scope.partition(":")
    unit = (wards if level == "ward" else ctx.catalog.districts).get(code)
    if unit is None:
        listing = "satisfaction_by_ward" if level == "ward" else "satisfaction_by_district"
        raise Refused(
            f"--scope {scope}: không có mã này vào {date_text(ctx.filters.last_day, 'vi')}. "
            f"Xem các mã: python -m queries {listing}."
        )
    yield _piece(ctx, level, code, unit)


def _piece(ctx: Context, level: str, code: str, unit: Unit) -> Piece:
    return Piece(replace(ctx, filters=of_unit(ctx.filters, level, code)), unit.word(ctx.lang), unit)


def _all(tasks: Sequence[Task], ctx: Context, jobs: int | None) -> Iterator[Path]:
    """Make the files in order; many of them in several processes, each with the data file open for itself."""
    jobs = jobs or (min(MOST_JOBS, os.cpu_count() or 1) if len(tasks) >= MANY else 1)
    if jobs == 1:
        for task in tasks:
            yield _written(ctx, *task)
        return
    where = (ctx.database.path.absolute(), ctx.lang, ctx.map_form)
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_open, initargs=where)
    try:
        yield from pool.map(_in_worker, tasks)
    except BrokenProcessPool as error:
        raise Refused("Một tiến trình bị dừng giữa chừng, có thể vì hết bộ nhớ: thử lại với --jobs 1.") from error
    finally:
        pool.shutdown(cancel_futures=True)


_own: dict[str, Context] = {}  # of a worker process: opened once, used for all its files


def _open(path: Path, lang: Lang, map_form: str | None) -> None:
    database = Database(path)
    catalog = read_catalog(database)
    _own["ctx"] = Context(database, catalog, parse({}, catalog)[0], lang, False, map_form)


def _in_worker(task: Task) -> Path:
    return _written(_own["ctx"], *task)


def _written(ctx: Context, filters: Filters, unit: Unit | None, form: str, out: Path, template: Path | None) -> Path:
    """Make one file of one scope; it appears under its name only when it is whole."""
    ctx = replace(ctx, filters=filters)
    if form == "card":
        content = card.pdf(card.sheet(ctx, filters, unit))
    elif form == "pptx" and template:
        content = _on_template(ctx, template)
    else:
        content = maker(ctx, form)()
    what = t("report.card_file" if form == "card" else "report.file", ctx.lang)
    place = f"{unit.code} {unit.word(ctx.lang)}" if unit else t("about.whole_city", ctx.lang)
    path = out / f"{provenance.file_stem(ctx, f'{what} {place}')}.{'pdf' if form == 'card' else form}"
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
    return path


def _on_template(ctx: Context, template: Path) -> bytes:
    from pages.parts.deck_pptx import deck
    from pages.parts.deck_template import NoTemplate

    try:
        return deck(ctx, template)
    except NoTemplate as error:
        reasons = {
            "unreadable": "không mở được như một tệp .pptx (tệp .potx: lưu lại thành .pptx)",
            "no_title": "không có bố cục nào có ô tiêu đề",
        }
        raise Refused(f"--template {template}: {reasons[str(error)]}.") from error


def _progress(done: int, total: int, name: str) -> None:
    """A bar on stderr: drawn over on a screen, a line for each tenth in a log."""
    if total < 2:
        return
    filled = BAR * done // total
    line = f"[{'█' * filled}{'·' * (BAR - filled)}] {done}/{total} {name}"
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{line}", end="\n" if done == total else "", file=sys.stderr, flush=True)
    elif done == total or (done and done * 10 // total != (done - 1) * 10 // total):
        print(line.rstrip(), file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
