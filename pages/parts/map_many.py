"""Small maps side by side: a map a year, or a map a factor, in the form and the classes of the large one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from pages.parts import charts_map, ground, map_cells, measures, own, shapes, show
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.ground import Ground
from pages.parts.map_cells import Shown
from pages.parts.map_page import Where
from pages.parts.measures import FACTOR
from pages.parts.words import counted, t
from queries.filters import Filters

KINDS: Final = ("none", "year", "factor")
MOST: Final = 6  # maps at once
FINE: Final = 0.004  # of a map's half side: what is nearer than that falls together


@dataclass(frozen=True)
class Panel:
    """One small map: its head, what it shows, and where its units lie."""

    name: str
    note: str
    made: Shown
    ground: Ground


def choice(code: str, ctx: Context) -> str:
    """Whether small maps are asked for, and of what; factors stand beside the index alone, whose classes they share."""
    has_factors = code == "index" or code.startswith(FACTOR)
    kinds = [kind for kind in KINDS if kind != "factor" or (has_factors and ctx.catalog.factors)]
    return own.segments(
        "many", {kind: t(f"map.many_{kind}", ctx.lang) for kind in kinds}, t("map.many", ctx.lang), "none"
    )


def drawn(kind: str, code: str, at: Where, filters: Filters, is_restated: bool, ctx: Context) -> None:
    """The small maps as one chart of the page."""
    lang = ctx.lang
    made = by_year(code, at, filters, is_restated, ctx) if kind == "year" else by_factor(at, filters, is_restated, ctx)
    if not made:
        return
    last = made[-1].made
    answer = pd.concat([one.made.answer.assign(panel_name=one.name) for one in made], ignore_index=True)
    source = show.Source(
        last.measure.question, answer, last.filters, (*last.measure.definitions, "small_maps"), last.options
    )
    show.chart(
        ctx,
        "map_many",
        title(made, code if kind == "year" else "index", lang),
        charts_map.small_maps,
        tables(made),
        source,
        measure=last.measure.measured,
        line=t(f"map.many_line_{kind}", lang, what=measures.offered(ctx, at.level)[code], period=ctx.worded(filters)),
        value_title=t(f"map.tip_{last.measure.unit}", lang),
        panel_title=t("col.period_name" if kind == "year" else "col.factor_name", lang),
    )


def by_year(code: str, at: Where, filters: Filters, is_restated: bool, ctx: Context) -> list[Panel]:
    """A map of each of the last years held: of the units of that time, or of the wards of today where restated.

    A year that changed its units shows those in force at its end, with the figures since they began.
    """
    held = ctx.catalog
    panels = []
    for year in range(held.last_month.year - MOST + 1, held.last_month.year + 1):
        first, last = max(date(year, 1, 1), held.first_month), min(date(year, 12, 1), held.last_month)
        if first > last:
            continue
        over = filters.over(first, last)
        day = held.last_day if is_restated else over.last_day
        place = standing(at, day, ctx)
        if place is None or code not in measures.offered(ctx, place.level):
            continue
        made = map_cells.shown(ctx, code, place.level, over, is_restated and place.level == "ward")
        made = _whole(made, place, over, ctx)
        panels.append(Panel(str(year), _note(place, over, ctx), made, place.made))
    return panels


def by_factor(at: Where, filters: Filters, is_restated: bool, ctx: Context) -> list[Panel]:
    """A map of the index and of each factor, over the period of the page."""
    words = measures.offered(ctx, at.level)
    codes = ["index", *(FACTOR + code for code in ctx.catalog.factors)][:MOST]
    panels = []
    for code in codes:
        name = words["index"] if code == "index" else ctx.catalog.factors[code.removeprefix(FACTOR)].word(ctx.lang)
        made = map_cells.shown(ctx, code, at.level, replace(filters, factor=None), is_restated)
        made = _whole(made, at, filters, ctx)
        panels.append(Panel(name, _count(at, ctx), made, at.made))
    return panels


def _whole(made: Shown, place: Where, filters: Filters, ctx: Context) -> Shown:
    return map_cells.on_earlier(made, ground.earlier(ctx, place.form, place.level, place.day), filters, ctx.lang)


def standing(at: Where, day: date, ctx: Context) -> Where | None:
    """Where the units of another day stand: the level and the form of the large map, or what comes nearest to them."""
    levels = ground.levels(ctx, day)
    if not levels:
        return None
    level = at.level if at.level in levels else levels[0]
    forms = ground.forms(ctx, level, day)
    form = at.form if at.form in forms else forms[0]
    return Where(level, form, day, ground.of(ctx, form, level, day), forms)


def title(made: Sequence[Panel], code: str, lang: fmt.Lang) -> str:
    """Where the middle of the units is lowest and where it is highest."""
    what = t(f"map.show_{code}", lang) if not code.startswith(FACTOR) else t("map.show_index", lang)
    middles = [(one.made.cells["value"].median(), one.name) for one in made if one.made.cells["value"].notna().any()]
    if not middles:
        return t("map.said_none", lang, what=what)
    (low, low_name), (high, high_name) = min(middles), max(middles)
    write = measures.writer(made[-1].made.measure.unit, lang, 1)
    if len(middles) == 1 or low == high:
        return t("map.many_said_one", lang, what=what, value=write(high))
    return t(
        "map.many_said", lang, what=what, low=low_name, low_value=write(low), high=high_name, high_value=write(high)
    )


def tables(made: Sequence[Panel]) -> dict[str, pd.DataFrame]:
    """The tables of charts_map.small_maps; an outline that several maps share is in them once."""
    units, outlines, panels = [], {}, []
    for position, one in enumerate(made):
        keys = {code: f"{one.ground.shapes.key}/{code}" for code in one.ground.shapes.codes}
        known = one.made.cells[one.made.cells["code"].isin(keys)]
        shown = known.assign(panel=one.name, position=position, shape=known["code"].map(keys), panels_n=len(made))
        units.append(shown.assign(place=[f"{position} {code}" for code in known["code"]], name=known["full_name"]))
        if f"{one.ground.shapes.key}/" not in outlines:
            outlines[f"{one.ground.shapes.key}/"] = paths(one.ground)
        panels.append({"panel": one.name, "note": one.note, "position": position, "panels_n": len(made)})
    columns = ["panel", "position", "place", "shape", "fill", "state", "is_marked", "name", "value_text", "state_text"]
    flat = [(key + code, path) for key, found in outlines.items() for code, path in found.items()]
    return {
        "units": pd.concat(units, ignore_index=True)[[*columns, "panels_n"]],
        "outlines": pd.DataFrame(flat, columns=["shape", "path"]),
        "panels": pd.DataFrame(panels),
    }


def paths(made: Ground) -> dict[str, str]:
    """The outline of each unit as an SVG path in a square of side 2 around 0; fine detail is left out.

    Corners fall on one grid for all units, so neighbours still share their border.
    """
    left, top, right, bottom = made.shapes.extent
    half = max(right - left, bottom - top) / 2
    middle = ((left + right) / 2, (top + bottom) / 2)
    found = {}
    for code, parts in zip(made.shapes.codes, made.shapes.parts, strict=True):
        rings = [_path(ring, middle, half * FINE) for ring in shapes.rings(parts)]
        found[code] = "".join(ring for ring in rings if ring)
    return found


def _path(ring: shapes.Ring, middle: shapes.Point, grain: float) -> str:
    """A ring on the grid; '' where nothing is left of it."""
    steps: list[tuple[int, int]] = []
    for x, y in ring:
        step = round((x - middle[0]) / grain), round((y - middle[1]) / grain)
        if not steps or step != steps[-1]:
            steps.append(step)
    if len(set(steps)) < 3:
        return ""
    return "M" + "L".join(f"{x * FINE:.3f},{y * FINE:.3f}" for x, y in steps) + "Z"


def _note(place: Where, over: Filters, ctx: Context) -> str:
    """126 xã, phường / 6 tháng cuối năm 2025: which units, and which months where it is not the whole year."""
    start = over.start
    if place.level == "ward" and place.day <= over.last_day:
        start = max(start, *(unit.valid_from.replace(day=1) for unit in ctx.catalog.wards_on(place.day).values()))
    parts = [_count(place, ctx)]
    if (start.month, over.end.month) != (1, 12):
        parts.append(fmt.period_text(start, over.end, ctx.lang))
    return "\n".join(parts)


def _count(place: Where, ctx: Context) -> str:
    """126 xã, phường; of a time before, 526 xã, phường, thị trấn cũ."""
    n = len(place.made.shapes.codes) + len(place.made.shapes.missing)
    held = ctx.catalog
    if place.level == "ward" and held.wards_on(place.day).keys() != held.wards_on(held.last_day).keys():
        return t("map.many_old_wards", ctx.lang, n=fmt.whole(n, ctx.lang))
    return counted(n, place.level, ctx.lang)
