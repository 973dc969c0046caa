"""Reads a delimited text file: any usual encoding, any usual delimiter."""

import codecs
import contextlib
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from data.load.refusal import Refused
from data.load.staging_table import COLUMNS_MOST, Row, write_sheet

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (",", ";", "\t", "|", "^", "~", ":")
LOOK = 200
FIELD_MOST = 1_000_000
# Letters that a wrong guess of the encoding would produce instead of Vietnamese ones.
CONTROL_MOST = 0.001


def read_text(path: Path, folder: Path, name: str) -> list[dict]:
    """The one sheet of a delimited file. Raises Refused."""
    encoding = find_encoding(path, name)
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(2**18)
    if not head.strip():
        raise Refused(f"Tệp “{name}” không có dòng nào; hãy xuất lại tệp rồi nạp.")
    csv.field_size_limit(FIELD_MOST)
    delimiter, width = find_delimiter(head)
    if delimiter is None:
        raise Refused(
            f"Không nhận ra bảng trong tệp “{name}”: không thấy dấu phân cách cột (dấu phẩy, chấm phẩy, tab); "
            "hãy xuất lại dưới dạng CSV hoặc XLSX."
        )
    # Two passes: the widest row says how many columns there are.
    columns_n, rows_n = 0, 0
    for _, row in _rows(path, encoding, delimiter, width, name):
        columns_n, rows_n = max(columns_n, len(row)), rows_n + 1
        if columns_n > COLUMNS_MOST:
            break
    write_sheet(_rows(path, encoding, delimiter, width, name), columns_n, folder / "sheet1.parquet", name)
    return [
        {"name": Path(name).stem, "file": "sheet1.parquet", "columns_n": columns_n, "rows_n": rows_n,
         "is_delimited": True}
    ]  # fmt: skip


def find_encoding(path: Path, name: str) -> str:
    """Name of the codec that reads the whole file. Raises Refused for a file that is not text."""
    with path.open("rb") as file:
        start = file.read(2**16)
    for bom, codec in BOMS:
        if start.startswith(bom):
            return _checked(path, codec, name)
    if b"\x00" in start:
        # UTF-16 without a mark: in Vietnamese tables most second bytes are 0.
        odd, even = start[1::2].count(0), start[0::2].count(0)
        half = len(start) // 2
        if odd > 0.3 * half and even < 0.05 * half:
            return _checked(path, "utf-16-le", name)
        if even > 0.3 * half and odd < 0.05 * half:
            return _checked(path, "utf-16-be", name)
        raise Refused(_not_text(name))
    return "utf-8" if _decodes(path, "utf-8") else _checked(path, "cp1258", name)


def find_delimiter(head: str) -> tuple[str | None, int]:
    """The delimiter under which most records have the same number of fields, and that number; None: no table."""
    best, best_width, best_score = None, 0, 0.0
    for delimiter in DELIMITERS:
        rows: list[list[str]] = []
        # A field that never ends says nothing about the records before it.
        with contextlib.suppress(csv.Error):
            rows.extend(islice(csv.reader(io.StringIO(head), delimiter=delimiter), LOOK))
        widths = Counter(len(row) for row in rows if any(field.strip() for field in row))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
        share = times / widths.total()
        if width > 1 and share * (1 + width / 1000) > best_score:
            best, best_width, best_score = delimiter, width, share * (1 + width / 1000)
    return best, best_width


def _rows(path: Path, encoding: str, delimiter: str, width: int, name: str) -> Iterator[Row]:
    """(number, fields) of every record, counted as a spreadsheet counts rows."""
    with path.open(encoding=encoding, newline="") as file:
        lines = file if encoding != "cp1258" else (unicodedata.normalize("NFC", line) for line in file)
        reader = csv.reader(lines, delimiter=delimiter)
        number = 0
        try:
            for number, row in enumerate(reader, start=1):
                if any("\n" in field and _holds_records(field, delimiter, width) for field in row):
                    raise csv.Error
                while len(row) > 1 and not row[-1].strip():
                    row.pop()
                yield number, row
        except csv.Error:
            raise Refused(
                f"Tệp “{name}” hỏng quanh dòng {max(number, 1)}: có dấu ngoặc kép không đóng hoặc ô quá dài; "
                "hãy sửa dòng đó hoặc xuất lại tệp."
            ) from None


def _holds_records(field: str, delimiter: str, width: int) -> bool:
    """Whether a field has swallowed whole records, as one whose closing quote is missing does."""
    return any(line.count(delimiter) >= max(1, width - 1) for line in field.split("\n")[1:])


def _decodes(path: Path, codec: str) -> bool:
    try:
        with path.open(encoding=codec, newline="") as file:
            while file.read(2**20):
                pass
    except UnicodeError:
        return False
    return True


def _checked(path: Path, codec: str, name: str) -> str:
    """The codec, if the file is text in it."""
    controls = letters = 0
    try:
        with path.open(encoding=codec, newline="") as file:
            while part := file.read(2**20):
                letters += len(part)
                controls += sum(part.count(chr(code)) for code in range(32) if code not in (9, 10, 12, 13))
    except UnicodeError:
        raise Refused(_not_text(name)) from None
    if controls > CONTROL_MOST * letters:
        raise Refused(_not_text(name))
    return codec


def _not_text(name: str) -> str:
    return (
        f"“{name}” không phải tệp văn bản đọc được (mã hóa lạ hoặc tệp nhị phân); "
        "hãy xuất lại dưới dạng XLSX hoặc CSV UTF-8."
    )
