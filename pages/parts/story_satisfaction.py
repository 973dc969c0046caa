"""Slides on what people said: headline, course, map, who moved, factors, what pays, fields."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pages.parts import charts, charts_signal, frames, ground, notes, sentences, series, show, signals, tiles
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.drill import whole_city
from pages.parts.hexpicture import picture
from pages.parts.sentences import Change, Reading
from pages.parts.sentences_summary import aim
from pages.parts.slide import Fact, Slide, drawn, note_line, scope
from pages.parts.words import names_text, slips_text, t
from queries.filters import Filters
from queries.standing import standing

LOWEST_NAMED = 5
ROWS_SHOWN = 12  # of a list: more would be too small to read from the last row of a room
DEFINITIONS = ("index", "interval", "band", "hidden")


def of_filters(ctx: Context, filters: Filters) -> Slide:
    """How what was clicked stands: its index, and its course over all months."""
    inner = replace(ctx, filters=filters)
    made = trend(inner)
    now, since_previous, _ = compared(inner)
    reading = frames.reading(now)
    name = scope(filters, ctx)
    title = sentences.headline(reading, f"{name}, {ctx.period}" if name else ctx.period, since_previous, ctx.lang)
    return replace(made, title=title, link="unit" if filters.ward or filters.district else "trends")


def of_month(ctx: Context, filters: Filters) -> Slide:
    """One month of the course: its index against the month before, and its factors."""
    inner = replace(ctx, filters=filters)
    now, since_previous, _ = compared(inner)
    title = sentences.headline(frames.reading(now), inner.period, since_previous, ctx.lang)
    return replace(factors(inner), title=title, link="trends", narrows="")


def headline(ctx: Context) -> Slide:
    lang = ctx.lang
    now, since_previous, since_last_year = compared(ctx)
    row, reading = now.iloc[0], frames.reading(now)
    index = Fact(
        t("col.index_pct", lang),
        fmt.percent(row["index_pct"], lang),
        "" if fmt.is_missing(row["index_low"]) else fmt.interval(row["index_low"], row["index_high"], lang),
    )
    moved = [
        Fact(t(label, lang), fmt.points(one.change_pct, lang), tiles.verdict(one, lang))
        for label, one in (("tile.previous", since_previous), ("tile.last_year", since_last_year))
    ]
    slips = t("state.hidden", lang) if reading.is_hidden else slips_text(int(reading.slips_n or 0), lang)
    answers = "" if reading.is_hidden else t("tile.answers", lang, n=fmt.whole(row["answers_n"], lang))
    lines = (sentences.change_sentence(since_last_year, lang), aim(reading, target(ctx), lang))
    source = show.Source("headline", now, ctx.filters, ("index", "interval", "change"), {"compare": "previous"})
    return Slide(
        "headline",
        sentences.headline(reading, ctx.period, since_previous, lang),
        note_line(ctx, source, reading.slips_n),
        source=source,
        facts=(index, *moved, Fact(t("col.slips_n", lang), slips, answers)),
        lines=tuple(line for line in lines if line),
        link="overview",
    )


def trend(ctx: Context) -> Slide:
    filters = ctx.filters
    now, _, since_last_year = compared(ctx)
    first = ctx.catalog.first_month
    if len(filters.ward) == 1:  # before, the code was another ward's
        first = max(first, ctx.catalog.ward(filters.ward[0], filters.last_day).valid_from.replace(day=1))
    whole = filters.over(min(first, filters.start), filters.end)
    months = ctx.ask("satisfaction_by_month", whole)
    source = show.Source("satisfaction_by_month", months, whole, ("index", "interval", "break", "hidden"))
    points = series.points(months, ctx)
    noted, legend = notes.on_slide(notes.lines(ctx, whole), ctx)
    tables = {
        "points": points.assign(code=points["month"].dt.strftime("%Y-%m")),
        "breaks": series.break_lines(ctx, whole.start, whole.end),
        "targets": series.target_lines(ctx.ask("targets"), ctx, whole.start, whole.end),
        "notes": noted,
    }
    title = sentences.trend(frames.reading(now), ctx.period, target(ctx), since_last_year, ctx.lang)
    slips_n = frames.total_slips(months)
    options = {"legend": legend, "link": "trends", "narrows": "month"}
    return drawn(ctx, "trend", title, charts.trend, tables, source, slips_n, **options)


def level_of(ctx: Context) -> str:
    """The units that the map of the slides draws."""
    return "ward" if ctx.catalog.has_hexes(ctx.filters.last_day) else "district"


def map_of_wards(ctx: Context) -> Slide:
    lang, filters = ctx.lang, ctx.filters
    level = level_of(ctx)
    city = frames.reading(ctx.ask("headline", whole_city(filters)))
    answer = standing(ctx.ask(f"satisfaction_by_{level}"), city.index_pct)
    cells = frames.hex_cells(answer, level, ctx)
    states, bands = cells["state"].value_counts(), cells["band"].value_counts()
    compared_n = int((cells["band"] != "none").sum())
    title = sentences.map_title(
        t(f"unit.{level}" if compared_n == 1 else f"unit.{level}s", lang),
        compared_n,
        *(int(bands.get(band, 0)) for band in ("below", "above")),
        *(int(states.get(state, 0)) for state in ("few", "hidden", "missing")),
        lang,
    )
    source = show.Source(f"satisfaction_by_{level}", answer, filters, ("index", "band", "hidden", "few"))
    slips_n = frames.total_slips(answer)
    # The form that the reader chose on Bản đồ, otherwise official boundaries once the city has imported them.
    forms = ground.forms(ctx, level, filters.last_day)
    form = ctx.map_form if ctx.map_form in forms else "official" if "official" in forms else "hex"
    note = (t("map.note_schematic", lang),) if form == "schematic" else ()
    options = {"words": {"made": ground.of(ctx, form, level, filters.last_day)}, "lines": (*_lowest(cells, ctx), *note)}
    return drawn(ctx, "map", title, picture, {"cells": cells}, source, slips_n, link="map", narrows=level, **options)


def _lowest(cells: pd.DataFrame, ctx: Context) -> tuple[str, ...]:
    """The lowest of the units below the city beyond chance, each with its index; nothing where there is none."""
    below = cells[cells["band"] == "below"].sort_values("index_pct").head(LOWEST_NAMED)
    names = [f"{name} {text}" for name, text in zip(below["full_name"], below["index_text"], strict=True)]
    return (t("story.lowest", ctx.lang, names=names_text(names, ctx.lang, LOWEST_NAMED)),) if names else ()


def movers(ctx: Context) -> Slide:
    _, since_previous, _ = compared(ctx)
    wards = ctx.ask("satisfaction_by_ward", compare="previous")
    moved = wards[wards["change_pct"].notna()]
    up, down = (frames.movers(moved, "ward", ctx, direction) for direction in ("up", "down"))
    kind = t("unit.ward" if len(moved) == 1 else "unit.wards", ctx.lang)
    title = sentences.movers(len(moved), up, down, ctx.lang, since_previous.against, kind)
    source = show.Source(
        "satisfaction_by_ward", wards, ctx.filters, ("change", "movers", "hidden"), {"compare": "previous"}
    )
    tables = {"rows": frames.changes(moved, "ward", ctx, ROWS_SHOWN)}
    slips_n = frames.total_slips(wards)
    return drawn(ctx, "movers", title, charts.changes, tables, source, slips_n, link="districts", narrows="ward")


def factors(ctx: Context) -> Slide:
    reading, rows, source = _parts(ctx, "factor")
    lowest, highest = frames.named(rows, 0), frames.named(rows, -1)
    title = sentences.factors([lowest] if lowest else [], [highest] if highest else [], ctx.lang)
    return drawn(
        ctx,
        "factors",
        title,
        charts.dots,
        {"rows": rows},
        source,
        reading.slips_n,
        link="overview",
        narrows="factor",
    )


def fields(ctx: Context) -> Slide:
    reading, rows, source = _parts(ctx, "field")
    title = frames.ends(t("unit.fields", ctx.lang), rows, ctx.lang)
    shown = pd.concat([rows.head(ROWS_SHOWN // 2), rows.tail(ROWS_SHOWN // 2)]) if len(rows) > ROWS_SHOWN else rows
    return drawn(
        ctx,
        "fields",
        title,
        charts.dots,
        {"rows": shown.reset_index(drop=True)},
        source,
        reading.slips_n,
        link="procedures",
        narrows="field",
    )


def drivers(ctx: Context) -> Slide:
    answer = ctx.ask("drivers_by_factor")
    rows = signals.driver_points(answer, "factor", ctx)
    source = show.Source("drivers_by_factor", answer, ctx.filters, ("drivers", "index", "interval", "hidden"))
    slips_n = frames.reading(ctx.ask("headline")).slips_n
    return drawn(
        ctx,
        "drivers",
        signals.driver_sentence(rows, ctx.lang),
        charts_signal.quadrant,
        {"points": rows},
        source,
        slips_n,
        "drivers",
        link="drivers",
        narrows="factor",
    )


def compared(ctx: Context) -> tuple[pd.DataFrame, Change, Change]:
    """The period against the one before (the whole answer and the change), and the change against last year."""
    now = ctx.ask("headline", compare="previous")
    year_ago = ctx.ask("headline", compare="last_year")
    before = ctx.filters.previous()
    return (
        now,
        frames.change(now, ctx, before, ctx.worded(before)),
        frames.change(year_ago, ctx, ctx.filters.last_year(), t("against.last_year", ctx.lang)),
    )


def _parts(ctx: Context, part: str) -> tuple[Reading, pd.DataFrame, show.Source]:
    """Factors or fields against the value of everything asked about; no rows where that is hidden or missing."""
    reading = frames.reading(ctx.ask("headline"))
    answer = ctx.ask(f"satisfaction_by_{part}", compare="previous")
    rows = frames.part_rows(standing(answer, reading.index_pct), part, ctx, reading)
    source = show.Source(f"satisfaction_by_{part}", answer, ctx.filters, DEFINITIONS, {"compare": "previous"})
    return reading, rows.head(0) if fmt.is_missing(reading.index_pct) else rows, source


def target(ctx: Context) -> float | None:
    targets = ctx.ask("targets")
    found = targets.loc[targets["year"] == ctx.filters.end.year, "value"]
    return float(found.iloc[0]) if len(found) else None
