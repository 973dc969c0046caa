"""The briefing on a projector: read from six metres, nothing to scroll, moved by what a remote sends, no network."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from looking import Screen
from planted import FIVES
from playwright.sync_api import expect
from screen import answer

from pages.parts import story
from pages.parts.numbers import percent
from pages.parts.words import t

Look = Callable[..., Screen]
COUNT = len(story.KEYS)
MAP = story.KEYS.index("map") + 1
TREND = story.KEYS.index("trend") + 1
INSPECTIONS = story.KEYS.index("inspections") + 1
MOVERS = story.KEYS.index("movers") + 1
PROJECTORS = [(1920, 1080, "vi"), (1280, 720, "en")]
BODY_PX, LABEL_PX = 28, 20  # on 1920 × 1080, in proportion elsewhere
# Every text of the stage with the size at which it stands on the screen, that of a chart as it is enlarged.
TEXTS_JS = """() => {
    const stage = document.querySelector('.st-key-stage'), found = [];
    for (const node of stage.querySelectorAll('svg.marks text')) {
        if (!node.textContent) continue;
        const scale = node.getScreenCTM().d;
        found.push({words: node.textContent, isLabel: true, px: parseFloat(getComputedStyle(node).fontSize) * scale});
    }
    const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        const isWord = walker.currentNode.textContent.trim();
        if (!isWord || node.closest('svg, style, [data-testid="stIconMaterial"]')) continue;
        const box = node.getBoundingClientRect();
        if (!box.width || getComputedStyle(node).visibility === 'hidden') continue;
        found.push({words: walker.currentNode.textContent, isLabel: false,
                    px: parseFloat(getComputedStyle(node).fontSize)});
    }
    return found;
}"""
# Pixels by which anything of the page reaches beyond the window, and by which parts of the stage lie over each other.
ROOM_JS = """() => {
    const box = name => document.querySelector(name)?.getBoundingClientRect();
    const beyond = [...document.querySelectorAll('.st-key-stage *')]
        .map(node => node.getBoundingClientRect()).filter(one => one.width && one.height)
        .map(one => Math.max(-one.left, -one.top, one.right - innerWidth, one.bottom - innerHeight));
    const scrolled = ['html', 'body', '[data-testid="stApp"]', '[data-testid="stMain"]']
        .map(one => document.querySelector(one))
        .map(node => Math.max(node.scrollHeight - node.clientHeight, node.scrollWidth - node.clientWidth));
    const inside = name => [...document.querySelectorAll(`${name} h1, ${name} p, ${name} dl, ${name} ul, ${name} ol,
        ${name} svg.marks, ${name} button, ${name} .place`)].map(node => node.getBoundingClientRect());
    const parts = ['head', 'face', 'chart', 'source', 'keys', 'presenter'].map(one => inside(`.st-key-stage_${one}`));
    let over = 0;
    parts.forEach((ones, i) => parts.slice(i + 1).flat().forEach(other => ones.forEach(one => {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        over = Math.max(over, Math.min(wide, high));
    })));
    return {beyond: Math.max(...beyond), scrolled: Math.max(...scrolled), over};
}"""


def at(screen: Screen) -> int:
    """The number of the slide on the stage."""
    return int(screen.page.locator(".presenter .place").inner_text().partition("/")[0])


def press(screen: Screen, key: str, wanted: int) -> None:
    """A key, until the slide of that number stands."""
    screen.page.keyboard.press(key)
    expect(screen.page.locator(".presenter .place")).to_have_text(f"{wanted}/{COUNT}")
    screen.calm()


def finding(screen: Screen) -> str:
    """The title on the stage."""
    return screen.page.locator(".stage-title").inner_text()


@pytest.mark.parametrize(("width", "height", "lang"), PROJECTORS)
def test_every_slide_is_legible_and_whole(look: Look, width: int, height: int, lang: str):
    scale = width / 1920
    screen = look(f"/briefing?slide=1&lang={lang}", width=width, height=height, dark=lang == "en")
    for number in range(1, COUNT + 1):
        if number > 1:
            press(screen, "ArrowRight", number)
        screen.charts_drawn()
        assert screen.page.locator('[data-testid="stException"]').count() == 0
        room = screen.page.evaluate(ROOM_JS)
        assert room["scrolled"] <= 0, (number, room)
        assert room["beyond"] <= 1, (number, room)
        assert room["over"] <= 1, (number, room)
        texts = screen.page.evaluate(TEXTS_JS)
        small = [one for one in texts if one["px"] < (LABEL_PX if one["isLabel"] else BODY_PX) * scale - 0.1]
        assert not small, (number, small[:3])
        assert t("stamp.simulated", lang) in screen.page.locator(".st-key-stage").inner_text()
    for name in ("stHeader", "stTopNavSection", "stToolbar", "stSidebar"):
        assert not screen.page.get_by_test_id(name).filter(visible=True).count(), name
    assert screen.errors == []
    assert screen.asked <= {screen.page.evaluate("location.host"), ""}


def test_keys_of_a_remote(look: Look):
    screen = look("/briefing")
    assert at(screen) == 1
    press(screen, "ArrowRight", 2)
    press(screen, "PageDown", 3)
    press(screen, "Space", 4)
    press(screen, "ArrowLeft", 3)
    press(screen, "PageUp", 2)
    press(screen, "End", COUNT)
    screen.page.keyboard.press("PageDown")  # nothing beyond the last one
    press(screen, "Home", 1)
    screen.page.keyboard.press("ArrowLeft")
    screen.calm()
    assert at(screen) == 1
    assert screen.errors == []


def test_quick_presses_are_all_counted(look: Look):
    screen = look("/briefing")
    expect(screen.page.locator(".presenter .place")).to_have_text(f"1/{COUNT}")  # who listens to the keys is there
    for _ in range(4):
        screen.page.keyboard.press("PageDown")
    expect(screen.page.locator(".presenter .place")).to_have_text(f"5/{COUNT}")
    screen.calm()
    assert screen.codes["slide"] == "5"


def test_space_after_a_click_is_one_step(look: Look):
    screen = look("/briefing?slide=3")
    screen.keyed("stage_back").get_by_role("button").first.click()
    expect(screen.page.locator(".presenter .place")).to_have_text(f"2/{COUNT}")
    screen.calm()
    press(screen, "Space", 3)
    assert screen.codes["slide"] == "3"


def test_click_on_the_words_goes_on(look: Look):
    screen = look("/briefing")
    screen.page.locator(".stage-title").click()
    expect(screen.page.locator(".presenter .place")).to_have_text(f"2/{COUNT}")


def test_address_leads_to_the_slide_and_back_to_the_one_before(look: Look):
    screen = look("/briefing?slide=5&from=2026-01&to=2026-03")
    assert at(screen) == 5
    press(screen, "ArrowRight", 6)
    assert screen.codes["slide"] == "6"
    assert screen.codes["from"] == "2026-01"
    screen.page.go_back()
    expect(screen.page.locator(".presenter .place")).to_have_text(f"5/{COUNT}")
    screen.calm()
    assert screen.codes["slide"] == "5"
    press(screen, "ArrowRight", 6)


def test_click_into_the_map_and_escape(look: Look):
    screen = look(f"/briefing?slide={MAP}").charts_drawn()
    whole = finding(screen)
    shown = answer("satisfaction_by_ward").dropna(subset="index_pct")
    screen.page.locator(".st-key-stage_chart svg.marks .mark-shape path").nth(60).click()
    expect(screen.page.locator(".stage-title")).not_to_have_text(whole)
    screen.calm()
    code = screen.codes["focus"]
    told = shown[shown["ward_code"] == code].iloc[0]
    assert percent(told.index_pct, "vi") in finding(screen)
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".stage-title")).to_have_text(whole)
    screen.calm()
    assert "focus" not in screen.codes
    assert at(screen) == MAP


def test_click_into_a_list_leads_to_the_ward_and_its_page(look: Look):
    screen = look(f"/briefing?slide={MOVERS}").charts_drawn()
    screen.page.locator("svg g.strips_marks path").first.click()
    expect(screen.keyed("stage_out")).to_be_visible()
    screen.calm().charts_drawn()
    code = screen.codes["focus"]
    screen.page.get_by_role("link", name=t("briefing.more", "vi")).click()
    expect(screen.page.locator('[data-testid="stMain"] h3').first).to_have_text(t("page.unit", "vi"))
    screen.calm()
    assert screen.codes["unit"] == code
    assert screen.errors == []


@pytest.mark.parametrize(("number", "marks"), [(TREND, "g.clicked_marks line"), (INSPECTIONS, "g.clicked_marks path")])
def test_click_into_the_course_and_into_the_findings(look: Look, number: int, marks: str):
    screen = look(f"/briefing?slide={number}").charts_drawn()
    whole = finding(screen)
    screen.page.locator(f"svg {marks}").nth(-1 if number == TREND else 0).click(force=True)
    expect(screen.keyed("stage_out")).to_be_visible()
    screen.calm()
    assert finding(screen) != whole
    assert screen.codes["focus"]
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".stage-title")).to_have_text(whole)
    screen.calm()
    assert "focus" not in screen.codes
    assert screen.errors == []


def test_exit_keeps_the_filters(look: Look):
    screen = look(f"/briefing?slide=2&ward={FIVES}&from=2026-04&to=2026-06")
    screen.page.get_by_role("link", name=t("briefing.leave", "vi")).click()
    expect(screen.page.locator('[data-testid="stMain"] h3').first).to_have_text(t("page.overview", "vi"))
    screen.calm()
    assert (screen.codes["ward"], screen.codes["from"]) == (FIVES, "2026-04")
    assert "slide" not in screen.codes
    # The menu is there again.
    assert screen.page.locator('[data-testid="stTopNavSection"]').first.is_visible()


def test_files_to_take_along(look: Look):
    screen = look(f"/briefing?slide=2&ward={FIVES}")
    screen.keyed("stage_take").get_by_role("button").first.click()
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name=t("download.pptx", "vi")).click()
    assert waiting.value.suggested_filename.endswith(".pptx")
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")
    assert screen.errors == []


def test_clock_runs_and_begins_anew_at_a_click(look: Look):
    screen = look("/briefing")
    clock = screen.page.locator(".presenter .clock")
    expect(clock).to_have_text("00:02")
    press(screen, "ArrowRight", 2)
    assert clock.inner_text() >= "00:02", "it runs on from slide to slide"
    clock.click()
    assert clock.inner_text() == "00:00"
    assert at(screen) == 2


def test_next_slide_comes_at_once(look: Look):
    """The title of a slide that has been asked for before; the benchmark measures the whole of it."""
    screen = look("/briefing", width=1920, height=1080)
    press(screen, "End", COUNT)
    waits = []
    for number in range(COUNT - 1, 0, -1):
        press(screen, "ArrowLeft", number)
    for number in range(2, COUNT + 1):
        waits.append(
            screen.page.evaluate(
                """async () => {
                    const title = () => document.querySelector('.stage-title')?.textContent;
                    const before = title(), start = performance.now();
                    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'PageDown', bubbles: true}));
                    while (title() === before && performance.now() - start < 5000)
                        await new Promise(requestAnimationFrame);
                    return performance.now() - start;
                }"""
            )
        )
        expect(screen.page.locator(".presenter .place")).to_have_text(f"{number}/{COUNT}")
        screen.calm()
    assert median(waits) < 500, waits
