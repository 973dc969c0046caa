"""Khám phá by hand and by keyboard: from a cell to its slips and back; every control within reach of the keys."""

import re
from collections.abc import Callable

from looking import Screen
from playwright.sync_api import Locator, expect

from pages.parts.words import t

Look = Callable[..., Screen]
ROW_PX = 35
FOCUSED = """() => {
    const one = document.activeElement, keyed = one.closest('[class*="st-key-"]')?.className ?? '';
    return [...[...keyed.matchAll(/st-key-(\\S+)/g)].map(found => found[1]), ...one.innerText.split('\\n')];
}"""


def click_grid(screen: Screen, grid: Locator, share: float, line: int) -> None:
    """A click into a table's line (1: the first under the heading), at a share of its width."""
    canvas = grid.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    screen.page.mouse.click(box["x"] + share * box["width"], box["y"] + (line + 0.5) * ROW_PX)
    screen.page.wait_for_timeout(400)
    screen.calm()


def test_a_cell_leads_to_its_slips_a_slip_to_its_answers_and_back(look: Look):
    screen = look("/explore?rows=field&columns=gender&from=2026-01&to=2026-09")
    click_grid(screen, screen.keyed("explore_grid"), 0.45, 3)
    door = screen.keyed("explore_grid_slips").locator("button")
    told = screen.page.locator("p", has_text=re.compile(r"·.*%.*phiếu")).last.inner_text()
    name, slips = told.split(":")[0], re.search(r"([\d.]+) phiếu", told)[0]
    door.click()
    title = screen.page.locator("h4").first
    expect(title).to_contain_text(slips)
    screen.calm()
    assert name.split(" · ")[1] in title.inner_text()
    assert {"view", "only", "field"} <= screen.codes.keys()

    click_grid(screen, screen.page.locator('[data-testid="stDataFrame"]').first, 0.014, 1)
    expect(screen.page.locator('[data-testid="stMarkdown"] table tr')).to_have_count(17)
    assert slips in title.inner_text(), "a chosen slip leaves the list as it was"
    for _ in range(3):
        screen.page.go_back()
        screen.page.wait_for_timeout(400)
        if "view" not in screen.calm().codes:
            break
    expect(screen.keyed("explore_grid")).to_be_visible()
    assert "field" not in screen.codes
    assert not screen.errors


def test_the_keys_reach_every_control(look: Look):
    screen = look("/explore")
    keys = screen.page.keyboard
    names = ("segments_view", "select_measure", "select_rows", "select_columns", "segments_form", "select_sort")
    wanted = [*(f"own_{name}" for name in names), t("explore.more", "vi"), "explore_grid", "explore_grid_behind"]
    reached = []
    screen.control("own_segments_view").get_by_role("radio").first.focus()
    for _ in range(24):
        found = screen.page.evaluate(FOCUSED)
        reached += [name for name in wanted if name in found and name not in reached]
        keys.press("Tab")
    assert set(reached) == set(wanted)

    screen.page.get_by_role("button", name=t("explore.more", "vi")).focus()
    keys.press("Enter")
    expect(screen.control("own_select_compare")).to_be_visible()
    keys.press("Escape")
    expect(screen.control("own_select_compare")).to_have_count(0)

    screen.control("own_segments_form").get_by_role("radio").first.focus()
    keys.press("ArrowRight")
    keys.press("Space")
    expect(screen.page.locator('[data-testid="stVegaLiteChart"]')).to_be_visible()
    assert screen.calm().codes["form"] == "heat"
