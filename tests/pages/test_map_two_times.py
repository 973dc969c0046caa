"""The official map of a file with the wards of all times: 579 until 2024, 526 until 2025-06-30, 126 since."""

import shutil
from collections.abc import Callable
from pathlib import Path

import map_files as maps
import pytest
from screen import answer, drawn, hexagons, open_app, said
from streamlit.testing.v1 import AppTest

from data.__main__ import main

App = Callable[..., AppTest]
BEFORE = {"from": "2025-04", "to": "2025-06"}
SINCE = {"from": "2025-07", "to": "2025-09"}
ACROSS = {"from": "2025-04", "to": "2025-09"}
FIRST = {"from": "2024-10", "to": "2024-12"}
OLD_N, NEW_N, FIRST_N = 526, 126, 579
ENDED_N = 53


@pytest.fixture(scope="module")
def both(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small demo with imported outlines of both times."""
    folder = tmp_path_factory.mktemp("both")
    path = Path(shutil.copy(demo_file, folder / "both.duckdb"))
    for name, wards in (("cũ", maps.old_wards()), ("mới", maps.todays_wards())):
        file = maps.geojson(folder / f"{name}.geojson", wards)
        assert main(["boundaries", str(file), "--source", "Tự vẽ", "--database", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def all_three(both: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with those of before 2025."""
    folder = tmp_path_factory.mktemp("three")
    path = Path(shutil.copy(both, folder / "three.duckdb"))
    file = maps.geojson(folder / "579.geojson", maps.old_wards("ward_2024"))
    assert main(["boundaries", str(file), "--source", "Vẽ 579", "--database", str(path)]) == 0
    return path


@pytest.fixture
def earlier(all_three: Path, app: App, monkeypatch: pytest.MonkeyPatch) -> App:
    """Opens a page on that file."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(all_three))
    return open_app


@pytest.fixture
def app(both: Path, warm: None, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> App:
    """Opens a page on that file."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(both))
    return open_app


def codes(at: AppTest) -> set[str]:
    assert not at.exception
    return set(hexagons(at).index)


def test_each_day_has_its_own_units(app: App, both: Path):
    old, new, across = (app("map", **period) for period in (BEFORE, SINCE, ACROSS))
    assert len(codes(old)) == OLD_N
    assert len(codes(new)) == NEW_N
    assert codes(across) == codes(new), "a period across the change is of the units at its end"
    assert codes(new) < codes(old), "codes are the same, units are not"
    shared = sorted(codes(new))
    names = [(hexagons(old).loc[code, "name"], hexagons(new).loc[code, "name"]) for code in shared]
    assert sum(one != other for one, other in names) > NEW_N / 2
    for at in (old, new):
        assert any("Tự vẽ" in text for text in said(at)), "official is the form where it is imported"


@pytest.mark.parametrize("period", [BEFORE, SINCE])
def test_states_are_those_of_the_command(app: App, both: Path, period: dict[str, str]):
    cells = hexagons(app("map", **period))
    told = answer("satisfaction_by_ward", from_=period["from"], to=period["to"]).set_index("ward_code")
    hidden = set(told.index[told["is_hidden"]]) & set(cells.index)
    assert set(cells.index[cells["state"] == "hidden"]) == hidden
    assert not cells.loc[sorted(hidden), "value"].any(), "hidden units have no number"


def test_a_code_chosen_before_is_another_ward_since(app: App):
    at = app("map", unit="00004", **BEFORE)
    assert any("Trúc Bạch" in text for text in said(at))
    at = app("map", unit="00004", **SINCE)
    assert any("Ba Đình" in text for text in said(at))


def test_a_slider_month_of_before_shows_the_units_of_then(app: App):
    at = app("map", month="2025-06", **SINCE)
    assert len(codes(at)) == OLD_N
    assert not app("map", month="2025-06", restated="yes", **SINCE).exception


def test_restated_figures_of_before_stand_on_todays_outlines(app: App):
    assert len(codes(app("map", restated="yes", **BEFORE))) == NEW_N


def test_small_maps_by_year_are_of_both_times(app: App):
    at = app("map", many="year", **SINCE)
    tables = next(tables for tables in drawn(at).values() if "outlines" in tables)
    counts = tables["units"].groupby("panel")["shape"].nunique()
    assert counts["2024"] == OLD_N
    assert counts["2025"] == counts["2026"] == NEW_N
    assert len(tables["outlines"]) == OLD_N + NEW_N
    notes = dict(zip(tables["panels"]["panel"], tables["panels"]["note"], strict=True))
    assert "thị trấn" in notes["2024"]


def test_before_2025_the_wards_are_those_of_then_with_what_is_recorded_under_their_codes(earlier: App):
    at = earlier("map", **FIRST)
    cells = hexagons(at)
    assert len(codes(at)) == FIRST_N
    assert any("Vẽ 579" in text for text in said(at))
    assert any(f"{ENDED_N} trong {FIRST_N}" in text and "01/01/2025" in text for text in said(at))
    told = answer("satisfaction_by_ward", from_=FIRST["from"], to=FIRST["to"]).set_index("ward_code")
    ended = sorted(set(cells.index) - set(told.index))
    assert len(ended) == ENDED_N
    assert set(cells.loc[ended, "state"]) == {"missing"}
    assert not cells.loc[ended, "value"].any()
    hidden = set(told.index[told["is_hidden"]])
    assert set(cells.index[cells["state"] == "hidden"]) == hidden & set(cells.index)
    assert cells.loc["10402", "name"] == "Hoà Lâm", "the name of then, whose code another ward has taken over"
    assert "Số của Xã Trầm Lộng" in cells.loc["10402", "lines"]
    assert "Số của" not in cells.loc["00001", "lines"]


def test_days_after_keep_their_units(earlier: App):
    assert len(codes(earlier("map", **{"from": "2025-01", "to": "2025-03"}))) == OLD_N
    assert len(codes(earlier("map", **SINCE))) == NEW_N
    at = earlier("map", many="year", **SINCE)
    tables = next(tables for tables in drawn(at).values() if "outlines" in tables)
    counts = tables["units"].groupby("panel")["shape"].nunique()
    assert (counts["2024"], counts["2025"]) == (FIRST_N, NEW_N)


def test_districts_and_links_bring_only_their_own(earlier: App):
    at = earlier("map", district="004", **FIRST)
    cells = hexagons(at)
    assert set(cells.index[cells["state"] == "missing"]) == {"00142"}
    for hostile in ({"unit": "00142"}, {"ward": "00142"}, {"unit": "00142,00145"}, {"show": "pair"}, {"show": "team"}):
        assert not earlier("map", **FIRST, **hostile).exception
    assert not earlier("map", **FIRST, level="district", lang="en").exception
