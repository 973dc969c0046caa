"""The first visitor after a start: a link deep into the site, and a machine without any data file."""

import os
import re
import shutil
from pathlib import Path

import pytest
from looking import ROOT, Screen, Server
from playwright.sync_api import Browser, expect
from screen import answer, numbers

from pages.parts.words import t

LINK = "from=2026-01&to=2026-03&channel=online"
CODES = {"instrument": "one_stop_slip", "from": "2026-01", "to": "2026-03", "channel": "online"}


def assert_through_the_entry(screen: Screen) -> None:
    """Filters and navigation stand there, and neither the menu of file names nor the dialog of a missing page."""
    assert screen.control("filter_period").locator("input").first.input_value() == "quý I/2026"
    assert screen.page.get_by_role("dialog").count() == 0
    assert screen.page.locator('[data-testid="stSidebarNav"]').count() == 0
    words = screen.words()
    assert not re.search(r"\b(dashboard|districts|overview|Page not found)\b", words)
    assert t("group.satisfaction", "vi") in words


@pytest.mark.parametrize("page", ["map", "trends"])
def test_deep_link_on_a_cold_server(browser: Browser, cold_server: Server, page: str):
    with Screen(browser, cold_server.url) as screen:
        screen.open(f"/{page}?{LINK}")
        assert screen.title == t(f"page.{page}", "vi")
        assert screen.path == f"/{page}"
        assert screen.codes == CODES
        assert_through_the_entry(screen)
        assert screen.errors == []
        if page == "map":
            wards = answer("satisfaction_by_ward", from_="2026-01", to="2026-03", channel="online")
            line = screen.page.get_by_text(re.compile(r"·.* phiếu$")).first.inner_text()
            assert numbers(line.rpartition("·")[2]) == [wards["slips_n"].sum()]


def test_overview_by_its_own_address_on_a_cold_server(browser: Browser, cold_server: Server):
    """Design and README name the address /overview; it must not meet "Page not found"."""
    with Screen(browser, cold_server.url) as screen:
        screen.open(f"/overview?{LINK}")
        assert screen.errors == []
        assert screen.codes == CODES
        assert_through_the_entry(screen)
        told = answer("headline", from_="2026-01", to="2026-03", channel="online").iloc[0]
        assert numbers(screen.tiles[-1]) == [told.slips_n]


def test_every_address_on_a_cold_server_after_the_first_visit(browser: Browser, cold_server: Server):
    with Screen(browser, cold_server.url) as first:
        first.open("/unit")
    with Screen(browser, cold_server.url) as screen:
        for page in ("", "overview", "unit", "procedures"):
            screen.open(f"/{page}?{LINK}")
            assert screen.title == t(f"page.{page or 'overview'}", "vi")
            assert_through_the_entry(screen)
        assert screen.errors == []


def test_first_start_makes_the_demo_and_says_so(browser: Browser, tmp_path: Path):
    """In a copy of the house with an empty store: progress first, then the overview; the real store stays as it is."""
    house = tmp_path / "house"
    house.mkdir()
    for name in ("dashboard.py", ".streamlit", "pages", "queries", "data"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, house / name, ignore=shutil.ignore_patterns("store", "__pycache__"))
        else:
            shutil.copy(source, house / name)
    environment = {name: value for name, value in os.environ.items() if name != "THUOCDO_DATABASE"}
    with Server(environment, house) as server, Screen(browser, server.url) as screen:
        screen.page.goto(server.url)
        status = screen.page.get_by_text(t("build.title", "vi"))
        expect(status.first).to_be_visible()
        expect(screen.page.locator('[data-testid="stProgress"]')).to_be_visible()
        assert not re.search(r"\b(Running|Loading|schema|facts)\b", screen.words())
        screen.page.wait_for_selector('[data-testid="stMetricValue"]', timeout=120_000)
        screen.calm()
        assert len(screen.tiles) == 4
        assert t("stamp.simulated", "vi") in screen.words()
        assert screen.errors == []
        assert (house / "data/store/current").read_text(encoding="utf-8").strip() == "thuocdo-1.duckdb"
        with Screen(browser, server.url) as second:
            second.open("/trends")
            assert second.page.get_by_text(t("build.title", "vi")).count() == 0
