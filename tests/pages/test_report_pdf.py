"""The report on A4: every row of every table, what it was made from on its first page, text that can be searched."""

import io
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from planted import EMPTY, FOUR
from screen import answer

from pages.parts import frames, provenance, report_pdf, report_tables, still, story
from pages.parts.context import Context
from pages.parts.drill import of_unit
from pages.parts.words import t
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse

A4 = (595.28, 841.89)  # points


@pytest.fixture(scope="module")
def ctx(demo_file: Path) -> Iterator[Context]:
    database = Database(demo_file)
    catalog = read_catalog(database)
    filters, _ = parse({}, catalog)
    yield Context(database, catalog, filters, "vi", False)
    database.close()


@pytest.fixture(scope="module")
def slides(ctx: Context) -> list[story.Slide]:
    return still.told(ctx)


@pytest.fixture(scope="module")
def report(ctx: Context, slides: list[story.Slide]) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(report_pdf.report(ctx, slides)))


@pytest.fixture(scope="module")
def pages(report: pypdf.PdfReader) -> list[str]:
    return [squeezed(page.extract_text()) for page in report.pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_dated_notes_stand_under_the_line(slides: list[story.Slide], pages: list[str]) -> None:
    made = next(one for one in slides if one.key == "trend")
    assert made.legend and sum(squeezed(made.legend) in page for page in pages) == 1


def test_the_first_page_says_what_it_was_made_from(ctx: Context, pages: list[str]) -> None:
    slips = int(answer_of(ctx, "headline")["slips_n"].iloc[0])
    told = [
        t("report.title", "vi"),
        "Quý III/2026",
        t("about.whole_city", "vi"),
        f"{slips:,} phiếu".replace(",", "."),
        ctx.database.path.name,
        "31/10/2026",
        t("def.index", "vi"),
        provenance.link(ctx),
        t("stamp.simulated", "vi"),
    ]
    for text in told:
        assert squeezed(text) in pages[0], text


def answer_of(ctx: Context, name: str) -> pd.DataFrame:
    return ctx.ask(name)


def test_pages_are_counted_stamped_and_of_a4(report: pypdf.PdfReader, pages: list[str]) -> None:
    for number, (page, text) in enumerate(zip(report.pages, pages, strict=True), start=1):
        sides = sorted(float(side) for side in page.mediabox[2:])
        assert sides == pytest.approx(A4, abs=0.1)
        assert f"Trang{number}/{len(pages)}" in text
        assert squeezed(t("stamp.simulated", "vi")) in text


def test_it_is_tagged_in_its_language_and_stands_to_the_accessible_standard(report: pypdf.PdfReader) -> None:
    root = report.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data(), "PDF/UA-1"
    assert len(report.outline) >= 11


def test_all_words_are_text_in_fonts_that_come_along(report: pypdf.PdfReader) -> None:
    fonts = [font.get_object() for page in report.pages for font in page["/Resources"].get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner)
    images = [name for page in report.pages for name, one in page["/Resources"].get("/XObject", {}).items()
              if one.get_object().get("/Subtype") == "/Image"]  # fmt: skip
    assert not images, "charts are vectors"


def test_summary_contents_and_findings(ctx: Context, slides: list[story.Slide], pages: list[str]) -> None:
    for sentence in story.summary(ctx):
        assert squeezed(sentence) in pages[1] + pages[2]
    body = "".join(pages)
    for place, made in enumerate(slides, start=1):
        heading = squeezed(f"{place}. {t(f'report.part_{made.key}', 'vi')}")
        assert heading in pages[1] + pages[2], "in the contents"
        assert squeezed(made.title) in body
        # The heading stands on the page on which its finding, its figures and its source stand.
        (page,) = [text for text in pages[2:] if squeezed(made.title) in text and heading in text]
        for fact in made.facts:
            assert squeezed(fact.value) in page
    chart_words = next(
        page for page in pages[2:] if squeezed(f"2. {t('report.part_trend', 'vi')}") in page and "%" in page
    )
    assert "1/2021" in chart_words or "1/2022" in chart_words, "words inside charts can be found"


def test_no_row_of_any_table_is_lost_and_headings_repeat(ctx: Context, slides: list, pages: list[str]) -> None:
    start = next(n for n, text in enumerate(pages) if n > 2 and squeezed(t("report.tables_note", "vi")) in text)
    text = "".join(pages[start:])
    wards = next(one for one in slides if one.key == "movers").source.answer
    assert len(wards) == 126
    table = report_tables.printed(wards, ctx)
    for row in table.rows:
        assert squeezed("".join(row)) in text, row
    assert [row[0] for row in table.rows] == frames.unit_names(wards, "ward", ctx)
    holding = [page for page in pages[start:] if any(squeezed("".join(row)) in page for row in table.rows)]
    assert len(holding) >= 3
    head = squeezed("".join(table.heads))
    assert all(head in page for page in holding)
    for key in ("trend", "feedback", "actions", "fields"):
        answer = next(one for one in slides if one.key == key).source.answer
        ordered = answer.sort_values("month") if "month" in answer else answer
        for row in report_tables.printed(ordered, ctx).rows:
            assert squeezed("".join(row))[:60] in text, (key, row)


def test_numbers_are_those_of_the_command(demo_file: Path, monkeypatch: pytest.MonkeyPatch, pages: list[str]) -> None:
    monkeypatch.setenv("THUOCDO_DATABASE", str(demo_file))
    body = "".join(pages)
    for row in answer("satisfaction_by_factor").to_dict("records"):
        shown = f"{row['index_pct']:.1f}".replace(".", ",")
        assert squeezed(f"{row['factor_name']}{row['slips_n']:,.0f}".replace(",", ".")) in body.replace(",", ".")
        assert shown in body


def test_hidden_cells_are_hidden_on_paper(ctx: Context) -> None:
    wards = ctx.ask("satisfaction_by_ward", compare="previous")
    table = report_tables.printed(wards, ctx)
    state = table.heads.index(t("col.state", "vi"))
    for code, word in ((FOUR, "hidden"), (EMPTY, "missing")):
        row = table.rows[wards.index[wards["ward_code"] == code][0]]
        assert row[state] == t(f"state.{word}", "vi")
    hidden = table.rows[wards.index[wards["ward_code"] == FOUR][0]]
    now = table.heads.index(t("col.index_pct", "vi"))
    assert hidden[now] == hidden[now + 1] == "–"
    assert hidden[table.heads.index(t("col.slips_n", "vi"))] == "–"


@pytest.mark.parametrize("code", [FOUR, EMPTY, "00004"])
def test_a_report_of_one_ward(ctx: Context, code: str) -> None:
    made = pypdf.PdfReader(io.BytesIO(report_pdf.report(replace(ctx, filters=of_unit(ctx.filters, "ward", code)))))
    first = squeezed(made.pages[0].extract_text())
    assert squeezed(ctx.catalog.ward(code, ctx.filters.last_day).word("vi")) in first
    if code == FOUR:
        assert squeezed(t("state.hidden", "vi")) in first
    whole = squeezed("".join(page.extract_text() for page in made.pages))
    assert "nan" not in whole.lower().replace("không", "").split()


def test_english(ctx: Context) -> None:
    made = pypdf.PdfReader(io.BytesIO(report_pdf.report(replace(ctx, lang="en"))))
    assert "Q32026" in squeezed(made.pages[0].extract_text())
    assert f"Page1of{len(made.pages)}" in squeezed(made.pages[0].extract_text())


def test_text_is_never_read_as_markup(ctx: Context) -> None:
    hostile = '#read("/etc/passwd") *đậm* $x$ `mã` <nhãn> @khóa \\ ] #panic("x") “…”'
    fact = story.Fact(hostile, hostile, hostile)
    made = story.Slide("headline", hostile, hostile, facts=(fact,), lines=(hostile,))
    text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(
        io.BytesIO(report_pdf.report(ctx, [made]))).pages))  # fmt: skip
    assert text.count(squeezed(hostile)) == 6


def test_within_six_seconds(ctx: Context) -> None:
    report_pdf.report(ctx)  # what is imported and asked once
    start = time.process_time()
    report_pdf.report(ctx)
    assert time.process_time() - start < 6


def test_columns_fit_the_page_and_break_no_number_or_day(ctx: Context, slides: list[story.Slide]) -> None:
    for made in slides:
        if made.source is None or made.source.answer.empty:
            continue
        table = report_tables.printed(made.source.answer, ctx)
        widths = report_tables.widths(table)
        assert len(widths) == len(table.heads)
        assert sum(widths) <= report_tables.LINE_MM + 0.2
        for place, (width, is_number) in enumerate(zip(widths, table.is_number, strict=True)):
            if is_number and table.rows:
                longest = max(len(row[place]) for row in table.rows)
                assert width >= longest * 1.3, (made.key, table.heads[place])  # mm of a digit at 8 pt, and room around
