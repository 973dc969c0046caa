"""No English word in what stands on the Vietnamese screen, whatever is opened."""

from collections.abc import Callable

import pytest
from looking import Screen
from planted import FIVES
from test_languages import english_words

from pages.parts.words import t

Look = Callable[..., Screen]


def english_on(screen: Screen) -> set[str]:
    """English words on the screen, but for the switch that offers English and the names of codes."""
    return english_words(screen.words().splitlines())


@pytest.mark.parametrize("address", ["/", f"/unit?unit={FIVES}", "/map", "/inspections", "/feedback"])
def test_no_english_word_behind_a_chart(look: Look, address: str):
    """The pages themselves are read in test_screens.py, the words of all tables in tests/pages."""
    screen = look(address).charts_drawn()
    keys = screen.page.locator('[class*="_behind"]').evaluate_all(
        "nodes => nodes.flatMap(n => [...n.classList]).filter(n => n.startsWith('st-key-')).map(n => n.slice(7, -7))"
    )
    assert keys
    dialog = screen.behind(keys[0])
    for name in ("table", "download", "definition", "sql"):
        screen.tab(dialog, t(f"tab.{name}", "vi"))
        assert english_on(screen) == set(), name


def test_no_english_word_in_the_rarer_filters(look: Look):
    screen = look("/")
    screen.page.get_by_role("button", name=t("filter.more", "vi")).click()
    screen.page.wait_for_selector('[data-testid="stPopoverBody"]')
    assert english_on(screen) == set()


@pytest.mark.parametrize("key", ["filter_district", "filter_field", "filter_period"])
def test_no_english_word_in_an_open_list(look: Look, key: str):
    """What Streamlit says where nothing is found ("No results") cannot be worded otherwise and is not opened here."""
    screen = look("/")
    door = screen.keyed(key.replace("filter_", "open_")).locator("button")
    if door.count():
        door.first.click()
    screen.keyed(key).locator("input").first.click()
    screen.page.wait_for_selector('[role="option"]')
    assert english_on(screen) == set()


def test_no_english_word_without_rows_or_after_a_bad_link(look: Look):
    assert english_on(look("/?from=2031-01&to=2031-03")) == set()
    assert english_on(look("/?channel=<script>&from=x")) == set()
