"""Câu lệnh SQL: a statement of one's own over the documented views, run beside the server; ended on a click."""

import re
import time
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from pages.parts import numbers as fmt
from pages.parts import own, provenance, row_files, show
from pages.parts.context import Context
from pages.parts.words import counted, t
from queries import sandbox

LINKED = own.Written(re.compile(r"[\s\S]{1,2000}"))  # longer ones are not for a link
KEPT = 20  # statements of a visit
TICK_SECONDS = 0.1
FAULTS = {"several", "empty", "not_select", "table", "function", "too_large", "time", "cancelled", "crashed",
          "parser", "binder", "catalog", "conversion", "outofmemory", "outofrange"}  # fmt: skip


def draw(ctx: Context) -> None:
    """The statement, what it may be asked of, its rows, and the statements before it."""
    lang = ctx.lang
    sandbox.prepare(ctx.database.path)
    _settle(ctx)  # a click on stop begins this run while the one before may not have left its statement yet
    st.markdown(f"#### {show.plain(t('sql.title', lang))}")
    words = {"rows": fmt.whole(sandbox.ROWS, lang), "seconds": fmt.whole(sandbox.SECONDS, lang)}
    st.caption(show.plain(t("sql.about", lang, **words)))
    left, right = st.columns([3, 2])
    with right:
        _schema(ctx)
    with left:
        sql = _statement(ctx)
        with st.container(horizontal=True, vertical_alignment="center"):
            is_asked = st.button(t("sql.run", lang), icon=":material/play_arrow:", type="primary")
            st.button(t("sql.stop", lang), icon=":material/stop:", key="sql_stop")
            line = st.empty()
        if is_asked:
            _answered(ctx, sql, line)
        _past(ctx)
    last = _kept().last
    if last:
        _shown(ctx, *last)


@dataclass
class Kept:
    """What this visit asks: the statement that runs, the last one with its outcome, all with what came of each."""

    running: tuple[str, sandbox.Run] | None = None
    last: tuple[str, sandbox.Outcome] | None = None
    past: list[tuple[str, str]] = field(default_factory=list)


def _kept() -> Kept:
    return st.session_state.setdefault("sql_kept", Kept())


def _statement(ctx: Context) -> str:
    """The text as it stands in the box; in the link as long as it is short."""
    key = "sql_text"
    linked = own.code("sql", LINKED)
    if key not in st.session_state or linked not in (None, st.session_state.get("sql_linked")):
        st.session_state[key] = linked or sandbox.example()
    st.session_state["sql_linked"] = linked
    return st.text_area(
        t("sql.statement", ctx.lang),
        key=key,
        height=220,
        max_chars=sandbox.CHARS,
        on_change=lambda: own.keep("sql", st.session_state[key]),
    )


def _schema(ctx: Context) -> None:
    """The views with their grain and columns."""
    lang, side = ctx.lang, 0 if ctx.lang == "vi" else 1
    views = {view.name: view for view in sandbox.views()}
    words = {name: f"{name} · {view.title[side]}" for name, view in views.items()}
    chosen = views[own.select("table", words, t("sql.schema", lang), "index_by_ward") or "index_by_ward"]
    table = pd.DataFrame(
        {
            t("sql.column", lang): list(chosen.columns),
            t("sql.meaning", lang): [meaning[side] for meaning in chosen.columns.values()],
        }
    )
    st.dataframe(table, hide_index=True, width="stretch", height=250)


def _answered(ctx: Context, sql: str, line: "st.delta_generator.DeltaGenerator") -> None:
    """Runs the statement; any other click meanwhile, also the one on stop, ends it."""
    lang = ctx.lang
    with line, st.spinner(t("sql.preparing", lang), show_time=True):
        box = sandbox.box_of(ctx.database.path)
    run = sandbox.Run(box, sql)
    _kept().running = (sql, run)
    try:
        while not run.is_over():
            line.caption(t("sql.running", lang, seconds=fmt.number(run.seconds, lang, 1)))
            time.sleep(TICK_SECONDS)
    finally:
        run.end()  # whatever ends this run of the page ends the statement
    _settle(ctx)
    line.empty()


def _settle(ctx: Context) -> None:
    """Keep what came of the statement that ran; one that still runs is stopped."""
    kept = _kept()
    if not kept.running:
        return
    sql, run = kept.running
    kept.running = None
    run.end()
    outcome = run.outcome()
    kept.last = (sql, outcome)
    kept.past = [(sql, _verdict(ctx, outcome)), *(one for one in kept.past if one[0] != sql)][:KEPT]


def _verdict(ctx: Context, outcome: sandbox.Outcome) -> str:
    """1.234 dòng, 0,3 giây; or what went wrong."""
    lang = ctx.lang
    if outcome.rows is None:
        fault = outcome.fault.removesuffix("Exception").lower()  # the engine's are named like its classes
        return t(f"sql.fault_{fault if fault in FAULTS else 'other'}", lang)
    rows = counted(len(outcome.rows), "row", lang)
    return t("sql.done", lang, rows=rows, seconds=fmt.number(outcome.seconds, lang, 1))


def _shown(ctx: Context, sql: str, outcome: sandbox.Outcome) -> None:
    """The rows with their files; or the fault in words and the engine's own message."""
    lang = ctx.lang
    verdict = _verdict(ctx, outcome)
    if outcome.rows is None:
        st.error(show.plain(verdict), icon=":material/error:")
        if outcome.message:
            st.caption(t("sql.engine_says", lang))
            st.code(outcome.message, language=None, wrap_lines=True)
        return
    st.markdown(f"**{show.plain(verdict)}**")
    if outcome.is_cut:
        st.warning(t("sql.cut", lang, rows=fmt.whole(sandbox.ROWS, lang)), icon=":material/content_cut:")
    st.dataframe(outcome.rows, hide_index=True, width="stretch", height=min(420, 38 + 35 * max(1, len(outcome.rows))))
    about = [(t("sql.statement", lang), sql), *provenance.data_pairs(ctx)]
    rows, stem = _plain(outcome.rows), provenance.file_stem(ctx, "sql")
    row_files.buttons(ctx, rows, about, stem, "sql")


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Values that a file's cell can hold; lists and the like as their text."""
    simple = (str, bool, int, float, type(None))
    frame = rows.copy()
    for column in frame.select_dtypes(["object", "string"]):
        frame[column] = [
            one if isinstance(one, simple) or hasattr(one, "isoformat") else str(one) for one in frame[column]
        ]
    return frame


def _past(ctx: Context) -> None:
    """The statements of this visit; choosing one puts it into the box."""
    past = _kept().past
    if not past:
        return
    key = "sql_past"

    def back() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            st.session_state["sql_text"] = past[chosen][0]
            own.keep("sql", past[chosen][0])
            st.session_state["sql_linked"] = past[chosen][0]
            st.session_state[key] = None

    st.selectbox(
        t("sql.history", ctx.lang),
        range(len(past)),
        format_func=lambda at: f"{' '.join(past[at][0].split())[:90]} · {past[at][1]}",
        index=None,
        key=key,
        placeholder=t("filter.choose", ctx.lang),
        on_change=back,
    )
