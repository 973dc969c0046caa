"""Reads the sheets of an Excel workbook."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

import python_calamine

from data.load.refusal import Refused
from data.load.staging_table import Row, write_sheet

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ERROR_MARK = b't="e"'
ERROR_CELL = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>'
)
CHUNK = 2**22
OVERLAP = 2**12


def read_workbook(path: Path, folder: Path, name: str) -> list[dict]:
    """The sheets that hold anything. Raises Refused."""
    try:
        workbook = python_calamine.load_workbook(path)
    except python_calamine.PasswordError:
        raise Refused(f"Tệp “{name}” có mật khẩu; hãy bỏ mật khẩu rồi nạp lại.") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise Refused(f"Tệp “{name}” bị hỏng, không mở được; hãy mở bằng Excel, lưu lại rồi nạp.") from None
    kinds = python_calamine.SheetTypeEnum
    worksheets = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == kinds.WorkSheet]
    if not worksheets:
        raise Refused(f"Tệp “{name}” không có trang tính nào; hãy kiểm tra lại tệp.")
    errors = find_errors(path)
    found = []
    for order, sheet_name in enumerate(worksheets, start=1):
        sheet = workbook.get_sheet_by_name(sheet_name)
        if sheet.height == 0:
            continue
        file = f"sheet{order}.parquet"
        width = sheet.end[1] + 1
        rows_n = write_sheet(_rows(sheet, errors.get(sheet_name, {}), width), width, folder / file, name)
        found.append({"name": sheet_name, "file": file, "columns_n": width, "rows_n": rows_n})
    if not found:
        raise Refused(f"Tệp “{name}” không có dòng nào: mọi trang tính đều trống.")
    return found


def cell_text(value: Any) -> str:
    """The text of a cell without losing anything of its value: 1.0 → '1', a day → '2026-09-05'.

    >>> cell_text(1.0), cell_text(0.1), cell_text(987654321.0), cell_text(date(2026, 9, 5))
    ('1', '0.1', '987654321', '2026-09-05')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value.total_seconds() / 86400) if isinstance(value, timedelta) else str(value)


def find_errors(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Cells whose formula failed, by sheet name: (row, column) from 1 → '#N/A'. The reader itself shows them empty."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(path) as archive:
        for sheet_name, member in _members(archive):
            cells = dict(_error_cells(archive, member))
            if cells:
                found[sheet_name] = cells
    return found


def _rows(sheet: Any, errors: dict[tuple[int, int], str], width: int) -> Iterator[Row]:
    # The reader starts at the first row that holds anything; the user counts from 1.
    first = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    errors_in: dict[int, list[int]] = {}
    for number, column in errors:
        errors_in.setdefault(number, []).append(column)
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        row = [""] * left + [cell if type(cell) is str else cell_text(cell) for cell in cells]
        for column in errors_in.get(number, ()):
            row += [""] * (column - len(row))
            row[column - 1] = errors[number, column]
        yield number, row[:width]


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(sheet name, path in the archive) of every worksheet."""
    try:
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        sheets = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ElementTree.ParseError):
        return
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in sheets.iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(LINK), "")
        member = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if member in archive.namelist():
            yield sheet.get("name", ""), member


def _error_cells(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[tuple[int, int], str]]:
    with archive.open(member) as file:
        kept = b""
        while part := file.read(CHUNK):
            text = kept + part
            if ERROR_MARK in text:
                for match in ERROR_CELL.finditer(text):
                    column = 0
                    for letter in match.group(1):
                        column = column * 26 + letter - 64
                    yield (int(match.group(2)), column), match.group(3).decode("utf-8", "replace")
            kept = text[-OVERLAP:]
