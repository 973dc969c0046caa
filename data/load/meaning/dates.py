"""A date or a month as offices write them. Day comes before month, always; what does not fit is not a date."""

import re
from datetime import date, timedelta

from data.load.meaning.text import clean, key

YEARS = range(1990, 2101)
EXCEL_DAY_0 = date(1899, 12, 30)
# Five-digit numbers that Excel shows as days of 2000–2100.
SERIALS = range(36526, 73051)

TIME = r"(?:\d{1,2}\s*[:hg]\s*\d{0,2}(?:\s*:\s*\d{1,2}(?:[.,]\d+)?)?\s*(?:am|pm|sa|ch|z|[+-]\d\d:?\d\d)?)"
ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:[t ,]\s*{TIME})?", re.IGNORECASE)
DAY_FIRST = re.compile(
    rf"(?:{TIME}[\s,]+)?(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{4}}|\d{{2}})(?:[\s,]+{TIME})?", re.IGNORECASE
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
IN_WORDS = re.compile(r"(?:.*\b)?(?:ngay )?(\d{1,2}) (?:thang|thg) (\d{1,2}) (?:nam )?(\d{4})")
WEEKDAY = re.compile(r"^(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn)\s*,\s*", re.IGNORECASE)

MONTH_FIRST = re.compile(r"(?:t|th|tháng|thang|thg)?\.?\s*(\d{1,2})\s*[-/.]\s*(\d{4})", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(?:t|th|tháng|thang|m)?\.?\s*(\d{1,2})", re.IGNORECASE)
MONTH_IN_WORDS = re.compile(r"(?:t|th|thang|thg) ?(\d{1,2}) (?:nam )?(\d{4})")
MONTH_COMPACT = re.compile(r"(\d{4})(0[1-9]|1[0-2])")


def parse_date(text: str) -> date | None:
    """The day a cell names, None where it names none.

    >>> parse_date("05/09/2026"), parse_date("46270"), parse_date("ngày 5 tháng 9 năm 2026")
    (datetime.date(2026, 9, 5), datetime.date(2026, 9, 5), datetime.date(2026, 9, 5))
    >>> parse_date("13/25/2026") is None
    True
    """
    cell = WEEKDAY.sub("", clean(text))
    if match := SERIAL.fullmatch(cell):
        serial = int(match.group(1))
        return EXCEL_DAY_0 + timedelta(days=serial) if serial in SERIALS else None
    if match := ISO.fullmatch(cell) or COMPACT.fullmatch(cell):
        year, month, day = match.groups()
        return _day(int(year), int(month), int(day))
    if match := DAY_FIRST.fullmatch(cell):
        day, month, year = match.groups()
        return _day(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    if match := IN_WORDS.fullmatch(key(cell)):
        day, month, year = map(int, match.groups())
        return _day(year, month, day)
    return None


def parse_month(text: str) -> date | None:
    """The first day of the month a cell names (or of the month of the day it names), None where it names none.

    >>> parse_month("T9/2026"), parse_month("2026-09"), parse_month("Tháng 9 năm 2026")
    (datetime.date(2026, 9, 1), datetime.date(2026, 9, 1), datetime.date(2026, 9, 1))
    """
    cell = clean(text)
    if match := MONTH_FIRST.fullmatch(cell):
        return _day(int(match.group(2)), int(match.group(1)), 1)
    if match := YEAR_FIRST.fullmatch(cell) or MONTH_COMPACT.fullmatch(cell):
        return _day(int(match.group(1)), int(match.group(2)), 1)
    if match := MONTH_IN_WORDS.fullmatch(key(cell)):
        return _day(int(match.group(2)), int(match.group(1)), 1)
    found = parse_date(cell)
    return found.replace(day=1) if found else None


def _day(year: int, month: int, day: int) -> date | None:
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
