"""Views that a browser keeps: saved, listed, opened, renamed, deleted, as a file; hostile files are refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from looking import Screen
from playwright.sync_api import Locator, expect

from pages.parts.words import t

Look = Callable[..., Screen]
GOOD = {"name": "Ba Đình", "page": "districts", "codes": "district=001"}
STRANGE = [
    {**GOOD, "page": "javascript:alert(1)"},
    {**GOOD, "page": "../../etc/passwd"},
    {**GOOD, "page": "constructor"},
    {**GOOD, "codes": '"><img src=x onerror=alert(1)>'},
    {**GOOD, "name": "x" * 81},
    {**GOOD, "name": 7},
    None,
]
HOSTILE = [
    "",
    "not json",
    "[]",
    "null",
    json.dumps({"version": 2, "views": [GOOD]}),
    json.dumps({"version": 1, "views": [GOOD] * 201}),
    *(json.dumps({"version": 1, "views": [GOOD, one]}) for one in STRANGE),
]


def opened(screen: Screen) -> Locator:
    """The list, open."""
    screen.keyed("views_door").locator("button").click()
    inside = screen.page.get_by_role("dialog").locator(".views")
    expect(inside.locator(".save")).to_have_text(t("views.save", "vi"))
    return inside


def test_a_view_is_kept_renamed_opened_and_deleted(look: Look) -> None:
    screen = look("/trends?from=2026-01&to=2026-03&step=quarter&factor=access")
    inside = opened(screen)
    assert "step=quarter" in inside.locator(".address").input_value()
    name = "<b>Tiếp cận</b> & ' \""
    inside.locator(".name").fill(name)
    inside.locator(".name").press("Enter")
    expect(inside.locator(".list a")).to_have_text(name)
    inside.get_by_role("button", name=t("views.rename", "vi")).press("Enter")
    box = inside.locator(".list input")
    box.fill("Tiếp cận")
    box.press("Enter")
    expect(inside.locator(".list a")).to_have_text("Tiếp cận")
    kept = dict(screen.codes)
    screen.open("/quality")
    inside = opened(screen)
    inside.locator(".list a").click()
    screen.page.wait_for_url("**/trends?*")
    screen.calm()
    assert screen.codes == kept and kept["step"] == "quarter"
    inside = opened(screen)
    with screen.page.expect_download() as waiting:
        inside.locator(".take").click()
    held = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert [one["name"] for one in held["views"]] == ["Tiếp cận"]
    inside.get_by_role("button", name=t("views.delete", "vi")).click()
    expect(inside.locator(".list li")).to_have_count(0)
    assert screen.errors == []


def test_a_file_brings_views_and_hostile_ones_are_refused(look: Look) -> None:
    screen = look("/methods")
    inside = opened(screen)

    def bring(text: str) -> None:
        file = {"name": "views.json", "mimeType": "application/json", "buffer": text.encode()}
        inside.locator(".file").set_input_files(file)

    for text in HOSTILE:
        inside.locator(".said").evaluate("node => { node.textContent = ''; }")
        bring(text)
        expect(inside.locator(".said")).to_have_text(t("views.refused_file", "vi"))
        assert inside.locator(".list li").count() == 0, text[:60]
    bring(json.dumps({"version": 1, "views": [GOOD]}))
    expect(inside.locator(".list a")).to_have_attribute("href", "/districts?district=001")
    assert screen.errors == []


@pytest.mark.parametrize("held", ["{", '{"views": 3}', '{"views": [{"page": "map"}]}'])
def test_what_another_left_in_the_browser_is_no_harm(look: Look, held: str) -> None:
    screen = look("/methods")
    screen.page.evaluate("text => localStorage.setItem('thuocdo_views', text)", held)
    expect(opened(screen).locator(".none")).to_have_text(t("views.none", "vi"))
