"""No small number by subtraction: of any two results shown, one within the other, what lies between is no slip or ten.

What lies between is counted here from the slips themselves. The file holds few slips for its months, units, channels
and kinds, so that most of its cells are small.
"""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest
from hand_counted import NEW_WARDS, OLD_WARDS, SERVICES, SLIP
from shown_results import CHANNELS, FIRST, KINDS, LAST, ROWS, Reader, differences, fill_one

from data.build import build
from queries import differencing
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import LISTS, Filters, add_months

SLIPS_N = 2500


def slips_of(count: int, seed: int) -> list[dict]:
    """Slips whose months, units, services, channels and kinds are drawn with very different chances."""
    rng = np.random.default_rng(seed)
    months = (LAST.year - FIRST.year) * 12 + LAST.month - FIRST.month
    when = rng.dirichlet(np.full(months, 0.7))
    rows = []
    for number in range(1, count + 1):
        month = add_months(FIRST, int(rng.choice(months, p=when))) if number % 40 else LAST
        is_new = month >= date(2025, 7, 1)
        wards = NEW_WARDS if is_new else list(OLD_WARDS)
        ward = wards[min(int(rng.exponential(2.0)), len(wards) - 1)] if rng.random() > 0.02 else None
        field, procedure, _ = SERVICES[min(int(rng.exponential(2.5)), len(SERVICES) - 1)]
        rows.append(
            {
                "response_id": number,
                "load_id": 1,
                "slip_number": f"P{number}",
                "instrument_code": SLIP,
                "responded_on": month,
                "ward_code": ward,
                "district_code": None if is_new or ward is None else OLD_WARDS[ward],
                "procedure_code": procedure,
                "field_code": field,
                "channel": CHANNELS[min(int(rng.exponential(0.6)), 2)],
                "respondent_kind": KINDS[int(rng.random() < 0.06)],
                "weight": 1.0,
            }
        )
    return rows


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A file with that many slips, each with the same answers."""
    rows = slips_of(SLIPS_N, seed=2)
    answers = [
        {"response_id": row["response_id"], "item_code": item, "score": 4} for row in rows for item in ("C24", "C30")
    ]

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        fill_one(con, rows, answers)

    opened = Database(build(tmp_path_factory.mktemp("differences") / "file.duckdb", fill))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def codes(file: Database) -> Catalog:
    """The file's codes."""
    return read_catalog(file)


@pytest.fixture(scope="module")
def truth(file: Database) -> pd.DataFrame:
    """The slips as they came in, with the life of their ward and their district worked out anew."""
    slip = file.frame("SELECT * FROM survey_response WHERE instrument_code = 'one_stop_slip' ORDER BY response_id")
    unit = file.frame("SELECT * FROM unit WHERE level = 'ward'")
    slip["month"] = pd.to_datetime(slip["responded_on"]).dt.to_period("M").dt.to_timestamp()
    lives = slip[["response_id", "ward_code", "responded_on"]].merge(unit, left_on="ward_code", right_on="unit_code")
    end = pd.to_datetime(lives["valid_to"]).fillna(pd.Timestamp("2200-01-01"))
    lives = lives[(pd.to_datetime(lives["valid_from"]) <= lives["responded_on"]) & (lives["responded_on"] <= end)]
    lives = lives[["response_id", "valid_from", "former_district_code"]].rename(columns={"valid_from": "ward_from"})
    slip = slip.merge(lives, on="response_id", how="left")
    slip["district_code"] = slip["district_code"].fillna(slip["former_district_code"])
    return slip.fillna({"field_code": "", "procedure_code": ""})


def intervals() -> list[tuple[date, date]]:
    """Every period a reader can choose: months, quarters, years and any from … to, since the wards of today."""
    months = [add_months(LAST, number - 11) for number in range(12)]
    return [(start, end) for at, start in enumerate(months) for end in months[at:]]


def some(rng: np.random.Generator, values: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """One value, or a few."""
    count = 1 if rng.random() < 0.6 else int(rng.integers(2, len(values) + 1))
    return tuple(rng.choice(values, size=min(count, len(values)), replace=False).tolist())


def values_of(codes: Catalog) -> dict[str, list[str]]:
    """Codes that slips of the file use."""
    return {
        "district": ["001", "002", "009"],
        "ward": sorted({*NEW_WARDS, *OLD_WARDS} & set(codes.wards)),
        "field": sorted({field for field, *_ in SERVICES if field}),
        "procedure": sorted({procedure for _, procedure, _ in SERVICES if procedure} & set(codes.procedures)),
        "channel": list(CHANNELS),
        "respondent_kind": list(KINDS),
    }


# ── The attack ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("dimension", ["", *LISTS])
def test_every_pair_of_periods(dimension: str, file: Database, codes: Catalog, truth: pd.DataFrame) -> None:
    """All 78 periods, with one value of one filter, and without."""
    reader = Reader(file, codes, truth)
    values = values_of(codes)[dimension][1:2] if dimension else [""]
    for value in values:
        for start, end in intervals():
            if value == values[0]:
                reader.ask("headline", Filters(SLIP, start, end))
            reader.ask("headline", Filters(SLIP, start, end, **({dimension: (value,)} if value else {})))
    assert not differences(list(reader.shown.values()))[:3]


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2026, 7, 1), date(2026, 9, 1)), (FIRST, LAST)],
)
@pytest.mark.parametrize("first", LISTS)
def test_every_set_of_one_and_two_filters(
    first: str, start: date, end: date, file: Database, codes: Catalog, truth: pd.DataFrame
) -> None:
    """One period; single values and sets of one filter, alone and with each value of any other."""
    reader, rng = Reader(file, codes, truth), np.random.default_rng(7)
    values = values_of(codes)
    reader.ask("headline", Filters(SLIP, start, end))
    for one in [(value,) for value in values[first][:3]] + [some(rng, values[first]) for _ in range(4)]:
        reader.ask("headline", Filters(SLIP, start, end, **{first: one}))
        for second in LISTS:
            if second != first:
                for value in values[second][:2]:
                    reader.ask("headline", Filters(SLIP, start, end, **{first: one, second: (value,)}))
                reader.ask("headline", Filters(SLIP, start, end, **{first: one, second: some(rng, values[second])}))
    assert not differences(list(reader.shown.values()))[:3]


def test_random_results_of_every_question(file: Database, codes: Catalog, truth: pd.DataFrame) -> None:
    """Rows of all questions with slips, up to two filters, any period, step and comparison."""
    reader, rng = Reader(file, codes, truth), np.random.default_rng(11)
    values, periods = values_of(codes), intervals()
    common = [periods[int(rng.integers(len(periods)))] for _ in range(10)]
    common += [(date(2026, 1, 1), date(2026, end, 1)) for end in (1, 2, 3, 6, 9)] + [(FIRST, LAST)]
    for _ in range(110):
        start, end = common[int(rng.integers(len(common)))]
        names = rng.choice(LISTS, size=int(rng.integers(0, 3)), replace=False)
        filters = Filters(SLIP, start, end, **{str(name): some(rng, values[str(name)]) for name in names})
        name = str(rng.choice(list(ROWS)))
        step = str(rng.choice(["month", "quarter", "year"])) if name == "satisfaction_by_month" else "month"
        compare = [None, "previous", "last_year"][int(rng.integers(3))] if name not in ("field_by_month",) else None
        # A comparison moves the months of its rows, and has no row's own slips to say.
        reader.ask(name, filters, step, compare if "month" not in ROWS[name] else None)
    assert len(reader.shown) > 50
    assert not differences(list(reader.shown.values()))[:3]


# ── Reasons ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_the_rule_the_attack_succeeds(
    file: Database, codes: Catalog, truth: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differencing, "unsafe", lambda answer, *_: np.zeros(len(answer), dtype=bool))
    held = Database(file.path)  # nothing kept from before
    reader = Reader(held, codes, truth)
    for start, end in intervals():
        reader.ask("headline", Filters(SLIP, start, end, field=("land",)))
    held.close()
    assert differences(list(reader.shown.values()))
