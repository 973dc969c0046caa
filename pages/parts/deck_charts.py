"""The charts of story.py as native charts of a presentation: editable, with their numbers in a workbook of their own.

One builder for each chart function of the screen, by its name. The workbook behind a chart holds what is drawn, the
ends of intervals as distances from the value included; what is hidden on the screen is an empty cell there.
Bars begin at zero: with editable numbers nobody could keep a cut axis honest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd
from pptx.chart.data import XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)

from pages.parts import charts_event, charts_service, colours
from pages.parts import deck_parts as piece
from pages.parts.chart_base import TITLES
from pages.parts.numbers import Lang
from pages.parts.words import t

MARKS: Final = (
    XL_MARKER_STYLE.CIRCLE,
    XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.TRIANGLE,
)
MARK_COLOURS: Final = (*colours.FACTOR_COLOURS, colours.INK[False])
UNJUDGED = "#4d5863"  # too few slips to compare: darker than what is like the rest
Tables = Mapping[str, pd.DataFrame]


def native(
    shapes: Any, box: piece.Box, draw: Callable[..., Any], tables: Tables, words: Mapping[str, Any], lang: Lang
) -> Any:
    """The chart of the screen function `draw` as a native one; None where there is no such form of it."""
    builder = BUILDERS.get(draw.__name__)
    return builder(shapes, box, tables, dict(words), lang) if builder else None


def _trend(shapes: Any, box: piece.Box, tables: Tables, _words: dict[str, Any], lang: Lang) -> Any:
    points, targets = tables["points"].sort_values("month"), tables["targets"]
    months = [stamp.date() for stamp in points["month"]]
    rows = []
    for segment in sorted(points["segment"].unique()):
        inside = (points["segment"] == segment).tolist()
        texts = points.loc[inside, "period_text"]
        name = f"{t('col.index_pct', lang)}, {texts.iloc[0]} – {texts.iloc[-1]}"
        columns = [piece.kept(points[one], inside) for one in ("index_pct", "index_low", "index_high")]
        rows.append(piece.Row(name, columns[0], low=columns[1], high=columns[2], is_labelled=False))
    if len(targets):
        goal = [_target(month, targets) for month in months]
        rows.append(piece.Row(t("measure.target", lang), goal, colours.INK[False], is_dashed=True, is_labelled=False))
    values = [v for row in rows for v in (*row.values, *row.low, *row.high) if v is not None]
    lowest = max(0, math.floor(min(values, default=0)) - 1)
    marks = _noted(months, tables.get("notes"))
    if any(marks):
        ground = [lowest if mark else None for mark in marks]
        rows.append(piece.Row(t("notes.legend", lang).rstrip(":"), ground, colours.GREY, is_labelled=False))
    made = piece.categories(
        shapes, box, XL_CHART_TYPE.LINE_MARKERS, months, rows, "mm/yyyy", piece.percent_format(lang)
    )
    chart = made.chart
    axis = chart.value_axis
    axis.minimum_scale = lowest
    axis.maximum_scale = min(100, math.ceil(max(values, default=100)) + 1)
    piece.value_axis(axis, piece.percent_format(lang, 0))
    category = chart.category_axis
    category.tick_labels.font.size = piece.LABEL
    category.tick_labels.number_format, category.tick_labels.number_format_is_linked = "mm/yyyy", False
    category.has_major_gridlines = False
    piece.month_steps(category._element, len(months))
    for row, series in zip(rows, chart.plots[0].series, strict=True):
        piece.line(series, row)
        piece.label_last(series, row, piece.percent_format(lang))
    if any(marks):
        _lettered(chart.plots[0].series[len(rows) - 1], marks)
    return made


def _noted(months: list[Any], notes: pd.DataFrame | None) -> list[str]:
    """The letters of the dated notes that begin in each month, '' for none."""
    if notes is None:
        return []
    begun = [(stamp.year, stamp.month, mark) for stamp, mark in zip(notes["note_from"], notes["mark"], strict=True)]
    return [" ".join(mark for *when, mark in begun if when == [month.year, month.month]) for month in months]


def _lettered(series: Any, marks: list[str]) -> None:
    """Letters at the foot of a chart in place of a line."""
    series.format.line.fill.background()
    for place, mark in enumerate(marks):
        if mark:
            label = series.points[place].data_label
            label.text_frame.text = mark
            label.position = XL_LABEL_POSITION.ABOVE
            label.font.size, label.font.bold = piece.LABEL, True


def _dots(shapes: Any, box: piece.Box, tables: Tables, _words: dict[str, Any], lang: Lang) -> Any:
    rows = tables["rows"].sort_values("position")
    words = {band: t("band.none" if band == "none" else f"band.{band}_short", lang) for band in colours.BAND_COLOURS}
    tints = colours.BAND_COLOURS | {"none": UNJUDGED}
    series = _judged(rows, "band", words, tints, ("index_pct", "index_low", "index_high"))
    names, city = _named(rows, lang), rows["city_pct"].dropna()
    if len(city):
        names = [*names, t("book.overall", lang)]
        for row in series:
            row.values, row.low, row.high = ([*one, None] for one in (row.values, row.low, row.high))
        alone = [*[None] * len(rows), float(city.iloc[0])]
        series.append(piece.Row(t("book.overall", lang), alone, colours.INK[False]))
    form = piece.percent_format(lang)
    made = piece.categories(shapes, box, XL_CHART_TYPE.BAR_CLUSTERED, names, series, "General", form)
    piece.bars(made.chart, series, len(names), form, gap=45, overlap=100)
    made.chart.value_axis.minimum_scale, made.chart.value_axis.maximum_scale = 0, 100
    return made


def _changes(shapes: Any, box: piece.Box, tables: Tables, _words: dict[str, Any], lang: Lang) -> Any:
    rows = tables["rows"].sort_values("position")
    words = {one: t(f"tile.{'unclear' if one == 'none' else one}", lang) for one in colours.DIRECTION_COLOURS}
    columns = ("change_pct", "change_low", "change_high")
    series = _judged(rows, "direction", words, colours.DIRECTION_COLOURS, columns)
    form, names = piece.points_format(lang), _named(rows, lang)
    made = piece.categories(shapes, box, XL_CHART_TYPE.BAR_CLUSTERED, names, series, "General", form)
    piece.bars(made.chart, series, len(names), form, gap=45, overlap=100)
    made.chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    known = [end for row in series for end in (*row.low, *row.high) if end is not None]
    # The program's own choice would cut intervals off.
    made.chart.value_axis.minimum_scale = min(0, math.floor(min(known, default=0)))
    made.chart.value_axis.maximum_scale = max(0, math.ceil(max(known, default=0)))
    return made


def _judged(
    rows: pd.DataFrame, by: str, words: Mapping[str, str], tints: Mapping[str, str], columns: tuple[str, str, str]
) -> list[piece.Row]:
    """A row of numbers for each judgement that occurs, so that the legend says what the colours mean."""
    made = []
    for code, word in words.items():
        inside = (rows[by] == code).tolist()
        if any(inside):
            values, low, high = (piece.kept(rows[column], inside) for column in columns)
            made.append(piece.Row(word, values, tints[code], low, high))
    return made


def _quadrant(shapes: Any, box: piece.Box, tables: Tables, _words: dict[str, Any], lang: Lang) -> Any:
    points = tables["points"].sort_values("importance_pct")
    data = XyChartData(number_format=piece.percent_format(lang))
    for row in points.to_dict("records"):
        data.add_series(row["name"]).add_data_point(row["importance_pct"], row["index_pct"])
    made = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *box, data)
    chart = made.chart
    piece.plain(chart, has_legend=False)
    for axis, low, high, title in (
        (chart.category_axis, "importance_low", "importance_high", TITLES[lang]["importance"]),
        (chart.value_axis, "index_low", "index_high", t("col.index_pct", lang)),
    ):
        axis.minimum_scale = max(0, math.floor(points[low].min()) - 3)
        axis.maximum_scale = min(100, math.ceil(points[high].max()) + 3)
        piece.value_axis(axis, piece.percent_format(lang, 0))
        axis.has_title = True
        axis.axis_title.text_frame.text = title
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = piece.LABEL
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    sides = _sides(points)
    if sides is None:  # names would write over each other: colours and a legend tell the marks apart
        piece.plain(chart, has_legend=True)
    for place, (row, series) in enumerate(zip(points.to_dict("records"), chart.plots[0].series, strict=True)):
        tint = colours.ORANGE if row["is_first"] else colours.BLUE
        if sides is None:
            tint = MARK_COLOURS[place % len(MARK_COLOURS)]
        series.format.line.fill.background()
        series.marker.style, series.marker.size = MARKS[place % len(MARKS) if sides is None else 0], 12
        piece.filled(series.marker.format, tint)
        if sides is not None:
            label = series.points[0].data_label
            label.position = sides[place]
            label.font.size = piece.LABEL
            piece.show_name(label._get_or_add_dLbl())
        for way, value, ends in (
            ("x", "importance_pct", ("importance_low", "importance_high")),
            ("y", "index_pct", ("index_low", "index_high")),
        ):
            down, up = (piece.literal([abs(row[end] - row[value])]) for end in ends)
            piece.error_bars(series._element, way, up, down, tint)
    return made


def _sides(points: pd.DataFrame) -> list[Any] | None:
    """Where each name stands beside its mark: to the side with more room, above or below where two marks are close.

    None where more than two crowd together.
    """
    x, y = points["importance_pct"], points["index_pct"]
    near_x, near_y = (0.3 * (column.max() - column.min()) for column in (x, y))
    sides = []
    for at in points.index:
        near = points[(abs(x - x[at]) < near_x) & (abs(y - y[at]) < near_y) & (points.index != at)]
        if len(near) > 1:
            return None
        if near.empty:
            sides.append(XL_LABEL_POSITION.LEFT if x[at] > (x.min() + x.max()) / 2 else XL_LABEL_POSITION.RIGHT)
        else:
            sides.append(XL_LABEL_POSITION.ABOVE if y[at] >= near["index_pct"].iloc[0] else XL_LABEL_POSITION.BELOW)
    return sides


def _pareto(shapes: Any, box: piece.Box, tables: Tables, _words: dict[str, Any], lang: Lang) -> Any:
    tints = charts_event.SEVERITY_COLOURS
    parts = {code: (tints[code], word) for code, word in charts_event.SEVERITY_NAMES[lang].items()}
    return _stacked(shapes, box, tables["rows"], "severity", "findings_n", parts, lang)


def _parted(shapes: Any, box: piece.Box, tables: Tables, words: dict[str, Any], lang: Lang) -> Any:
    own = charts_service.PARTS[words.get("parts", "slip_kind")]
    parts = {code: (tint, names[lang == "en"]) for code, (tint, *names) in own.items()}
    return _stacked(shapes, box, tables["rows"], "part", "value", parts, lang)


def _stacked(
    shapes: Any,
    box: piece.Box,
    table: pd.DataFrame,
    part: str,
    value: str,
    parts: dict[str, tuple[str, str]],
    lang: Lang,
) -> Any:
    """Bars of names split into parts: code → colour and word."""
    table = table.sort_values("position", kind="stable")
    names = list(dict.fromkeys(table["name"]))
    rows = []
    for code, (tint, word) in parts.items():
        held = table[table[part] == code].set_index("name")[value]
        rows.append(piece.Row(word, [piece.number(held.get(name)) for name in names], tint))
    form = piece.whole_format(lang)
    made = piece.categories(shapes, box, XL_CHART_TYPE.BAR_STACKED, names, rows, "General", form)
    piece.bars(made.chart, rows, len(names), form, gap=45, overlap=100, is_stacked=True)
    return made


def _simple_bars(shapes: Any, box: piece.Box, tables: Tables, _words: dict[str, Any], lang: Lang) -> Any:
    rows = tables["rows"].sort_values("position")
    tints = [colours.ORANGE if marked else colours.BLUE for marked in rows["is_marked"]]
    values = piece.values_of(rows["value"])
    row = piece.Row(t("book.value", lang), values, colours.BLUE, colour_of=tints)
    is_whole = all(value is None or value % 1 == 0 for value in values)
    form = piece.whole_format(lang) if is_whole else f"{piece.mark(lang)}#,##0.0"
    names = rows["name"].tolist()
    made = piece.categories(shapes, box, XL_CHART_TYPE.BAR_CLUSTERED, names, [row], "General", form)
    piece.bars(made.chart, [row], len(names), form, gap=45, overlap=0)
    return made


BUILDERS: Final[dict[str, Callable[..., Any]]] = {
    "trend": _trend,
    "dots": _dots,
    "changes": _changes,
    "quadrant": _quadrant,
    "pareto": _pareto,
    "parted": _parted,
    "bars": _simple_bars,
}


def _named(rows: pd.DataFrame, lang: Lang) -> list[str]:
    """Names for the axis; what is hidden, missing or rests on few slips says so there, where a bar can't."""
    words = colours.STATE_NAMES[lang]
    return [
        name if state == "ok" else f"{name} ({words[state]})"
        for name, state in zip(rows["name"], rows["state"], strict=True)
    ]


def _target(month: date, targets: pd.DataFrame) -> float | None:
    held = targets[(targets["year_from"].dt.date <= month) & (targets["year_to"].dt.date >= month)]
    return float(held["target_pct"].iloc[-1]) if len(held) else None
