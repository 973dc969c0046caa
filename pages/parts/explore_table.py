"""Bảng chéo: one measure by any dimensions."""

import streamlit as st

from pages.parts import explore_controls, explore_grid, show
from pages.parts.context import Context, EndOfPage
from pages.parts.explore_words import dimension_name
from pages.parts.words import t
from queries.explore import Pivot, pivot
from queries.explore_cut import CannotCut, Cut


def draw(ctx: Context) -> None:
    """The view."""
    cut = explore_controls.cut(ctx)
    answer = asked(ctx, cut)
    explore_grid.draw(ctx, answer)


def asked(ctx: Context, cut: Cut) -> Pivot:
    """The answer; where there is none, a sentence that says what to do instead, and the page ends."""
    lang = ctx.lang
    try:
        answer = pivot(ctx.database, ctx.catalog, cut, ctx.filters)
    except CannotCut as refusal:
        sizes = [
            f"{dimension_name(name, lang)}: {refusal.values[f'{name}_n']}"
            for name in cut.dimensions
            if f"{name}_n" in refusal.values
        ]
        words = {"cells": refusal.values.get("cells", ""), "sizes": "; ".join(sizes)}
        st.info(show.plain(t(f"explore.cannot_{refusal.reason}", lang, **words)), icon=":material/info:")
        raise EndOfPage from refusal
    slips = answer.cells["slips_n"].fillna(0).sum()
    if not slips:
        is_hidden = len(answer.cells) and answer.cells["is_hidden"].any()
        st.info(t("notice.hidden_all" if is_hidden else "notice.no_rows", lang), icon=":material/info:")
        raise EndOfPage
    return answer
