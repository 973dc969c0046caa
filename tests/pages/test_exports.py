"""What leaves the screen as a file: the worded table, CSV, XLSX and pictures; nothing hidden goes along."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from planted import EMPTY, FIVES, FOUR, TWENTY

from pages.parts import charts, charts_more, exports, frames, hexpicture, series
from pages.parts.context import Context
from pages.parts.words import t
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import Filters, parse
from queries.standing import standing

BOM = b"\xef\xbb\xbf"
FORMULAS = ["=1+1", "@x", "-3", "+4", "\tx", "=cmd|' /C calc'!A0"]
VALUES = ("slips_n", "answers_n", "satisfied_n", "index_pct", "index_low", "index_high", "effective_n")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SERVICE = ("satisfaction_by_ward", "satisfaction_by_district", "satisfaction_by_field", "satisfaction_by_factor")


@pytest.fixture(scope="module", params=["vi", "en"])
def context(request: pytest.FixtureRequest, demo_file: Path) -> Context:
    """The latest quarter of the small demo, as a page has it."""
    database = Database(demo_file)
    catalog = read_catalog(database)
    filters, problems = parse({}, catalog)
    assert not problems
    return Context(database, catalog, filters, request.param, False)


def read_csv(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV by heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def read_sheet(content: bytes, sheet: int) -> list[list[Any]]:
    """The cells of a workbook's sheet; numbers as floats. Fails on a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = ["".join(node.itertext()) for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        page = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert page.find(f".//{SHEET}f") is None, "a formula"
    rows = []
    for row in page.iter(f"{SHEET}row"):
        cells: dict[int, Any] = {}
        for cell in row:
            value = cell.findtext(f"{SHEET}v")
            if value is not None:
                text = texts[int(value)] if cell.get("t") == "s" else value
                is_number = cell.get("t") in (None, "n")
                cells[place_of(cell.get("r", ""))] = float(value) if is_number else text
        rows.append([cells.get(place) for place in range(max(cells, default=-1) + 1)])
    width = max(map(len, rows))
    return [row + [None] * (width - len(row)) for row in rows]


def place_of(reference: str) -> int:
    """0 for A1, 27 for AB3."""
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def pictures(ctx: Context) -> dict[str, tuple[Callable[..., Any], dict[str, pd.DataFrame], dict[str, Any]]]:
    """Every chart function with tables as a page makes them."""
    city = frames.reading(ctx.ask("headline"))
    wards = standing(ctx.ask("satisfaction_by_ward"), city.index_pct)
    whole = ctx.filters.over(ctx.catalog.first_month, ctx.filters.end)
    months = ctx.ask("satisfaction_by_month", whole)
    year = ctx.filters.over(pd.Timestamp("2025-10-01").date(), ctx.filters.end)
    fields = standing(ctx.ask("satisfaction_by_field", compare="previous"), city.index_pct)
    moved = ctx.ask("satisfaction_by_ward", compare="previous")
    heat = {"cells": series.heat_cells(ctx.ask("field_by_month", year), "field", "month", ctx)}
    cells = {"cells": frames.hex_cells(wards, "ward", ctx)}
    trend = {
        "points": series.points(months, ctx),
        "breaks": series.break_lines(ctx, whole.start, whole.end),
        "targets": series.target_lines(ctx.ask("targets"), ctx, whole.start, whole.end),
    }
    return {
        "trend": (charts.trend, trend, {}),
        "dots": (charts.dots, {"rows": frames.part_rows(fields, "field", ctx, city)}, {}),
        "caterpillar": (charts.caterpillar, {"rows": frames.unit_rows(wards, "ward", ctx, city)}, {}),
        "changes": (charts.changes, {"rows": frames.changes(moved[moved["change_pct"].notna()], "ward", ctx, 10)}, {}),
        "heat": (charts_more.heat, heat, {"x_angle": -45}),
        "season": (charts_more.season, {"points": series.season_points(months, ctx, "month")}, {}),
        "class_counts": (charts_more.class_counts, cells, {}),
        "factor_lines": (
            charts_more.factor_lines,
            {"points": series.factor_points(ctx.ask("factor_by_month", whole), ctx, "month")},
            {},
        ),
        "hexpicture": (hexpicture.picture, cells, {}),
    }


PICTURES = (
    "trend", "dots", "caterpillar", "changes", "heat", "season", "class_counts", "factor_lines", "hexpicture",
)  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_picture(context: Context, name: str):
    """A PNG about twice 1100 px wide, on white whatever the screen is, with ink in it and letters in its title."""
    draw, tables, words = pictures(context)[name]
    words = {"lang": context.lang, "dark": context.lang == "en", **words}
    title = "Đất đai kéo chỉ số xuống nhiều nhất: 68,0 % so với 91,0 % của chứng thực, ễ ử ỡ"
    made = exports.png_bytes(draw, tables, words, title, ["quý III/2026", "Nguồn: thử · Số liệu mô phỏng"])
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    picture = Image.open(io.BytesIO(made)).convert("RGB")
    assert 2200 <= picture.width <= 3200
    assert 200 <= picture.height <= 6000
    pixels = np.asarray(picture)
    assert (pixels[:4, -4:] == 255).all(), "white in the corner"
    inked = (pixels.min(axis=2) < 200).mean()
    assert 0.002 < inked < 0.9
    head = pixels[: min(110, picture.height // 3)].min(axis=2)
    assert (head < 120).sum() > 1_500, "the title has letters"


@pytest.mark.parametrize("name", PICTURES)
def test_drawing(context: Context, name: str):
    """An SVG whose title, foot and labels are letters, not outlines, and which asks nobody for anything."""
    draw, tables, words = pictures(context)[name]
    title = "Đất đai kéo chỉ số xuống nhiều nhất: 68,0 % so với 91,0 % của chứng thực"
    made = exports.svg_bytes(draw, tables, {"lang": context.lang, **words}, title, ["Nguồn: thử · Số liệu mô phỏng"])
    root = ElementTree.fromstring(made)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    letters = " ".join("".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text"))
    assert title in letters
    assert "Số liệu mô phỏng" in letters
    assert len(root.findall(".//{http://www.w3.org/2000/svg}text")) > 4
    assert b'href="http' not in made
    assert b"@import" not in made


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Đất đai thấp nhất: 68,2 %; Chứng thực cao nhất", "dat-dai-thap-nhat-68-2-chung-thuc-cao-nhat"),
        ("Quý III/2026 — ễ ử ỡ ị", "quy-iii-2026-e-u-o-i"),
        ("../../etc/passwd", "etc-passwd"),
        ("một " * 40, "mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot"),
        ("x" * 90, "x" * 60),
        ("", ""),
    ],
)
def test_name_of_a_picture(text: str, name: str):
    assert exports.slug(text) == name


def test_picture_of_nothing_to_show(context: Context):
    empty = frames.unit_rows(standing(context.ask("satisfaction_by_ward"), 80.0), "ward", context, frames.Reading())
    made = exports.png_bytes(charts.dots, {"rows": empty.head(0)}, {"lang": context.lang}, "…", [])
    assert made.startswith(b"\x89PNG")


@pytest.mark.parametrize("question", SERVICE)
@pytest.mark.parametrize("compare", [None, "previous"])
def test_worded_table(context: Context, question: str, compare: str | None):
    answer = context.ask(question, compare=compare)
    table = exports.worded_table(answer, context.lang)
    assert len(table) == len(answer)
    assert table.columns.is_unique
    raw = {name for name in table if "_" in name or name.endswith(("_en", "en)"))}
    assert not raw
    assert t("col.state", context.lang) in table
    for flag in ("is_hidden", "is_few"):
        assert flag not in table
    names = [name for name in answer if name.endswith("_name") and f"{name}_en" in answer]
    for name in names:
        shown = table[t(f"col.{name}", context.lang)]
        expected = answer[f"{name}_en" if context.lang == "en" else name]
        assert shown.dropna().tolist() == expected.dropna().tolist()


def test_state_column(context: Context):
    """Hidden, few, none and enough look different, and hidden rows are empty but for their names."""
    answer = context.ask("satisfaction_by_ward")
    table = exports.worded_table(answer, context.lang).assign(code=answer["ward_code"]).set_index("code")
    states = {FOUR: "hidden", TWENTY: "few", EMPTY: "missing"}
    column = t("col.state", context.lang)
    assert {code: table.loc[code, column] for code in states} == {
        code: t(f"state.{state}", context.lang) for code, state in states.items()
    }
    assert table.loc[FIVES, column] == ""
    assert len(set(table[column])) == 4


@pytest.mark.parametrize("question", [*SERVICE, "satisfaction_by_procedure", "field_by_month", "district_by_field"])
def test_hidden_cells_are_empty_in_every_file(context: Context, question: str):
    answer = context.ask(question, Filters("one_stop_slip", pd.Timestamp("2026-09-01").date(), context.filters.end))
    if question == "satisfaction_by_ward":
        answer = context.ask(question, compare="previous")
    hidden = answer["is_hidden"].tolist()
    assert any(hidden) or question in ("satisfaction_by_factor", "satisfaction_by_field", "satisfaction_by_district")
    table = exports.worded_table(answer, context.lang)
    heads = [t(f"col.{name}", context.lang) for name in (*VALUES, "change_pct", "change_low", "change_high", "p_value")]
    heads = [head for head in heads if head in table]
    assert len(heads) >= len(VALUES)
    rows = read_csv(exports.csv_bytes(table, True, context.lang))
    sheet = read_sheet(exports.xlsx_bytes(table, [("a", "b")], context.lang), 1)
    places = [sheet[0].index(head) for head in heads]
    for i, is_hidden in enumerate(hidden):
        if is_hidden:
            assert {rows[i][head] for head in heads} == {""}
            assert {sheet[i + 1][place] for place in places} <= {None, ""}


def test_csv(context: Context):
    table = exports.worded_table(context.ask("satisfaction_by_ward", compare="previous"), context.lang)
    content = exports.csv_bytes(table, True, context.lang)
    assert content.startswith(BOM)
    assert b"\r" not in content
    rows = read_csv(content)
    note = t("col.note", context.lang)
    assert {row[note] for row in rows} == {t("stamp.simulated", context.lang)}
    index = t("col.index_pct", context.lang)
    shown = [float(row[index]) if row[index] else np.nan for row in rows]
    np.testing.assert_allclose(shown, table[index].astype(float), rtol=1e-12)
    changes = [row[t("col.change_pct", context.lang)] for row in rows]
    assert any(one.startswith("-") for one in changes), "a negative number stays a number"
    assert t("col.note", context.lang) not in read_csv(exports.csv_bytes(table, False, context.lang))[0]


def test_csv_has_no_flag_in_another_language(context: Context):
    """A tick on the screen; in a Vietnamese file True and False would be English words."""
    table = exports.worded_table(context.ask("satisfaction_by_ward", compare="previous"), context.lang)
    rows = read_csv(exports.csv_bytes(table, True, context.lang))
    if context.lang == "vi":
        values = {value for row in rows for value in row.values()}
        assert not values & {"True", "False", "None", "nan"}


def test_band_is_worded(context: Context):
    table = exports.worded_table(standing(context.ask("satisfaction_by_ward"), 85.0), context.lang)
    words = {t(f"band.{one}", context.lang) for one in ("above", "like", "below", "none")}
    words |= {t(f"band.{one}_short", context.lang) for one in ("above", "like", "below")}
    assert set(table[t("col.band", context.lang)]) <= words


def test_csv_makes_formulas_harmless():
    table = pd.DataFrame({"text": FORMULAS, "number": [-3.2] * len(FORMULAS), "=head": ["x"] * len(FORMULAS)})
    content = exports.csv_bytes(table, False, "vi")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == [f"'{text}" for text in FORMULAS]
    assert {row[1] for row in rows[1:]} == {"-3.2"}


def test_csv_line_break_starts_no_formula():
    """Some programs end a line at a bare carriage return: what follows would be a cell of its own."""
    table = pd.DataFrame({"text": ["a\r=1+1", "\rx", "a\n=1+1"]})
    text = exports.csv_bytes(table, False, "vi").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 4
    assert not any(cell.startswith(exports.FORMULA_STARTS) for row in rows for cell in row)


def test_csv_keeps_what_only_looks_dangerous():
    table = pd.DataFrame({"text": ["Phường Láng", "a=b", "3-4", None, "", 'nói "ừ", rồi'], "n": [1, 2, 3, 4, 5, 6]})
    rows = read_csv(exports.csv_bytes(table, False, "vi"))
    assert [row["text"] for row in rows] == ["Phường Láng", "a=b", "3-4", "", "", 'nói "ừ", rồi']


@pytest.mark.parametrize("kind", [object, "str", "string"])
def test_every_kind_of_text_is_made_harmless(kind: Any):
    table = pd.DataFrame({"text": pd.Series(FORMULAS).astype(kind)})
    rows = csv.reader(io.StringIO(exports.csv_bytes(table, False, "vi").decode("utf-8-sig"), newline=""))
    assert [row[0] for row in rows][1:] == [f"'{text}" for text in FORMULAS]


def test_xlsx(context: Context):
    table = exports.worded_table(context.ask("satisfaction_by_ward", compare="previous"), context.lang)
    about = [("Nội dung", "=1+1"), ("Nguồn", "https://example.com · Số liệu mô phỏng")]
    content = exports.xlsx_bytes(table, about, context.lang)
    first = read_sheet(content, 1)
    assert first[0] == list(table)
    place = first[0].index(t("col.index_pct", context.lang))
    shown = [np.nan if row[place] is None else row[place] for row in first[1:]]
    assert all(isinstance(one, float) for one in shown), "numbers as numbers"
    np.testing.assert_allclose(shown, table[t("col.index_pct", context.lang)].astype(float))
    assert [row[:2] for row in read_sheet(content, 2)[1:]] == [list(pair) for pair in about]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = book.read("xl/workbook.xml").decode("utf-8")
        assert t("tab.table", context.lang) in names
        assert t("tab.about", context.lang) in names
        assert not any("externalLink" in name for name in book.namelist())


def test_xlsx_keeps_formulas_as_text():
    table = pd.DataFrame({"text": [*FORMULAS, "https://example.com", None], "number": [-3.2] * 6 + [np.nan, np.inf]})
    first = read_sheet(exports.xlsx_bytes(table, [("a", "=2+2")], "vi"), 1)
    texts = [row[0] for row in first[1:]]
    assert texts[:-1] == [*FORMULAS, "https://example.com"]
    assert texts[-1] in (None, "")
    assert [row[1] for row in first[1 : len(FORMULAS) + 1]] == [-3.2] * len(FORMULAS)


def test_what_cannot_be_compared_is_not_said_to_be_chance() -> None:
    answer = pd.DataFrame(
        {"change": [2.0, 0.1, None], "p_value": [0.01, 0.6, None], "is_beyond_chance": [True, False, False]}
    )
    words = exports.worded_table(answer, "vi")[t("col.is_beyond_chance", "vi")]
    assert words.tolist() == [t("word.yes", "vi"), t("word.no", "vi"), ""]
    kept = pd.read_parquet(io.BytesIO(exports.parquet_bytes(answer, [])))["is_beyond_chance"].tolist()
    assert kept[:2] == [True, False] and kept[2] is pd.NA
    assert answer["is_beyond_chance"].dtype == bool, "the page's own answer stays as it is"
