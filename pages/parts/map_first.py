"""The map's first moment: a still picture of it until the browser has fetched and drawn the map itself."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.parts import colours, map_hand, own, served, wardmap
from pages.parts.ground import Ground

FRAME: Final = "map_frame"  # holds the map and, over it, the picture (see screen.css)
OVER: Final = "map_first"
SCRIPT: Final = Path(__file__).with_suffix(".js")


def draw(
    ground: Ground, cells: pd.DataFrame, place: str, height: int, is_dark: bool, picked: list[str], can_move: bool
) -> None:
    """The picture, in the run that opens the page and in no other; the arguments as wardmap.deck has them.

    Not on a phone, whose map is drawn anew at once in its own width, nor where it was left enlarged.
    """
    if not own.is_opened() or map_hand.is_phone() or can_move:
        return
    with st.container(key=OVER):
        _component()(key=f"{OVER}_picture", data=_data(ground, cells, place, height, is_dark, picked))


def _data(
    ground: Ground, cells: pd.DataFrame, place: str, height: int, is_dark: bool, picked: list[str]
) -> dict[str, Any]:
    """What the picture is made of: places in `ground.shapes.codes`, addresses of the map's files, colours of CSS."""
    rows = {str(row["code"]): row for row in cells[["code", "state", "fill", "label", "is_marked"]].to_dict("records")}
    ordered = [rows.get(code) for code in ground.shapes.codes]
    ink = colours.ink(is_dark)

    def places(is_one: Any) -> list[int]:
        return [at for at, row in enumerate(ordered) if row and is_one(row)]

    return {
        "map": place,
        "outlines": served.address(ground.outlines, "application/json", f"{place}.outlines"),
        "texts": served.address(ground.texts, "application/json", f"{place}.texts"),
        "bounds": wardmap.bounds(ground, ordered),
        "height": height,
        "margin": wardmap.MARGIN_PX,
        "fills": [_css(wardmap.fill(row, is_dark)) for row in ordered],
        "inks": [_css(wardmap.tint(row, ink)) for row in ordered],
        "values": [row["label"] if row else "" for row in ordered],
        "named": True,
        "striped": places(lambda row: row["state"] == "hidden"),
        "marked": places(lambda row: row["is_marked"]),
        "picked": [ground.shapes.place[code] for code in picked if code in ground.shapes.place],
        "line": colours.LINE,
        "hatch": colours.HATCH,
        "strong": colours.LABEL,
        "ink": ink,
    }


def _css(rgba: Any) -> str:
    red, green, blue, alpha = rgba
    return f"rgba({red},{green},{blue},{round(alpha / 255, 3)})"


@cache
def _component() -> Any:
    return st.components.v2.component(
        OVER, html="<span></span>", js=SCRIPT.read_text(encoding="utf-8"), isolate_styles=False
    )
