"""`python -m queries NAME`: the questions of the screen on the command line, with the same SQL and the same hiding."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from queries.catalog import Catalog, read_catalog
from queries.database import Database, NoDatabase, newest_file
from queries.explore import NAME as PIVOT
from queries.explore import pivot
from queries.explore_cut import COMPARISONS, DIMENSIONS, MEASURES, SIDES, CannotCut, cut_of
from queries.filters import KEYS, Problem, parse
from queries.question import COMPARED, STEPS, ask, names, question

CHOICES = {"compare": COMPARED, "step": STEPS}
PIVOT_KEYS = ("measure", *SIDES, "compare", "against", "since")
PIVOT_LINES = (
    "Một số đo chia theo các chiều tùy chọn (bảng chéo) là bao nhiêu?",
    f"parameters: {', '.join((*KEYS, *PIVOT_KEYS))}",
    f"measure: {', '.join(MEASURES)}",
    f"rows, columns, multiples: {', '.join(DIMENSIONS)}",
    f"compare: {', '.join(COMPARISONS)}; against: mã đơn vị; since: tháng (2026-07)",
    "grain: one row a cell, totals under the code '*'",
)
PIVOT_REASONS = {
    "too_many": "Bảng này có {cells} ô, nhiều hơn 5.000: chọn chiều thô hơn, kỳ ngắn hơn hoặc lọc bớt.",
    "too_fine": "Tổ hợp này quá chi tiết để kiểm tra việc che ô ít phiếu: bỏ bớt một chiều hoặc điều kiện lọc.",
    "old_file": "Tệp dữ liệu do bản cũ tạo, chưa có các cột mà bảng này cần: nạp thêm một tệp hoặc tạo lại dữ liệu.",
    "no_district": "Từ 1/7/2025 không còn cấp quận, huyện: chọn kỳ trước đó hoặc rows=former_district.",
    "date_with_time": "compare=date không đi cùng chiều thời gian.",
    "date_outside": "since nằm ngoài kỳ đang chọn.",
}
NO_ROWS = "(không có dòng nào)"
NO_SLIPS = "Tệp dữ liệu chưa có số liệu nào."
NO_DATABASE = (
    "Chưa có tệp dữ liệu, hoặc không mở được: {path}. Chạy `python -m data demo` để tạo số liệu mô phỏng, "
    "hoặc chỉ tệp khác bằng --database."
)
REASONS = {
    "unknown_value": "{name}={value}: không có mã này trong tệp dữ liệu.",
    "bad_period": "{name}={value}: kỳ viết như 2026, 2026-Q3, 2026-07, hoặc ngày đầu (from), ngày cuối (to) của tháng; "
    "from không sau to.",
}


def main(arguments: list[str] | None = None) -> int:
    """Answer one question; 0 done, 1 the input was refused (why, on stderr), 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m queries", description="Trả lời câu hỏi trên tệp dữ liệu, như trên màn hình."
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="tên câu hỏi (xem --list)")
    parser.add_argument("--list", action="store_true", help="kê mọi câu hỏi với tham số và cột")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="một điều kiện lọc, lặp được")
    parser.add_argument("--database", type=Path, help="tệp dữ liệu khác")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="dạng kết quả")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        print("\n\n".join([*(_described(name) for name in names()), "\n  ".join([PIVOT, *PIVOT_LINES])]))
        return 0
    if not chosen.name:
        parser.error("cần tên câu hỏi; --list kê các câu hỏi")
    if chosen.name not in (*names(), PIVOT):
        parser.error(f"không có câu hỏi {chosen.name}; --list kê các câu hỏi")
    codes = _codes(parser, chosen.name, chosen.set)
    try:
        database = Database(chosen.database or newest_file())
        catalog = read_catalog(database)
    except NoDatabase as error:
        return _refuse(NO_DATABASE.format(path=error))
    except LookupError:
        return _refuse(NO_SLIPS)
    if chosen.name == PIVOT:
        return _pivot(database, catalog, codes, chosen.format)
    options = {key: codes.pop(key) for key in CHOICES if key in codes}
    filters, problems = parse(codes, catalog)
    if problems:
        return _refuse("\n".join(_worded(problem, catalog) for problem in problems))
    options = {key: values[-1] for key, values in options.items()}
    _print(ask(database, catalog, chosen.name, filters, **options), chosen.format)
    return 0


def _pivot(database: Database, catalog: Catalog, codes: dict[str, list[str]], form: str) -> int:
    """Answer a pivot; the exit status."""
    own = {key: codes.pop(key)[-1] for key in PIVOT_KEYS if key in codes}
    filters, problems = parse(codes, catalog)
    cut, bad = cut_of(own, catalog)
    if problems or bad:
        worded = [REASONS["unknown_value"].format(name=name, value=own.get(name, "")) for name in bad]
        return _refuse("\n".join([*(_worded(problem, catalog) for problem in problems), *worded]))
    try:
        answer = pivot(database, catalog, cut, filters)
    except CannotCut as refusal:
        return _refuse(PIVOT_REASONS[refusal.reason].format(**refusal.values))
    _print(answer.cells.drop(columns="spread"), form)
    return 0


def _codes(parser: argparse.ArgumentParser, name: str, pairs: list[str]) -> dict[str, list[str]]:
    """The --set pairs by key; wrong usage where a pair or key makes no sense for this question."""
    known = (*KEYS, *PIVOT_KEYS) if name == PIVOT else question(name).parameters
    codes: dict[str, list[str]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or key not in known:
            parser.error(f"--set {pair}: câu hỏi này nhận {', '.join(known) or 'không tham số nào'}")
        if name != PIVOT and key in CHOICES and value not in CHOICES[key]:
            parser.error(f"--set {pair}: chọn một trong {', '.join(CHOICES[key])}")
        codes.setdefault(key, []).append(value)
    return codes


def _described(name: str) -> str:
    asked = question(name)
    lines = [line.removeprefix("-- ") for line in asked.text.splitlines() if line.startswith("-- ")]
    return "\n  ".join([name, *lines])


def _worded(problem: Problem, catalog: Catalog) -> str:
    text = REASONS[problem.reason].format(name=problem.name, value=problem.value)
    known = catalog.instruments if problem.name == "instrument" else {}
    return f"{text} Có: {', '.join(known)}." if known else text


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _print(frame: pd.DataFrame, form: str) -> None:
    for column in frame.select_dtypes("datetime"):
        has_time = (frame[column].dropna().dt.normalize() != frame[column].dropna()).any()
        frame[column] = frame[column].dt.strftime("%Y-%m-%dT%H:%M:%S" if has_time else "%Y-%m-%d")
    if form == "csv":
        frame.to_csv(sys.stdout, index=False, lineterminator="\n")
    elif form == "json":
        print(frame.to_json(orient="records", force_ascii=False, double_precision=12, indent=1))
    else:
        rounded = frame.round({name: 2 for name in frame.select_dtypes("float")}).astype(object)
        print(rounded.where(frame.notna(), "–").to_string(index=False) if len(frame) else "  ".join([*frame, NO_ROWS]))


if __name__ == "__main__":
    sys.exit(main())
