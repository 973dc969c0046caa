"""Several codes that one page keeps in its link, as own.py does with one: the units chosen on the map."""

import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from pages.parts import own
from queries.filters import MOST_VALUES

SEPARATOR = " · "  # between a name and its letters without accents


def codes(name: str, known: Mapping[str, Any]) -> tuple[str, ...]:
    """The page's codes of that name that are known; of a link just opened, otherwise as this visit left them."""
    if own.says(name):
        keep(name, own.linked().get(name, "").split(","))
    held = st.session_state.get(f"own_{name}") or ""
    found = tuple(dict.fromkeys(code for code in held.split(",") if code in known))[:MOST_VALUES]
    if found:
        st.session_state[own.OWN][name] = ",".join(found)
    else:  # what was read before a click let it go
        st.session_state[own.OWN].pop(name, None)
    return found


def keep(name: str, chosen: Iterable[str]) -> None:
    """Set the page's codes, for this run and the next ones."""
    own.keep(name, ",".join(chosen) or None)


def toggled(name: str, known: Mapping[str, Any], code: str, is_several: bool) -> None:
    """What a click does: choose the unit alone, or add it to the others; a unit that was chosen goes."""
    held = codes(name, known)
    kept = [one for one in held if one != code] if is_several else []
    keep(name, kept if code in held and (is_several or held == (code,)) else [*kept, code])


def findable(words: Mapping[str, str], chosen: Container[str]) -> Callable[[str], str]:
    """The label of a code in a list that can be searched without accents: 'Phường Cửa Nam · cua nam'.

    The browser looks for what is written in the labels alone. What is chosen already keeps its name.
    """

    def label(code: str) -> str:
        name = words[code]
        bare = unaccented(name)
        return name if code in chosen or bare == name.lower() else f"{name}{SEPARATOR}{bare}"

    return label


def taken(key: str, words: Mapping[str, str]) -> list[str] | None:
    """The codes that the list of this key sent, which it holds from now on; None: not to be followed."""
    found = known(st.session_state[key], words)
    if found is not None:
        st.session_state[key] = found
    return found


def known(sent: Iterable[str], words: Mapping[str, str]) -> list[str] | None:
    """The codes of what a list sent; None where it sent words that no code has.

    A label that changed with the last answer comes as it was before, while that answer isn't drawn; so do the words of
    the language before.
    """
    by_word = {word: code for code, word in words.items()}
    found = [one if one in words else by_word.get(one, by_word.get(one.partition(SEPARATOR)[0])) for one in sent]
    return None if None in found else list(dict.fromkeys(found))


@lru_cache(4096)
def unaccented(name: str) -> str:
    """'Đống Đa' → 'dong da'."""
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(one for one in letters if not unicodedata.combining(one))


def multiselect(name: str, words: Mapping[str, str], label: str, **options: Any) -> tuple[str, ...]:
    """A choice of several codes that is kept in the page's link."""
    value = codes(name, words)
    key = own.control(f"own_many_{name}", list(value))

    def take() -> None:
        chosen = taken(key, words)
        if chosen is not None:
            keep(name, chosen)

    st.multiselect(
        label,
        list(words),
        key=key,
        format_func=findable(words, value),
        select_all=False,  # the framework has it in English only
        on_change=take,
        **options,
    )
    return value


def add_all(name: str, known: Mapping[str, Any], more: Sequence[str]) -> None:
    """Choose some units besides those chosen; let them go where all of them were chosen already."""
    held = codes(name, known)
    if set(more) <= set(held):
        keep(name, [code for code in held if code not in set(more)])
    else:
        keep(name, dict.fromkeys((*held, *more)))
