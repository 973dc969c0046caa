"""Workbooks: what a cell is, is what it was; one sheet a table, the same numbers as the command line."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from planted import EMPTY, FOUR

from pages.parts import exports, report_tables, workbook
from pages.parts.context import Context
from pages.parts.words import t
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse

TEXTS = ["00004", "1.001193", "3-4", "1/2", "1e5", "=1+1", "+84 24", "-3", "@x", "https://example.com", "TRUE", "  a"]


@pytest.fixture(scope="module")
def ctx(demo_file: Path) -> Iterator[Context]:
    database = Database(demo_file)
    catalog = read_catalog(database)
    filters, _ = parse({}, catalog)
    yield Context(database, catalog, filters, "vi", False)
    database.close()


@pytest.fixture(scope="module")
def everything(ctx: Context) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(report_tables.workbook(ctx)))


def read(*tables: pd.DataFrame) -> list[Worksheet]:
    sheets = [workbook.Sheet(f"Bảng {n}", "", table) for n, table in enumerate(tables)]
    made = openpyxl.load_workbook(io.BytesIO(workbook.book(sheets, [("a", "=b")], "vi")))
    return [made[sheet.name] for sheet in sheets]


def column(sheet: Worksheet, heading: str) -> list[object]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(heading)].value for row in sheet.iter_rows(min_row=2)]


def test_text_stays_text() -> None:
    (sheet,) = read(pd.DataFrame({"x": TEXTS}))
    for cell, text in zip((row[0] for row in sheet.iter_rows(min_row=2)), TEXTS, strict=True):
        assert cell.data_type == "s", text
        assert cell.value == text
        assert cell.number_format == "@", "also when somebody edits the cell"
        assert cell.quotePrefix == text.startswith(workbook.RISKY)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_any_text_comes_back_and_nothing_is_a_formula(texts: list[str]) -> None:
    (sheet,) = read(pd.DataFrame({"x": texts, "n": range(len(texts))}))
    for row, text in zip(sheet.iter_rows(min_row=2), texts, strict=True):
        assert row[0].data_type in ("s", "n")  # an empty cell counts as a number
        assert row[0].data_type == "s" or row[0].value is None
        kept = workbook.HIDDEN_MARKS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        assert (row[0].value or "") == kept


def test_numbers_days_and_blanks() -> None:
    table = pd.DataFrame(
        {
            t("col.slips_n", "vi"): pd.array([1234, None, 0], dtype="Int64"),
            t("col.change_pct", "vi"): [-3.25, np.nan, np.inf],
            t("col.due_on", "vi"): [date(2026, 9, 30), pd.NaT, None],
            t("col.month", "vi"): [date(2026, 9, 1), date(2026, 8, 1), None],
            t("col.year", "vi"): [2026, 2025, 2024],
            t("col.p_value", "vi"): [0.0001, 0.5, np.nan],
        }
    )
    (sheet,) = read(table)
    first = [cell.value for cell in sheet[2]]
    assert first == [1234, -3.25, datetime(2026, 9, 30), datetime(2026, 9, 1), 2026, 0.0001]
    formats = [cell.number_format for cell in sheet[2]]
    assert formats == ["#,##0", "#,##0.00", "dd/mm/yyyy", "mm/yyyy", "0", "0.0000"]
    assert [cell.value for cell in sheet[3]][:3] == [None, None, None]
    assert [cell.value for cell in sheet[4]] == [0, None, None, None, 2024, None]


def test_names_of_sheets_are_what_programs_take() -> None:
    wanted = ["Phiếu [góp ý]: a/b", "x" * 40, "X" * 40, "", "'quoted'", "x" * 40]
    sheets = [workbook.Sheet(name, "", pd.DataFrame({"a": [1]})) for name in wanted]
    made = openpyxl.load_workbook(io.BytesIO(workbook.book(sheets, [], "vi")))
    names = made.sheetnames[1:-1]
    assert len({name.lower() for name in names}) == len(wanted)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_each_table_has_its_sheet_with_the_command_lines_numbers(ctx: Context, everything: openpyxl.Workbook) -> None:
    assert everything.sheetnames[0] == t("book.contents", "vi")
    assert everything.sheetnames[-1] == t("tab.about", "vi")
    for name, compare, is_whole in report_tables.EVERYTHING:
        filters = ctx.filters.over(ctx.catalog.first_month, ctx.filters.end) if is_whole else None
        answer = ctx.ask(name, filters, compare=compare)
        sheet = everything[t(f"sheet.{name}", "vi")]
        assert sheet.max_row == max(1, len(answer)) + (1 if len(answer) else 0), name
        assert sheet.freeze_panes == "A2"
        worded = exports.worded_table(answer, "vi")
        assert [cell.value for cell in sheet[1]] == list(worded), name
        for head in worded.select_dtypes("number"):
            kept = [None if pd.isna(v) or np.isinf(v) else float(v) for v in worded[head]]
            assert [None if v is None else float(v) for v in column(sheet, head)] == pytest.approx(kept), (name, head)


def test_codes_and_hidden_cells_in_the_workbook_of_everything(everything: openpyxl.Workbook) -> None:
    sheet = everything[t("sheet.satisfaction_by_ward", "vi")]
    codes = column(sheet, t("col.ward_code", "vi"))
    assert "00004" in codes and all(isinstance(code, str) and len(code) == 5 for code in codes)
    row = codes.index(FOUR)
    for name in ("slips_n", "answers_n", "index_pct", "index_low", "effective_n", "change_pct", "p_value"):
        assert column(sheet, t(f"col.{name}", "vi"))[row] is None, name
    assert column(sheet, t("col.state", "vi"))[row] == t("state.hidden", "vi")
    assert column(sheet, t("col.state", "vi"))[codes.index(EMPTY)] == t("state.missing", "vi")
    plan = everything[t("sheet.actions", "vi")]
    assert {type(value) for value in column(plan, t("col.due_on", "vi"))} <= {datetime, type(None)}
    assert all(cell.data_type != "f" for sheet in everything for row in sheet.iter_rows() for cell in row)


def test_the_workbook_says_what_it_is(ctx: Context, everything: openpyxl.Workbook) -> None:
    told = [tuple(cell.value for cell in row[:2]) for row in everything[t("tab.about", "vi")].iter_rows(min_row=2)]
    texts = dict(told)
    assert texts[t("filter.period", "vi")] == "Quý III/2026"
    assert texts[t("about.scope", "vi")] == t("about.whole_city", "vi")
    assert texts[t("status.version", "vi")] == ctx.database.path.name
    assert t("stamp.simulated_long", "vi") in [text for _, text in told]
    assert t("def.index", "vi") in [text for _, text in told]
    assert "python -m queries satisfaction_by_ward" in texts[t("sheet.satisfaction_by_ward", "vi")]


def test_csv_tells_text_from_numbers() -> None:
    """Text in quotes, numbers not: programs that look at the quotes leave codes alone."""
    table = pd.DataFrame({"code": ["00004", "1.001193", "3-4"], "n": [-1.5, 2.0, np.nan]})
    lines = exports.csv_bytes(table, False, "vi").decode("utf-8-sig").splitlines()
    assert lines[1:3] == ['"00004",-1.5', '"1.001193",2.0']
    assert lines[3].startswith('"3-4",')
