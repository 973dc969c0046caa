"""Keep and share: the link of what is on the screen, and named views that this browser keeps or a file carries."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from pages.parts.numbers import Lang
from pages.parts.words import t

HERE: Final = Path(__file__).parent
WORDS: Final = [
    "name",
    "save",
    "none",
    "copy",
    "link",
    "take",
    "bring",
    "rename",
    "delete",
    "saved",
    "copied",
    "brought",
    "refused_name",
    "refused_file",
    "full",
]
HTML: Final = """<div class="views">
<p><input class="address" readonly><button type="button" class="copy"></button></p>
<form class="form"><label><span class="label"></span> <input class="name" required></label>
<button class="save"></button></form>
<p class="none"></p><ul class="list"></ul>
<p><button type="button" class="take"></button><button type="button" class="bring"></button>
<input type="file" class="file" accept=".json,application/json" hidden></p>
<p class="said" role="status"></p></div>"""


@st.fragment
def door(lang: Lang, pages: Mapping[str, str]) -> None:
    """The button that opens them; nothing of what is inside is made before. pages: every page's title by its path."""
    if st.button(t("views.door", lang), icon=":material/bookmark:", type="tertiary", key="views_door"):
        st.dialog(t("views.title", lang), width="medium")(_inside)(lang, pages)


def _inside(lang: Lang, pages: Mapping[str, str]) -> None:
    st.caption(t("views.about", lang))
    words = {name: t(f"views.{name}", lang, **({"n": "{n}"} if name == "brought" else {})) for name in WORDS}
    _component()(key="views", data={"words": words, "pages": dict(pages)})


@cache
def _component() -> Any:
    """The list, kept by the browser: a component of our own, without a file from outside."""
    js, css = ((HERE / f"views.{ending}").read_text(encoding="utf-8") for ending in ("js", "css"))
    return st.components.v2.component("views", html=HTML, js=js, css=css)
