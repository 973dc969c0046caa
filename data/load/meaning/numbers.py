"""A number as offices write it: decimal comma or point, thousands marked, percent sign."""

import math
import re

from data.load.meaning.text import clean

DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
DOTTED_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
COMMA_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
SPACED_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
PERCENT = re.compile(r"\s*(?:%|phần trăm)$", re.IGNORECASE)


def parse_decimal(text: str) -> float | None:
    """The number of a measured column. A single mark is the decimal one: '1,234' and '1.234' are 1.234.

    >>> parse_decimal("0,667"), parse_decimal("1.234,5"), parse_decimal("72,1 %")
    (0.667, 1234.5, 72.1)
    """
    cell = PERCENT.sub("", clean(text))
    if SPACED_THOUSANDS.fullmatch(cell):
        cell = cell.replace(" ", "")
    if DECIMAL.fullmatch(cell):
        return _finite(cell.replace(",", "."))
    if DOTTED_THOUSANDS.fullmatch(cell):
        return _finite(cell.replace(".", "").replace(",", "."))
    if COMMA_THOUSANDS.fullmatch(cell):
        return _finite(cell.replace(",", ""))
    return None


def parse_count(text: str) -> int | None:
    """The number of a counted column: whole, 0 or more. A mark before three digits separates thousands.

    >>> parse_count("1.234"), parse_count("12"), parse_count("3,0"), parse_count("2,5"), parse_count("-1")
    (1234, 12, 3, None, None)
    """
    cell = clean(text)
    grouped = DOTTED_THOUSANDS.fullmatch(cell) or COMMA_THOUSANDS.fullmatch(cell) or SPACED_THOUSANDS.fullmatch(cell)
    if grouped and re.fullmatch(r"[+]?\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*", cell):
        return int(re.sub(r"\D", "", cell))
    number = parse_decimal(cell)
    if number is None or number < 0 or number != int(number) or number > 2**31 - 1:
        return None
    return int(number)


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None
