"""Why a result is hidden from subtraction, by hand: between two periods, at the rest of a district, quarter or year."""

from datetime import date
from pathlib import Path

import pandas as pd
from hand_counted import NEW_WARDS, SERVICES, SLIP
from shown_results import CHANNELS, ROWS, fill_one

from data.build import build
from queries import differencing
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask


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
    opened = Database(build(tmp_path / "even.duckdb", lambda con: fill_one(con, rows, answers)))
    held = read_catalog(opened)
    for name in ROWS:
        for chosen in ({}, {"channel": ("direct",)}, {"ward": (NEW_WARDS[0],), "respondent_kind": ("person",)}):
            for months in ((7, 9), (7, 8), (9, 9)):
                filters = Filters(SLIP, date(2026, months[0], 1), date(2026, months[1], 1), **chosen)
                answer = ask(opened, held, name, filters)
                assert not answer["is_hidden"].any(), (name, filters)
    opened.close()


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
