"""Phương pháp: every definition and formula, its source, and where this product differs from the official method."""

from pathlib import Path

import streamlit as st

from pages.parts.context import enter_alone

lang = enter_alone(__file__)
text = (Path(__file__).parent / "parts" / f"methods_{lang}.md").read_text(encoding="utf-8")
for section in text.split("\n## "):
    title, _, body = section.partition("\n")
    with st.container(border=True):
        st.markdown(f"#### {title.removeprefix('## ')}")
        st.markdown(body)
