"""The way to the slips behind a number: to Khám phá from other pages, and within it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from pages.parts import own
from pages.parts.context import FILTERS, Context
from pages.parts.words import t
from queries.filters import Filters
from queries.responses.rest import written

VIEW = {"view": "slips"}
NONE = "none"  # of a link that must take away what an earlier cell has left
ICON = ":material/list_alt:"


def door(ctx: Context, filters: Filters, key: str, rest: Mapping[str, str] | None = None) -> None:
    """A link to the slips under these filters; rest: what of a cell no filter says (see queries.responses.rest).

    On Khám phá itself it is a button: a link to the page that is open leaves the old codes in the address.
    """
    only = written(rest or {})
    label = t("slips.open", ctx.lang)
    if urlsplit(st.context.url or "").path.rstrip("/").endswith("/explore"):
        if st.button(label, icon=ICON, key=f"{key}_slips", on_click=_go, args=(filters, only)):
            st.rerun()  # out of a dialog; elsewhere the view has changed already and there is no button
        return
    codes = filters.query() | VIEW | {"only": only or NONE}
    st.page_link(
        "pages/explore.py",
        label=label,
        icon=ICON,
        query_params=codes | ({"lang": ctx.lang} if ctx.lang != "vi" else {}),
    )


def _go(filters: Filters, only: str) -> None:
    """The filters for the whole page, and the view of the slips."""
    st.session_state[FILTERS] = filters
    for name, value in (*VIEW.items(), ("only", only or None), ("q", None), ("page", None), ("slip", None)):
        own.keep(name, value)
