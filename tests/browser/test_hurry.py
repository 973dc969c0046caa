"""Presses that come before the answer to the one before, and lists behind a button, of which the browser hears late."""

from collections.abc import Callable

import pytest
from looking import Screen
from screen import answer, numbers

from pages.parts.words import t

Look = Callable[..., Screen]
QUARTER = {"from": "2026-01", "to": "2026-03"}


def slips(screen: Screen) -> float:
    """The number on the tile of slips."""
    return numbers(screen.tiles[-1])[0]


def by_button(screen: Screen) -> None:
    screen.page.get_by_role("button", name=t("filter.reset", "vi")).click()


def by_chip(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Ba Đình").last.click()


def by_going_back(screen: Screen) -> None:
    screen.page.go_back()


@pytest.mark.parametrize("take_back", [by_button, by_chip, by_going_back])
def test_what_was_taken_back_stays_away(look: Look, take_back: Callable[[Screen], None]):
    """The list of districts is not on the screen while it is changed, so the browser still holds what was chosen."""
    screen = look("/")
    screen.choose("filter_district", "Ba Đình")
    assert screen.codes["district"] == "001"
    take_back(screen)
    screen.page.wait_for_timeout(500)
    assert "district" not in screen.calm().codes
    screen.choose("filter_period", "quý I/2026")
    assert "district" not in screen.codes
    assert QUARTER.items() <= screen.codes.items()
    assert slips(screen) == answer("headline", from_="2026-01", to="2026-03").iloc[0].slips_n
    screen.choose("filter_district", "Ba Đình")
    assert screen.codes["district"] == "001", "the same name can be chosen once more"
    assert screen.errors == []


def test_a_month_chosen_in_the_row_is_not_undone_by_the_list_behind_the_button(look: Look):
    screen = look("/")
    screen.page.get_by_role("button", name=t("filter.more", "vi")).click()
    screen.pick("filter_from", "tháng 8/2026")
    screen.page.keyboard.press("Escape")
    assert screen.codes["from"] == "2026-08"
    screen.choose("filter_period", "quý I/2026")
    screen.choose("filter_district", "Ba Đình")
    assert screen.codes.items() >= (QUARTER | {"district": "001"}).items()
    assert screen.errors == []


def test_two_presses_at_once_both_count(look: Look):
    screen = look("/map?form=hex")
    screen.page.evaluate(
        """keys => keys.forEach(key => [...document.querySelectorAll(`.st-key-${key} button`)].at(-1).click())""",
        ["own_segments_form", "language_switch"],
    )
    screen.page.wait_for_timeout(1000)
    assert screen.calm().codes.get("lang") == "en"
    assert screen.codes["form"] == "schematic"
    assert screen.errors == []
