"""Every page on a projector, a laptop and a phone: drawn, whole, quiet, and inside the machine."""

from collections.abc import Callable

import pytest
from looking import Screen
from planted import FIVES
from screen import PAGES
from test_languages import english_words

from pages.parts.words import t

Look = Callable[..., Screen]
SIZES = {"projector": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
ADDRESS = {"overview": "/", "unit": f"/unit?unit={FIVES}"}
NARROW_PX = 90  # less room than this beside the names, and a dot cannot be told from its neighbour
NARROW_BARS_PX = 50  # a bar has its value beside it


@pytest.mark.parametrize("page", PAGES)
def test_page(look: Look, page: str):
    screen = look(ADDRESS.get(page, f"/{page}"), width=1920, height=1080)
    for name, (width, height) in SIZES.items():
        screen.page.set_viewport_size({"width": width, "height": height})
        screen.calm().charts_drawn()
        assert screen.title == t(f"page.{page}", "vi")
        assert screen.page.locator('[data-testid="stException"]').count() == 0
        assert screen.page.locator('[data-testid="stAlertContentError"]').count() == 0
        assert screen.overflow() <= 1, name
        for svg in screen.page.locator('[data-testid="stVegaLiteChart"] svg').all():
            box = svg.bounding_box()
            assert box
            assert box["width"] > min(width, 600) * 0.4
            assert box["height"] > 60
            assert box["x"] + box["width"] <= width + 1, name
        if page == "map":
            picture = screen.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.screenshot()
            assert len(picture) > 20_000, "an empty canvas compresses to next to nothing"
        assert english_words(screen.words().splitlines()) == set(), name
    assert screen.errors == []
    assert screen.asked <= {screen.page.evaluate("location.host"), ""}


@pytest.mark.parametrize("page", PAGES)
def test_first_load_on_a_phone(look: Look, page: str):
    """No wider than the window, and each list of rows keeps room for its marks beside the names."""
    screen = look(ADDRESS.get(page, f"/{page}"), width=390, height=844).charts_drawn()
    assert screen.overflow() <= 1
    assert screen.errors == []
    rooms = screen.page.locator("svg g.strips_marks").evaluate_all(
        """(groups, [dots, bars]) => groups.map(group => {
            const least = group.closest('svg').querySelector('g.mark-symbol.role-mark path') ? dots : bars;
            const boxes = [...group.querySelectorAll('path')].map(path => path.getBoundingClientRect());
            return [Math.max(...boxes.map(box => box.width)) * (boxes.length > 1 && boxes[0].x < boxes[1].x
                ? boxes.length : 1), least];
        })""",
        [NARROW_PX, NARROW_BARS_PX],
    )
    assert not [(width, least) for width, least in rooms if width < least]


@pytest.mark.parametrize("page", ["overview", "districts", "map"])
def test_dark_colours(look: Look, page: str):
    screen = look(ADDRESS.get(page, f"/{page}"), dark=True).charts_drawn()
    ground = "getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
    assert screen.page.evaluate(ground) == "rgb(16, 22, 29)"
    labels = screen.page.locator("svg g.role-axis-label text")
    inks = labels.evaluate_all("nodes => nodes.map(node => node.getAttribute('fill'))")
    assert inks
    assert set(inks) == {"#e8eef4"}
    assert screen.page.locator('[data-testid="stException"]').count() == 0
    assert screen.errors == []
