"""No small number by subtraction: of any two results shown, one within the other, what lies between is no slip or ten.

What lies between is counted here from the slips themselves. The file holds few slips for its months, units, channels
and kinds, so that most of its cells are small.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hand_counted import NEW_WARDS, OLD_WARDS, SERVICES, SLIP, _fill

from data.build import build
from queries import differencing
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import LISTS, Filters, add_months
from queries.question import ask

LIMIT = 10
FIRST, LAST = date(2024, 10, 1), date(2026, 10, 1)  # October 2026 has only begun
CHANNELS, KINDS = ("direct", "online", "post"), ("person", "organisation")
ROWS = {
    "headline": (),
    "satisfaction_by_month": ("month",),
    "satisfaction_by_ward": ("ward",),
    "satisfaction_by_district": ("district",),
    "satisfaction_by_field": ("field",),
    "satisfaction_by_procedure": ("procedure", "field"),
    "field_by_month": ("field", "month"),
    "district_by_field": ("district", "field"),
}
SLIPS_N = 2500


@dataclass(frozen=True)
class Shown:
    """A result that is shown: where it stands, its slips as said, and the slips themselves as a set of bits."""

    where: str
    said: int
    slips: np.ndarray


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
        _fill_one(con, rows, answers)

    opened = Database(build(tmp_path_factory.mktemp("differences") / "file.duckdb", fill))
    yield opened
    opened.close()


def _fill_one(con: duckdb.DuckDBPyConnection, rows: list[dict], answers: list[dict]) -> None:
    """Slips of one instrument; the other gets one slip, since a load of none has no dates."""
    other = rows[0] | {
        "response_id": len(rows) + 1,
        "load_id": 2,
        "instrument_code": "city_survey",
        "slip_number": "C1",
    }
    _fill(con, [*rows, other], [*answers, {"response_id": other["response_id"], "item_code": "C24", "score": 4}])


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


class Reader:
    """Asks, and keeps every result shown with the slips it counts."""

    def __init__(self, file: Database, codes: Catalog, truth: pd.DataFrame) -> None:
        self.file, self.codes, self.truth = file, codes, truth
        self.month = truth["month"].to_numpy()
        self.column = {
            name: truth[name if name in ("channel", "respondent_kind") else f"{name}_code"].to_numpy(object)
            for name in LISTS
        }
        self.life = pd.to_datetime(truth["ward_from"]).to_numpy()
        self.shown: dict[bytes, Shown] = {}
        self.asked = 0

    def slips(self, filters: Filters) -> np.ndarray:
        """Which slips the filters leave."""
        held = (self.month >= np.datetime64(filters.start)) & (self.month <= np.datetime64(filters.end))
        for name in LISTS:
            if getattr(filters, name):
                held &= np.isin(self.column[name].astype(str), getattr(filters, name))
        if filters.ward:
            lives = {code: np.datetime64(self.codes.ward(code, filters.last_day).valid_from) for code in filters.ward}
            wanted = [lives.get(code, np.datetime64("NaT")) for code in self.column["ward"]]
            held &= self.life == np.array(wanted, dtype=self.life.dtype)
        return held

    def ask(self, name: str, filters: Filters, step: str = "month", compare: str | None = None) -> None:
        """Keep what the question shows."""
        answer = ask(self.file, self.codes, name, filters, step=step, compare=compare)
        self.keep(name, filters, answer, step, "slips_n")
        if compare:
            earlier = filters.previous() if compare == "previous" else filters.last_year()
            self.keep(name, earlier, answer, step, "before_slips_n")

    def keep(self, name: str, filters: Filters, answer: pd.DataFrame, step: str, counted: str) -> None:
        """Every row with a number, and the slips that it must have counted."""
        within = self.slips(filters)
        self.asked += len(answer)
        for row in answer[answer[counted].notna()].to_dict("records"):
            held = within.copy()
            for key in ROWS[name]:
                if key == "month":
                    end = add_months(row["month"].date(), {"month": 1, "quarter": 3, "year": 12}[step])
                    held &= (self.month >= np.datetime64(row["month"])) & (self.month < np.datetime64(end))
                else:
                    held &= self.column[key] == row[f"{key}_code"]
            if "ward" in ROWS[name]:
                held &= self.life == np.datetime64(row["ward_from"])
            said = int(row[counted])
            if counted == "slips_n" or said:
                keys = {key: row.get("month" if key == "month" else f"{key}_code") for key in ROWS[name]}
                one = Shown(f"{name} {keys} {filters} {step} {counted}", said, held)
                self.shown.setdefault(np.packbits(held).tobytes(), one)


def differences(shown: list[Shown]) -> list[str]:
    """The pairs, one within the other, that leave between one slip and nine."""
    bits = np.array([one.slips for one in shown])
    sizes = bits.sum(axis=1)
    assert sizes.tolist() == [one.said for one in shown]  # what is said is what the slips say
    found = []
    order = np.argsort(sizes)
    bits, sizes = bits[order], sizes[order]
    for at, size in enumerate(sizes):
        # Only those larger by less than ten can leave so few.
        last = np.searchsorted(sizes, size + LIMIT)
        near = np.arange(np.searchsorted(sizes, size, side="right"), last)
        holds = near[(bits[near] & bits[at]).sum(axis=1) == size] if size else near[sizes[near] < LIMIT]
        found += [f"{shown[order[one]].where}\n  less {shown[order[at]].where}: {sizes[one] - size}" for one in holds]
    return found


Make = Callable[[np.random.Generator, Catalog], Filters]


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


def test_a_month_by_two_periods(small: Database, small_catalog: Catalog) -> None:
    # 00004: 20 slips in July 2026, 10 in September; 6 in April, 6 in June: the half year less its quarter III is 12.
    half = Filters(SLIP, date(2026, 4, 1), date(2026, 9, 1), ward=("00004",))
    until_may = half.over(half.start, date(2026, 5, 1))
    assert ask(small, small_catalog, "headline", until_may)["is_hidden"].tolist() == [True]
    # July to September is shown without April, so April to September less it must not be April's six alone.
    from_june = half.over(date(2026, 6, 1), half.end)
    assert ask(small, small_catalog, "headline", from_june)["is_hidden"].tolist() == [True]


def test_nothing_is_hidden_where_no_cell_is_small(tmp_path: Path) -> None:
    """Twelve slips in every cell of month, ward, service, channel and kind: every question shows every row."""
    rows = []
    kinds = [
        (ward, service, channel) for ward in NEW_WARDS[:3] for service in SERVICES[3:5] for channel in CHANNELS[:2]
    ]
    for month in (7, 8, 9):
        for ward, (field, procedure, _), channel in kinds * 12:
            given = {"ward_code": ward, "field_code": field, "procedure_code": procedure, "channel": channel}
            number = {
                "response_id": len(rows) + 1,
                "slip_number": f"P{len(rows)}",
                "load_id": 1,
                "instrument_code": SLIP,
            }
            day = {"responded_on": date(2026, month, 30 if month == 9 else 1), "district_code": None, "weight": 1.0}
            rows.append(number | day | given | {"respondent_kind": "person"})
    answers = [{"response_id": row["response_id"], "item_code": "C24", "score": 4} for row in rows]
    opened = Database(build(tmp_path / "even.duckdb", lambda con: _fill_one(con, rows, answers)))
    held = read_catalog(opened)
    for name in ROWS:
        for chosen in ({}, {"channel": ("direct",)}, {"ward": (NEW_WARDS[0],), "respondent_kind": ("person",)}):
            for months in ((7, 9), (7, 8), (9, 9)):
                filters = Filters(SLIP, date(2026, months[0], 1), date(2026, months[1], 1), **chosen)
                answer = ask(opened, held, name, filters)
                assert not answer["is_hidden"].any(), (name, filters)
    opened.close()


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


def test_a_ward_at_the_rest_of_its_district() -> None:
    # Wards of 20 and 4 slips in one district, 30 in another: showing the 20 beside the district's 24 leaves 4.
    counts = pd.DataFrame(
        {
            "month": pd.to_datetime(["2026-07-01"] * 3),
            "district_code": ["001", "001", "002"],
            "ward_code": ["00004", "00008", "00070"],
            "ward_from": pd.to_datetime(["2025-07-01"] * 3),
            "slips_n": [20, 4, 30],
        }
    )
    trees = differencing.trees_named({"ward"})
    assert trees == [("district", "ward")]
    cube = differencing.cube_of(counts, trees)
    period = (date(2026, 7, 1), date(2026, 7, 1))
    bad = differencing.unsafe(counts, cube, trees, {"ward"}, {}, period, date(2026, 9, 1), None)
    assert bad.tolist() == [True, False, False]  # the 4 are hidden for their own sake
    # Six more in the small one, and nothing is left to tell.
    counts["slips_n"] = [20, 10, 30]
    cube = differencing.cube_of(counts, trees)
    assert not differencing.unsafe(counts, cube, trees, {"ward"}, {}, period, date(2026, 9, 1), None).any()


def test_a_month_at_the_rest_of_its_quarter_and_year() -> None:
    months = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-07-01", "2026-10-01"])
    counts = pd.DataFrame({"month": months, "slips_n": [40, 3, 50, 4]})
    cube = differencing.cube_of(counts, [])

    def is_bad(first: int, last: int) -> bool:
        answer = pd.DataFrame({"slips_n": [0]})
        period = (date(2026, first, 1), date(2026, last, 1))
        return bool(differencing.unsafe(answer, cube, [], set(), {}, period, date(2026, 9, 1), None)[0])

    assert is_bad(1, 1)  # less than the quarter by February's 3
    assert not is_bad(2, 2)  # is small itself, and hidden for that
    assert not is_bad(1, 3)
    assert not is_bad(7, 9)
    assert is_bad(2, 9)  # holds the 3 of February without the quarter around it
    # October's quarter is not over: its few slips hide what reaches into it, and nothing else.
    assert not is_bad(1, 9)
    assert is_bad(1, 10)
    assert is_bad(1, 12)
    assert not is_bad(4, 6)  # no slip at all
