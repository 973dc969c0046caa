"""Filters from links and command lines: every form that people use, and whatever else may stand there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.catalog import Catalog
from queries.filters import KEYS, LISTS, MOST_VALUES, Filters, Problem, add_months, parse

SLIP, CITY = "one_stop_slip", "city_survey"
DEFAULT = Filters(SLIP, date(2026, 7, 1), date(2026, 9, 1))
HOSTILE = [
    "'; DROP TABLE survey_response; --",
    "1' OR '1'='1",
    "$district",
    "/* filters */",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\x00\x1b[31m",
    "%s%n{0}{name}",
    "ＡＢＣ\u202e\u200b",
    "😀" * 100,
    "a" * 10_000,
    "NULL",
    "*",
]


def fine(catalog: Catalog, **codes: object) -> Filters:
    """The filters of codes in which nothing is wrong; `from_` stands for from."""
    found, problems = parse({name.rstrip("_"): value for name, value in codes.items()}, catalog)
    assert problems == []
    return found


# ── Defaults ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_given_is_the_first_instrument_and_the_latest_quarter_that_is_over(catalog: Catalog) -> None:
    assert parse({}, catalog) == (DEFAULT, [])


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("value", ["", " ", ",", " , ,", [], [""], ["", ","]])
def test_empty_is_not_given(name: str, value: object, catalog: Catalog) -> None:
    assert parse({name: value}, catalog) == (DEFAULT, [])


def test_other_parameters_are_left_to_others(catalog: Catalog) -> None:
    assert parse({"lang": "en", "page": "3", "utm_source": "x"}, catalog) == (DEFAULT, [])


# ── Periods ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026", "2026", (date(2026, 1, 1), date(2026, 12, 1))),
        ("2025", "2026", (date(2025, 1, 1), date(2026, 12, 1))),
        ("2026-Q1", "2026-Q1", (date(2026, 1, 1), date(2026, 3, 1))),
        ("2026-Q3", "2026-Q3", (date(2026, 7, 1), date(2026, 9, 1))),
        ("2025-Q4", "2026-Q1", (date(2025, 10, 1), date(2026, 3, 1))),
        ("2026-07", "2026-07", (date(2026, 7, 1), date(2026, 7, 1))),
        ("2024-12", "2025-01", (date(2024, 12, 1), date(2025, 1, 1))),
        ("2026-07-01", "2026-07-31", (date(2026, 7, 1), date(2026, 7, 1))),
        ("2024-02-01", "2024-02-29", (date(2024, 2, 1), date(2024, 2, 1))),
        ("2026-02-01", "2026-02-28", (date(2026, 2, 1), date(2026, 2, 1))),
        ("2026", "2026-Q2", (date(2026, 1, 1), date(2026, 6, 1))),
        (" 2026-07 ", "2026-08", (date(2026, 7, 1), date(2026, 8, 1))),
        ("2000", "2099", (date(2000, 1, 1), date(2099, 12, 1))),
        # One end only: the other is the end of what the file holds.
        ("2026-02", "", (date(2026, 2, 1), date(2026, 9, 1))),
        ("", "2025-03", (date(2024, 10, 1), date(2025, 3, 1))),
        ("2030", "", (date(2030, 1, 1), date(2030, 1, 1))),
        ("", "2020", (date(2020, 12, 1), date(2020, 12, 1))),
    ],
)
def test_periods(start: str, end: str, expected: tuple[date, date], catalog: Catalog) -> None:
    found = fine(catalog, from_=start, to=end)
    assert (found.start, found.end) == expected


@pytest.mark.parametrize(
    "token",
    [
        *("2026-13", "2026-00", "0000", "0000-01", "9999", "9999-12", "1999", "2100", "26", "02026", "2026-Q0"),
        *("2026-Q5", "2026-q3", "2026-7", "2026-07-1", "2026-02-30", "2026-07-15", "2026-07-01T00:00", "-2026"),
        *("2026/07", "07/2026", "hôm nay", "2026-07,2026-08", "2026-07\n--", "1e9", "NaN", *HOSTILE),
    ],
)
@pytest.mark.parametrize("name", ["from", "to"])
def test_bad_periods_are_reported_and_the_default_stands(name: str, token: str, catalog: Catalog) -> None:
    found, problems = parse({name: token}, catalog)
    assert found == DEFAULT
    assert [(problem.name, problem.reason) for problem in problems] == [(name, "bad_period")]
    assert len(problems[0].value) <= 60


@pytest.mark.parametrize(("start", "end"), [("2026-07-31", "2026-08"), ("2026-07", "2026-08-01")])
def test_a_day_must_be_the_first_of_from_and_the_last_of_to(start: str, end: str, catalog: Catalog) -> None:
    found, problems = parse({"from": start, "to": end}, catalog)
    assert found == DEFAULT
    assert [problem.reason for problem in problems] == ["bad_period"]


@pytest.mark.parametrize(("start", "end"), [("2026-08", "2026-07"), ("2026-Q3", "2025"), ("2026", "2025-12-31")])
def test_from_after_to_is_reported_and_the_default_stands(start: str, end: str, catalog: Catalog) -> None:
    found, problems = parse({"from": start, "to": end}, catalog)
    assert found == DEFAULT
    assert problems == [Problem("from", f"{start} … {end}", "bad_period")]


# ── Codes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "value", ["land,certification", ["land", "certification"], " land , certification,", ("land,", "certification")]
)
def test_lists_in_every_form(value: object, catalog: Catalog) -> None:
    assert fine(catalog, field=value).field == ("land", "certification")


def test_repeated_codes_count_once(catalog: Catalog) -> None:
    assert fine(catalog, district="001,002,001").district == ("001", "002")


def test_every_filter_at_once(catalog: Catalog) -> None:
    found = fine(
        catalog,
        instrument=CITY,
        from_="2025-Q1",
        to="2025",
        district="001",
        ward="00004",
        field="land",
        procedure="2.000815",
        channel="online",
        respondent_kind="person",
        factor="officials",
    )
    assert found == Filters(
        CITY,
        date(2025, 1, 1),
        date(2025, 12, 1),
        ("001",),
        ("00004",),
        ("land",),
        ("2.000815",),
        ("online",),
        ("person",),
        "officials",
    )
    assert found.chosen() == [*LISTS, "factor"]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["instrument", *LISTS, "factor"])
def test_unknown_codes_are_reported_and_left_out(name: str, value: str, catalog: Catalog) -> None:
    found, problems = parse({name: value}, catalog)
    assert found == DEFAULT
    assert problems
    assert {(problem.name, problem.reason) for problem in problems} == {(name, "unknown_value")}
    assert all(len(problem.value) <= 60 for problem in problems)


def test_what_is_known_stays_beside_what_is_not(catalog: Catalog) -> None:
    found, problems = parse({"field": "land,nonsense", "channel": "online"}, catalog)
    assert (found.field, found.channel) == (("land",), ("online",))
    assert problems == [Problem("field", "nonsense", "unknown_value")]


@pytest.mark.parametrize("name", ["instrument", "factor"])
def test_two_of_what_there_is_one(name: str, catalog: Catalog) -> None:
    two = {"instrument": f"{SLIP},{CITY}", "factor": "access,officials"}[name]
    found, problems = parse({name: two}, catalog)
    assert found == DEFAULT
    assert problems == [Problem(name, two, "unknown_value")]


def test_factors_pooled_cannot_be_asked_for_by_their_mark(catalog: Catalog) -> None:
    assert parse({"factor": "*"}, catalog)[1] == [Problem("factor", "*", "unknown_value")]


def test_thousands_of_values(catalog: Catalog) -> None:
    many = ",".join([*catalog.wards, *(f"x{number}" for number in range(5_000))])
    found, problems = parse({"ward": many}, catalog)
    assert len(found.ward) == MOST_VALUES
    assert 0 < len(problems) <= 3


@given(st.dictionaries(st.sampled_from(KEYS), st.one_of(st.text(), st.lists(st.text())), max_size=len(KEYS)))
def test_whatever_stands_in_a_link_gives_filters(catalog: Catalog, codes: dict) -> None:
    found, _ = parse(codes, catalog)
    assert found.start <= found.end
    assert found.start.day == found.end.day == 1


# ── Links ───────────────────────────────────────────────────────────────────────────────────────────────────────────

months = st.integers(0, 99 * 12 + 11).map(lambda count: add_months(date(2000, 1, 1), count))


@given(data=st.data())
def test_a_link_gives_the_same_filters(catalog: Catalog, data: st.DataObject) -> None:
    start, end = sorted((data.draw(months), data.draw(months)))
    lists = {
        name: tuple(data.draw(st.lists(st.sampled_from(sorted(catalog.codes(name))), max_size=6, unique=True)))
        for name in LISTS
    }
    factor = data.draw(st.sampled_from([None, *catalog.factors]))
    asked = Filters(data.draw(st.sampled_from([*catalog.instruments])), start, end, factor=factor, **lists)
    assert parse(asked.query(), catalog) == (asked, [])


def test_a_link_leaves_out_what_means_everything() -> None:
    assert DEFAULT.query() == {"instrument": SLIP, "from": "2026-07", "to": "2026-09"}
    assert DEFAULT.chosen() == []


def test_a_link_holds_codes(catalog: Catalog) -> None:
    asked = fine(catalog, ward=["00004", "00008"], factor="access")
    assert asked.query()["ward"] == "00004,00008"
    assert asked.query()["factor"] == "access"


# ── Months ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "previous", "last_year", "last_day"),
    [
        ((2026, 7), (2026, 9), ((2026, 4), (2026, 6)), ((2025, 7), (2025, 9)), (2026, 9, 30)),
        ((2026, 1), (2026, 3), ((2025, 10), (2025, 12)), ((2025, 1), (2025, 3)), (2026, 3, 31)),
        ((2026, 1), (2026, 1), ((2025, 12), (2025, 12)), ((2025, 1), (2025, 1)), (2026, 1, 31)),
        ((2024, 2), (2024, 2), ((2024, 1), (2024, 1)), ((2023, 2), (2023, 2)), (2024, 2, 29)),
        ((2025, 1), (2025, 12), ((2024, 1), (2024, 12)), ((2024, 1), (2024, 12)), (2025, 12, 31)),
        ((2024, 11), (2025, 6), ((2024, 3), (2024, 10)), ((2023, 11), (2024, 6)), (2025, 6, 30)),
        ((2023, 5), (2025, 7), ((2021, 2), (2023, 4)), ((2022, 5), (2024, 7)), (2025, 7, 31)),
    ],
)
def test_periods_before(
    start: tuple[int, int],
    end: tuple[int, int],
    previous: tuple[tuple[int, int], tuple[int, int]],
    last_year: tuple[tuple[int, int], tuple[int, int]],
    last_day: tuple[int, int, int],
) -> None:
    asked = Filters(CITY, date(*start, 1), date(*end, 1), field=("land",), factor="access")
    assert asked.previous() == asked.over(*(date(*month, 1) for month in previous))
    assert asked.last_year() == asked.over(*(date(*month, 1) for month in last_year))
    assert asked.last_day == date(*last_day)
    assert asked.previous().months == asked.last_year().months == asked.months
    assert asked.previous().field == ("land",)


@given(months, st.integers(-600, 600))
def test_months_go_there_and_back(month: date, count: int) -> None:
    there = add_months(month, count)
    assert add_months(there, -count) == month
    assert (there.year - month.year) * 12 + there.month - month.month == count


def test_months_across_years() -> None:
    assert add_months(date(2025, 12, 1), 1) == date(2026, 1, 1)
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert add_months(date(2026, 1, 1), -13) == date(2024, 12, 1)
    assert add_months(date(2025, 12, 1), 0) == date(2025, 12, 1)
