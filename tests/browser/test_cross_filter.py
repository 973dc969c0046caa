"""Cross-filtering in a browser: a range of months redraws linked charts, a click on a mark filters the page."""

from collections.abc import Callable

import pytest
from looking import Screen
from screen import answer, numbers

Look = Callable[..., Screen]
CHART = "[class*=st-key-explore_linked_]"
MOST_MS = 200
WATCH = """() => {
    const svg = document.querySelector('CHART svg.marks');
    let at = null;
    window.took = [];
    window.drawn = svg;
    document.addEventListener('pointermove', () => { at ??= performance.now(); }, true);
    new MutationObserver(() => {
        if (at === null) return;
        window.took.push(performance.now() - at);
        at = null;
    }).observe(svg.querySelector('.role-scope:last-of-type, svg g') ?? svg,
               { subtree: true, childList: true, characterData: true });
}""".replace("CHART", CHART)


def test_range_of_months_redraws_at_once_and_goes_into_the_address(look: Look) -> None:
    screen = look("/explore?view=cross", height=1400)
    chart = screen.page.locator(CHART).first
    box = chart.locator("g.months_marks").first.bounding_box()
    assert box
    screen.page.evaluate(WATCH)
    mouse, y = screen.page.mouse, box["y"] + box["height"] - 15
    mouse.move(box["x"] + 150, y)
    mouse.down()
    for step in range(20):
        mouse.move(box["x"] + 150 + 15 * step, y)
        screen.page.wait_for_timeout(30)
    mouse.up()
    screen.page.wait_for_function("location.search.includes('from=') && !location.search.includes('to=2026-09')")
    screen.calm()
    took = sorted(screen.page.evaluate("window.took"))
    assert len(took) > 5 and took[len(took) // 2] < MOST_MS
    assert screen.page.evaluate("document.contains(window.drawn)"), "the charts stay, only their marks change"
    told = answer("headline", from_=screen.codes["from"], to=screen.codes["to"]).iloc[0]
    shown = next(text for text in chart.locator("svg text").all_text_contents() if text.endswith("phiếu"))
    assert numbers(shown.replace("\u202f", ""))[-1] == told.slips_n, "the browser's sum is the server's"
    assert f"{told.index_pct:.1f}".replace(".", ",") in shown
    assert screen.errors == []


def test_a_score_and_a_ward_are_chosen_in_the_chart(look: Look) -> None:
    screen = look("/explore?view=cross&place=ward", height=1500)
    chart = screen.page.locator(CHART).first
    chart.locator("g.score_marks path").nth(1).click()
    screen.page.wait_for_function("location.search.includes('score=2')")
    screen.calm()
    chip = screen.keyed("linked_score").get_by_role("button")
    assert chip.count() == 1 and chart.get_by_text("Cho điểm 2:").count() == 1
    chip.press("Enter")
    screen.page.wait_for_function("!location.search.includes('score=')")
    screen.calm()
    chart.locator("g.ward_marks path[fill^='#']").first.click()
    screen.page.wait_for_function("location.search.includes('ward=')")
    screen.calm()
    assert screen.control("filter_chips").get_by_role("button").count() == 1, "the period is as it was"
    assert screen.errors == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_click_filters_the_page_and_the_chip_takes_it_back(look: Look, language: str) -> None:
    screen = look(f"/overview?lang={language}", height=1500).charts_drawn()
    screen.rows("overview_factors").nth(1).click()
    screen.page.wait_for_function("location.search.includes('factor=')")
    screen.calm()
    assert screen.rows("overview_factors").count() == len(answer("satisfaction_by_factor")), "the others stay in sight"
    chip = screen.control("filter_chips").get_by_role("button")
    assert chip.count() == 1
    chip.press("Enter")
    screen.page.wait_for_function("!location.search.includes('factor=')")
    screen.calm()
    screen.rows("overview_factors").nth(1).click()
    screen.page.wait_for_function("location.search.includes('factor=')")
    screen.rows("overview_factors").nth(1).click()
    screen.page.wait_for_function("!location.search.includes('factor=')")
    assert screen.errors == []
