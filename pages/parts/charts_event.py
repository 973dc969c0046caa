"""Charts of inspections and models, under the rules of charts.py: counts over time, findings, paths around an event."""

from __future__ import annotations

from typing import Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    START,
    TITLES,
    Table,
    by_position,
    chosen,
    configured,
    few_lighter,
    haloed,
    month_x,
    names_axis,
    share_y,
)
from pages.parts.charts_more import SAMPLE_PX, apart

BAR_PX: Final = 30
EVENT_LABEL: Final = "(datum.value > 0 ? '+' : '') + replace(format(datum.value, 'd'), '-', '−')"
RULE_PX: Final = 1.5
LEVEL_COLOURS: Final = {
    "city_team": colours.BLUE,
    "department": colours.TEAL,
    "district": colours.PURPLE,
    "ward": colours.GREY,
}
LEVEL_NAMES: Final = {
    "vi": {
        "city_team": "Đoàn Thành phố",
        "department": "Sở, ngành",
        "district": "Quận, huyện, thị xã (đến 6/2025)",
        "ward": "Xã, phường",
    },
    "en": {
        "city_team": "City team",
        "department": "Departments",
        "district": "Districts (until 6/2025)",
        "ward": "Wards and communes",
    },
}
SEVERITY_COLOURS: Final = {"minor": colours.GREY, "serious": "#e89a55", "very_serious": colours.ORANGE}
SEVERITY_NAMES: Final = {
    "vi": {"minor": "Ít nghiêm trọng", "serious": "Nghiêm trọng", "very_serious": "Rất nghiêm trọng"},
    "en": {"minor": "Minor", "serious": "Serious", "very_serious": "Very serious"},
}
VISIT_COLOURS: Final = {"no": colours.TEAL, "yes": colours.PURPLE}
VISIT_NAMES: Final = {
    "vi": {"no": "Chỉ tự kiểm tra hoặc chưa kiểm tra", "yes": "Đoàn Thành phố đã kiểm tra"},
    "en": {"no": "Self-inspected or not yet", "yes": "City team has inspected"},
}
PHASE_COLOURS: Final = {"before": colours.GREY, "up": colours.BLUE, "down": colours.ORANGE, "none": colours.GREY}
MODEL_COLOURS: Final = (*colours.FACTOR_COLOURS, colours.LINE)
MODEL_DASHES: Final = (*colours.FACTOR_DASHES, (2, 6))
WORDS: Final = {
    "vi": {
        "period_text": "Kỳ",
        "level_text": "Cấp kiểm tra",
        "count_text": "Số cuộc",
        "findings_text": "Có phát hiện",
        "name": "Nội dung",
        "severity_text": "Mức độ",
        "value_text": "Số lượng",
        "event_text": "Thời điểm",
        "effect_text": "Chênh lệch",
        "interval_text": "Khoảng tin cậy 95 %".replace(" %", "\u202f%"),
        "units_text": "Đơn vị so sánh",
        "covered_text": "Đã áp dụng",
        "event_axis": "Số tháng so với tháng có sự kiện (0)",
        "times_axis": "Số cuộc tự kiểm tra từ khi có đơn vị",
        "points_unit": " điểm",
    },
    "en": {
        "period_text": "Period",
        "level_text": "Level",
        "count_text": "Inspections",
        "findings_text": "With findings",
        "name": "Name",
        "severity_text": "Severity",
        "value_text": "Number",
        "event_text": "Time",
        "effect_text": "Difference",
        "interval_text": "95% interval",
        "units_text": "Units compared",
        "covered_text": "Taken up",
        "event_axis": "Months from the month of the event (0)",
        "times_axis": "Self-inspections since the unit came into force",
        "points_unit": " pts",
    },
}


def month_counts(
    rows: Table,
    *,
    lang: str = "vi",
    levels: tuple[str, ...] = ("department", "district", "ward"),
    grain: str = "month",
    dark: bool = False,
) -> alt.LayerChart:
    """Counts a month, quarter or year, stacked by who inspected.

    rows: month (first day of the step), month_end (first day after it), level_code (of `levels`), bar_code (unique),
    from_n, to_n (the ends of its part of the column), period_text, level_text, count_text, findings_text. levels: those
    that may come.
    """
    tints = alt.Scale(domain=list(levels), range=[LEVEL_COLOURS[level] for level in levels])
    legend = _legend(LEVEL_NAMES[lang], dark) if len(levels) > 1 else None
    # Rectangles with both ends given: a bar with two times along the width is no column to Vega-Lite.
    bars = alt.Chart(rows).mark_rect(stroke=colours.paper(dark), strokeWidth=1)
    marks = bars.encode(
        x=month_x("month", grain),
        x2="month_end:T",
        y=alt.Y("from_n:Q", axis=alt.Axis(title=None, tickCount=5, tickMinStep=1), scale=alt.Scale(zero=True)),
        y2="to_n:Q",
        color=alt.Color("level_code:N", scale=tints, legend=legend),
        key="bar_code:N",
        tooltip=_tips(lang, "period_text", "level_text", "count_text", "findings_text"),
    )
    return configured(alt.layer(marks).properties(height=260), lang, dark)


def pareto(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Kinds of findings, the most frequent on top, split by severity; beside each its number and the running share.

    rows: name, position (from the top), severity (minor, serious, very_serious), severity_position, findings_n,
    bar_code (unique), total_n (of the kind, on one of its rows, missing on the others), total_text, severity_text,
    value_text.
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()))
    tints = alt.Scale(domain=list(SEVERITY_COLOURS), range=list(SEVERITY_COLOURS.values()))
    scale = alt.Scale(domainMin=0, nice=False)
    marks = base.mark_bar(height={"band": 0.7}).encode(
        x=alt.X("findings_n:Q", stack="zero", axis=None, scale=scale),
        color=alt.Color("severity:N", scale=tints, legend=_legend(SEVERITY_NAMES[lang], dark)),
        order=alt.Order("severity_position:Q"),
        key="bar_code:N",
        tooltip=_tips(lang, "name", "severity_text", "value_text"),
    )
    totals = base.transform_filter("isValid(datum.total_n)").mark_text(
        align="left", dx=6, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    )
    words = totals.encode(x=alt.X("total_n:Q", axis=None, scale=scale), text="total_text:N", key="bar_code:N")
    return configured(alt.layer(marks, words).properties(height=alt.Step(BAR_PX)), lang, dark)


def event_path(points: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """The difference to units not there yet, by months around the event; 0 is the month before it by definition.

    points: event_month (−6 … 6), effect_pct, effect_low, effect_high (points, may be missing), tone (before, up, down:
    the interval leaves out 0; none), event_text, effect_text, interval_text, units_text.
    """
    x = alt.X(
        "event_month:Q",
        scale=alt.Scale(domain=[-6.5, 6.5], nice=False),
        axis=alt.Axis(title=WORDS[lang]["event_axis"], tickCount=13, tickMinStep=1, labelExpr=EVENT_LABEL, grid=False),
    )
    base = alt.Chart(points).encode(x=x)
    tint = alt.Color("tone:N", legend=None, scale=_fixed(PHASE_COLOURS))
    spans = base.mark_rule(strokeWidth=LINE_PX, tooltip=None).encode(
        y=_points_y("effect_low", lang), y2="effect_high:Q", color=tint, key="event_month:Q"
    )
    line = base.mark_line(strokeWidth=RULE_PX, strokeDash=[3, 3], color=colours.LINE, tooltip=None)
    marks = base.mark_point(filled=True, size=110, opacity=1, tooltip=None)
    # Drawn from the rows' own columns: inline data would be lost on the screen.
    zero = alt.Chart(points).transform_calculate(zero="0").mark_rule(color=colours.ink(dark), strokeWidth=RULE_PX)
    event = (
        alt.Chart(points)
        .transform_filter("datum.event_month == 0")
        .mark_rule(color=colours.LINE, strokeWidth=RULE_PX, strokeDash=[4, 4], xOffset=-12, tooltip=None)
    )
    hover = base.mark_rule(strokeWidth=30, opacity=0).encode(
        key="event_month:Q", tooltip=_tips(lang, "event_text", "effect_text", "interval_text", "units_text")
    )
    layers = alt.layer(
        zero.encode(y=_points_y("zero", lang)),
        event.encode(x=x),
        spans,
        line.encode(y=_points_y("effect_pct", lang)),
        marks.encode(y=_points_y("effect_pct", lang), color=tint, key="event_month:Q"),
        hover,
    )
    return configured(layers.properties(height=360), lang, dark)


def effects(rows: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """One difference with its interval for each model; blue and orange where the interval leaves out 0.

    rows: name (unique), position (from the top), overall_pct, overall_low, overall_high (points; missing where not
    estimated), tone (up, down, none), effect_text, interval_text, units_text, note (why there is none, else missing).
    """
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()), key="name:N")
    tint = alt.Color("tone:N", legend=None, scale=_fixed(PHASE_COLOURS))
    zero = alt.Chart(rows).transform_calculate(zero="0").mark_rule(color=colours.ink(dark), strokeWidth=RULE_PX)
    spans = base.mark_rule(strokeWidth=LINE_PX, tooltip=None)
    marks = base.mark_point(filled=True, size=130, opacity=1, tooltip=None)
    notes = haloed(
        base.transform_filter("isValid(datum.note)").encode(x=alt.value(6), text="note:N"),
        dark,
        align="left",
        fontStyle="italic",
    )
    strips = base.mark_rect(fill=colours.GREY, fillOpacity=0).encode(
        x=START,
        x2=alt.value("width"),
        tooltip=_tips(lang, "name", "effect_text", "interval_text", "units_text"),
    )
    layers = alt.layer(
        zero.encode(x=_points_x("zero", lang)),
        spans.encode(x=_points_x("overall_low", lang), x2="overall_high:Q", color=tint),
        marks.encode(x=_points_x("overall_pct", lang), color=tint),
        *notes,
        strips,
    )
    return configured(layers.properties(height=alt.Step(BAR_PX + 10)), lang, dark)


def visits(points: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Wards by how often they were self-inspected and how satisfied people are; the city team's visits by shape.

    points: code, name (unique), so_far_self_n, visited (yes, no), label (name of the ends, else missing), city_pct
    (the same on every row), visits_text, standard columns. A click gives {"code": …}.
    """
    pick = chosen("code")
    x = alt.X(
        "so_far_self_n:Q",
        scale=alt.Scale(nice=False, padding=24, zero=True),
        axis=alt.Axis(title=WORDS[lang]["times_axis"], tickMinStep=1, format=".0f", grid=False),
    )
    base = alt.Chart(points).encode(x=x, y=share_y("index_pct", lang), key="name:N")
    shapes = alt.Scale(domain=list(VISIT_COLOURS), range=["circle", "diamond"])
    marks = (
        base.mark_point(filled=True, size=110, strokeWidth=2.5)
        .encode(
            color=alt.Color("visited:N", scale=_fixed(VISIT_COLOURS), legend=_legend(VISIT_NAMES[lang], dark)),
            shape=alt.Shape("visited:N", scale=shapes, legend=_legend(VISIT_NAMES[lang], dark)),
            opacity=few_lighter(),
            stroke=alt.when(pick, empty=False).then(alt.value(colours.ink(dark))).otherwise(alt.value("transparent")),
            tooltip=[
                alt.Tooltip(f"{field}:N", title=TITLES[lang][field])
                for field in ("name", "index_text", "interval_text", "slips_text")
            ]
            + _tips(lang, "count_text"),
        )
        .add_params(pick)
        .properties(name="units")
    )
    city = alt.Chart(points).mark_rule(color=colours.ink(dark), strokeWidth=RULE_PX, strokeDash=[6, 4], tooltip=None)
    names = haloed(base.transform_filter("isValid(datum.label)").encode(text="label:N"), dark, align="left", dx=9)
    layers = alt.layer(city.encode(y=share_y("mean(city_pct)", lang)), *names, marks)
    return configured(layers.properties(height=380), lang, dark)


def coverage(points: Table, *, lang: str = "vi", grain: str = "month", dark: bool = False) -> alt.LayerChart:
    """Share of wards that have taken up each model, over time; cut where the units changed.

    points: model_position (1–6, fixes colour and dash), initiative_kind, model_name, month (first day of the step),
    segment (int), covered_pct (0–100), is_last (the model's newest point), point_code, period_text, covered_text.
    """
    places = list(range(1, len(MODEL_COLOURS) + 1))
    tints = alt.Scale(domain=places, range=list(MODEL_COLOURS))
    strokes = alt.Scale(domain=places, range=[list(dash) for dash in MODEL_DASHES])
    colour = alt.Color("model_position:O", scale=tints, legend=None)
    dash = alt.StrokeDash("model_position:O", scale=strokes, legend=None)
    y = share_y("covered_pct", lang)
    base = alt.Chart(points).encode(x=month_x("month", grain))
    lines = base.mark_line(strokeWidth=LINE_PX, tooltip=None).encode(
        y=y,
        color=colour,
        strokeDash=dash,
        detail=["initiative_kind:N", "segment:N"],
    )
    marks = base.mark_point(filled=True, size=24, opacity=1, stroke="transparent", strokeWidth=14).encode(
        y=y,
        key="point_code:N",
        fill=alt.Fill("model_position:O", scale=tints, legend=None),
        tooltip=_tips(lang, "name", "period_text", "covered_text"),
    )
    ends = apart(base, "is_last", "covered_pct", [])
    # As in factor_lines: the piece of line before a name says which is which, and the name itself is readable.
    samples = ends.mark_rule(strokeWidth=LINE_PX, xOffset=SAMPLE_PX[0], x2Offset=SAMPLE_PX[1], tooltip=None)
    names = ends.mark_text(
        align="left",
        dx=SAMPLE_PX[1] + 6,
        limit=alt.expr("containerSize()[0] < 480 ? 84 : 340"),  # a phone needs room for the plot
        fontSize=LABEL_PX,
        fontWeight="bold",
        color=colours.ink(dark),
        tooltip=None,
    )
    layers = alt.layer(
        lines,
        samples.encode(x2="month:T", y=share_y("label_y", lang), color=colour, strokeDash=dash),
        names.encode(y=share_y("label_y", lang), text="name:N"),
        marks,
    )
    return configured(layers.properties(height=340), lang, dark)


def _fixed(colour_of: dict[str, str]) -> alt.Scale:
    """A scale that gives each word its colour, whatever words the data hold."""
    return alt.Scale(domain=list(colour_of), range=list(colour_of.values()))


def _legend(names: dict[str, str], dark: bool) -> alt.Legend:
    """The words of a colour, above the plot; several rows where the screen is narrow."""
    return alt.Legend(
        orient="top",
        title=None,
        labelFontSize=LABEL_PX,
        labelColor=colours.ink(dark),
        labelLimit=320,
        symbolOpacity=1,
        columns=alt.expr("containerSize()[0] < 480 ? 1 : containerSize()[0] < 700 ? 2 : 3"),
        labelExpr=f"{names}[datum.label]",
    )


def _points_axis(lang: str) -> alt.Axis:
    """An axis of differences: +1,5 điểm."""
    unit = WORDS[lang]["points_unit"]
    label = f"(datum.value > 0 ? '+' : '') + replace(format(datum.value, ',~f'), '-', '−') + '{unit}'"
    return alt.Axis(title=None, labelExpr=label, tickCount=6)


def _points_scale() -> alt.Scale:
    return alt.Scale(zero=True, nice=False, padding=10)


def _points_y(field: str, lang: str) -> alt.Y:
    """A difference along the height, 0 always in sight."""
    return alt.Y(f"{field}:Q", scale=_points_scale(), axis=_points_axis(lang))


def _points_x(field: str, lang: str) -> alt.X:
    """A difference along the width."""
    return alt.X(f"{field}:Q", scale=_points_scale(), axis=_points_axis(lang))


def _tips(lang: str, *fields: str) -> list[alt.Tooltip]:
    """Tooltip lines out of text columns, under this file's own titles."""
    return [alt.Tooltip(f"{field}:N", title=WORDS[lang][field]) for field in fields]
