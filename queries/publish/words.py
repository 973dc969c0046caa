"""Numbers and periods in the texts of the published folder, as the screen writes them.

The screen's own formats stand in pages/, which nothing here may import; a test holds the two together.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")
NARROW = "\u202f"
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ROMAN = ("I", "II", "III", "IV")


def shown(value: float, digits: int = 1) -> Decimal:
    """The value at the digits a reader sees, half rounded away from zero."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def number(value: float, lang: Lang, digits: int = 1, signed: bool = False) -> str:
    """1.234,5 or 1,234.5; `signed` puts + before what is above zero."""
    rounded = shown(value, digits)
    text = f"{abs(rounded):,.{digits}f}"
    if lang == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return ("−" if rounded < 0 else "+" if signed and rounded > 0 else "") + text


def percent(value: float, lang: Lang) -> str:
    """86,4 % or 86.4%."""
    return number(value, lang) + (f"{NARROW}%" if lang == "vi" else "%")


def quarter(day: date, lang: Lang) -> str:
    """'quý III/2026' or 'Q3 2026' of any day of the quarter."""
    at = (day.month - 1) // 3
    return f"quý {ROMAN[at]}/{day.year}" if lang == "vi" else f"Q{at + 1} {day.year}"


def day_text(day: date, lang: Lang) -> str:
    """30/9/2026 or 30 Sep 2026."""
    return f"{day.day}/{day.month}/{day.year}" if lang == "vi" else f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
