"""One unit on one page: the PDF is one A4 sheet of searchable text, and says what the screen says."""

import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from planted import EMPTY, FIVES, FOUR, TWENTY
from screen import answer, doors, opened, said
from streamlit.testing.v1 import AppTest

from pages.parts import card
from pages.parts.context import Context
from pages.parts.drill import of_unit
from pages.parts.words import t
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse

App = Callable[..., AppTest]
A4 = (595.28, 841.89)  # points


@pytest.fixture(scope="module")
def ctx(demo_file: Path) -> Iterator[Context]:
    database = Database(demo_file)
    catalog = read_catalog(database)
    filters, _ = parse({}, catalog)
    yield Context(database, catalog, filters, "vi", False)
    database.close()


def sheet(ctx: Context, code: str) -> card.Sheet:
    day = ctx.filters.last_day
    unit = ctx.catalog.districts.get(code) or ctx.catalog.ward(code, day)
    return card.sheet(ctx, of_unit(ctx.filters, unit.level, code), unit)


def words(data: bytes) -> str:
    """The text of a PDF of one sheet, without the breaks of lines."""
    (only,) = pypdf.PdfReader(io.BytesIO(data)).pages
    return squeezed(only.extract_text())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("code", [FIVES, FOUR, TWENTY, EMPTY, "004"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_pdf_is_one_a4_sheet_that_says_what_the_screen_says(ctx: Context, code: str, lang: str) -> None:
    page = sheet(replace(ctx, lang=lang), code)
    data = card.pdf(page)
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 1
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx(A4, abs=0.1)
    root = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root, "tagged, so that it can be read aloud"
    assert root["/Lang"] == lang
    assert reader.metadata.title.startswith(page.title)
    told = words(data)
    for section in page.sections:
        assert squeezed(section.title) in told
        for line in section.lines:
            for text in (line.label, line.value, line.before, line.note):
                assert squeezed(text) in told, text
    assert squeezed(t("stamp.simulated", lang)) in told


def test_the_screen_has_the_same_texts(app: App, ctx: Context) -> None:
    at = app("unit", unit=FIVES, view="card")
    assert not at.exception
    shown = squeezed(" ".join(said(at)))
    for section in sheet(ctx, FIVES).sections:
        for line in section.lines:
            assert squeezed(line.label) in shown
            assert squeezed(line.value) in shown
    assert not at.get("vega_lite_chart")


def test_numbers_are_those_of_the_command(app: App, ctx: Context) -> None:
    told = answer("unit_card", ward=FIVES).set_index("measure_code")
    text = words(card.pdf(sheet(ctx, FIVES)))
    assert "100,0%" in text
    assert f"{told.loc['city_team_n', 'value']:.0f}/{told.loc['city_team_with_findings_n', 'value']:.0f}" in text
    received = f"{told.loc['centre_received_n', 'value']:,.0f}".replace(",", ".")
    assert received in text


@pytest.mark.parametrize("code", [FOUR, EMPTY])
def test_what_is_hidden_on_the_screen_is_hidden_on_paper(ctx: Context, code: str) -> None:
    page = sheet(ctx, code)
    parts = {section.code: section for section in page.sections}
    state = t("state.hidden" if code == FOUR else "state.missing", "vi")
    assert parts["satisfaction"].lines[0].value == state
    assert all("%" not in line.value for line in parts["factor"].lines)
    assert all(line.bar is None for line in parts["factor"].lines)


def test_text_is_never_read_as_markup(ctx: Context) -> None:
    """What an office wrote into its plan stands on the page as it was written."""
    page = sheet(ctx, FIVES)
    hostile = '#read("/etc/passwd") *đậm* $x$ `mã` <nhãn> @khóa \\ ] #panic("x") “…”'
    line = card.Line(hostile, hostile, hostile, hostile)
    sections = [replace(one, lines=[*one.lines, line]) for one in page.sections]
    text = words(card.pdf(replace(page, title=hostile, sections=sections)))
    assert text.count(squeezed(hostile)) >= 2 * len(sections)


def test_a_long_plan_stays_on_one_sheet(ctx: Context) -> None:
    page = sheet(ctx, FIVES)
    long = card.Line("Một việc rất dài cần nhiều chữ để nói cho hết " * 6, "chậm 251 ngày", "hạn 22/2/2026")
    sections = [replace(one, lines=[*one.lines, *[long] * 6]) for one in page.sections]
    assert len(pypdf.PdfReader(io.BytesIO(card.pdf(replace(page, sections=sections)))).pages) == 1


def test_a_card_is_drawn_within_a_second(ctx: Context) -> None:
    page = sheet(ctx, FIVES)
    start = time.perf_counter()
    card.pdf(page)
    assert time.perf_counter() - start < 1


def test_table_files_and_statement_stand_behind_the_page(app: App) -> None:
    at = app("unit", unit=FIVES, view="card")
    assert doors(at) == ["unit_card"]
    opened(at, "unit_card")
    assert not at.exception
    assert "unit_card" in at.code[0].value
    assert len(at.dataframe[-1].value) == len(answer("unit_card", ward=FIVES))


@pytest.mark.parametrize(
    "codes",
    [
        {"from_": "2025-04", "to": "2025-06", "unit": "001"},
        {"from_": "2019-01", "to": "2019-03"},
        {"from_": "2031-01", "to": "2031-03"},
        {"instrument": "city_survey"},
        {"channel": "online", "unit": FIVES},
    ],
    ids=str,
)
def test_the_page_stands_under_any_filter(app: App, codes: dict[str, str]) -> None:
    at = app("unit", view="card", **codes)
    assert not at.exception
    assert not any(word in text for text in said(at) for word in ("nan", "None", "NaT", "{"))
