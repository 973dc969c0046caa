"""The row of figures at the top of a page, and the state of the data at its end."""

import pandas as pd
import streamlit as st

from pages.parts import numbers as fmt
from pages.parts import sentences, show
from pages.parts.context import Context
from pages.parts.exports import worded_table
from pages.parts.sentences import Change
from pages.parts.words import data_status as status_line
from pages.parts.words import slips_text, t


def row(ctx: Context, answer: pd.DataFrame, since_previous: Change, since_last_year: Change) -> None:
    """Index with interval, change on the previous period and on last year, slips. Grey where it may be chance."""
    lang, now = ctx.lang, answer.iloc[0]
    with st.container(horizontal=True, gap="small"):
        tile(
            t("col.index_pct", lang),
            fmt.percent(now["index_pct"], lang),
            fmt.interval(now["index_low"], now["index_high"], lang),
        )
        for label, change in (("tile.previous", since_previous), ("tile.last_year", since_last_year)):
            interval = fmt.signed_interval(change.low, change.high, lang) if change.low is not None else ""
            note = verdict(change, lang)
            tile(t(label, lang), fmt.points(change.change_pct, lang), f"{interval} · {note}" if interval else note)
        slips = t("state.hidden", lang) if now["is_hidden"] else slips_text(int(now["slips_n"] or 0), lang)
        answers = "" if now["is_hidden"] else t("tile.answers", lang, n=fmt.whole(now["answers_n"], lang))
        tile(t("col.slips_n", lang), slips, answers)


def tile(label: str, value: str, note: str = "") -> None:
    """One figure. The note stands as a grey delta without arrow: its colour must not judge what the interval can't."""
    st.metric(label, value, note or None, delta_color="off", delta_arrow="off", border=True)


def verdict(change: Change, lang: str) -> str:
    """What a change amounts to, in two or three words: tăng rõ, chưa thấy thay đổi rõ, không so sánh được."""
    if change.is_broken:
        return t("tile.broken", lang)
    if change.change_pct is None:
        return t("tile.unknown", lang)
    if not sentences.is_clear(change.low, change.high):
        return t("tile.unclear", lang)
    return t("tile.up" if change.change_pct > 0 else "tile.down", lang)


def data_status(ctx: Context) -> None:
    """How far the data reach, and every load behind them."""
    lang = ctx.lang
    loads = ctx.ask("data_status")
    surveys = loads[loads["kind"] == "survey"]
    line = status_line(
        ctx.catalog.last_day,
        int(surveys["accepted_n"].sum()),
        surveys["loaded_at"].max(),
        ctx.catalog.is_simulated,
        lang,
    )
    label = f"{t('status.title', lang)}: {line}"
    opened = st.expander(label, icon=":material/database:", key="data_status", on_change="rerun")
    if not opened.open:
        return
    with opened:
        names = loads["instrument_name_en" if lang == "en" else "instrument_name"]
        table = pd.DataFrame(
            {
                "load_kind": [t(f"kind.{kind}", lang) for kind in loads["kind"]],
                "instrument_name": names.fillna(""),
                "file_name": loads["file_name"],
                "loaded_at": [fmt.time_text(moment, lang) for moment in loads["loaded_at"]],
                "rows_n": loads["rows_n"],
                "accepted_n": loads["accepted_n"],
                "rejected_n": loads["rejected_n"],
                "first_on": [fmt.date_text(day, lang) for day in loads["first_on"]],
                "last_on": [fmt.date_text(day, lang) for day in loads["last_on"]],
            }
        )
        show.show_table(worded_table(table, lang), lang)
