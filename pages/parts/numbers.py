"""Numbers, dates and periods as a Vietnamese official text writes them, and their English form.

Every figure on a screen, in a tooltip, on a slide or in a sentence passes through this file, so that the same
value never shows in two ways. A missing value shows as an en dash, never as zero.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache, lru_cache
from typing import Any, Final, Literal

import pandas as pd

Lang = Literal["vi", "en"]
LANGS: Final[tuple[Lang, ...]] = ("vi", "en")

MISSING: Final = "–"
MINUS: Final = "−"
# Narrow and non-breaking: "86,4 %" must never be torn apart at the end of a line.
PERCENT_SPACE: Final = "\u202f"

VIETNAMESE: Final = str.maketrans(",.", ".,")
ROMAN: Final = ("I", "II", "III", "IV")
MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_missing(value: Any) -> bool:
    """None, NaN, NaT, pd.NA and the infinities: nothing that can be shown."""
    if type(value) is float:  # nearly every value, asked thousands of times a page
        return not math.isfinite(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, Decimal):
        return not value.is_finite()
    return (isinstance(value, float) and not math.isfinite(value)) or bool(pd.isna(value))


def shown(value: Any, digits: int = 1) -> Decimal:
    """The value at the digits a reader sees: half away from zero, and never a negative zero."""
    if type(value) is float and abs(value) < 1e15:  # nearly every one: the usual 28 digits hold it, at half the time
        return _rounded(repr(value), digits)
    with localcontext() as context:
        context.prec = 400
        # Text first: 2.675 must round as it is written (2,68), not as its binary neighbour (2,67).
        return _rounded(value if isinstance(value, Decimal | int) else str(float(value)), digits)


def _rounded(exact: Decimal | int | str, digits: int) -> Decimal:
    rounded = Decimal(exact).quantize(_unit(digits), rounding=ROUND_HALF_UP)
    return rounded.copy_abs() if rounded.is_zero() else rounded


@cache
def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def number(value: Any, lang: Lang, digits: int = 1, signed: bool = False) -> str:
    """A plain number: 1.234,5 / 1,234.5; `signed` puts + before what is above zero."""
    return MISSING if is_missing(value) else _number(value, lang, digits, signed)


@lru_cache(maxsize=20_000)  # the same figures come back at every click, and exact rounding takes its time
def _number(value: Any, lang: Lang, digits: int, signed: bool) -> str:
    rounded = shown(value, digits)
    text = f"{abs(rounded):,.{digits}f}"
    if lang == "vi":
        text = text.translate(VIETNAMESE)
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if signed and rounded > 0 else text


def whole(n: Any, lang: Lang) -> str:
    """A count: 1.065.150 / 1,065,150."""
    return number(n, lang, digits=0)


def percent(x: Any, lang: Lang, digits: int = 1) -> str:
    """A share on 0–100: 86,4 % / 86.4%."""
    return MISSING if is_missing(x) else number(x, lang, digits) + _percent_sign(lang)


def points(x: Any, lang: Lang, signed: bool = True) -> str:
    """A difference of two shares: +1,2 điểm / +1.2 points."""
    if is_missing(x):
        return MISSING
    return f"{number(x, lang, signed=signed)} {'điểm' if lang == 'vi' else 'points'}"


def interval(low: Any, high: Any, lang: Lang) -> str:
    """The interval of a share: 85,9–86,9 % / 85.9–86.9%."""
    if is_missing(low) or is_missing(high):
        return MISSING
    return f"{number(low, lang)}–{number(high, lang)}{_percent_sign(lang)}"


def signed_interval(low: Any, high: Any, lang: Lang) -> str:
    """The interval of a difference: +0,5 đến +1,9 / +0.5 to +1.9."""
    if is_missing(low) or is_missing(high):
        return MISSING
    to = "đến" if lang == "vi" else "to"
    return f"{number(low, lang, signed=True)} {to} {number(high, lang, signed=True)}"


def date_text(date: dt.date | None, lang: Lang) -> str:
    """A day: 30/9/2026 / 30 Sep 2026."""
    if is_missing(date):
        return MISSING
    if lang == "vi":
        return f"{date.day}/{date.month}/{date.year}"
    return f"{date.day} {MONTHS_EN[date.month - 1]} {date.year}"


def time_text(moment: dt.datetime | None, lang: Lang) -> str:
    """A moment: 08:15 ngày 1/10/2026 / 08:15, 1 Oct 2026."""
    if is_missing(moment):
        return MISSING
    day = date_text(moment, lang)
    return f"{moment:%H:%M} ngày {day}" if lang == "vi" else f"{moment:%H:%M}, {day}"


def month_text(date: dt.date | None, lang: Lang) -> str:
    """A month: tháng 9/2026 / Sep 2026."""
    if is_missing(date):
        return MISSING
    if lang == "vi":
        return f"tháng {date.month}/{date.year}"
    return f"{MONTHS_EN[date.month - 1]} {date.year}"


def month_short(date: dt.date | None, lang: Lang) -> str:
    """A month on an axis: 9/2026 in both languages, because an axis has no room for more."""
    del lang
    return MISSING if is_missing(date) else f"{date.month}/{date.year}"


def quarter_text(date: dt.date | None, lang: Lang) -> str:
    """The quarter a day lies in: quý III/2026 / Q3 2026."""
    if is_missing(date):
        return MISSING
    quarter = (date.month - 1) // 3
    return f"quý {ROMAN[quarter]}/{date.year}" if lang == "vi" else f"Q{quarter + 1} {date.year}"


def period_text(from_month: dt.date | None, to_month: dt.date | None, lang: Lang) -> str:
    """A run of whole months, both ends included, under the name people use for it.

    quý III/2026 · năm 2025 · tháng 9/2026 · 6 tháng đầu năm 2026 · tháng 2/2025 – tháng 7/2026.
    """
    if is_missing(from_month) or is_missing(to_month):
        return MISSING
    first, last, year = from_month.month, to_month.month, from_month.year
    if year == to_month.year:
        if first == last:
            return month_text(from_month, lang)
        if first % 3 == 1 and last == first + 2:
            return quarter_text(from_month, lang)
        names = {
            (1, 12): (f"năm {year}", f"{year}"),
            (1, 6): (f"6 tháng đầu năm {year}", f"first half of {year}"),
            (7, 12): (f"6 tháng cuối năm {year}", f"second half of {year}"),
            (1, 9): (f"9 tháng đầu năm {year}", f"first nine months of {year}"),
        }
        if (first, last) in names:
            return names[first, last][LANGS.index(lang)]
    return f"{month_text(from_month, lang)} – {month_text(to_month, lang)}"


def capital(text: str) -> str:
    """The text with its first letter in upper case; the rest stays (str.capitalize would lower it)."""
    return text[:1].upper() + text[1:]


def _percent_sign(lang: Lang) -> str:
    return f"{PERCENT_SPACE}%" if lang == "vi" else "%"
