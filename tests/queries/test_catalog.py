"""What a data file holds: its codes, the lives of a ward's code, its periods and breaks."""

from dataclasses import replace
from datetime import date

import pytest

from queries.catalog import Catalog


def test_only_what_slips_use_is_offered(small_catalog: Catalog) -> None:
    assert list(small_catalog.instruments) == ["one_stop_slip", "city_survey"]
    assert list(small_catalog.fields) == ["civil_status", "certification", "land"]
    assert set(small_catalog.procedures) == {"1.001193", "2.000815", "1.013978"}
    assert list(small_catalog.channels) == ["direct", "online", "post", "phone"]
    assert list(small_catalog.factors) == ["access", "procedures", "officials", "results", "feedback"]
    assert len(small_catalog.districts) == 30
    assert not small_catalog.is_simulated


def test_what_the_file_covers(small_catalog: Catalog) -> None:
    held = (small_catalog.first_month, small_catalog.last_month, small_catalog.last_day)
    assert held == (date(2025, 5, 1), date(2026, 9, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("day", "name", "key"),
    [
        (date(2021, 1, 1), "Trúc Bạch", "00004@2021-01-01"),
        (date(2025, 6, 30), "Trúc Bạch", "00004@2021-01-01"),
        (date(2025, 7, 1), "Ba Đình", "00004@2025-07-01"),
        (date(2030, 1, 1), "Ba Đình", "00004@2025-07-01"),
        (date(2010, 1, 1), "Ba Đình", "00004@2025-07-01"),  # no life then: the latest
    ],
)
def test_a_code_means_the_ward_of_the_day(day: date, name: str, key: str, catalog: Catalog) -> None:
    assert (catalog.ward("00004", day).name, catalog.ward("00004", day).key) == (name, key)


def test_wards_of_a_day(catalog: Catalog) -> None:
    assert len(catalog.wards_on(date(2025, 6, 30))) == 526
    assert len(catalog.wards_on(date(2025, 7, 1))) == 126
    assert catalog.wards_on(date(2025, 6, 30))["00004"].name == "Trúc Bạch"
    assert catalog.has_hexes(date(2025, 7, 1))
    assert not catalog.has_hexes(date(2025, 6, 30))


def test_names_in_both_languages(catalog: Catalog) -> None:
    assert catalog.ward("00004", date(2026, 1, 1)).word("vi") == "Phường Ba Đình"
    assert catalog.ward("00004", date(2026, 1, 1)).word("en") == "Ba Đình ward"


def test_an_unknown_ward(catalog: Catalog) -> None:
    with pytest.raises(KeyError):
        catalog.ward("99999", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        (date(2026, 9, 30), (date(2026, 7, 1), date(2026, 9, 1))),
        (date(2026, 9, 28), (date(2026, 7, 1), date(2026, 9, 1))),
        (date(2026, 9, 27), (date(2026, 4, 1), date(2026, 6, 1))),
        (date(2026, 10, 31), (date(2026, 7, 1), date(2026, 9, 1))),
        (date(2026, 12, 29), (date(2026, 10, 1), date(2026, 12, 1))),
        (date(2026, 3, 3), (date(2025, 10, 1), date(2025, 12, 1))),
        (date(2024, 10, 9), (date(2024, 10, 1), date(2024, 10, 1))),  # no quarter is over yet: the month
    ],
)
def test_a_page_opens_with_the_latest_quarter_that_is_over(
    last_day: date, expected: tuple[date, date], catalog: Catalog
) -> None:
    assert replace(catalog, last_month=last_day.replace(day=1), last_day=last_day).default_period == expected


@pytest.mark.parametrize(
    ("instrument", "earlier", "later", "expected"),
    [
        ("one_stop_slip", date(2025, 4, 1), date(2025, 9, 1), date(2025, 7, 1)),
        ("one_stop_slip", date(2025, 6, 1), date(2025, 7, 1), date(2025, 7, 1)),
        ("one_stop_slip", date(2025, 7, 1), date(2026, 9, 1), None),
        ("one_stop_slip", date(2024, 10, 1), date(2025, 6, 1), date(2025, 1, 1)),
        ("one_stop_slip", date(2024, 10, 1), date(2026, 6, 1), date(2025, 7, 1)),
        ("one_stop_slip", date(2021, 10, 1), date(2022, 3, 1), None),  # the method of the other one changed
        ("city_survey", date(2021, 10, 1), date(2022, 3, 1), date(2022, 1, 1)),
    ],
)
def test_breaks(instrument: str, earlier: date, later: date, expected: date | None, catalog: Catalog) -> None:
    found = catalog.break_between(instrument, earlier, later)
    assert (found.on if found else None) == expected
