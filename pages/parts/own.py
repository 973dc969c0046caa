"""Codes that one page alone keeps in its link: the unit it shows, the step of its lines."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import get_session_state

OWN = "own_codes"  # what this run's page wants in its link; dashboard.py empties it before the page runs
WHOLE = "instrument"  # stands in every address that the dashboard writes
PAGE = "page_now"
OPENED = "page_is_opened"
WRITTEN = "written_codes"  # what stood in the address when the last run ended
TURNS = "control_turns"


def linked() -> dict[str, str]:
    """The codes in the address; a key given repeatedly is a list."""
    return {name: ",".join(st.query_params.get_all(name)) for name in st.query_params}


def arrive(page: str) -> None:
    """Note which page this run is of."""
    if st.session_state.get(PAGE) != page:
        st.session_state[OPENED] = True
    st.session_state[PAGE] = page


def leave(codes: Mapping[str, str]) -> None:
    """Note what stands in the address at the end of the run."""
    st.session_state[WRITTEN] = dict(codes)
    st.session_state[OPENED] = False


def is_opened() -> bool:
    """Whether no run of this page has come to its end yet: it is the one that opens the page."""
    return st.session_state.get(OPENED, False)


def is_first() -> bool:
    """Whether no run of any page has come to its end yet: the browser has just been pointed here."""
    return st.session_state.get(WRITTEN) is None


def is_linked() -> bool:
    """Whether the address is one that the visitor opened or went back to, not what the run before left there.

    A press that the browser sends before it has the answer to the press before brings the address of before that one;
    taken for one gone back to, it would undo the first press.
    """
    written = st.session_state.get(WRITTEN)
    return linked() != written and (is_first() or is_opened() or _is_gone_back() or not _is_pressed())


def says(name: str) -> bool:
    """Whether the address is a link that says this code.

    A whole link, opened or gone back to, also says what is at its default by leaving it out; a bare address (a page
    chosen in the menu) says nothing.
    """
    codes = linked()
    return (name in codes or WHOLE in codes) and is_linked()


# No public name tells what a run follows; tests notice if these go.


def _is_gone_back() -> bool:
    """Whether this run follows the browser's own way back or forth."""
    ctx = get_script_run_ctx()
    return ctx is not None and ctx.is_history_navigation


def _is_pressed() -> bool:
    """Whether this run follows a change of a control: what the framework asks before it calls a callback."""
    state = get_session_state()._state
    return any(state._widget_changed(key) for key in list(state._new_widget_state))


def begin() -> None:
    """Forget the codes of the page before."""
    st.session_state[OWN] = {}


def code(name: str, known: Container[str], default: str | None = None) -> str | None:
    """The page's code of that name: of a link just opened, otherwise as this visit left it; default if unknown."""
    if says(name):
        keep(name, linked().get(name))
    value = st.session_state.get(f"own_{name}")
    value = value if value in known else default
    if value is not None and value != default:
        st.session_state[OWN][name] = value
    return value


def keep(name: str, value: str | None) -> None:
    """Set the page's code, for this run and the next ones."""
    st.session_state[f"own_{name}"] = value


def kept(name: str) -> str | None:
    """The code of that name as this visit left it, on whatever page; not checked."""
    return st.session_state.get(f"own_{name}")


def control(key: str, value: Any) -> str:
    """The key under which a control shows a value: another one where the value was changed elsewhere than in it.

    Until the browser has the answer, and behind a button until that is opened, it goes on sending what the control held
    before. Under another key that is no press on the control that is there now.
    """
    turns = st.session_state.setdefault(TURNS, {})
    shown = _turned(key, turns.get(key, 0))
    if shown in st.session_state and st.session_state[shown] != value:
        turns[key] = turns.get(key, 0) + 1
        shown = _turned(key, turns[key])
    st.session_state[shown] = value
    return shown


def _turned(key: str, turn: int) -> str:
    return f"{key}_{turn}" if turn else key


def select(name: str, words: Mapping[str, str], label: str, default: str | None = None, **options: Any) -> str | None:
    """A choice among codes that is kept in the page's link; None where nothing is chosen."""
    # Where something is always chosen there is nothing to clear; what is shown comes from the page's code.
    index = None if default is None else 0
    return _kept(st.selectbox, f"own_select_{name}", name, words, label, default, index=index, **options)


def segments(name: str, words: Mapping[str, str], label: str, default: str) -> str:
    """Like `select`, for a few choices side by side; one is always chosen."""
    return _kept(st.segmented_control, f"own_segments_{name}", name, words, label, default, required=True) or default


@dataclass(frozen=True)
class Written:
    """The codes that a visitor may write freely: anything that the pattern matches whole."""

    pattern: re.Pattern[str]

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and bool(self.pattern.fullmatch(value))


def text(name: str, label: str, known: Written, **options: Any) -> str:
    """A line of text that is kept in the page's link; '' where nothing is written."""
    value = code(name, known) or ""
    key = control(f"own_text_{name}", value)
    st.text_input(label, key=key, on_change=lambda: keep(name, st.session_state[key] or None), **options)
    return value


def _kept(
    widget: Any, key: str, name: str, words: Mapping[str, str], label: str, default: str | None, **options: Any
) -> str | None:
    """A widget that shows the page's code and keeps what the visitor chooses."""
    value = code(name, words, default)
    shown = control(key, value)

    def take() -> None:
        chosen = st.session_state[shown]
        if chosen is None or chosen in words:  # not the word of another language, on its way when that was changed
            keep(name, chosen)

    options = {"format_func": words.__getitem__, **options}
    widget(label, list(words), key=shown, on_change=take, **options)
    return value


def clicked(key: str, picked: Any) -> Any:
    """What was clicked in a chart just now; None where the click is one that an earlier run has already followed."""
    if picked == st.session_state.get(f"seen_{key}"):
        return None
    st.session_state[f"seen_{key}"] = picked
    return picked
