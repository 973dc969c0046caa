"""Charts of story.py standing still, for paper and presentations: the screen's specification with its data in it."""

from __future__ import annotations

import json
from typing import Any, Final

import vl_convert

from pages.parts import exports, hexpicture, show, story
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.slide import Slide

AGAINST_EACH_OTHER: Final = ("map", "movers")
NAME_SHARE: Final = 0.7  # of the plot's width that a name on an axis may take: paper can't show the rest of it
DRAWN_WITH: Final = "sans-serif"  # the face that a chart names where it names none


def told(ctx: Context) -> list[Slide]:
    """The slides that go into files: all of them, but for a single ward those that hold units against each other."""
    slides = story.slides(ctx)
    return [one for one in slides if one.key not in AGAINST_EACH_OTHER] if len(ctx.filters.ward) == 1 else slides


def spec(one: Slide, lang: Lang, width: int) -> dict[str, Any]:
    """The chart of a slide on white, `width` px wide without its axes; the map has a size of its own."""
    words = {"lang": lang, "dark": False, **one.words}
    if one.draw is hexpicture.picture:
        return {**one.draw(**one.tables, **words).to_dict(validate=False), "background": "white"}
    made = show.spec(one.draw, tuple(one.tables), tuple(words.items()))
    datasets = {
        name: json.loads(table[[c for c in table if c in made.fields]].to_json(orient="records", date_format="iso"))
        for name, table in one.tables.items()
    }
    config = made.chart["config"]
    axis = {**config["axis"], "labelLimit": round(NAME_SHARE * width)}
    size = {"width": width, "background": "white", "padding": 2}
    return {**made.chart, **size, "config": {**config, "axis": axis}, "datasets": datasets}


def svg(chart: dict[str, Any], font: str) -> str:
    """The chart as vectors whose words are text in `font`, a face no wider than the one that room was left for."""
    return vl_convert.vegalite_to_svg(chart).replace(f'font-family="{DRAWN_WITH}"', f'font-family="{font}"')


def png(chart: dict[str, Any], scale: float) -> bytes:
    """The chart as a picture, `scale` times its size."""
    config = {**chart.get("config", {}), "font": exports.FONT}
    return vl_convert.vegalite_to_png({**chart, "config": config}, scale=scale)
