"""Every page on a projector, a laptop and a phone: drawn, whole, quiet, and inside the machine."""

from collections.abc import Callable

import pytest
from looking import Screen
from planted import FIVES
from screen import PAGES

from pages.parts.words import t

Look = Callable[..., Screen]
SIZES = {"projector": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
ADDRESS = {"overview": "/", "unit": f"/unit?unit={FIVES}"}
INKED_JS = """async canvas => {
    const copy = document.createElement('canvas');
    copy.width = canvas.width; copy.height = canvas.height;
    const pen = copy.getContext('2d');
    // What WebGL has drawn is only there in the frame in which it draws.
    await new Promise(requestAnimationFrame);
    pen.drawImage(canvas, 0, 0);
    const data = pen.getImageData(0, 0, copy.width, copy.height).data;
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4 * 97) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`);
    return seen.size;
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_page(look: Look, page: str, size: str):
    width, height = SIZES[size]
    screen = look(ADDRESS.get(page, f"/{page}"), width=width, height=height)
    screen.charts_drawn()
    assert screen.title == t(f"page.{page}", "vi")
    assert screen.page.locator('[data-testid="stException"]').count() == 0
    assert screen.page.locator('[data-testid="stAlertContentError"]').count() == 0
    assert screen.overflow() <= 1
    # At most five charts and the map; each with marks, none squeezed to nothing.
    for svg in screen.page.locator('[data-testid="stVegaLiteChart"] svg').all():
        box = svg.bounding_box()
        assert box
        assert box["width"] > min(width, 600) * 0.4
        assert box["height"] > 60
        assert box["x"] + box["width"] <= width + 1
    if page == "map":
        canvas = screen.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
        picture = canvas.screenshot()
        assert len(picture) > 20_000, "an empty canvas compresses to next to nothing"
    assert screen.errors == []
    assert screen.asked <= {screen.page.evaluate("location.host"), ""}


@pytest.mark.parametrize("page", ["overview", "districts", "map"])
def test_dark_colours(look: Look, page: str):
    screen = look(ADDRESS.get(page, f"/{page}"), dark=True).charts_drawn()
    ground = "getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
    assert screen.page.evaluate(ground) == "rgb(16, 22, 29)"
    inks = screen.page.locator("svg g.role-axis-label text").evaluate_all("nodes => nodes.map(n => n.getAttribute('fill'))")
    assert inks
    assert set(inks) == {"#e8eef4"}
    assert screen.page.locator('[data-testid="stException"]').count() == 0
    assert screen.errors == []


def test_names_on_a_phone_are_not_cut_off_by_the_plot(look: Look):
    """On 390 px a chart keeps room for its marks beside the names."""
    screen = look("/procedures", width=390, height=844).charts_drawn()
    plots = screen.keyed("procedures_fields").locator("svg path.background, svg .root > g > path").evaluate_all(
        "nodes => Math.max(...nodes.map(node => node.getBoundingClientRect().width))"
    )
    assert plots > 60
