"""What a reader does: filters, goes back, sends a link, clicks into a chart or the map, takes files along."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from looking import Screen
from planted import FOUR, TWENTY
from playwright.sync_api import expect
from screen import answer, numbers

from pages.parts import shapes, wardmap
from pages.parts.words import t
from queries.catalog import Catalog, read_catalog
from queries.database import Database

Look = Callable[..., Screen]


@pytest.fixture(scope="module")
def catalog(data_file: Path) -> Catalog:
    """Names and places of the units."""
    return read_catalog(Database(data_file))


def slips(screen: Screen) -> float:
    """The number on the tile of slips."""
    return numbers(screen.tiles[-1])[0]


def test_filter_changes_numbers_and_address_and_back_returns(look: Look):
    screen = look("/")
    assert slips(screen) == answer("headline").iloc[0].slips_n
    screen.choose("filter_period", "quý I/2026")
    assert slips(screen) == answer("headline", from_="2026-01", to="2026-03").iloc[0].slips_n
    assert (screen.codes["from"], screen.codes["to"]) == ("2026-01", "2026-03")
    screen.choose("filter_district", "Ba Đình")
    assert screen.codes["district"] == "001"
    assert slips(screen) == answer("headline", from_="2026-01", to="2026-03", district="001").iloc[0].slips_n
    screen.back(t("page.overview", "vi"))
    assert "district" not in screen.codes
    assert slips(screen) == answer("headline", from_="2026-01", to="2026-03").iloc[0].slips_n
    screen.back(t("page.overview", "vi"))
    assert screen.codes.get("from") in ("2026-07", None)
    assert slips(screen) == answer("headline").iloc[0].slips_n
    screen.page.go_forward()
    screen.page.wait_for_timeout(300)
    screen.calm()
    assert screen.codes["from"] == "2026-01"
    assert slips(screen) == answer("headline", from_="2026-01", to="2026-03").iloc[0].slips_n
    assert screen.errors == []


def test_link_shows_the_same_numbers_elsewhere(look: Look):
    screen = look("/")
    screen.choose("filter_period", "quý II/2026")
    screen.choose("filter_field", "Chứng thực")
    address = screen.page.url.partition("/")[2].partition("/")[2].partition("/")[2]
    other = look(f"/{address}")
    assert other.tiles == screen.tiles
    assert other.page.url == screen.page.url


def test_filters_stay_when_the_page_changes_by_the_menu(look: Look):
    screen = look("/?from=2026-01&to=2026-03&channel=online")
    screen.menu(t("group.satisfaction", "vi"), t("page.trends", "vi"))
    assert screen.path == "/trends"
    assert screen.codes == {"instrument": "one_stop_slip", "from": "2026-01", "to": "2026-03", "channel": "online"}
    assert screen.errors == []


def test_district_row_shows_its_wards_and_a_ward_opens_its_page(look: Look, catalog: Catalog):
    screen = look("/districts", height=2400).charts_drawn()
    told = answer("satisfaction_by_district").sort_values("index_pct", kind="stable", na_position="last")
    wanted = told.iloc[2]
    screen.rows("districts_districts").nth(2).click()
    screen.calm().charts_drawn()
    name = catalog.districts[wanted.district_code].word("vi")
    expect(screen.control("own_select_area").locator("input").first).to_have_value(name)
    assert screen.codes["area"] == wanted.district_code
    wards = answer("satisfaction_by_ward").query("district_code == @wanted.district_code")
    wards = wards.sort_values("index_pct", kind="stable", na_position="last")
    assert screen.rows("districts_inside").count() == len(wards)
    screen.rows("districts_inside").first.click()
    expect(screen.page.locator("h2")).to_be_visible()
    screen.calm()
    assert_page_of(screen, wards.iloc[0], catalog)


def test_ward_dot_opens_the_page_of_that_ward(look: Look, catalog: Catalog):
    screen = look("/districts?from=2026-01&to=2026-06", height=1200).charts_drawn()
    wards = answer("satisfaction_by_ward", from_="2026-01", to="2026-06")
    wards = wards.sort_values("index_pct", kind="stable", na_position="last")
    screen.keyed("districts_wards").locator("svg g.units_marks path").first.click()
    expect(screen.page.locator("h2")).to_be_visible()
    screen.calm()
    assert (screen.codes["from"], screen.codes["to"]) == ("2026-01", "2026-06")
    assert_page_of(screen, wards.iloc[0], catalog)
    screen.back(t("page.districts", "vi"))


def assert_page_of(screen: Screen, ward: pd.Series, catalog: Catalog) -> None:
    """The page of one ward with its numbers."""
    assert screen.title == t("page.unit", "vi")
    name = catalog.wards[ward.ward_code][0].word("vi")
    assert screen.page.locator("h2").first.inner_text() == name
    if not ward.is_hidden:
        assert numbers(screen.tiles[0]) == pytest.approx([ward.index_pct], abs=0.0501)
    assert screen.path == "/unit"
    assert screen.codes.get("unit") == ward.ward_code, "the link names the unit it shows"


@pytest.mark.parametrize(("code", "width"), [(TWENTY, 1366), (FOUR, 390)])
def test_hexagon_opens_the_ward_beside_the_map(look: Look, catalog: Catalog, code: str, width: int):
    screen = look("/map", width=width, height=1100)
    canvas = screen.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    expect(canvas).to_be_visible()
    canvas.scroll_into_view_if_needed()
    screen.page.wait_for_timeout(1000)  # a narrow map finds its height
    box = canvas.bounding_box()
    assert box
    made = shapes.hexagons(catalog.hexes["ward"], "ward")
    centres = dict(zip(made.codes, made.labels, strict=True))
    left, top, right, bottom = made.extent
    across, down = box["width"] / (1.02 * (right - left)), (box["height"] - 2 * wardmap.MARGIN_PX) / (bottom - top)
    scale = min(across, down)
    x = box["x"] + box["width"] / 2 + scale * (centres[code][0] - (left + right) / 2)
    y = box["y"] + box["height"] / 2 + scale * (centres[code][1] - (top + bottom) / 2)
    screen.page.mouse.move(x, y)
    screen.page.mouse.click(x, y)
    chosen = screen.control("own_many_unit")
    expect(chosen).to_contain_text(catalog.wards[code][0].word("vi"))
    screen.calm()
    assert screen.codes["unit"] == code
    words = screen.words()
    assert t("drill.open", "vi", name=catalog.wards[code][0].word("vi")) in words
    if code == FOUR:
        assert "dưới 10 phiếu, không hiển thị" in words
    assert screen.errors == []


def test_what_stands_behind_a_chart(look: Look):
    screen = look("/?from=2026-01&to=2026-03")
    dialog = screen.behind("overview_fields")
    expect(dialog.locator('[data-testid="stDataFrame"] canvas').first).to_be_visible()
    screen.tab(dialog, t("tab.sql", "vi"))
    assert "python -m queries satisfaction_by_field" in dialog.inner_text()
    screen.tab(dialog, t("tab.definition", "vi"))
    assert t("def.index", "vi")[:40] in dialog.inner_text()
    screen.tab(dialog, t("tab.download", "vi"))

    def taken(ending: str) -> bytes:
        with screen.page.expect_download() as waiting:
            dialog.get_by_role("button", name=t(f"download.{ending}", "vi")).click()
        is_picture = ending in ("png", "svg")
        stem = "thuocdo-dat-dai-" if is_picture else "thuocdo-satisfaction_by_field-202601-202603"
        assert waiting.value.suggested_filename.startswith(stem)
        assert waiting.value.suggested_filename.endswith(f"-mo-phong.{ending}")
        return Path(waiting.value.path()).read_bytes()

    rows = list(csv.DictReader(io.StringIO(taken("csv").decode("utf-8-sig"))))
    told = answer("satisfaction_by_field", from_="2026-01", to="2026-03", compare="previous")
    for head, column in (("col.index_pct", "index_pct"), ("col.slips_n", "slips_n"), ("col.change_pct", "change_pct")):
        shown = [float(row[t(head, "vi")]) if row[t(head, "vi")] else None for row in rows]
        expected = [None if pd.isna(value) else value for value in told[column]]
        assert shown == pytest.approx(expected)
    assert {row[t("col.note", "vi")] for row in rows} == {t("stamp.simulated", "vi")}
    assert taken("png").startswith(b"\x89PNG")
    assert taken("svg").startswith(b"<svg")
    assert taken("xlsx").startswith(b"PK")
    assert screen.errors == []


def test_picture_of_the_map_can_be_taken(look: Look):
    screen = look("/map")
    dialog = screen.behind("map_deck")
    screen.tab(dialog, t("tab.download", "vi"))
    with screen.page.expect_download() as waiting:
        dialog.get_by_role("button", name=t("download.png", "vi")).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_language_switch(look: Look):
    screen = look("/trends?channel=online")
    screen.page.get_by_role("radio", name="English").or_(screen.page.get_by_role("button", name="English")).click()
    expect(screen.page.locator('[data-testid="stMain"] h3').first).to_have_text(t("page.trends", "en"))
    screen.calm()
    assert screen.codes["lang"] == "en"
    assert screen.codes["channel"] == "online"
    other = look(f"/trends?lang=en&{screen.page.url.partition('?')[2]}")
    assert other.title == t("page.trends", "en")
    assert screen.errors == []


def test_two_tabs_do_not_disturb_each_other(look: Look):
    one, other = look("/?from=2026-01&to=2026-03"), look("/?from=2025-10&to=2025-12&channel=online")
    before = other.tiles
    one.choose("filter_district", "Ba Đình")
    assert slips(one) == answer("headline", from_="2026-01", to="2026-03", district="001").iloc[0].slips_n
    other.menu(t("group.leaders", "vi"), t("page.unit", "vi"))
    assert other.codes["channel"] == "online"
    assert "district" not in other.codes
    other.back(t("page.overview", "vi"))
    assert other.tiles == before
