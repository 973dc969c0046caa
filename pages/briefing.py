"""Trình chiếu: what a meeting sees, one message a slide, of the filters in force."""

from pathlib import Path

import streamlit as st

from pages.parts import filter_bar, stage
from pages.parts.context import enter

ctx = enter(__file__)

st.html(Path(__file__).parent / "parts" / "briefing.css")
number = stage.place()
slide, inside = stage.shown(ctx, number)
with st.container(key="stage"):
    stage.draw(ctx, slide, inside is not None)
    stage.foot(ctx, number, slide, inside)

filter_bar.write_link()  # now, not after what follows
stage.prepare(ctx, number + 1)  # while the room reads this one
