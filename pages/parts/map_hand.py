"""The hand on the map: whether Shift was held at a click, and how wide the map is where there is little room."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

HAND: Final = "map_hand"
PHONE_PX: Final = 320  # of a phone's map, until it has told its own width
SCRIPT: Final = Path(__file__).with_suffix(".js")


def width() -> int:
    """Width in px of a map on a narrow screen; 0 where there is room."""
    told = (st.session_state.get(HAND) or {}).get("width")
    if told is None:
        return PHONE_PX if is_phone() else 0
    return int(told)


def is_phone() -> bool:
    """Whether the browser says that it is one of a phone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def watched(deck: str, clicks: int, with_shift: Callable[[], None]) -> None:
    """Follow the hand on the deck of that key.

    clicks: how many were followed so far; with_shift: what to do when the last of them turns out to be one with Shift.
    """

    def take() -> None:
        if st.session_state[HAND]["shift"] == clicks:
            with_shift()

    data = {"map": deck, "clicks": clicks, "width": width()}
    _component()(key=HAND, data=data, width="content", on_shift_change=take, on_width_change=_kept)


def _kept() -> None:
    """A state is kept only where somebody listens to it; the page is drawn anew anyway."""


@cache
def _component() -> Any:
    return st.components.v2.component(HAND, html="<span></span>", js=SCRIPT.read_text(encoding="utf-8"))
