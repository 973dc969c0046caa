"""What leaves the screen as a file: tables (CSV, XLSX, Parquet), charts (PNG, SVG); simulated data are stamped."""

import csv
import io
import json
import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pages.parts.numbers import Lang
from pages.parts.words import t
from pages.parts.workbook import RISKY, Sheet, book

# Columns of codes that are read as words: the column and its rows of the glossary.
CODED = {
    "band": "band",
    "place": "place",
    "signal": "variation",
    "rule": "rule",
    "reason_code": "reason",
    "kind": "kind",
    "unit_level": "level",
    "follow_up": "follow_up",
    "inspected_by": "inspected_by",
}
FORMULA_STARTS = RISKY
ABOUT_KEY = b"thuocdo.about"
PNG_WIDTH = 1100
PNG_SCALE = 2
SLUG_CHARS = 60
TITLE_CHARS = 92  # that fit across a picture
OFFICE = "application/vnd.openxmlformats-officedocument"
MIME = {
    "csv": "text/csv",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "pdf": "application/pdf",
}
FONT = "DejaVu Sans, sans-serif"  # a font that the drawing library lacks would drop every letter


def told(answer: pd.DataFrame) -> pd.DataFrame:
    """The answer with is_beyond_chance missing where nothing was tested: it can't be told there."""
    if not {"is_beyond_chance", "p_value"} <= set(answer):
        return answer
    flags = answer["is_beyond_chance"].astype("boolean")
    return answer.assign(is_beyond_chance=flags.mask(answer["p_value"].isna()))


def worded_table(answer: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """An answer for reading: headings in words, the hidden and the few said in a column of their own."""
    frame = told(answer).copy()
    for column in frame.select_dtypes("boolean"):
        words = {True: t("word.yes", lang), False: t("word.no", lang)}
        frame[column] = [words.get(flag, "") for flag in frame[column].astype(object)]
    for column in frame.select_dtypes("bool").columns.difference(["is_hidden", "is_few"]):
        frame[column] = [t("word.yes" if flag else "word.no", lang) for flag in frame[column]]
    for column, words in CODED.items():
        if column in frame:
            frame[column] = [
                t(f"{words}.{code}", lang) if isinstance(code, str) and code else "" for code in frame[column]
            ]
    if "is_few" in frame:
        states = ["hidden" if hidden else "few" if few else "" for hidden, few in _flags(frame)]
        slips = frame["slips_n"].fillna(-1)
        words = [
            t("state.missing", lang) if n == 0 else t(f"state.{s}", lang) if s else ""
            for s, n in zip(states, slips, strict=True)
        ]
        frame = frame.drop(columns=["is_hidden", "is_few"]).assign(state=words)
    elif "is_hidden" in frame:
        words = [t("state.hidden", lang) if hidden else "" for hidden in frame["is_hidden"]]
        frame = frame.drop(columns="is_hidden").assign(state=words)
    other = "_en" if lang == "vi" else None
    drop = [c for c in frame if (other and c.endswith(other)) or (lang == "en" and f"{c}_en" in frame)]
    frame = frame.drop(columns=drop)
    for column in frame.select_dtypes("datetime"):
        frame[column] = frame[column].dt.date
    return frame.rename(columns={column: t(f"col.{column.removesuffix('_en')}", lang) for column in frame})


def csv_bytes(table: pd.DataFrame, is_simulated: bool, lang: Lang) -> bytes:
    """A CSV that Excel opens with its accents; numbers with a point, text that looks like a formula made harmless.

    Text stands in quotes and numbers do not, so programs that look at the quotes keep 00004 and 1.001193 as text.
    """
    frame = _harmless(table)
    if is_simulated:
        frame[t("col.note", lang)] = t("stamp.simulated", lang)
    return frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).encode("utf-8-sig")


def xlsx_bytes(table: pd.DataFrame, about: Sequence[tuple[str, str]], lang: Lang) -> bytes:
    """A workbook: the table with numbers as numbers, and a sheet that says what it is (label, text pairs)."""
    return book([Sheet(t("tab.table", lang), "", table)], about, lang)


def parquet_bytes(answer: pd.DataFrame, about: Sequence[tuple[str, str]]) -> bytes:
    """The answer under its own column names and types, for programs; what is hidden is null.

    The file's metadata say where it comes from: under ABOUT_KEY a JSON list of the (label, text) pairs of `about`.
    """
    answer = told(answer)
    plain = answer.assign(**{name: answer[name].map(_one_type) for name in answer.select_dtypes(object)})
    table = pa.Table.from_pandas(plain, preserve_index=False)
    said = {ABOUT_KEY: json.dumps([list(pair) for pair in about], ensure_ascii=False).encode()}
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **said}), buffer)
    return buffer.getvalue()


def png_bytes(
    draw: Any, tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any], title: str, lines: Sequence[str]
) -> bytes:
    """The chart with its title and foot as a picture at twice the size, always on white."""
    buffer = io.BytesIO()
    _titled(draw, tables, words, title, lines).save(buffer, format="png", scale_factor=PNG_SCALE)
    return buffer.getvalue()


def svg_bytes(
    draw: Any, tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any], title: str, lines: Sequence[str]
) -> bytes:
    """The same picture as lines and letters: sharp at any size, its text can be searched and changed."""
    buffer = io.StringIO()
    _titled(draw, tables, words, title, lines).save(buffer, format="svg")
    return buffer.getvalue().encode("utf-8")


def slug(text: str, most: int = SLUG_CHARS) -> str:
    """A text as part of a file's name: 'Đất đai thấp nhất: 68,2 %' → 'dat-dai-thap-nhat-68-2'; whole words only."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    whole = "-".join(re.findall("[a-z0-9]+", "".join(one for one in letters if not unicodedata.combining(one))))
    return whole if len(whole) <= most else whole[: most + 1].rpartition("-")[0] or whole[:most]


def _titled(
    draw: Any, tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any], title: str, lines: Sequence[str]
) -> alt.TopLevelMixin:
    """The chart with its title above and what stands under it, on white."""
    chart = draw(**tables, **{**words, "dark": False})
    head = alt.TitleParams(
        textwrap.wrap(title, TITLE_CHARS),
        subtitle=list(lines),
        anchor="start",
        fontSize=18,
        subtitleFontSize=12,
        limit=PNG_WIDTH,
    )
    return chart.properties(title=head, width=PNG_WIDTH, background="white").configure(font=FONT, **_kept(chart))


def _kept(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The configuration a chart already has: configure() would start anew."""
    config = chart.config
    return (
        {}
        if config is alt.Undefined
        else {k: v for k, v in config._kwds.items() if v is not alt.Undefined and k != "font"}
    )


def _one_type(value: Any) -> Any:
    """A cell of a column of objects: texts, lists and days as they are, nothing as null, anything else as text."""
    if isinstance(value, str | list | tuple | date) and value is not pd.NaT:
        return value
    return None if pd.isna(value) else str(value)


def _flags(frame: pd.DataFrame) -> zip:
    return zip(frame["is_hidden"], frame["is_few"], strict=True)


def _harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Text cells that a spreadsheet would run get an apostrophe in front; numbers stay numbers.

    A carriage return becomes a space: unquoted, it would begin a row of its own.
    """
    frame = table.copy()
    for column in frame.select_dtypes(["object", "string"]):
        frame[column] = [value.replace("\r", " ") if isinstance(value, str) else value for value in frame[column]]
        frame[column] = [
            f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
            for value in frame[column]
        ]
    return frame
