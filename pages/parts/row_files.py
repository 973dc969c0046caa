"""Rows that stand on the screen as files: CSV, Excel, Parquet, each made when it is asked for."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import exports
from pages.parts.context import Context
from pages.parts.words import t


def buttons(ctx: Context, rows: pd.DataFrame, about: Sequence[tuple[str, str]], stem: str, key: str) -> None:
    """A button for each kind of file. about: what the rows are and where they come from; stem: the files' name."""
    lang = ctx.lang
    files = {
        "csv": partial(exports.csv_bytes, rows, ctx.catalog.is_simulated, lang),
        "xlsx": partial(exports.xlsx_bytes, rows, about, lang),
        "parquet": partial(exports.parquet_bytes, rows, about),
    }
    with st.container(horizontal=True):
        for ending, make in files.items():
            options = {"on_click": "ignore", "type": "tertiary", "width": "content"}
            label = t(f"download.{ending}", lang)
            st.download_button(label, make, f"{stem}.{ending}", exports.MIME[ending], key=f"{key}_{ending}", **options)
