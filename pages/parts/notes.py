"""Dated notes on the city or a unit, as the chart `trend` draws them, as lines under it and in the table behind it."""

import string

import pandas as pd
import streamlit as st

from pages.parts import numbers as fmt
from pages.parts import show
from pages.parts.context import Context
from pages.parts.words import t
from queries.filters import Filters

ON_SLIDE = 3  # read from afar
MOST = 12  # on one chart, the newest; all are in the table behind it


def lines(ctx: Context, filters: Filters) -> pd.DataFrame:
    """The notes that touch the period of these filters, of the city and of the units they choose.

    Columns: note_from, note_to (dates; the same for a moment), mark (A, B …), kind_text, day_text, unit_text and
    note_text.
    """
    if "annotation" not in ctx.catalog.tables:
        return _table([])
    lang = ctx.lang
    found = ctx.ask("annotations", filters).tail(MOST)
    rows = []
    for mark, row in zip(string.ascii_uppercase, found.to_dict("records"), strict=False):
        begin, until = pd.Timestamp(row["noted_on"]), pd.Timestamp(row["until_on"])
        day = fmt.date_text(begin, lang)
        unit = row["unit_name"] if isinstance(row["unit_name"], str) else ""
        rows.append(
            {
                "note_from": max(begin, pd.Timestamp(filters.start)),
                "note_to": begin if pd.isna(until) else min(until, pd.Timestamp(filters.last_day)),
                "mark": mark,
                "kind_text": row["annotation_kind_name_en" if lang == "en" else "annotation_kind_name"],
                "day_text": day if pd.isna(until) else f"{day}–{fmt.date_text(until, lang)}",
                "unit_text": f"{row['unit_kind'].capitalize()} {unit}" if unit else t("notes.city", lang),
                "note_text": row["note_text"],
            }
        )
    return _table(rows)


def _table(rows: list[dict]) -> pd.DataFrame:
    names = ["note_from", "note_to", "mark", "kind_text", "day_text", "unit_text", "note_text"]
    frame = pd.DataFrame(rows, columns=names)
    dates = {name: pd.to_datetime(frame[name]) for name in names[:2]}
    return frame.astype({name: object for name in names[2:]}).assign(**dates)


def legend(notes: pd.DataFrame, ctx: Context) -> None:
    """What the letters on a chart stand for; nothing where there is none."""
    if len(notes):
        texts = [f"**{mark}** {show.plain(f'{day}: {text}')}" for mark, day, text in _said(notes)]
        st.caption(f"{t('notes.legend', ctx.lang)} {' · '.join(texts)}")


def on_slide(notes: pd.DataFrame, ctx: Context) -> tuple[pd.DataFrame, str]:
    """The newest of a chart's notes, with the letters they have there, and what these stand for in one line."""
    few = notes.tail(ON_SLIDE).reset_index(drop=True)
    texts = [f"{mark} {day}: {text}" for mark, day, text in _said(few)]
    return few, f"{t('notes.legend', ctx.lang)} {' · '.join(texts)}" if texts else ""


def _said(notes: pd.DataFrame) -> zip:
    return zip(notes["mark"], notes["day_text"], notes["note_text"], strict=True)
