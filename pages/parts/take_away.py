"""What a meeting takes along: slides, report and workbook of the filters in force, made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.parts.context import Context
from pages.parts.exports import MIME
from pages.parts.provenance import file_stem
from pages.parts.words import t

ICONS = {"pptx": ":material/slideshow:", "pdf": ":material/picture_as_pdf:", "xlsx": ":material/table_view:"}


def offer(ctx: Context) -> None:
    """Three buttons side by side; a file is made on the click, with the libraries that it alone needs."""
    stem = file_stem(ctx, t("report.file", ctx.lang))
    with st.container(horizontal=True, gap="small"):
        for ending, icon in ICONS.items():
            st.download_button(
                t(f"download.{ending}", ctx.lang),
                maker(ctx, ending),
                file_name=f"{stem}.{ending}",
                mime=MIME[ending],
                on_click="ignore",
                icon=icon,
                key=f"take_{ending}",
            )


def maker(ctx: Context, ending: str) -> Callable[[], bytes]:
    """What makes the file of that ending under these filters: pptx, pdf or xlsx."""

    def make() -> bytes:
        # The server keeps its memory until the first file of a kind is asked for.
        if ending == "pptx":
            from pages.parts.deck_pptx import deck

            return deck(ctx)
        if ending == "pdf":
            from pages.parts.report_pdf import report

            return report(ctx)
        from pages.parts.report_tables import workbook

        return workbook(ctx)

    return make
