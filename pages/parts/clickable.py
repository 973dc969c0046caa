"""Charts that choose: a click on a mark sets a filter for the whole page, a second click on it takes it back.

The chart shows what is chosen out of a column of its data, so that it always says what the filters say, however they
were set. What the browser keeps of earlier clicks only tells which mark was clicked just now.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pandas as pd
import streamlit as st

from pages.parts import colours
from pages.parts.chart_base import PICK

CHOSEN: Final = "datum.is_chosen"
LEFT: Final = "datum.is_left"
FAINT: Final = 0.22
LEFT_FAINT: Final = 0.4
HALO_PX: Final = 14


class Listener(Protocol):
    """What a chart does with clicks; column: whose codes they give, '' where the chart has selections of its own."""

    @property
    def column(self) -> str: ...
    def marked(self, table: pd.DataFrame) -> pd.DataFrame: ...
    def listen(self, key: str) -> Callable[[], None]: ...


@dataclass(frozen=True)
class Click:
    """What a click on a chart chooses: `follow` takes the code of a mark, which stands in `column`."""

    follow: Callable[[str], None]
    chosen: tuple[str, ...]
    column: str = "code"
    is_all: bool = False  # what a page begins with is chosen: nothing else steps back

    def marked(self, table: pd.DataFrame) -> pd.DataFrame:
        """The chart's table with is_chosen, and with is_left where another mark is chosen instead."""
        is_chosen = table[self.column].isin(self.chosen)
        return table.assign(is_chosen=is_chosen, is_left=~is_chosen & is_chosen.any() & (not self.is_all))

    def listen(self, key: str) -> Callable[[], None]:
        """What to do at a click in the chart of that key; before it is drawn, since it notes what was picked so far."""
        seen = picked(key, self.column)

        def take() -> None:
            for code in sorted(seen ^ picked(key, self.column)):
                self.follow(code)

        return take


def choosing(chart: Mapping[str, Any], column: str, table: str) -> dict[str, Any]:
    """A chart's specification whose marks of one table can be clicked, each click turning one mark on or off."""
    spec = _marked(json.loads(json.dumps(chart)))
    select = {"type": "point", "fields": [column], "toggle": "true", "clear": False}
    params = spec.setdefault("params", [])
    own = next((one for one in params if one.get("name") == PICK), None)
    if own:
        own["select"] = select
        return spec
    target = clicked_layer(spec, table)
    target["name"] = target.get("name", "clicked")
    params.append({"name": PICK, "select": select, "views": [target["name"]]})
    encoding = target.setdefault("encoding", {})
    mark = target["mark"]
    if mark.get("opacity") == 0:  # an unseen strip
        encoding["opacity"] = _when(CHOSEN, FAINT, 0)
    elif mark["type"] in ("bar", "rect") or "shape" in mark:  # areas: a halo would lie upon their neighbours
        encoding["opacity"] = _when(LEFT, LEFT_FAINT, 1)
    else:
        encoding["stroke"] = _when(CHOSEN, colours.GREY, "transparent")
        encoding["strokeWidth"] = {"value": HALO_PX}
        encoding["strokeOpacity"] = {"value": 2 * FAINT}
    return spec


def clicked_layer(spec: Mapping[str, Any], table: str) -> dict[str, Any]:
    """The layer that takes the click: the topmost of the table's that answers the pointer, else its bars or points."""
    shared = spec.get("data")
    own = [layer for layer in spec["layer"] if layer.get("data", shared) == {"name": table}]
    pointed = [layer for layer in own if "tooltip" in layer.get("encoding", {})]
    return pointed[-1] if pointed else next(one for one in own if one["mark"]["type"] in ("bar", "point"))


def _when(test: str, value: object, otherwise: object) -> dict[str, Any]:
    return {"condition": {"test": test, "value": value}, "value": otherwise}


def _marked(part: Any) -> Any:
    """Every condition on what was picked turned into one on what is chosen."""
    if isinstance(part, list):
        return [_marked(one) for one in part]
    if not isinstance(part, dict):
        return part
    if isinstance(part.get("filter"), dict) and part["filter"].get("param") == PICK:
        return {**part, "filter": CHOSEN}
    if part.get("param") == PICK:
        kept = {name: value for name, value in part.items() if name not in ("param", "empty")}
        return {**kept, "test": CHOSEN}
    return {name: _marked(value) for name, value in part.items()}


def picked(key: str, column: str, name: str = PICK) -> frozenset[str]:
    """The codes that the browser holds as picked in a chart; name: of its selection."""
    state = st.session_state.get(key)
    rows = state["selection"].get(name, ()) if state else ()
    return frozenset(str(row[column]) for row in rows if row.get(column) is not None)
