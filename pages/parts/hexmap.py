"""Hexagons out of a table that has the place of each: for pages whose map has no other form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import pandas as pd
import pydeck as pdk

from pages.parts import colours, numbers, shapes, wardmap
from pages.parts.ground import Ground, laid
from pages.parts.numbers import Lang
from pages.parts.shape_labels import LEADING

TOOLTIP_FIELDS: Final = ("index_text", "interval_text", "slips_text", "state_text")
TOOLTIP_TITLES: Final = {
    "vi": ("Hài lòng", "Khoảng tin cậy 95 %", "Số phiếu", "Lưu ý"),
    "en": ("Satisfied", "95% interval", "Slips", "Note"),
}


def deck(
    cells: pd.DataFrame,
    *,
    lang: Lang = "vi",
    picked: tuple[str, ...] = (),
    height: int = 760,
    dark: bool = False,
    tips: Mapping[str, str] | None = None,
    place: str = "hexagons",
) -> pdk.Deck:
    """A hexagon for each ward, filled by class; see wardmap.deck.

    cells: code, name, kind (phường, xã …), hex_row, hex_col (ints), class_code (0–5), index_pct (0–100), state,
    index_text, interval_text, slips_text, state_text; fill, label and is_marked where they are not those of an index.
    tips: title of each of TOOLTIP_FIELDS that a tooltip shows, where they are not those of an index.
    """
    titles = tips or dict(zip(TOOLTIP_FIELDS, TOOLTIP_TITLES[lang], strict=True))
    shown = {field: title for field, title in titles.items() if field != "state_text"}
    made = complete(cells, lang)
    return wardmap.deck(
        ground_of(made), made, place=place, lang=lang, tips=shown, picked=picked, height=height, dark=dark
    )


def complete(cells: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Cells of the index with what a map draws: fill, label and is_marked; a table that has them stays as it is."""
    if "fill" in cells:
        return cells
    is_shown = cells["state"].isin(("ok", "few")) & cells["index_pct"].notna()
    return cells.assign(
        fill=[colours.fill(code, state) for code, state in zip(cells["class_code"], cells["state"], strict=True)],
        label=[
            numbers.whole(value, lang) if good else "" for value, good in zip(cells["index_pct"], is_shown, strict=True)
        ],
        is_marked=False,
    )


def placed(cells: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The table of charts_map.hexagons: cells as `deck` takes them, each with its place and that of its words."""
    made = ground_of(cells)
    _, top, _, _ = made.shapes.extent
    wide, tall = made.shapes.size
    codes = cells["code"].astype(str)
    labels = [made.labels[made.shapes.place[code]] for code in codes]
    return complete(cells, lang).assign(
        x=[made.shapes.from_corner[code][0] for code in codes],
        y=[made.shapes.from_corner[code][1] for code in codes],
        # Where the first line goes: a text of several lines hangs from it.
        name_y=[label.name_at[1] - top - label.name_size * LEADING * (len(label.lines) - 1) / 2 for label in labels],
        value_y=[label.value_at[1] - top for label in labels],
        name_size=[label.name_size for label in labels],
        value_size=[label.value_size for label in labels],
        lines=["\n".join(label.lines) for label in labels],
        wide=wide,
        tall=tall,
    )


def ground_of(cells: pd.DataFrame) -> Ground:
    """The ground of a table's own hexagons."""
    columns = (cells["code"].astype(str), cells["name"].astype(str), cells["hex_row"], cells["hex_col"])
    return _ground(tuple((code, name, int(row), int(col)) for code, name, row, col in zip(*columns, strict=True)))


@lru_cache(maxsize=16)
def _ground(units: tuple[tuple[str, str, int, int], ...]) -> Ground:
    places = {code: (row, col) for code, _, row, col in units}
    return laid(shapes.hexagons(places, "ward"), {code: name for code, name, _, _ in units})
