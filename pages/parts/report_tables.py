"""The tables of a report: all of them for a workbook, and each in the form in which paper can hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pages.parts import exports, frames, provenance, show
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.words import t
from pages.parts.workbook import Sheet, book
from queries.filters import Filters
from queries.question import question

# Every table of the workbook: question, what it is compared with, whether it tells the whole series up to the period.
EVERYTHING: tuple[tuple[str, str | None, bool], ...] = (
    ("headline", "previous", False),
    ("satisfaction_by_month", None, True),
    ("satisfaction_by_ward", "previous", False),
    ("comparison_by_ward", None, False),
    ("satisfaction_by_district", "previous", False),
    ("satisfaction_by_factor", "previous", False),
    ("satisfaction_by_item", "previous", False),
    ("satisfaction_by_field", "previous", False),
    ("satisfaction_by_procedure", "previous", False),
    ("drivers_by_factor", None, False),
    ("quality_by_ward", None, False),
    ("inspections_by_month", None, False),
    ("inspections_by_unit", None, False),
    ("findings_by_kind", None, False),
    ("findings_by_field", None, False),
    ("sanctions_by_kind", None, False),
    ("slips_funnel", None, False),
    ("slips_by_ward", None, False),
    ("slips_by_topic", None, False),
    ("dossiers_by_month", None, False),
    ("dossiers_by_unit", None, False),
    ("dossiers_by_field", None, False),
    ("portal_by_ward", None, False),
    ("portal_by_group", None, False),
    ("actions", None, False),
    ("initiatives", None, False),
    ("published_figures", None, False),
    ("targets", None, False),
    ("data_status", None, False),
)
LINE_MM = 260.0  # of a page on its side, between the margins
LETTER_MM = 1.5  # of a letter at the size of tables, bold headings counted in
PADDING, LONG = 3, 30  # letters: around a cell; from which on a text wraps
# What paper leaves to the workbook: codes, and what only a calculation needs.
NOT_PRINTED = {
    "answers_n", "effective_n", "p_value", "before_slips_n", "before_low", "before_high", "is_cut", "from_on", "to_on",
    "action_status", "as_of_on", "unit_level", "compared_months_n", "after_slips_n", "baseline_pct", "evidence_text",
    "is_late", "is_done_late", "judged_n", "seen_3_days_n", "waiting_overdue_n", "before_pct", "explained_pct",
    "before_index_low", "before_index_high", "overdue_n", "lead_text",
}  # fmt: skip
NOT_PRINTED_ENDINGS = ("_code", "_from", "_id")
SIGNED = ("change", "effect", "overall")  # differences: their ends carry signs


@dataclass(frozen=True)
class Printed:
    """A table as paper holds it: headings, rows of texts, and which columns are numbers (set to the right)."""

    heads: list[str]
    rows: list[list[str]]
    is_number: list[bool]


def workbook(ctx: Context) -> bytes:
    """A workbook of everything that is known under the filters in force, one sheet a table."""
    return book(list(_sheets(ctx)), _about(ctx), ctx.lang)


def _sheets(ctx: Context) -> Iterable[Sheet]:
    for name, compare, is_whole in EVERYTHING:
        answer = ctx.ask(name, _filters(ctx, is_whole), compare=compare)
        yield Sheet(t(f"sheet.{name}", ctx.lang), question_text(name, ctx.lang), exports.worded_table(answer, ctx.lang))


def _about(ctx: Context) -> list[provenance.Pair]:
    lang = ctx.lang
    pairs = [
        (t("about.title", lang), t("report.title", lang)),
        *provenance.filters_in_words(ctx, ctx.filters),
        *provenance.data_pairs(ctx),
        (t("about.made", lang), fmt.date_text(date.today(), lang)),
        (t("about.link", lang), provenance.link(ctx)),
        (t("about.hidden", lang), t("download.hidden_note", lang)),
    ]
    for name, compare, is_whole in EVERYTHING:
        options = {"compare": compare} if compare else {}
        source = show.Source(name, pd.DataFrame(), _filters(ctx, is_whole), options=options)
        about = f"{show.source_line(ctx, name)} · {show.command_line(source)}"
        pairs.append((t(f"sheet.{name}", lang), about))
    names = ("index", "interval", "hidden", "few", "change", "band", "break", "former_district")
    return [*pairs, *provenance.definitions(ctx, names)]


def question_text(name: str, lang: Lang) -> str:
    """The question that a table answers; in English the name of its sheet, since questions are worded in Vietnamese."""
    first = question(name).text.splitlines()[0].removeprefix("-- ")
    return first if lang == "vi" else t(f"sheet.{name}", lang)


def _filters(ctx: Context, is_whole: bool) -> Filters:
    filters = ctx.filters
    return filters.over(min(ctx.catalog.first_month, filters.start), filters.end) if is_whole else filters


def printed(answer: pd.DataFrame, ctx: Context) -> Printed:
    """An answer for paper: every row, names of units in one column, both ends of an interval in one."""
    lang, frame = ctx.lang, answer.copy()
    texts: dict[str, list[str]] = {}
    for name in [name for name in frame if name.endswith("_low") and name[:-4] + "_high" in frame]:
        stem = name.removesuffix("_low")
        form = fmt.signed_interval if stem in SIGNED else fmt.interval
        texts[stem] = [form(*ends, lang) for ends in zip(frame[name], frame[f"{stem}_high"], strict=True)]
    if "ward_name" in frame and "ward_from" in frame:
        frame["ward_name"] = frames.unit_names(answer, "ward", ctx)
    elif "unit_name" in frame and lang == "vi" and "unit_kind" in frame:
        pairs = zip(frame["unit_kind"], frame["unit_name"], strict=True)
        frame["unit_name"] = [f"{fmt.capital(kind)} {name}" if isinstance(kind, str) else name for kind, name in pairs]
    kept = [name for name in frame if _is_printed(name, frame)]
    worded = exports.worded_table(frame[kept], lang)
    heads, columns, numeric = [], [], []
    raw = {t(f"col.{name.removesuffix('_en')}", lang): name for name in kept}
    for head in worded:
        heads.append(str(head))
        columns.append([_worded(value, str(head), lang) for value in worded[head]])
        numeric.append(pd.api.types.is_numeric_dtype(worded[head]))
        stem = raw.get(str(head), "").removesuffix("_pct")
        if stem in texts:
            heads.append(t("book.interval", lang))
            columns.append(texts[stem])
            numeric.append(True)
    return Printed(heads, [list(row) for row in zip(*columns, strict=True)], numeric)


def _is_printed(name: str, frame: pd.DataFrame) -> bool:
    if name in NOT_PRINTED or name.endswith(NOT_PRINTED_ENDINGS) or name.endswith("_kind"):
        return False
    if name.endswith(("_low", "_high")) and f"{name.rsplit('_', 1)[0]}_pct" in frame:
        return False
    return not (name == "satisfied_n" and "answers_n" in frame)


def _worded(value: Any, head: str, lang: Lang) -> str:
    if isinstance(value, str):
        return value
    if fmt.is_missing(value):
        return fmt.MISSING
    if isinstance(value, date):
        return fmt.month_short(value, lang) if head == t("col.month", lang) else fmt.date_text(value, lang)
    if head == t("col.year", lang):
        return str(int(value))
    return fmt.whole(value, lang) if float(value).is_integer() and "%" not in head else fmt.number(value, lang)


def widths(table: Printed) -> list[float]:
    """Width of each column in mm: no number, day or word is broken; what room is left goes to long texts."""
    least, wanted = [], []
    for place, (head, is_number) in enumerate(zip(table.heads, table.is_number, strict=True)):
        cells = [row[place] for row in table.rows]
        words = [word for text in (*cells, head) for word in ([text] if is_number and text != head else text.split())]
        longest = max(map(len, cells), default=0)
        least.append(max((len(word) for word in words), default=0) + PADDING)
        wanted.append(
            max(least[-1], longest + PADDING if longest <= LONG else LONG + 0.3 * (longest - LONG), len(head) / 2)
        )
    room = max(0.0, LINE_MM / LETTER_MM - sum(least))
    asked = sum(wanted) - sum(least)
    share = min(1.0, room / asked) if asked > 0 else 0.0
    made = [LETTER_MM * (low + share * (want - low)) for low, want in zip(least, wanted, strict=True)]
    return [round(one * min(1.0, LINE_MM / sum(made)), 2) for one in made]
