"""What one cell means by itself, value by value: days, months, numbers, posts, and what is masked in a comment."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.load.meaning.dates import EXCEL_DAY_0, parse_date, parse_month
from data.load.meaning.masking import mask
from data.load.meaning.numbers import parse_count, parse_decimal
from data.load.meaning.posts import post_of

DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))


@given(DAYS)
def test_a_day_in_every_form(day: date) -> None:
    forms = [
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
        f"{day.isoformat()} 10:30:00",
        f"{day.isoformat()}T10:30:00Z",
        f"{day:%d/%m/%Y} 8:05",
        str((day - EXCEL_DAY_0).days),
        f"{(day - EXCEL_DAY_0).days}.25",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day:%Y%m%d}",
        f"{day:%d/%m/%y}",
    ]
    assert [parse_date(form) for form in forms] == [day] * len(forms)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "13/25/2026",
        "2026-13-01",
        "hôm qua",
        "",
        "5",
        "9/2026",
        "99/99/9999",
        "05/09",
        "05/09/1026",
        "#N/A",
        "0",
        "12345678",
    ],
)
def test_no_day(text: str) -> None:
    assert parse_date(text) is None


@given(DAYS)
def test_a_month_in_every_form(day: date) -> None:
    month, year = day.month, day.year
    forms = [
        f"T{month}/{year}",
        f"{month:02}/{year}",
        f"{year}-{month:02}",
        f"Tháng {month}/{year}",
        f"tháng {month} năm {year}",
        f"{day:%d/%m/%Y}",
    ]
    assert [parse_month(form) for form in forms] == [day.replace(day=1)] * len(forms)


def test_numbers() -> None:
    assert [
        parse_decimal(text)
        for text in ("1,443", "1.443", "1.234,5", "1,234.5", "1 234,5", "72,1%", "90 %", "-2", "abc", "1,2,3")
    ] == [1.443, 1.443, 1234.5, 1234.5, 1234.5, 72.1, 90.0, -2.0, None, None]
    assert [parse_count(text) for text in ("12", "1.234", "1,234", "1 234", "12.0", "1.234.567", "1,5", "-3", "x")] == [
        12,
        1234,
        1234,
        1234,
        12,
        1234567,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "secret",
    [
        "0987654321",
        "098.765.4321",
        "098 765 4321",
        "0987-654-321",
        "+84 987 654 321",
        "84987654321",
        "024 3825 1234",
        "001085012345",
        "012345678",
        "001 085 012 345",
        "an.nguyen@gmail.com",
    ],
)
@pytest.mark.parametrize("around", ["{}", "gọi {} nhé", "số:{}.", "({})", "SĐT{}"])
def test_masked(secret: str, around: str) -> None:
    masked = mask(around.format(secret))
    assert secret not in masked and "[" in masked
    assert not any(len(part) > 4 for part in "".join(letter if letter.isdigit() else " " for letter in masked).split())


@pytest.mark.parametrize(
    "text",
    [
        "phí 1.500.000 đồng",
        "150.000.000đ",
        "ngày 05/09/2026",
        "thủ tục 1.001193",
        "2.000635.000.00.00.H26",
        "quầy số 2",
        "Nghị định 118/2025/NĐ-CP",
        "chờ 3 ngày",
    ],
)
def test_not_masked(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("Chủ tịch UBND", "Chủ tịch UBND"),
        ("Nguyễn Văn An", None),
        ("Chủ tịch - Nguyễn Văn An", "Chủ tịch"),
        ("Nguyễn Thị Hoa, Phó Chủ tịch", "Phó Chủ tịch"),
        ("Văn phòng HĐND-UBND", "Văn phòng HĐND-UBND"),
        ("ông Trần Văn B", None),
        ("Chủ tịch UBND Nguyễn Văn An", "Chủ tịch UBND"),
        ("", None),
    ],
)
def test_posts(text: str, post: str | None) -> None:
    assert post_of(text) == post


def test_days_are_never_read_month_first() -> None:
    first = date(2026, 1, 1)
    for offset in range(365):
        day = first + timedelta(days=offset)
        if day.day > 12:
            assert parse_date(f"{day:%m/%d/%Y}") is None
