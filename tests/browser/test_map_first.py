"""The still picture of the map: there before the map, in the same places, gone once the map is drawn, and for good."""

import re
from collections.abc import Callable

import pytest
from looking import SECONDS, Screen
from playwright.sync_api import Browser, Locator, expect

from pages.parts import wardmap

Look = Callable[..., Screen]
MAP_SCRIPT = re.compile(r"/DeckGlJsonChart\.[\w-]+\.js")
NO_SHIFT_PX = 2.0


def picture_of(screen: Screen) -> Locator:
    return screen.page.locator(".st-key-map_first svg")


@pytest.fixture
def without_map(browser: Browser, server: object) -> Callable[[str], Screen]:
    """A window whose browser never gets the map's script: the picture has to do."""
    opened: list[Screen] = []

    def open_(path: str) -> Screen:
        screen = Screen(browser, server.url, 1920, 1080)
        opened.append(screen)
        screen.page.route(MAP_SCRIPT, lambda route: route.abort())
        screen.page.goto(server.url + path)
        expect(picture_of(screen)).to_be_visible()
        return screen

    yield open_
    for screen in opened:
        screen.close()


@pytest.mark.parametrize("form", ["hex", "schematic"])
def test_every_unit_stands_in_its_place(without_map: Callable[[str], Screen], form: str):
    screen = without_map(f"/map?form={form}")
    names = [" ".join(one.split()) for one in picture_of(screen).locator("text").all_text_contents()]
    assert sum(bool(re.fullmatch(r"\d+|–", one)) for one in names) > 100
    assert {"Kim Anh", "Ba Vì"} <= {re.sub(r"(?<=[a-zà-ỹ])(?=[A-ZĐ])", " ", one) for one in names}
    box = picture_of(screen).bounding_box()
    paths = (
        picture_of(screen)
        .locator("path")
        .evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])")
    )
    left, top, right, bottom = (
        pick(row[side] for row in paths) for side, pick in ((0, min), (1, min), (2, max), (3, max))
    )
    # As wide or as tall as the map leaves room for, in the middle.
    room = (box["width"] / 1.02, box["height"] - 2 * wardmap.MARGIN_PX)
    assert max((right - left) / room[0], (bottom - top) / room[1]) == pytest.approx(1, abs=0.01)
    assert (left + right) / 2 == pytest.approx(box["x"] + box["width"] / 2, abs=NO_SHIFT_PX)
    assert (top + bottom) / 2 == pytest.approx(box["y"] + box["height"] / 2, abs=NO_SHIFT_PX)


def test_it_goes_when_the_map_is_drawn_and_does_not_come_back(look: Look):
    screen = look("/map?form=hex", width=1920, height=1080)
    expect(picture_of(screen)).to_have_count(0, timeout=SECONDS * 1000)
    expect(screen.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first).to_be_visible()
    canvas = screen.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.element_handle()
    screen.page.evaluate(
        "() => { window.pictures = 0; new MutationObserver(() => { if (document.querySelector('.st-key-map_first svg'))"
        " window.pictures += 1; }).observe(document.body, { childList: true, subtree: true }); }"
    )
    screen.page.locator(".st-key-own_select_show input").first.click()
    screen.page.get_by_role("option").nth(1).click()
    screen.calm()
    assert screen.page.evaluate("window.pictures") == 0
    assert canvas.evaluate("one => one.isConnected"), "the map itself stays as it is"
    assert screen.errors == []


def test_the_picture_takes_no_clicks(without_map: Callable[[str], Screen]):
    screen = without_map("/map?form=hex")
    box = picture_of(screen).bounding_box()
    on_top = screen.page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y).closest('.st-key-map_first')",
        [box["x"] + box["width"] / 2, box["y"] + 200],
    )
    assert on_top is False
