"""The map in a browser: clicks with and without Shift, beside the units, by name; its height on a phone; play."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from looking import Screen
from playwright.sync_api import Locator, expect

from pages.parts import shapes, wardmap
from pages.parts.words import t
from queries.catalog import Catalog, read_catalog
from queries.database import Database

Look = Callable[..., Screen]
CENTRE, BELOW, BESIDE = "00175", "09886", None
STANDS_TRIES = 50  # every fifth of a second


@pytest.fixture(scope="module")
def catalog(data_file: Path) -> Catalog:
    """Names and places of the units."""
    return read_catalog(Database(data_file))


def canvas_of(screen: Screen) -> Locator:
    """The map, drawn and in sight."""
    canvas = screen.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    expect(canvas).to_be_visible()
    canvas.scroll_into_view_if_needed()
    screen.page.wait_for_timeout(700)
    return canvas


def place(screen: Screen, catalog: Catalog, code: str | None) -> tuple[float, float]:
    """Where a hexagon lies in the window; None: a place without one."""
    box = canvas_of(screen).bounding_box()
    assert box
    made = shapes.hexagons(catalog.hexes["ward"], "ward")
    left, top, right, bottom = made.extent
    x, y = dict(zip(made.codes, made.labels, strict=True)).get(code, (left, bottom))
    scale = min(box["width"] / (1.02 * (right - left)), (box["height"] - 2 * wardmap.MARGIN_PX) / (bottom - top))
    return (
        box["x"] + box["width"] / 2 + scale * (x - (left + right) / 2),
        box["y"] + box["height"] / 2 + scale * (y - (top + bottom) / 2),
    )


def click(screen: Screen, catalog: Catalog, code: str | None, is_shift: bool = False) -> None:
    """A click on a unit, or beside all of them."""
    where = place(screen, catalog, code)
    screen.page.mouse.move(*where)
    if is_shift:
        screen.page.keyboard.down("Shift")
    screen.page.mouse.click(*where)
    if is_shift:
        screen.page.keyboard.up("Shift")
    screen.page.wait_for_timeout(2500 if is_shift else 500)  # a second run follows a click with Shift
    screen.calm()


def stands(screen: Screen, *codes: str) -> bool:
    """Whether these codes, and no others, come to be chosen; a click with Shift takes the page two runs."""
    for _ in range(STANDS_TRIES):
        if chosen(screen) == list(codes):
            screen.page.wait_for_timeout(400)
            return chosen(screen) == list(codes)
        screen.page.wait_for_timeout(200)
    return False


def chosen(screen: Screen) -> list[str]:
    """Codes of the link."""
    held = parse_qs(urlsplit(screen.page.url).query).get("unit", [""])[-1]
    return [code for code in held.split(",") if code]


def test_shift_adds_and_a_click_beside_lets_go(look: Look, catalog: Catalog):
    screen = look("/map?form=hex", height=1200)
    for code, is_shift, expected in (
        (CENTRE, False, [CENTRE]),
        (BELOW, True, [CENTRE, BELOW]),
        (BESIDE, True, [CENTRE, BELOW]),
        (CENTRE, True, [BELOW]),
        (BESIDE, False, []),
    ):
        click(screen, catalog, code, is_shift)
        assert stands(screen, *expected), (code, is_shift, chosen(screen))
    assert screen.errors == []


def test_adding_keeps_what_was_chosen_when_the_ground_is_clicked(look: Look, catalog: Catalog):
    screen = look("/map?form=hex&pick=several", height=1200)
    click(screen, catalog, CENTRE)
    click(screen, catalog, BESIDE)
    assert stands(screen, CENTRE)
    click(screen, catalog, CENTRE)
    assert stands(screen)


def test_a_name_is_found_without_accents_and_with_them(look: Look):
    screen = look("/map?form=hex")
    for text, name in (("cua nam", "Phường Cửa Nam"), ("Hoàn Kiếm", "Phường Hoàn Kiếm")):
        field = screen.control("own_many_unit").locator("input").first
        field.click()
        field.fill(text)
        expect(screen.page.get_by_role("option").first).to_contain_text(name)
        field.press("ArrowDown")
        field.press("Enter")
        expect(screen.control("own_many_unit")).to_contain_text(name)
        screen.calm()
    assert len(chosen(screen)) == 2
    assert "cua nam" not in screen.control("own_many_unit").inner_text(), "what is chosen has its name alone"


def test_the_unit_of_a_page_is_found_without_accents_too(look: Look):
    screen = look("/unit")
    for text, name in (("cau giay", "Cầu Giấy"), ("Hoàn Kiếm", "Hoàn Kiếm"), ("Quan Dong Da", "Quận Đống Đa")):
        field = screen.control("own_select_unit").locator("input").first
        field.click()
        field.fill(text)
        expect(screen.page.get_by_role("option").first).to_contain_text(name)
        field.press("Enter")
        expect(screen.page.locator("h2").first).to_contain_text(name)
        screen.calm()
        assert "·" not in screen.control("own_select_unit").locator("input").first.input_value()
    assert screen.codes["unit"] == "006"
    assert screen.errors == []


def test_a_phone_has_no_empty_room_around_the_map(look: Look, catalog: Catalog):
    screen = look("/map?form=hex", width=390, height=844)
    screen.page.wait_for_timeout(700)
    screen.calm()
    box = canvas_of(screen).bounding_box()
    left, top, right, bottom = shapes.hexagons(catalog.hexes["ward"], "ward").extent
    assert box
    assert box["height"] == pytest.approx(box["width"] * (bottom - top) / (right - left), abs=40)
    click(screen, catalog, CENTRE)
    assert stands(screen, CENTRE)


def test_the_months_play(look: Look):
    screen = look("/map?form=hex&from=2026-07&to=2026-09")
    seen = []
    screen.page.get_by_role("button", name=t("map.play", "vi")).click()
    for _ in range(20):
        screen.page.wait_for_timeout(300)
        month = screen.codes.get("month")
        if month and month not in seen:
            seen.append(month)
        if len(seen) == 3:
            break
    assert seen == ["2026-07", "2026-08", "2026-09"]
    screen.page.get_by_role("button", name=t("map.pause", "vi")).click()
    screen.page.wait_for_timeout(300)
    screen.calm()
    assert screen.page.get_by_role("button", name=t("map.play", "vi")).is_visible()
    assert screen.errors == []


def test_the_wheel_moves_the_map_only_where_that_is_switched_on(look: Look):
    screen = look("/map?form=hex", height=1200)
    for is_on in (False, True):
        if is_on:
            screen.keyed("map_moves").locator("label").first.click()
            screen.page.wait_for_timeout(500)
            screen.calm()
        canvas = canvas_of(screen)
        box = canvas.bounding_box()
        assert box
        screen.page.mouse.move(box["x"] + 5, box["y"] + 5)
        before = canvas.screenshot()
        screen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        screen.page.mouse.wheel(0, -300)
        screen.page.wait_for_timeout(1000)
        screen.page.mouse.move(0, 0)
        screen.page.wait_for_timeout(300)
        canvas.scroll_into_view_if_needed()
        assert (canvas.screenshot() != before) == is_on
    assert screen.errors == []
