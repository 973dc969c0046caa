"""Formats of numbers, dates and periods, in both languages."""

import datetime as dt
import math
import unicodedata
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts import numbers as fmt

NB = "\u202f"
NOTHING = [None, math.nan, math.inf, -math.inf, pd.NA, pd.NaT, np.float64("nan"), Decimal("NaN")]


def month(year: int, number: int) -> dt.date:
    return dt.date(year, number, 1)


@pytest.mark.parametrize(
    ("n", "vi", "en"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (999, "999", "999"),
        (1_000, "1.000", "1,000"),
        (1_065_150, "1.065.150", "1,065,150"),
        (100_000_000, "100.000.000", "100,000,000"),
        (-1_234, "−1.234", "−1,234"),
        (2.5, "3", "3"),
        (-0.4, "0", "0"),
        (np.int64(12_345), "12.345", "12,345"),
        (Decimal("12345"), "12.345", "12,345"),
    ],
)
def test_whole(n, vi, en):
    assert (fmt.whole(n, "vi"), fmt.whole(n, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("x", "digits", "vi", "en"),
    [
        (86.4, 1, f"86,4{NB}%", "86.4%"),
        (86.45, 1, f"86,5{NB}%", "86.5%"),
        (86.25, 1, f"86,3{NB}%", "86.3%"),
        (100, 1, f"100,0{NB}%", "100.0%"),
        (95.0, 0, f"95{NB}%", "95%"),
        (2.675, 2, f"2,68{NB}%", "2.68%"),
        (0, 1, f"0,0{NB}%", "0.0%"),
        (np.float32(86.4), 1, f"86,4{NB}%", "86.4%"),
    ],
)
def test_percent(x, digits, vi, en):
    assert (fmt.percent(x, "vi", digits), fmt.percent(x, "en", digits)) == (vi, en)


@pytest.mark.parametrize(
    ("x", "vi", "en"),
    [
        (1.2, "+1,2 điểm", "+1.2 points"),
        (-1.25, "−1,3 điểm", "−1.3 points"),
        (0.05, "+0,1 điểm", "+0.1 points"),
        (0.049, "0,0 điểm", "0.0 points"),
        (-0.049, "0,0 điểm", "0.0 points"),
        (-0.05, "−0,1 điểm", "−0.1 points"),
        (0, "0,0 điểm", "0.0 points"),
        (-0.0, "0,0 điểm", "0.0 points"),
    ],
)
def test_points(x, vi, en):
    assert (fmt.points(x, "vi"), fmt.points(x, "en")) == (vi, en)


def test_points_without_a_sign():
    assert fmt.points(1.2, "vi", signed=False) == "1,2 điểm"
    assert fmt.points(-1.2, "en", signed=False) == "−1.2 points"


def test_intervals():
    assert fmt.interval(85.9, 86.9, "vi") == f"85,9–86,9{NB}%"
    assert fmt.interval(85.9, 86.9, "en") == "85.9–86.9%"
    assert fmt.signed_interval(0.5, 1.9, "vi") == "+0,5 đến +1,9"
    assert fmt.signed_interval(-0.6, 1.2, "en") == "−0.6 to +1.2"
    assert fmt.signed_interval(-0.01, 0.01, "vi") == "0,0 đến 0,0"


def test_dates():
    day = dt.date(2026, 9, 30)
    assert (fmt.date_text(day, "vi"), fmt.date_text(day, "en")) == ("30/9/2026", "30 Sep 2026")
    assert (fmt.month_text(day, "vi"), fmt.month_text(day, "en")) == ("tháng 9/2026", "Sep 2026")
    assert (fmt.month_short(day, "vi"), fmt.month_short(day, "en")) == ("9/2026", "9/2026")
    assert (fmt.quarter_text(day, "vi"), fmt.quarter_text(day, "en")) == ("quý III/2026", "Q3 2026")
    moment = pd.Timestamp(2026, 10, 1, 8, 5)
    assert (fmt.time_text(moment, "vi"), fmt.time_text(moment, "en")) == (
        "08:05 ngày 1/10/2026",
        "08:05, 1 Oct 2026",
    )
    assert fmt.date_text(moment, "vi") == "1/10/2026"


@pytest.mark.parametrize(("number", "roman"), [(1, "I"), (3, "I"), (4, "II"), (9, "III"), (10, "IV"), (12, "IV")])
def test_every_quarter(number, roman):
    assert fmt.quarter_text(month(2026, number), "vi") == f"quý {roman}/2026"


@pytest.mark.parametrize(
    ("first", "last", "vi", "en"),
    [
        (month(2026, 7), month(2026, 9), "quý III/2026", "Q3 2026"),
        (month(2025, 10), month(2025, 12), "quý IV/2025", "Q4 2025"),
        (month(2025, 1), month(2025, 12), "năm 2025", "2025"),
        (month(2026, 9), month(2026, 9), "tháng 9/2026", "Sep 2026"),
        (month(2026, 1), month(2026, 6), "6 tháng đầu năm 2026", "first half of 2026"),
        (month(2025, 7), month(2025, 12), "6 tháng cuối năm 2025", "second half of 2025"),
        (month(2026, 1), month(2026, 9), "9 tháng đầu năm 2026", "first nine months of 2026"),
        (month(2025, 2), month(2026, 7), "tháng 2/2025 – tháng 7/2026", "Feb 2025 – Jul 2026"),
        (month(2025, 2), month(2025, 4), "tháng 2/2025 – tháng 4/2025", "Feb 2025 – Apr 2025"),
        # The same months of two years are no quarter and no year.
        (month(2025, 7), month(2026, 9), "tháng 7/2025 – tháng 9/2026", "Jul 2025 – Sep 2026"),
        (month(2024, 1), month(2025, 12), "tháng 1/2024 – tháng 12/2025", "Jan 2024 – Dec 2025"),
    ],
)
def test_period(first, last, vi, en):
    assert (fmt.period_text(first, last, "vi"), fmt.period_text(first, last, "en")) == (vi, en)


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("lang", fmt.LANGS)
def test_what_is_missing_shows_a_dash(nothing, lang):
    one = [fmt.whole, fmt.percent, fmt.points, fmt.number]
    dates = [fmt.date_text, fmt.time_text, fmt.month_text, fmt.month_short, fmt.quarter_text]
    assert {function(nothing, lang) for function in one + dates} == {"–"}
    assert fmt.interval(nothing, 1, lang) == fmt.signed_interval(1, nothing, lang) == "–"
    assert fmt.period_text(nothing, month(2026, 1), lang) == "–"


def test_capital():
    assert fmt.capital("đất đai") == "Đất đai"
    assert fmt.capital("quý III/2026") == "Quý III/2026"
    assert fmt.capital("ủy ban") == "Ủy ban"
    assert fmt.capital("") == ""
    assert unicodedata.is_normalized("NFC", fmt.capital("ủy ban"))


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(fmt.LANGS))
def test_no_number_breaks_the_format(x, lang):
    for text in (
        fmt.number(x, lang, signed=True),
        fmt.points(x, lang),
        fmt.percent(x, lang),
        fmt.whole(x, lang),
    ):
        assert "nan" not in text and "e" not in text.replace("điểm", "") and "-" not in text
        assert not text.startswith(("−0,0 ", "−0.0", "+0,0 ", "+0.0"))


@given(st.decimals(-100, 100, places=4))
def test_rounding_is_half_away_from_zero(x):
    wanted = math.floor(abs(x) * 10 + Decimal("0.5")) / Decimal(10)
    assert abs(fmt.shown(float(x))) == wanted
