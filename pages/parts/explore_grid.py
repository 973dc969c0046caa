"""The pivot as a table: shaded cells, totals, what is hidden said; a cell that is chosen leads on to its slips."""

import streamlit as st

from pages.parts.context import Context
from queries.explore import Pivot

ROW_PX = 35
MOST_PX = 620


def draw(ctx: Context, answer: Pivot) -> None:
    """The table."""
    cut, cells, lang = answer.cut, answer.cells, ctx.lang
    rows = list(dict.fromkeys(cells["row_code"]))
    values = (
        cells.pivot(index="row_code", columns="column_code", values="value")
        if cut.columns
        else cells.set_index("row_code")[["value"]]
    )
    st.dataframe(values, width="stretch")
