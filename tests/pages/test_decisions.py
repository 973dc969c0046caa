"""What needs a decision: ordered by severity × share, each rule speaks only of its fault, and it stays light."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from screen import answer, open_app, said
from streamlit.testing.v1 import AppTest

from pages.parts import decisions, frames
from pages.parts.context import Context
from pages.parts.decisions import Decision
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import Filters, parse

App = Callable[..., AppTest]
SHARES = st.floats(0, 1)
LINES = st.lists(st.builds(Decision, st.sampled_from(decisions.RULES), st.just("x."), SHARES, SHARES), max_size=12)


@pytest.fixture(scope="module")
def ctx(demo_file: Path) -> Iterator[Context]:
    database = Database(demo_file)
    catalog = read_catalog(database)
    filters, _ = parse({}, catalog)
    yield Context(database, catalog, filters, "vi", False)
    database.close()


# ── the order ───────────────────────────────────────────────────────────────────────────────────────────


@given(LINES)
def test_the_most_urgent_stand_first_and_at_most_six(lines: list[Decision]) -> None:
    shown = decisions.ordered([None, *lines])
    urgencies = [one.severity * one.share for one in shown]
    assert len(shown) <= 6
    assert urgencies == sorted(urgencies, reverse=True)
    assert all(urgency > 0 for urgency in urgencies)
    left_out = [one for one in lines if one not in shown and one.severity * one.share > 0]
    assert all(one.severity * one.share <= min(urgencies) for one in left_out)


def test_neither_severity_nor_share_alone_carries_a_line() -> None:
    grave, wide, both = (
        Decision("unseen", "a", 1.0, 0.02),
        Decision("dossiers", "b", 0.02, 1.0),
        Decision("actions", "c", 0.3, 0.3),
    )
    assert decisions.ordered([grave, wide, both]) == [both, grave, wide]  # ties in the order of the table


def test_nothing_counts_as_more_than_wholly_out_of_hand() -> None:
    assert Decision("unseen", "a", 40.0, 0.5).urgency == 0.5
    assert Decision("unseen", "a", float("nan"), 0.5).urgency == 0
    assert decisions.ordered([Decision("unseen", "a", -1.0, 0.5)]) == []


# ── the rules ───────────────────────────────────────────────────────────────────────────────────────────


def compared(changes: dict[str, tuple[float, float, bool]]) -> pd.DataFrame:
    """Wards with index, change and whether that is beyond chance; 100 slips and 1,000 independent answers each."""
    codes = list(changes)
    values = list(changes.values())
    return pd.DataFrame(
        {
            "ward_code": codes,
            "ward_from": pd.Timestamp("2025-07-01"),
            "index_pct": [index for index, _, _ in values],
            "effective_n": 1000.0,
            "slips_n": pd.array([100] * len(codes), dtype="Int64"),
            "is_few": False,
            "change_pct": [change for _, change, _ in values],
            "is_beyond_chance": [sure for _, _, sure in values],
        }
    )


def test_low_and_falling_wards_need_both_beyond_chance(ctx: Context) -> None:
    wards = compared(
        {
            "00004": (70.0, -4.0, True),  # low and falling
            "00008": (70.0, -4.0, False),  # low; the fall may be chance
            "00070": (86.0, -4.0, True),  # falling; like the city
            "00082": (70.0, 4.0, True),  # low, but rising
        }
    )
    found = decisions.low_falling(wards, 86.0, ctx)
    assert found is not None
    assert "Ba Đình" in found.sentence
    assert found.sentence.startswith("1 ")
    assert found.severity == pytest.approx(0.8)  # 4 of 5 points
    assert found.share == pytest.approx(0.25)
    assert decisions.low_falling(wards.iloc[1:], 86.0, ctx) is None


def test_slips_that_wait_weigh_by_the_oldest_and_by_how_many(ctx: Context) -> None:
    row = {
        "unseen_n": 30,
        "unseen_overdue_n": 10,
        "received_n": 100,
        "oldest_unseen_on": pd.Timestamp("2026-09-01"),
        "oldest_ward_code": "10273",
        "as_of_on": pd.Timestamp("2026-10-31"),
    }
    found = decisions.unseen(pd.DataFrame([row]), date(2026, 10, 1), ctx)
    assert found is not None
    assert found.severity == pytest.approx(30 / 60)  # up to the end of the period, not of the books
    assert found.share == pytest.approx(0.1)
    assert "10 phiếu quá 10 ngày" in found.sentence
    assert "Phú Xuyên" in found.sentence
    assert decisions.unseen(pd.DataFrame([row | {"unseen_overdue_n": 0}]), date(2026, 10, 1), ctx) is None


def test_overdue_dossiers_name_the_worst_unit(ctx: Context) -> None:
    rows = pd.DataFrame(
        {
            "unit_level": "ward",
            "unit_code": ["00004", "00008", "00070"],
            "unit_from": pd.Timestamp("2025-07-01"),
            "unit_name": ["Ba Đình", "Ngọc Hà", "Hoàn Kiếm"],
            "portal_done_n": pd.array([80, 100, None], dtype="Int64"),
            "portal_overdue_n": pd.array([40, 10, None], dtype="Int64"),
        }
    )
    found = decisions.dossiers(rows, ctx)
    assert found is not None
    assert found.share == pytest.approx(50 / 180)
    assert found.severity == pytest.approx(2 * 50 / 180)
    assert "Ba Đình: 50,0" in found.sentence
    assert decisions.dossiers(rows.iloc[2:], ctx) is None
    assert decisions.dossiers(rows.iloc[:0], ctx) is None


def test_late_actions_weigh_by_the_people_of_their_wards(ctx: Context) -> None:
    rows = pd.DataFrame(
        {
            "unit_level": "ward",
            "unit_code": ["00004", "00008", "00070"],
            "unit_from": pd.Timestamp("2025-07-01"),
            "unit_name": "x",
            "is_late": [True, True, False],
            "late_days": [182.0, 91.0, np.nan],
        }
    )
    wards = compared({"00004": (86.0, 0.0, False), "00008": (86.0, 0.0, False), "00070": (86.0, 0.0, False)})
    wards.loc[1, "slips_n"] = pd.NA  # hidden: counts as nothing
    found = decisions.actions(rows, wards, ctx)
    assert found is not None
    assert found.severity == pytest.approx(0.75)
    assert found.share == pytest.approx(0.5)
    assert found.sentence.startswith("2 việc")
    assert decisions.actions(rows.iloc[2:], wards, ctx) is None


def test_uninspected_wards_had_findings_and_are_in_force(ctx: Context) -> None:
    rows = pd.DataFrame(
        {
            "unit_level": ["ward", "ward", "ward", "department"],
            "unit_code": ["00004", "00008", "00004", "S01"],
            "unit_name": "x",
            "ward_code": ["00004", "00008", "00004", None],
            "ward_from": pd.to_datetime(["2025-07-01", "2025-07-01", "2021-01-01", None]),
            "city_team_findings_n": [1, 0, 3, 3],
            "self_findings_n": [0, 0, 0, 0],
            "uninspected_days": [365, 700, 700, 700],
        }
    ).assign(unit_from=lambda frame: frame["ward_from"])
    wards = compared({"00004": (86.0, 0.0, False), "00008": (86.0, 0.0, False)})
    found = decisions.uninspected(rows, wards, ctx)
    assert found is not None
    assert found.sentence.startswith("1 xã, phường")
    assert found.severity == pytest.approx(0.5)
    assert found.share == pytest.approx(0.5)
    assert decisions.uninspected(rows.iloc[1:], wards, ctx) is None


def test_the_portal_weighs_as_much_as_it_moves_the_index(ctx: Context) -> None:
    groups = ctx.ask("portal_by_group")
    found = decisions.portal(groups, ctx)
    assert found is not None
    assert found.urgency == pytest.approx(groups["gap_score"].max() / 100)
    assert decisions.portal(groups.iloc[:0], ctx) is None
    assert decisions.portal(groups.assign(gap_score=np.nan), ctx) is None


# ── the overview ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_overview_has_one_list_linked_to_its_pages(app: App, lang: str) -> None:
    at = app("overview", lang=lang, from_="2026-04", to="2026-06")
    (listed,) = (one.value for one in at.markdown if decisions.t("decide.title", lang) in one.value)
    lines = [line for line in listed.splitlines() if line.startswith("1. ")]
    assert 1 <= len(lines) <= 6
    for line in lines:
        words, page, codes = re.fullmatch(r"1\. \[(.+)\]\((\w+)\?(\S+)\)", line).groups()
        assert re.search(r"\d", words)
        assert page in decisions.PAGE_OF.values()
        # What is open is so now; who fell is of the period that is looked at.
        asked = "from=2026-04&to=2026-06" if page == "districts" else "from=2026-07&to=2026-09"
        assert asked in codes
        assert ("lang=en" in codes) == (lang == "en")


def test_unseen_slips_are_those_of_the_command(app: App) -> None:
    told = answer("slips_funnel").iloc[0]
    line = next(text for text in said(app("overview")) if "chưa được lãnh đạo xem" in text)
    assert f"{told['unseen_n']} phiếu góp ý" in line
    assert f"{told['unseen_overdue_n']} phiếu quá 10 ngày" in line


@pytest.mark.parametrize(
    "codes", [{"district": "004"}, {"ward": "00070"}, {"from_": "2025-04", "to": "2025-06"}], ids=str
)
def test_the_list_stands_under_any_filter(app: App, codes: dict[str, str]) -> None:
    at = app("overview", **codes)
    assert not at.exception
    assert any("Cần quyết định" in text for text in said(at))


@pytest.mark.parametrize("page", ["overview", "portal_index", "published", "unit"])
def test_a_file_without_survey_slips(
    file_without_slips: Path, warm: None, monkeypatch: pytest.MonkeyPatch, fresh_caches: None, page: str
) -> None:
    """Nobody was asked, but the other registers are there."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(file_without_slips))
    at = open_app(page, view="card", from_="2026-07", to="2026-09")
    assert not at.exception
    if page == "overview":
        (listed,) = (one.value for one in at.markdown if "Cần quyết định" in one.value)
        assert "chưa được lãnh đạo xem" in listed


def test_a_second_look_costs_little(ctx: Context) -> None:
    """The answers are kept: what is left is to word them."""
    wards = ctx.ask("satisfaction_by_ward", compare="previous")
    city = frames.reading(ctx.ask("headline")).index_pct
    decisions.text(ctx, wards, city)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        decisions.text(ctx, wards, city)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05  # 15 ms is asked for; a busy machine gets some room


def test_other_filters_do_not_change_what_other_registers_say(ctx: Context) -> None:
    wards = ctx.ask("satisfaction_by_ward", compare="previous")
    narrow = Context(
        ctx.database,
        ctx.catalog,
        Filters(ctx.filters.instrument, ctx.filters.start, ctx.filters.end, channel=("online",)),
        "vi",
        False,
    )
    kept = [{one.rule: one.sentence for one in decisions._found(each, wards, 86.0) if one} for each in (ctx, narrow)]
    assert kept[0] == kept[1]
