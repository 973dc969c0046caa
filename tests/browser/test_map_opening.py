"""The still picture of the map: seen before the map, in its place, hidden once the map is drawn, and for good."""

import re
from collections.abc import Callable, Iterator

import pytest
from looking import Screen, Server
from playwright.sync_api import Browser, Locator, expect

Look = Callable[..., Screen]
MAP_SCRIPT = re.compile(r"/DeckGlJsonChart\.[\w-]+\.js")
CANVAS = '[data-testid="stDeckGlJsonChart"] canvas'


def picture_of(screen: Screen) -> Locator:
    return screen.page.locator(".st-key-map_first img")


@pytest.fixture
def without_map(browser: Browser, server: Server) -> Iterator[Screen]:
    """A window whose browser never gets the map's script: the picture has to do."""
    with Screen(browser, server.url, 1920, 1080) as screen:
        screen.page.route(MAP_SCRIPT, lambda route: route.abort())
        screen.page.goto(f"{server.url}/map?form=hex")
        expect(picture_of(screen)).to_be_visible()
        yield screen


def test_it_fills_the_room_of_the_map_and_takes_no_clicks(without_map: Screen, look: Look):
    box = picture_of(without_map).bounding_box()
    assert picture_of(without_map).evaluate("one => one.decode().then(() => one.naturalWidth > 100)")
    on_top = without_map.page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y).closest('.st-key-map_first')",
        [box["x"] + box["width"] / 2, box["y"] + 200],
    )
    assert on_top is False
    drawn = look("/map?form=hex", width=1920, height=1080)
    canvas = drawn.page.locator(CANVAS).first.bounding_box()
    assert {side: round(box[side]) for side in ("x", "width")} == {side: round(canvas[side]) for side in ("x", "width")}


def test_it_goes_when_the_map_is_drawn_and_does_not_come_back(look: Look):
    screen = look("/map?form=hex", width=1920, height=1080)
    expect(screen.page.locator(CANVAS).first).to_be_visible()
    canvas = screen.page.locator(CANVAS).first.element_handle()
    expect(picture_of(screen)).to_be_hidden()
    screen.page.locator(".st-key-own_select_show input").first.click()
    screen.page.get_by_role("option").nth(1).click()
    screen.calm()
    expect(picture_of(screen)).to_have_count(0)
    assert canvas.evaluate("one => one.isConnected"), "the map itself stays as it is"
    assert screen.errors == []


def test_a_phone_has_none(browser: Browser, server: Server):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, user_agent="Mozilla/5.0 (Linux; Android 14) Mobile Mobi"
    )
    page = context.new_page()
    page.goto(f"{server.url}/map?form=hex")
    expect(page.locator(CANVAS).first).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-map_first")).to_have_count(0)
    context.close()
