"""The official map of a file with the wards of both times: 526 until 2025-06-30, 126 since, told apart by the day."""

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
OLD_N, NEW_N = 526, 126


@pytest.fixture(scope="module")
def both(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small demo with imported outlines of both times."""
    folder = tmp_path_factory.mktemp("both")
    path = Path(shutil.copy(demo_file, folder / "both.duckdb"))
    for name, wards in (("cũ", maps.old_wards()), ("mới", maps.todays_wards())):
        file = maps.geojson(folder / f"{name}.geojson", wards)
        assert main(["boundaries", str(file), "--source", "Tự vẽ", "--database", str(path)]) == 0
    return path


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
