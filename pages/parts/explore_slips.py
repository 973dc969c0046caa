"""Xem phiếu: the slips under the filters in force, page by page, found by the words of their comments; then one."""

import re

import pandas as pd
import streamlit as st

from pages.parts import numbers as fmt
from pages.parts import own, provenance, row_files, show
from pages.parts.context import Context
from pages.parts.explore_words import dimension_name
from pages.parts.words import counted, t
from queries import responses
from queries.explore_names import read_names

SEARCH = own.Written(re.compile(r"[^\x00-\x1f]{1,100}"))
NUMBER = own.Written(re.compile(r"[1-9]\d{0,17}"))
ONLY = own.Written(responses.rest.WRITTEN)
OF = "slips_of"  # what the page that is open lists: another list begins at its first page
SCORES_WORDED = 5  # points of the scale whose levels have words


def draw(ctx: Context) -> None:
    """The list with its search, order and pages; under it the slip that was chosen."""
    lang = ctx.lang
    if not responses.is_held(ctx.database):
        st.info(t("slips.old_file", lang), icon=":material/info:")
        return
    # In the place of the finding, which is known only after the controls are read.
    title = st.empty()
    chips = st.container(horizontal=True)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = own.text("q", t("slips.search", lang), SEARCH, placeholder=t("slips.search_hint", lang), width=360)
        words = {sort: t(f"slips.sort_{sort}", lang) for sort in responses.SORTS}
        sort = own.select("sort", words, t("slips.sort", lang), "newest", width=280) or "newest"
        pager = st.container(horizontal=True, vertical_alignment="bottom", width="content")
    rest = responses.rest.read(own.code("only", ONLY))
    with chips:
        _chips(ctx, rest)
    listed = responses.listing(ctx.database, ctx.catalog, ctx.filters, sort, search, rest)
    if listed.all_n is None:
        title.info(t("slips.too_few", lang), icon=":material/visibility_off:")
        return
    title.markdown(f"#### {show.plain(_title(ctx, listed, search))}")
    if not listed.found_n:
        st.info(t("slips.none_found", lang), icon=":material/search_off:")
        return
    with pager:
        page = _pager(ctx, listed)
    found = responses.rows(ctx.database, ctx.catalog, listed, page)
    table = _table(ctx, found)
    shown = table.assign(**{t("col.comment_text", lang): [_marked(one, listed.words) for one in table.iloc[:, -1]]})
    options = {"height": 430, "placeholder": fmt.MISSING, "on_select": "rerun", "selection_mode": "single-row"}
    event = show.show_table(shown, lang, key=f"slips_{page}", **options)
    first = (page - 1) * responses.PAGE + 1
    spans = {"first": fmt.whole(first, lang), "last": fmt.whole(first + len(found) - 1, lang)}
    st.caption(show.plain(t("slips.note", lang, **spans)))
    _files(ctx, table, listed, page)
    picked = own.clicked("slips", (page, *event.selection.rows))
    if picked and len(picked) > 1:
        own.keep("slip", str(found["response_id"].iloc[picked[1]]))
    chosen = own.code("slip", NUMBER)
    if chosen:
        _slip(ctx, int(chosen), found, listed.words)


def _title(ctx: Context, listed: responses.Listing, search: str) -> str:
    """52.523 phiếu trong quý III/2026; or: 37 trong 52.523 phiếu có “chậm trễ” trong ý kiến."""
    lang = ctx.lang
    whole = counted(listed.all_n or 0, "slip", lang)
    period = " · ".join([ctx.period, *_rest_words(ctx, listed.rest).values()])
    if not listed.words:
        return t("slips.title", lang, slips=whole, period=period)
    found = fmt.whole(listed.found_n, lang)
    return t("slips.title_found", lang, n=found, slips=whole, period=period, search=search.strip())


def _rest_words(ctx: Context, rest: responses.rest.Rest) -> dict[str, str]:
    """What narrows the list beside the filters: Giới tính: Nữ; Thứ bảy."""
    lang, names = ctx.lang, read_names(ctx.database, ctx.catalog)
    told = {}
    for name, code in rest:
        if name == responses.rest.MEASURED:
            told[name] = t(f"slips.told_{code}", lang)
            continue
        dimension = "former_district" if name == "district" else name
        word = names.worded(dimension, [code])[2 if lang == "en" else 1][0]
        told[name] = f"{dimension_name(dimension, lang)}: {word}"
    return told


def _chips(ctx: Context, rest: responses.rest.Rest) -> None:
    """One button for each part of the rest, which takes it away."""
    for name, words in _rest_words(ctx, rest).items():
        left = responses.rest.written({key: code for key, code in rest if key != name})
        st.button(
            words,
            key=f"slips_only_{name}",
            icon=":material/close:",
            help=t("slips.take_away", ctx.lang),
            on_click=own.keep,
            args=("only", left or None),
        )


def _pager(ctx: Context, listed: responses.Listing) -> int:
    """The page in force, and the controls that change it."""
    lang, key = ctx.lang, "slips_page"
    of = (listed.filters, listed.sort, listed.words, listed.rest)
    if st.session_state.get(OF, of) != of:
        own.keep("page", None)
        own.keep("slip", None)
    st.session_state[OF] = of
    page = min(int(own.code("page", NUMBER, "1") or 1), listed.pages)
    st.session_state[key] = page
    turn = {"on_click": lambda to: own.keep("page", str(to))}
    st.button(t("slips.back", lang), icon=":material/chevron_left:", args=(page - 1,), disabled=page < 2, **turn)
    label = t("slips.page", lang, pages=fmt.whole(listed.pages, lang))
    st.number_input(
        label, 1, listed.pages, key=key, width=170, on_change=lambda: own.keep("page", str(st.session_state[key]))
    )
    is_last = page == listed.pages
    st.button(t("slips.next", lang), icon=":material/chevron_right:", args=(page + 1,), disabled=is_last, **turn)
    return page


def _table(ctx: Context, found: pd.DataFrame) -> pd.DataFrame:
    """One page for reading; what fewer than ten slips share is not told."""
    lang, untold = ctx.lang, t("slips.untold", ctx.lang)
    month = [fmt.month_short(day.date(), lang) if told else untold for day, told in _pairs(found, "month")]
    columns = {
        "month": month,
        "field_name": _told(ctx, found, "field", t("chart.no_field", lang), untold),
        "ward_name": _told(ctx, found, "ward", t("slips.no_ward", lang), untold),
        "slip_pct": found["index_pct"],
        "wait_minutes": found["wait_minutes"],
        "visits": found["visits"],
        "comment_text": found["comment_text"].fillna(""),
    }
    return pd.DataFrame({t(f"col.{name}", lang): values for name, values in columns.items()})


def _pairs(found: pd.DataFrame, name: str) -> zip:
    return zip(found[name], found[f"has_{name}"], strict=True)


def _told(ctx: Context, found: pd.DataFrame, name: str, none: str, untold: str) -> list[str]:
    values = zip(ctx.name(found, f"{name}_name"), found[f"has_{name}"], strict=True)
    return [(value or none) if told else untold for value, told in values]


def _files(ctx: Context, table: pd.DataFrame, listed: responses.Listing, page: int) -> None:
    """The page as a file; the whole list is not one: what a slip says stays where it is protected."""
    lang = ctx.lang
    stem = provenance.file_stem(ctx, f"{t('slips.file', lang)}-{page}")
    about = [
        (t("about.title", lang), t("slips.title", lang, slips=fmt.whole(listed.all_n, lang), period=ctx.period)),
        *provenance.filters_in_words(ctx, ctx.filters),
        *((t("slips.only", lang), words) for words in _rest_words(ctx, listed.rest).values()),
        *provenance.data_pairs(ctx),
        *provenance.definitions(ctx, ("slips_told",)),
    ]
    row_files.buttons(ctx, table, about, stem, "slips")


def _marked(comment: str, words: tuple[str, ...], context: int = 30) -> str:
    """A comment from a little before the first word that was searched for, each of them between ‹ and ›."""
    places = responses.hits(comment, words)
    for start, end in reversed(places):
        comment = f"{comment[:start]}‹{comment[start:end]}›{comment[end:]}"
    if places and places[0][0] > context:
        comment = f"… {comment[comment.rfind(' ', 0, places[0][0] - 20) + 1 :]}"
    return comment


def _slip(ctx: Context, response_id: int, found: pd.DataFrame, words: tuple[str, ...]) -> None:
    """One slip: its comment where it is on the page, and what it answers to each question, in words."""
    lang = ctx.lang
    given = responses.answers(ctx.database, ctx.catalog, ctx.filters, response_id)
    if given.empty:  # of a link whose filters have been changed since
        own.keep("slip", None)
        return
    valid = given["score"].notna()
    satisfied_n = int((given.loc[valid, "score"] >= given.loc[valid, "satisfied_from"]).sum())
    counts = {"n": fmt.whole(satisfied_n, lang), "all": fmt.whole(int(valid.sum()), lang)}
    with st.container(border=True):
        st.markdown(f"#### {show.plain(t('slips.slip_title', lang, **counts))}")
        comment = found.loc[found["response_id"] == response_id, "comment_text"].dropna()
        if len(comment):
            st.markdown(f"> {_bold(comment.iloc[0], words)}")
        table = pd.DataFrame(
            {
                t("col.wording", lang): [
                    f"{int(code[1:])}. {wording}"
                    for code, wording in zip(given["item_code"], ctx.name(given, "wording"), strict=True)
                ],
                t("col.factor_name", lang): ctx.name(given, "factor_name"),
                t("col.answer", lang): [
                    _answer(score, points, ctx)
                    for score, points in zip(given["score"], given["scale_points"], strict=True)
                ],
            }
        )
        st.markdown(show.table_text(table))
        st.button(t("slips.close", lang), icon=":material/close:", on_click=lambda: own.keep("slip", None))


def _bold(comment: str, words: tuple[str, ...]) -> str:
    """The whole comment as markdown, the words that were searched for in bold."""
    parts, at = [], 0
    for start, end in responses.hits(comment, words):
        parts += [show.plain(comment[at:start]), f"**{show.plain(comment[start:end])}**"]
        at = end
    return "".join([*parts, show.plain(comment[at:])])


def _answer(score: float, points: int, ctx: Context) -> str:
    """4 – Hài lòng; 3 trên 4 where the levels of a scale have no words; a dash for no answer."""
    if fmt.is_missing(score):
        return t("slips.no_answer", ctx.lang)
    n = int(score)
    if points == SCORES_WORDED:
        return f"{n} – {t(f'score.{n}', ctx.lang)}"
    return t("slips.score_of", ctx.lang, n=n, points=int(points))
