"""Shows a chart the way every page does: the finding, the chart, and behind it table, files, definition and SQL."""

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.parts import as_code, clickable, exports, provenance, to_slips
from pages.parts.clickable import Listener
from pages.parts.context import Context
from pages.parts.numbers import MISSING, date_text
from pages.parts.words import foot, subtitle, t
from queries.filters import Filters
from queries.question import Statement, names, question, statement

# Registers that come in the file of another one.
LOADED_AS = {"finding": "inspection", "sanction": "inspection"}
MARKUP = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|$~:"})


@dataclass(frozen=True)
class Source:
    """Where a chart's numbers come from: the question, under which filters, and its answer as asked."""

    question: str
    answer: pd.DataFrame
    filters: Filters
    definitions: tuple[str, ...] = ("index", "interval", "hidden")
    options: Mapping[str, str] = field(default_factory=dict)  # compare, step
    made: Statement | None = None  # the statement, where it is composed and not one of the questions' files


def plain(text: str) -> str:
    """Text that markdown shows as it stands."""
    return text.translate(MARKUP)


def heading(title: str, line: str = "") -> None:
    """The finding above a chart, and the small line that says what is measured; one element, drawn in one go."""
    small = f"\n\n:gray[:small[{plain(line)}]]" if line else ""
    st.markdown(f"#### {plain(title)}{small}")


def measured(ctx: Context, source: Source, slips_n: int | None, measure: str = "index", count: str = "") -> str:
    """Chỉ số hài lòng · quý III/2026 · 12.345 phiếu; count: what was counted, where it is not slips."""
    line = subtitle(t(f"measure.{measure}", ctx.lang), period(ctx, source), slips_n, None, ctx.lang)
    return f"{line} · {count}" if count else line


def period(ctx: Context, source: Source) -> str:
    """The period that a question is answered for, in words: quý III/2026, or everything until its end."""
    words = {"of the period": "{period}", "until its end": t("period.until_end", ctx.lang), "of all time": ""}
    rows = "of the period" if source.made else question(source.question).rows
    return words[rows].format(period=ctx.worded(source.filters))


def chart(
    ctx: Context,
    key: str,
    title: str,
    draw: Callable[..., Any],
    tables: Mapping[str, pd.DataFrame],
    source: Source,
    *,
    slips_n: int | None = None,
    is_clickable: bool = False,
    click: Listener | None = None,
    measure: str = "index",
    count: str = "",
    line: str = "",
    width: Literal["stretch", "content"] = "stretch",
    **words: Any,
) -> dict[str, Any] | None:
    """A chart with its title and everything behind it; what was clicked, if it can be clicked.

    draw: one function of charts.py; tables: its tables by argument name; click: the filter that a click on a mark of
    the first table sets; measure: the rest of the glossary key of what is measured; count: what was counted, where
    it is not slips of a survey; line: the small line under the title, where it is not made of these; width: 'content'
    where the chart has its own; words: the function's other arguments.
    """
    words = {"lang": ctx.lang, "dark": ctx.is_dark, **words}
    with st.container(border=True):
        heading(title, line or measured(ctx, source, slips_n, measure, count))
        if next(iter(tables.values())).empty:  # the title says why; an empty frame of axes says nothing
            behind(ctx, key, title, source, None, {}, words)
            return None
        made = spec(draw, tuple(tables), tuple(words.items()), click.column if click else "")
        if click:
            first = next(iter(tables))
            tables = {**tables, first: click.marked(tables[first])}
        event = st.vega_lite_chart(
            None,
            {**made.chart, "datasets": {name: sent(table, made.fields) for name, table in tables.items()}},
            width=width,
            key=key,
            on_select=click.listen(key) if click else "rerun" if is_clickable else "ignore",
            alt=t(f"alt.{draw.__name__}", ctx.lang),
        )
        behind(ctx, key, title, source, draw, dict(tables), words)
    picked = event.selection.get("pick") if is_clickable else None
    return picked[0] if picked else None


@st.fragment
def behind(
    ctx: Context,
    key: str,
    title: str,
    source: Source,
    draw: Callable[..., Any] | None,
    tables: dict[str, pd.DataFrame],
    words: dict[str, Any],
) -> None:
    """The foot of a chart, and what opens from it; nothing of it is made before it is opened."""
    # One element, not three in a row: a chart's surroundings cost the browser as much as the chart.
    label = f":gray[:small[{plain(source_line(ctx, source.question))}]]\u2003**{t('tab.behind', ctx.lang)}**"
    if st.button(label, icon=":material/table_view:", type="tertiary", key=f"{key}_behind"):
        st.dialog(plain(title), width="large")(_contents)(ctx, key, title, source, draw, tables, words)


def _contents(
    ctx: Context,
    key: str,
    title: str,
    source: Source,
    draw: Callable[..., Any] | None,
    tables: dict[str, pd.DataFrame],
    words: dict[str, Any],
) -> None:
    """Table, files, definitions and SQL of one chart."""
    lang = ctx.lang
    table = exports.worded_table(source.answer, lang)
    tabs = st.tabs([t(f"tab.{name}", lang) for name in ("table", "download", "definition", "sql")])
    with tabs[0]:
        show_table(table, lang)
        if source.made or question(source.question).cells:
            to_slips.door(ctx, source.filters, key)
        if len(tables.get("notes", ())):
            st.markdown(f"**{t('notes.title', lang)}**")
            show_table(notes_table(tables["notes"], lang), lang)
    with tabs[1]:
        _downloads(ctx, key, title, source, table, draw, tables, words)
    with tabs[2]:
        for name in source.definitions:
            st.markdown(plain(t(f"def.{name}", lang)))
    with tabs[3]:
        step = source.options.get("step", "month")
        made = source.made or statement(source.question, ctx.catalog, source.filters, step)
        codes, is_pivot = _codes(source), source.question == "explore"
        if command_line(source):
            st.code(command_line(source), language="bash", wrap_lines=True)
        if is_pivot or not source.made:
            python = as_code.snippet(source.question, codes, source.options, t("code.python", lang), is_pivot)
            st.code(python, language="python")
        st.code(made.sql, language="sql")
        st.json({name: _readable(value) for name, value in made.values.items()}, expanded=False)


def notes_table(notes: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The dated notes of a chart (see notes.lines) for reading."""
    columns = {"mark": "note_mark", "day_text": "note_day", "unit_text": "unit_name", "kind_text": "note_kind",
               "note_text": "note_text"}  # fmt: skip
    return pd.DataFrame({t(f"col.{title}", lang): notes[name] for name, title in columns.items()})


def show_table(table: pd.DataFrame, lang: str, **options: Any) -> Any:
    """A table with numbers in the language's own form that still sort as numbers; what the reader selects in it.

    options: as those of st.dataframe.
    """
    decimal, thousands = (",", ".") if lang == "vi" else (".", ",")
    whole = t("col.effective_n", lang)
    digits_of = {
        name: (2 if table[name].dtype.kind == "f" and name != whole else 0) for name in table.select_dtypes("number")
    }
    style = table.style
    for name, digits in digits_of.items():
        style = style.format(precision=digits, decimal=decimal, thousands=thousands, na_rep=MISSING, subset=[name])
    for name in table.select_dtypes(object):
        if isinstance(next(iter(table[name].dropna()), None), date):
            style = style.format(partial(date_text, lang=lang), subset=[name])
    # What is missing would be called None, in English.
    shape = {"height": min(420, 38 + 35 * max(1, len(table))), "placeholder": MISSING}
    return st.dataframe(style, hide_index=True, width="stretch", **shape | options)


def table_text(table: pd.DataFrame) -> str:
    """A small table as markdown: its texts as they stand, wrapped where they are long; headings are the columns."""
    rows = [list(table), ["---"] * table.shape[1], *table.to_numpy().tolist()]
    cells = [[one if one == "---" else plain(str(one)) for one in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def source_line(ctx: Context, name: str) -> str:
    """Nguồn: Phiếu đánh giá một cửa · Số liệu đến 31/10/2026 · Số liệu mô phỏng; `name`: the question's."""
    register = question(name).register if name in names() else ""  # a pivot asks the survey
    if register:
        day = ctx.catalog.register_days.get(LOADED_AS.get(register, register))
        line = foot(t(f"register.{register}", ctx.lang), "", day, ctx.lang)
    else:
        instrument = ctx.catalog.instruments[ctx.filters.instrument].word(ctx.lang)
        line = foot(instrument, "", ctx.catalog.last_day, ctx.lang)
    is_simulated = ctx.catalog.is_simulated and register != "published"
    return f"{line} · {t('stamp.simulated', ctx.lang)}" if is_simulated else line


def command_line(source: Source) -> str:
    """The command that gives the same numbers; '' where none does."""
    if source.made and source.question != "explore":
        return ""
    pairs = _codes(source) | dict(source.options)
    return " ".join(
        ["python -m queries", source.question, *(f"--set {shlex.quote(f'{k}={v}')}" for k, v in pairs.items())]
    )


def _codes(source: Source) -> dict[str, str]:
    """The filters that the question takes, as the codes of a link."""
    codes = source.filters.query()
    known = codes if source.made else question(source.question).parameters
    return {name: code for name, code in codes.items() if name in known}


def _downloads(
    ctx: Context,
    key: str,
    title: str,
    source: Source,
    table: pd.DataFrame,
    draw: Callable[..., Any] | None,
    tables: dict[str, pd.DataFrame],
    words: dict[str, Any],
) -> None:
    """Files are made when asked for; the callables hold all they need, since they run outside the page's run."""
    lang, is_simulated = ctx.lang, ctx.catalog.is_simulated
    name = f"thuocdo-{source.question}-{source.filters.start:%Y%m}-{source.filters.end:%Y%m}"
    stamp = "" if not is_simulated else "-mo-phong" if lang == "vi" else "-simulated"
    line = source_line(ctx, source.question)
    about = [
        (t("about.title", lang), title),
        *provenance.filters_in_words(ctx, source.filters),
        (t("about.source", lang), line),
        *provenance.data_pairs(ctx),
        *([(t("about.command", lang), command_line(source))] if command_line(source) else []),
        *provenance.definitions(ctx, source.definitions),
        *[(t("notes.title", lang), " · ".join(row)) for row in _notes_said(tables)],
    ]
    files: dict[str, Callable[[], bytes]] = {
        "csv": lambda: exports.csv_bytes(table, is_simulated, lang),
        "xlsx": lambda: exports.xlsx_bytes(table, about, lang),
        "parquet": lambda: exports.parquet_bytes(source.answer, about),
    }
    if draw:
        lines = [ctx.worded(source.filters), line]
        files["png"] = lambda: exports.png_bytes(draw, tables, words, title, lines)
        files["svg"] = lambda: exports.svg_bytes(draw, tables, words, title, lines)
    for ending, make in files.items():
        mime = exports.MIME[ending]
        stem = f"thuocdo-{exports.slug(title)}" if mime.startswith("image/") else name  # a picture says what it shows
        st.download_button(
            t(f"download.{ending}", lang),
            make,
            file_name=f"{stem}{stamp}.{ending}",
            mime=mime,
            on_click="ignore",
            key=f"{key}_{ending}",
            width="stretch",
        )
    st.caption(plain(t("download.hidden_note", lang)))


def _notes_said(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, ...]]:
    """The dated notes of a chart: day, of what, text."""
    notes = tables.get("notes", pd.DataFrame(columns=["day_text", "unit_text", "note_text"]))
    return list(zip(notes["day_text"], notes["unit_text"], notes["note_text"], strict=True))


@dataclass(frozen=True)
class Spec:
    """A chart without its data, and the columns it reads."""

    chart: dict[str, Any]
    fields: frozenset[str]


@lru_cache(maxsize=256)
def spec(
    draw: Callable[..., Any], tables: tuple[str, ...], words: tuple[tuple[str, Any], ...], clicked: str = ""
) -> Spec:
    """A chart's specification, built once: 20 ms saved at every click, and the browser keeps its live chart.

    clicked: the column whose code a click gives, where it sets a filter.
    """
    # Not checked against Vega-Lite's schema: the tests do that for every chart, and it doubles the time.
    chart = draw(**{name: alt.NamedData(name) for name in tables}, **dict(words)).to_dict(validate=False)
    chart = clickable.choosing(chart, clicked, tables[0]) if clicked else chart
    return Spec(chart, frozenset(re.findall(r"\w+", json.dumps(chart))))


def sent(table: pd.DataFrame, fields: frozenset[str]) -> pa.Table:
    """The columns a chart reads, as the browser takes them; whatever else an answer holds stays here."""
    # Column by column takes half the time of Table.from_pandas.
    return pa.table({name: _arrow(table[name]) for name in table if name in fields})


def _arrow(column: pd.Series) -> pa.Array:
    values = column.array if pd.api.types.is_extension_array_dtype(column.dtype) else column.to_numpy()
    return pa.array(values, from_pandas=True)


def _readable(value: Any) -> Any:
    return value if value is None or isinstance(value, list | str) else str(value)
