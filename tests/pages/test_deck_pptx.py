"""Slides as a presentation: native and editable, with the questions' numbers, and in the notes what stands behind."""

import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from planted import FOUR
from pptx import Presentation
from pptx.enum.dml import MSO_FILL_TYPE
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from pages.parts import charts, deck_pptx, deck_template, still, story
from pages.parts.context import Context
from pages.parts.drill import of_unit
from pages.parts.words import t
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse

CHARTED = ("trend", "movers", "factors", "drivers", "fields", "inspections", "feedback", "actions")


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
def deck(ctx: Context, slides: list[story.Slide]) -> list:
    return list(Presentation(io.BytesIO(deck_pptx.deck(ctx, slides=slides))).slides)


def texts(slide: object) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def chart(slide: object) -> object:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def book(made: object) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(made.part.chart_workbook.xlsx_part.blob)).active


def together(rows: list[list[float | None]]) -> list[float | None]:
    """Rows of which at most one has a value in each place, as one."""
    assert all(sum(value is not None for value in place) <= 1 for place in zip(*rows, strict=True))
    return [next((value for value in place if value is not None), None) for place in zip(*rows, strict=True)]


def one(slides: list[story.Slide], deck: list, key: str) -> tuple[story.Slide, object]:
    place = next(n for n, made in enumerate(slides) if made.key == key)
    return slides[place], deck[place + 1]


def test_every_slide_is_there_with_its_title_note_number_and_stamp(slides: list[story.Slide], deck: list) -> None:
    assert [slide.shapes.title.text_frame.text for slide in deck[1 : len(slides) + 1]] == [s.title for s in slides]
    for number, slide in enumerate(deck, start=1):
        assert f"{number}/{len(deck)}" in texts(slide)
        assert t("stamp.simulated", "vi") in texts(slide)
    for made, slide in zip(slides, deck[1:], strict=False):
        assert made.note in texts(slide)
        for fact in made.facts:
            assert fact.value in texts(slide)
    assert "Quý III/2026" in texts(deck[0])


@pytest.mark.parametrize("key", CHARTED)
def test_charts_are_native_and_have_words_for_those_who_cannot_see(slides: list, deck: list, key: str) -> None:
    made, slide = one(slides, deck, key)
    assert made.draw is not None
    assert not [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    frame = next(shape for shape in slide.shapes if shape.has_chart)
    assert made.title in frame._element.xpath(".//p:cNvPr")[0].get("descr")


def test_the_map_is_made_of_shapes_and_has_a_table_beside_it(slides: list, deck: list) -> None:
    assert not [slide for slide in deck for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    made, slide = one(slides, deck, "map")
    group = next(shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP)
    outlines = [shape for shape in group.shapes if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM]
    assert len(outlines) == 126
    assert made.title in group._element.xpath(".//p:cNvPr")[0].get("descr")
    states = made.tables["cells"]["state"].value_counts()
    assert sum(shape.fill.type == MSO_FILL_TYPE.PATTERNED for shape in outlines) == states["hidden"]
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    counted = sum(int(table.cell(row, 1).text_frame.text) for row in range(1, len(table.rows)))
    assert counted == len(made.tables["cells"]) == 126


@pytest.mark.parametrize(
    ("key", "column"), [("factors", "index_pct"), ("movers", "change_pct"), ("fields", "index_pct")]
)
def test_bars_hold_the_questions_numbers(slides: list, deck: list, key: str, column: str) -> None:
    made, slide = one(slides, deck, key)
    rows = made.tables["rows"].sort_values("position")
    values = together([list(series.values) for series in chart(slide).plots[0].series])[: len(rows)]
    expected = [None if pd.isna(value) else value for value in rows[column]]
    assert values == pytest.approx(expected)
    names = list(chart(slide).plots[0].categories)
    assert all(shown.startswith(name) for shown, name in zip(names, rows["name"], strict=False))


def test_editing_opens_a_workbook_with_the_numbers_and_their_intervals(slides: list, deck: list) -> None:
    made, slide = one(slides, deck, "factors")
    rows = made.tables["rows"].sort_values("position")
    sheet, n = book(chart(slide)), len(rows)
    heads = [cell.value for cell in sheet[1]]
    assert [sheet.cell(2 + place, 1).value for place in range(n)] == rows["name"].tolist()

    def column(ending: str) -> list[float]:
        places = [at for at, head in enumerate(heads) if head and head.endswith(ending)]
        return together([[sheet.cell(2 + place, at + 1).value for place in range(n)] for at in places])

    names = [series.name for series in chart(slide).plots[0].series]
    shown = [[sheet.cell(2 + place, heads.index(name) + 1).value for place in range(n)] for name in names]
    assert together(shown) == pytest.approx(rows["index_pct"].tolist())
    assert column(" +") == pytest.approx((rows["index_high"] - rows["index_pct"]).tolist())
    assert column(" −") == pytest.approx((rows["index_pct"] - rows["index_low"]).tolist())
    # The error bars read those very cells.
    for at, head in enumerate(heads, start=1):
        if head and head.endswith((" +", " −")):
            letter = openpyxl.utils.get_column_letter(at)
            assert f"Sheet1!${letter}$2:${letter}${n + 2}" in chart(slide)._chartSpace.xml


def test_the_legend_says_what_the_colours_mean(slides: list, deck: list) -> None:
    _, slide = one(slides, deck, "movers")
    names = {series.name for series in chart(slide).plots[0].series}
    assert names <= {t(f"tile.{one}", "vi") for one in ("up", "down", "unclear")}
    assert chart(slide).has_legend or len(names) == 1


def test_the_line_is_cut_at_breaks_and_shows_the_target(ctx: Context, slides: list, deck: list) -> None:
    made, slide = one(slides, deck, "trend")
    points = made.tables["points"].sort_values("month")
    series = list(chart(slide).plots[0].series)
    parts = points["segment"].nunique()
    assert len(series) == parts + 2
    held = [value for one in series[:parts] for value in one.values if value is not None]
    assert held == pytest.approx(points["index_pct"].dropna().tolist())
    assert series[parts].name == t("measure.target", "vi")
    assert not any(one.smooth for one in series)


def test_dated_notes_are_letters_at_the_foot_of_the_line(slides: list, deck: list) -> None:
    made, slide = one(slides, deck, "trend")
    noted = made.tables["notes"]
    assert len(noted) and made.legend and made.legend in texts(slide)
    assert made.legend in slide.notes_slide.notes_text_frame.text
    months = [stamp.strftime("%Y-%m") for stamp in made.tables["points"].sort_values("month")["month"]]
    series = list(chart(slide).plots[0].series)[-1]
    assert f"{series.name}:" == t("notes.legend", "vi")
    at = [place for place, value in enumerate(series.values) if value is not None]
    assert {months[place] for place in at} == {f"{stamp:%Y-%m}" for stamp in noted["note_from"]}
    said = " ".join(series.points[place].data_label.text_frame.text for place in at).split()
    assert sorted(said) == sorted(noted["mark"])


def test_nothing_hidden_is_inside_a_chart(ctx: Context) -> None:
    """A ward with four slips: no bar, no number in the workbook behind, and no share in the notes or on the slide."""
    inner = replace(ctx, filters=of_unit(ctx.filters, "ward", FOUR))
    told = still.told(inner)
    made = Presentation(io.BytesIO(deck_pptx.deck(inner, slides=told)))
    checked = 0
    for one_slide, slide in zip(told, list(made.slides)[1:], strict=False):
        table = next(iter(one_slide.tables.values()), pd.DataFrame())
        if one_slide.draw is None or "is_hidden" not in table or "index_pct" not in table:
            continue
        gone = table.sort_values("month" if "month" in table else "position")["is_hidden"].to_numpy(bool)
        rows = [one for one in chart(slide).plots[0].series if one.name.startswith(t("col.index_pct", "vi"))]
        sheet = book(chart(slide))
        for place, is_gone in enumerate(gone):
            if is_gone:
                checked += 1
                assert all(list(one.values)[place] is None for one in rows)
                assert all(sheet.cell(2 + place, column).value is None for column in range(2, 2 + len(rows)))
    assert checked, "some month of that ward is hidden"
    assert t("state.hidden", "vi") in "\n".join(texts(slide) for slide in made.slides)


def test_notes_hold_definitions_n_source_and_sql(slides: list, deck: list) -> None:
    made, slide = one(slides, deck, "factors")
    notes = slide.notes_slide.notes_text_frame.text
    for part in (made.note, t("def.index", "vi"), t("def.interval", "vi"), "SELECT", "$from = 2026-07-01"):
        assert part in notes
    assert "python -m queries satisfaction_by_factor" in notes
    assert "Quý III/2026" in notes


def test_numbers_are_vietnamese(slides: list, deck: list) -> None:
    _, slide = one(slides, deck, "factors")
    form = chart(slide).plots[0].series[0].data_labels.number_format
    assert form == '[$-42A]#,##0.0"\u202f%"'
    tables = [shape.table for slide in deck for shape in slide.shapes if shape.has_table]
    cells = [cell.text_frame.text for table in tables for row in table.rows for cell in row.cells]
    assert any("," in cell and "\u202f%" in cell for cell in cells)


def test_english(ctx: Context) -> None:
    made = Presentation(io.BytesIO(deck_pptx.deck(replace(ctx, lang="en"))))
    assert "Q3 2026" in texts(made.slides[0])


def test_a_template_of_the_city(ctx: Context, slides: list, tmp_path: Path) -> None:
    own = deck_template.own()
    own.slide_width, own.slide_height = Inches(10), Inches(7.5)
    for holder in (own.slide_master, own.slide_layouts[0]):
        next(iter(holder.placeholders)).width = Inches(8.8)
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "Ví dụ của mẫu"
    path = tmp_path / "mau.pptx"
    own.save(path)
    made = Presentation(io.BytesIO(deck_pptx.deck(ctx, path, slides[:3])))
    assert made.slide_width == Inches(10)
    assert "Ví dụ của mẫu" not in "\n".join(texts(slide) for slide in made.slides)
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height + Inches(0.1)


def test_files_that_are_no_template(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "x.pptx"
    path.write_bytes(b"not a presentation")
    with pytest.raises(deck_template.NoTemplate, match="unreadable"):
        deck_pptx.deck(ctx, path, [])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "b")
    with pytest.raises(deck_template.NoTemplate, match="unreadable"):
        deck_pptx.deck(ctx, path, [])


def test_signs_that_no_file_may_hold_do_not_break_it(ctx: Context) -> None:
    hostile = story.Slide("headline", "a\x00b\x0b =1+1 <a:t>&", "note\x07", lines=("x\x1f",))
    made = Presentation(io.BytesIO(deck_pptx.deck(ctx, slides=[hostile])))
    assert made.slides[1].shapes.title.text_frame.text == "ab =1+1 <a:t>&"


def test_a_chart_without_a_native_form_comes_as_a_table(ctx: Context, slides: list) -> None:
    made = next(slide for slide in slides if slide.key == "factors")
    other = replace(made, draw=charts.caterpillar)
    slide = Presentation(io.BytesIO(deck_pptx.deck(ctx, slides=[other]))).slides[1]
    assert any(shape.has_table for shape in slide.shapes)


def test_ten_slides_within_three_seconds(ctx: Context) -> None:
    deck_pptx.deck(ctx)  # what is imported and asked once
    start = time.process_time()
    deck_pptx.deck(ctx)
    assert time.process_time() - start < 3
