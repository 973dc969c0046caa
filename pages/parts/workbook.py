"""Tables as workbooks: numbers as numbers, days as days, codes as text; nothing in a cell is ever run.

Formats name no language: the separators of 1.234,5 and the order of 30/9/2026 are those of the reader's own program,
which in a Vietnamese office are the Vietnamese ones; days are written day first everywhere.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pages.parts.numbers import LANGS, Lang
from pages.parts.words import t

if TYPE_CHECKING:  # the server imports it when the first workbook is asked for
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WHOLE, SHARE, SMALL, YEAR = "#,##0", "#,##0.00", "0.0000", "0"
DAY, MONTH, MOMENT = "dd/mm/yyyy", "mm/yyyy", "dd/mm/yyyy hh:mm"
TEXT = "@"
NAME_CHARS = 31  # of a sheet's name, a limit of the format
CELL_CHARS = 32_767  # of a cell, likewise
WIDEST, NARROWEST = 46, 9  # of a column, in characters
WRAPPED = 90  # width of the column of texts on the sheet that says what the file is
LINE_PT, MOST_PT, BOLD = 15.0, 400.0, 0.85  # height of a line and of the highest row; room that bold letters leave
RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\0")
HIDDEN_MARKS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML may hold them
SHARES = ("p_value",)
COUNTS = ("effective_n",)
YEARS = ("year",)


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook: the short name on its tab, what it says, and the table with headings in words."""

    name: str
    title: str
    table: pd.DataFrame


def book(sheets: Sequence[Sheet], about: Iterable[tuple[str, str]], lang: Lang) -> bytes:
    """A workbook of tables, then the sheet that says what they are (label, text pairs).

    Several tables get a list of contents in front. Headings stand in the first row of each sheet and stay in sight.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as made:
        made.set_size(2400, 1400)
        formats = _Formats(made)
        names = _tab_names([sheet.name for sheet in sheets])
        if len(sheets) > 1:
            _contents(made.add_worksheet(t("book.contents", lang)), sheets, names, formats, lang)
        for sheet, name in zip(sheets, names, strict=True):
            _table(made.add_worksheet(name), sheet.table, formats)
        _about(made.add_worksheet(t("tab.about", lang)[:NAME_CHARS]), about, formats, lang)
    return buffer.getvalue()


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, made: xlsxwriter.Workbook) -> None:
        self._made = made
        self._kept: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **options: Any) -> Format:
        key = tuple(sorted(options.items()))
        if key not in self._kept:
            self._kept[key] = self._made.add_format({"valign": "top", **options})
        return self._kept[key]

    def head(self) -> Format:
        return self.of(bold=True, text_wrap=True, bottom=1, bg_color="#eef2f6")


def _table(sheet: Worksheet, table: pd.DataFrame, formats: _Formats) -> None:
    lines = 1
    for place, heading in enumerate(table):
        sheet.write_string(0, place, str(heading)[:CELL_CHARS], formats.head())
        column = table[heading]
        shape = _shape(str(heading), column)
        longest = len(str(heading)) / 2  # headings wrap
        for row, value in enumerate(column.tolist(), start=1):
            longest = max(longest, _cell(sheet, row, place, value, shape, formats))
        width = min(WIDEST, max(NARROWEST, longest + 2))
        sheet.set_column(place, place, width)
        lines = max(lines, _lines(str(heading), width * BOLD))
    sheet.set_row(0, LINE_PT * lines)
    if len(table.columns):
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(table)), len(table.columns) - 1)
    sheet.set_landscape()
    _on_a4(sheet)


def _on_a4(sheet: Worksheet) -> None:
    """Printed as wide as the page, the headings on each."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes when it wraps at a width in letters; some programs leave rows at one line."""
    return sum(max(1, math.ceil(len(line) / width)) for line in text.split("\n"))


def _cell(sheet: Worksheet, row: int, place: int, value: Any, shape: str, formats: _Formats) -> int:
    """Write one value as what it is; characters it takes. What is missing or hidden stays an empty cell."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(row, place, None, formats.of(num_format=shape))
        return 0
    if isinstance(value, bool):  # tables in words have none left; a flag must not become a number
        sheet.write_boolean(row, place, value)
        return 5
    if isinstance(value, int | float):
        sheet.write_number(row, place, value, formats.of(num_format=WHOLE if shape == TEXT else shape))
        return len(f"{value:,.2f}" if shape == SHARE else f"{value:,}")
    if isinstance(value, date | datetime):
        sheet.write_datetime(row, place, value, formats.of(num_format=DAY if shape == TEXT else shape))
        return len(DAY)
    return _text(sheet, row, place, str(value), formats)


def _text(sheet: Worksheet, row: int, place: int, text: str, formats: _Formats, **options: Any) -> int:
    """Text that stays text, also when somebody edits the cell: 00004 keeps its zeros, 3-4 is no day, =1+1 no sum."""
    text = HIDDEN_MARKS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:CELL_CHARS]
    if text:
        risky = {"quote_prefix": True} if text.startswith(RISKY) else {}
        sheet.write_string(row, place, text, formats.of(num_format=TEXT, **risky, **options))
    return max(map(len, text.split("\n")), default=0)


def _shape(heading: str, column: pd.Series) -> str:
    """The number format of a column, by its heading and by what it holds."""
    kind = column.dtype.kind
    if _is_one_of(heading, YEARS):
        return YEAR
    if _is_one_of(heading, SHARES):
        return SMALL
    if kind in "iu" or _is_one_of(heading, COUNTS):
        return WHOLE
    if kind == "f":
        known = column.dropna()
        return WHOLE if len(known) and (known % 1 == 0).all() and not heading.rstrip().endswith("%)") else SHARE
    days = [value for value in column.tolist() if isinstance(value, date) and value is not pd.NaT]
    if not days:
        return TEXT
    if any(isinstance(value, datetime) and (value.hour or value.minute) for value in days):
        return MOMENT
    return MONTH if _is_one_of(heading, ("month",)) and all(value.day == 1 for value in days) else DAY


def _is_one_of(heading: str, columns: Iterable[str]) -> bool:
    return any(heading == t(f"col.{column}", lang) for column in columns for lang in LANGS)


def _contents(sheet: Worksheet, sheets: Sequence[Sheet], names: Sequence[str], formats: _Formats, lang: Lang) -> None:
    heads = [t(f"book.{name}", lang) for name in ("sheet", "holds", "rows")]
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, formats.head())
    for row, (one, name) in enumerate(zip(sheets, names, strict=True), start=1):
        quoted = name.replace("'", "''")
        link = formats.of(font_color="#0b5cad", underline=1)
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", link, string=name)
        _text(sheet, row, 1, one.title, formats, text_wrap=True)
        sheet.set_row(row, LINE_PT * _lines(one.title, WRAPPED))
        sheet.write_number(row, 2, len(one.table), formats.of(num_format=WHOLE))
    sheet.set_column(0, 0, NAME_CHARS + 4)
    sheet.set_column(1, 1, WRAPPED)
    sheet.set_column(2, 2, 10)
    sheet.freeze_panes(1, 0)
    _on_a4(sheet)


def _about(sheet: Worksheet, about: Iterable[tuple[str, str]], formats: _Formats, lang: Lang) -> None:
    for place, head in enumerate(("item", "title")):
        sheet.write_string(0, place, t(f"about.{head}", lang), formats.head())
    for row, (label, text) in enumerate(about, start=1):
        _text(sheet, row, 0, label, formats, bold=True)
        _text(sheet, row, 1, text, formats, text_wrap=True)
        sheet.set_row(row, min(MOST_PT, LINE_PT * _lines(text, WRAPPED)))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, WRAPPED)
    _on_a4(sheet)


def _tab_names(wanted: Sequence[str]) -> list[str]:
    """Names that a workbook takes: short, without signs it reserves, each once whatever its case."""
    names: list[str] = []
    for name in wanted:
        base = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:NAME_CHARS].strip() or "-"
        tried, n = base, 1
        while tried.lower() in (taken.lower() for taken in names):
            n += 1
            tried = f"{base[: NAME_CHARS - len(str(n)) - 1]} {n}"
        names.append(tried)
    return names
