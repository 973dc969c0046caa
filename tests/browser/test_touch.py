"""Fingers on a phone: the map scrolls with the page until moving it is switched on; then it moves; a tap chooses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import Screen, Server
from playwright.sync_api import Browser, CDPSession

from pages.parts import shapes, wardmap
from queries.catalog import read_catalog
from queries.database import Database

PHONE = {"width": 390, "height": 844}
SWIPE_PX = 240
CENTRE = "00175"
SCROLLED = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"


class Phone(Screen):
    """A window with a touch screen; fingers go through the browser's own input."""

    def __init__(self, browser: Browser, url: str) -> None:
        super().__init__(browser, url, **PHONE)
        self.context.close()
        self.context = browser.new_context(
            viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2, locale="vi-VN",
            user_agent="Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
        )  # fmt: skip
        self.page = self.context.new_page()
        self._watch(self.page)
        self.fingers: CDPSession = self.context.new_cdp_session(self.page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """touchStart, touchMove or touchEnd with the fingers at these places."""
        held = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(points)]
        self.fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": held})

    def drag(self, start: list[tuple[float, float]], end: list[tuple[float, float]], steps: int = 12) -> None:
        """Fingers from some places to others."""
        self.touch("touchStart", *start)
        for step in range(1, steps + 1):
            self.touch(
                "touchMove",
                *[
                    (x + (to_x - x) * step / steps, y + (to_y - y) * step / steps)
                    for (x, y), (to_x, to_y) in zip(start, end, strict=True)
                ],
            )
            self.page.wait_for_timeout(20)
        self.touch("touchEnd")
        self.page.wait_for_timeout(700)

    def box(self) -> dict[str, float]:
        """Where the map is in the window, brought into it."""
        canvas = self.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
        canvas.wait_for()
        self.page.wait_for_timeout(700)
        self.page.evaluate(
            """document.querySelector('[data-testid="stDeckGlJsonChart"]').scrollIntoView({block: "center"})"""
        )
        self.page.wait_for_timeout(300)
        box = canvas.bounding_box()
        assert box
        return dict(box)

    def scrolled(self) -> float:
        """How far down the page is."""
        return float(self.page.evaluate(SCROLLED))

    def seen(self) -> bytes:
        """What the map shows."""
        return self.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.screenshot()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Phone]:
    """The map, opened on a phone."""
    with Phone(browser, server.url) as opened:
        opened.open("/map?form=hex")
        opened.page.wait_for_timeout(700)
        yield opened.calm()


def middle(box: dict[str, float]) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def switch_moving(phone: Phone) -> None:
    phone.keyed("map_moves").locator("label").first.tap()
    phone.page.wait_for_timeout(500)
    phone.calm()


def test_a_swipe_over_the_map_scrolls_the_page(phone: Phone) -> None:
    box = phone.box()
    x, y = middle(box)
    before, shown = phone.scrolled(), phone.seen()
    phone.drag([(x, y + SWIPE_PX / 2)], [(x, y - SWIPE_PX / 2)])
    assert phone.scrolled() > before + SWIPE_PX / 2
    phone.box()
    assert phone.seen() == shown
    assert phone.errors == []


def test_where_moving_is_on_one_finger_moves_the_map_and_two_enlarge_it(phone: Phone) -> None:
    switch_moving(phone)
    box = phone.box()
    x, y = middle(box)
    before, shown = phone.scrolled(), phone.seen()
    phone.drag([(x + 60, y + 60)], [(x - 40, y - 60)])
    moved = phone.seen()
    assert moved != shown
    assert phone.scrolled() == pytest.approx(before, abs=2)
    phone.drag([(x - 25, y), (x + 25, y)], [(x - 110, y), (x + 110, y)])
    assert phone.seen() != moved
    assert phone.scrolled() == pytest.approx(before, abs=2)
    assert phone.page.evaluate("window.visualViewport.scale") == pytest.approx(1), "the map is enlarged, not the page"
    assert phone.errors == []


def test_a_tap_chooses_a_ward(phone: Phone, data_file: Path) -> None:
    catalog = read_catalog(Database(data_file))
    for is_on in (False, True):
        if is_on:
            switch_moving(phone)
        box = phone.box()
        made = shapes.hexagons(catalog.hexes["ward"], "ward")
        left, top, right, bottom = made.extent
        at = dict(zip(made.codes, made.labels, strict=True))[CENTRE]
        scale = min(box["width"] / (1.02 * (right - left)), (box["height"] - 2 * wardmap.MARGIN_PX) / (bottom - top))
        x, y = middle(box)
        place = x + scale * (at[0] - (left + right) / 2), y + scale * (at[1] - (top + bottom) / 2)
        phone.touch("touchStart", place)
        phone.touch("touchEnd")
        phone.page.wait_for_timeout(900)
        phone.calm()
        assert phone.codes.get("unit") == (None if is_on else CENTRE), "a second tap lets go"
    assert phone.errors == []
