"""Charts of the suggestion book, dossiers and the action plan, under the rules of charts.py."""

from __future__ import annotations

from typing import Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    RIGHT,
    START,
    TITLES,
    Table,
    by_position,
    configured,
    cuts,
    few_lighter,
    haloed,
    month_x,
    names_axis,
    share_axis,
    share_y,
    strips,
)
from pages.parts.charts_more import apart

BAR_PX: Final = 30
LEAST_SPAN: Final = 2  # points that the axis of a share over time covers at least
# Each part of a whole: code → colour, Vietnamese and English name. Orange asks for attention.
PARTS: Final = {
    "slip_kind": {
        "complaint": (colours.ORANGE, "Phàn nàn", "Complaints"),
        "suggestion": (colours.GREY, "Góp ý", "Suggestions"),
        "praise": (colours.BLUE, "Khen", "Praise"),
    },
    "action_state": {
        "late": (colours.ORANGE, "Quá hạn chưa xong", "Past due, not done"),
        "open": (colours.GREY, "Chưa đến hạn", "Not due yet"),
        "done_late": ("#86b9e8", "Xong nhưng muộn", "Done, but late"),
        "done": (colours.BLUE, "Xong đúng hạn", "Done in time"),
    },
}
STAGES: Final = {"seen": colours.BLUE, "answered": colours.PURPLE}
DASHES: Final = {"seen": [1, 0], "answered": [8, 4]}
WORDS: Final = {
    "vi": {
        "part_text": "Gồm",
        "value_text": "Số lượng",
        "share_text": "Tỷ lệ",
        "stage_text": "Việc",
        "day_text": "Sau khi nhận",
        "waiting_text": "Còn theo dõi",
        "counts_text": "Số hồ sơ",
        "late_text": "Hồ sơ quá hạn",
        "days": "Ngày kể từ khi nhận phiếu",
        "late": "Tỷ lệ hồ sơ giải quyết quá hạn",
    },
    "en": {
        "part_text": "Part",
        "value_text": "Number",
        "share_text": "Share",
        "stage_text": "Step",
        "day_text": "After receipt",
        "waiting_text": "Still followed",
        "counts_text": "Dossiers",
        "late_text": "Overdue dossiers",
        "days": "Days since the slip was received",
        "late": "Share of dossiers done late",
    },
}


def waits(points: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """The share of slips read and answered by each day since receipt, with its interval; the name at a line's end.

    points: point_code (unique), stage (seen, answered), stage_text, waited_days (0 or more), share_pct, share_low,
    share_high (0–100; the ends may be missing), is_last (the stage's last day), day_text, share_text, interval_text,
    waiting_text.
    """
    axis = alt.Axis(title=WORDS[lang]["days"], tickMinStep=1, tickCount=8, grid=False)
    x = alt.X("waited_days:Q", scale=alt.Scale(domainMin=0, nice=False), axis=axis)

    def share(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 100]), axis=share_axis(lang))

    base = alt.Chart(points).encode(x=x)
    colour = alt.Color("stage:N", scale=_fixed(STAGES), legend=None)
    dash = alt.StrokeDash("stage:N", scale=_fixed(DASHES), legend=None)
    steps = {"interpolate": "step-after", "tooltip": None}
    band = base.mark_area(opacity=0.2, **steps).encode(y=share("share_low"), y2="share_high:Q", color=colour)
    line = base.mark_line(strokeWidth=LINE_PX, **steps).encode(y=share("share_pct"), color=colour, strokeDash=dash)
    names = apart(base, "is_last", "share_pct", []).encode(y=share("label_y"), text="stage_text:N")
    hover = base.mark_rule(strokeWidth=10, opacity=0).encode(
        key="point_code:N", tooltip=_tips(lang, "stage_text", "day_text", "share_text", "interval_text", "waiting_text")
    )
    marks = base.mark_point(size=160, opacity=0).encode(
        y=share("share_pct"),
        key="point_code:N",
        tooltip=_tips(lang, "stage_text", "day_text", "share_text", "interval_text", "waiting_text"),
    )
    words = haloed(names, dark, align="right", dx=-4, dy=-4, baseline="bottom", fontWeight="bold")
    return configured(alt.layer(band, line, hover, *words, marks).properties(height=320), lang, dark)


def parted(
    rows: Table, *, parts: str = "slip_kind", is_choice: bool = False, lang: str = "vi", dark: bool = False
) -> alt.LayerChart:
    """Counts by name, split into parts of fixed colours; the total beside each bar.

    parts: a key of PARTS. rows: bar_code (unique), name, position (from the top), part (a code of PARTS[parts]),
    part_position (from the left), value (0 or more), value_text, part_text; total (on the first part of each name, else
    missing), total_text; with is_choice also code, and a click anywhere on a row gives {"code": …}.
    """
    own = PARTS[parts]
    tints = {code: colour for code, (colour, *_) in own.items()}
    names = {code: words[lang == "en"] for code, (_, *words) in own.items()}
    # Beside the names of the axis all parts stand in one row only where there is room for their words.
    legend_px = 260 + sum(30 + 8 * len(word) for word in names.values())
    legend = alt.Legend(
        title=None,
        orient="top",
        labelExpr=f"({names})[datum.value]",
        labelFontSize=LABEL_PX,
        labelLimit=260,
        labelColor=colours.ink(dark),
        columns=alt.expr(f"containerSize()[0] < {legend_px} ? 2 : 4"),
    )
    base = alt.Chart(rows).encode(y=alt.Y(**by_position("name"), axis=names_axis()))
    x = alt.X("value:Q", stack="zero", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=x,
        key="bar_code:N",
        color=alt.Color("part:N", scale=_fixed(tints), legend=legend),
        order="part_position:Q",
        tooltip=_tips(lang, "name", "part_text", "value_text"),
    )
    totals = base.transform_filter("isValid(datum.total)").mark_text(
        align="left", dx=6, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None
    )
    named = base.transform_filter("isValid(datum.total)")
    behind = [strips(named, lang, ("name",), x=START, x2=RIGHT)] if is_choice else []
    layers = alt.layer(*behind, bars, totals.encode(x="total:Q", text="total_text:N"))
    return configured(layers.properties(height=alt.Step(BAR_PX)), lang, dark)


def share_line(
    points: Table, breaks: Table, *, lang: str = "vi", grain: str = "month", dark: bool = False
) -> alt.LayerChart:
    """One share of one source over time, cut where the units changed.

    points: month (first day of the step), segment (int), share_pct (0–100, may be missing), period_text, share_text,
    counts_text. breaks: break_on (date), name.
    """
    base = alt.Chart(points).encode(x=month_x("month", grain))
    line = base.mark_line(color=colours.BLUE, strokeWidth=LINE_PX, tooltip=None)
    marks = base.mark_point(filled=True, size=45, opacity=1, color=colours.BLUE, tooltip=None)
    hover = base.mark_rule(strokeWidth=14, opacity=0).encode(
        key="month:N", tooltip=_tips(lang, "period_text", "share_text", "counts_text")
    )
    y = share_y("share_pct", lang)
    # Nothing to see, but the axis has to hold it: a line that hardly moves must not look like a swing.
    room = (
        alt.Chart(points)
        .transform_aggregate(low="min(share_pct)", high="max(share_pct)")
        .transform_calculate(
            top=f"min(100, max(datum.high, {LEAST_SPAN}, (datum.low + datum.high + {LEAST_SPAN}) / 2))"
        )
        .transform_calculate(bottom=f"max(0, min(datum.low, datum.top - {LEAST_SPAN}))")
        .mark_rule(opacity=0, tooltip=None, aria=False)
        .encode(y=share_y("top", lang), y2="bottom:Q")
    )
    layers = alt.layer(
        *cuts(breaks, dark), room, line.encode(y=y, detail="segment:N"), marks.encode(y=y, key="month:N"), hover
    )
    return configured(layers.properties(height=260), lang, dark)


def lateness(points: Table, *, lang: str = "vi", dark: bool = False) -> alt.LayerChart:
    """Wards by how many of their dossiers were late and how satisfied people are; it says nothing about causes.

    points: code, name (unique), late_pct (0–100), late_text, counts_text, city_pct (the same on every row), standard
    columns.
    """
    scale = alt.Scale(zero=False, nice=False, padding=12)
    axis = {name: value for name, value in share_axis(lang).to_dict().items() if name != "title"}
    x = alt.X("late_pct:Q", scale=scale, axis=alt.Axis(**axis, title=WORDS[lang]["late"], grid=False))
    base = alt.Chart(points).encode(x=x, y=share_y("index_pct", lang), key="name:N")
    marks = base.mark_point(filled=True, size=80, color=colours.BLUE).encode(
        opacity=few_lighter(),
        tooltip=_tips(
            lang, "name", "late_text", "counts_text", "index_text", "interval_text", "slips_text", "state_text"
        ),
    )
    city = alt.Chart(points).encode(y=share_y("mean(city_pct)", lang))
    rule = city.mark_rule(color=colours.ink(dark), strokeWidth=1.5, strokeDash=[6, 4], tooltip=None)
    names = haloed(city.encode(x=START), dark, text=TITLES[lang]["city"], align="left", baseline="bottom", dx=4, dy=-4)
    return configured(alt.layer(rule, marks, *names).properties(height=360), lang, dark)


def _fixed(values: dict) -> alt.Scale:
    """A scale that gives each word its colour or dash, whatever words the data hold."""
    return alt.Scale(domain=list(values), range=list(values.values()))


def _tips(lang: str, *fields: str) -> list[alt.Tooltip]:
    """Tooltip lines out of text columns, with the words of this file beside the shared ones."""
    words = TITLES[lang] | WORDS[lang]
    return [alt.Tooltip(f"{field}:N", title=words[field]) for field in fields]
