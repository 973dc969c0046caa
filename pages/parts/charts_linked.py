"""Charts linked in the browser, under the rules of charts.py: a range of months drawn in one redraws the others.

Each table holds the sums of every month's cells (see queries/linked.py); Vega adds up those inside the range, and the
share with its interval follows from the sums as in queries/statistics/intervals.py.

Columns of every table: code, name (unique), position (from the top), month_at (months since year 0; 0 in a row of no
slips that each name has besides), m (slips), n, wn,
wk, kk, kn, nn (the seven sums; 0 where hidden), hidden_n (1 where the cell is hidden), is_chosen.
"""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from pages.parts import colours
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    RIGHT,
    START,
    Table,
    by_position,
    configured,
    names_axis,
    share_axis,
)
from pages.parts.numbers import PERCENT_SPACE

BRUSH: Final = "brush"
PANELS: Final = ("field", "factor", "channel", "district")
SUMS: Final = ("m", "n", "wn", "wk", "kk", "kn", "nn", "hidden_n")
WIDTH: Final = 870
PANEL_PX: Final = 230
TEXT_PX: Final = 110  # right of a panel
ROW_PX: Final = 22
MONTHS_PX: Final = 110
NAME_PX: Final = 170
Z: Final = 1.959963984540054
LONG_SERIES: Final = 36  # months from which the axis names years only
# A month is inside as soon as the range touches it; no range is everything. Worked out once a move and not once a row:
# the browser interprets expressions, which costs more than all the rest.
FROM: Final = f"{BRUSH}.month_at ? {BRUSH}.month_at[0] - 0.5 : 0"
TO: Final = f"{BRUSH}.month_at ? {BRUSH}.month_at[1] + 0.5 : 1e9"
INSIDE: Final = "datum.month_at > range_from && datum.month_at < range_to"
KEPT: Final = f"({INSIDE}) || !datum.month_at"  # each name has a row without month, so that it keeps its place


WORDS: Final = {
    "vi": {
        "field": "Lĩnh vực",
        "factor": "Yếu tố",
        "channel": "Hình thức nộp",
        "district": "Địa bàn (quận, huyện, thị xã cũ)",
        "slips": "phiếu",
        "hidden": "ô không hiển thị",
        "with": "gồm",
        "none": "không có phiếu",
        "months": "Số phiếu theo tháng: kéo ngang để chọn khoảng tháng",
        "name": "Tên",
        "share": "Hài lòng",
        "interval": "Khoảng tin cậy 95 %",
        "count": "Số phiếu",
    },
    "en": {
        "field": "Field",
        "factor": "Factor",
        "channel": "Channel",
        "district": "Area (former districts)",
        "slips": "slips",
        "hidden": "cells not shown",
        "with": "with",
        "none": "no slips",
        "months": "Slips by month: drag across to choose a range of months",
        "name": "Name",
        "share": "Satisfied",
        "interval": "95% interval",
        "count": "Slips",
    },
}


def linked(
    months: Table,
    fields: Table,
    factors: Table,
    channels: Table,
    districts: Table,
    *,
    lang: str = "vi",
    span: tuple[int, int] = (0, 0),
    chosen: tuple[int, int] = (0, 0),
    lowest: int = 0,
    dark: bool = False,
) -> alt.VConcatChart:
    """Slips by month, and under it fields, factors, channels and former districts in the months chosen there.

    span: the first and last month of the series, chosen: of the range at first (both as month_at); lowest: where the
    axis of shares begins (0–100). A click on a row of a panel gives {"code": …} under the panel's name, a range gives
    {"month_at": [from, to]} under 'brush'.
    """
    left = alt.vconcat(
        *(
            _panel(name, table, lang, lowest, dark)
            for name, table in zip(PANELS, (fields, factors, channels), strict=False)
        )
    )
    right = _panel("district", districts, lang, lowest, dark)
    chart = alt.vconcat(_months(months, lang, span, chosen, dark), alt.hconcat(left, right, spacing=30), spacing=14)
    ends = [alt.param(name=name, expr=text) for name, text in (("range_from", FROM), ("range_to", TO))]
    return configured(chart.add_params(*ends), lang, dark)


def _months(months: Table, lang: str, span: tuple[int, int], chosen: tuple[int, int], dark: bool) -> alt.LayerChart:
    """Slips a month, the range, and what the range holds in words."""
    words = WORDS[lang]
    count = span[1] - span[0] + 1
    step = 12 if count > LONG_SERIES else 3 if count > 12 else 1
    first = -(-span[0] // step) * step
    axis = alt.Axis(
        title=None,
        values=list(range(first, span[1] + 1, step)),
        labelExpr="(datum.value % 12 + 1) + '/' + floor(datum.value / 12)",
        grid=False,
        ticks=False,
    )
    scale = alt.Scale(domain=[span[0] - 0.5, span[1] + 0.5], nice=False, zero=False)
    brush = alt.selection_interval(
        name=BRUSH, encodings=["x"], value={"x": [chosen[0] - 0.45, chosen[1] + 0.45]}, zoom=False
    )
    bars = (
        alt.Chart(months)
        .mark_bar(size=max(2, round(0.75 * WIDTH / count)), tooltip=None)
        .encode(
            x=alt.X("month_at:Q", scale=scale, axis=axis),
            y=alt.Y("m:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False)),
            key="month_at:Q",
            color=alt.condition(INSIDE, alt.value(colours.BLUE), alt.value(colours.GREY)),
            opacity=alt.condition(INSIDE, alt.value(1), alt.value(0.45)),
        )
        .add_params(brush)
        .properties(name="months")
    )
    text = (
        f"(isValid(datum.pct) ? format(datum.pct, ',.1f') + '{PERCENT_SPACE if lang == 'vi' else ''}% ("
        f"' + format(datum.low, ',.1f') + '–' + format(datum.high, ',.1f') + ') · ' + format(datum.m, ',')"
        f" + ' {words['slips']}' : '{words['none']}') + {_hidden_words(lang)}"
    )
    month = "(({0}) % 12 + 1) + '/' + floor(({0}) / 12)"
    first, last = (month.format(f"datum.{end}_at") for end in ("from", "to"))
    ends = f"{first} + (datum.to_at > datum.from_at ? ' – ' + {last} : '') + ': '"
    told = (
        _measured(alt.Chart(months), [], ends=True)
        .transform_calculate(words=f"{ends} + {text}")
        .mark_text(
            align="left",
            baseline="bottom",
            fontSize=LABEL_PX + 2,
            fontWeight="bold",
            color=colours.ink(dark),
            tooltip=None,
        )
        .encode(x=START, y=alt.value(-8), text="words:N")
    )
    return alt.layer(bars, told).properties(
        width=WIDTH, height=MONTHS_PX, title=_title(words["months"], dark, offset=26)
    )


def _panel(name: str, table: Table, lang: str, lowest: int, dark: bool) -> alt.LayerChart:
    """One dimension: a row a value, its share in the months chosen with the interval, and its slips."""
    words = WORDS[lang]
    base = _measured(alt.Chart(table), ["code", "name", "position", "is_chosen"])
    sign = f"{PERCENT_SPACE}%" if lang == "vi" else "%"
    share, ends = "format(datum.pct, ',.1f')", "format(datum.low, ',.1f') + '–' + format(datum.high, ',.1f')"
    counted = f"datum.m ? format(datum.m, ',') + ' {words['slips']}' : '{words['none']}'"
    base = base.transform_calculate(
        share_text=f"isValid(datum.pct) ? {share} + '{sign}' : ''",
        interval_text=f"isValid(datum.pct) ? {ends} + '{sign}' : ''",
        slips_text=f"({counted}) + {_hidden_words(lang)}",
        beside=f"(isValid(datum.pct) ? {share} + ' · ' + format(datum.m, ',') : '–') + (datum.hidden_n ? ' (*)' : '')",
    ).encode(y=alt.Y(**by_position("name"), axis=names_axis(labelLimit=NAME_PX, minExtent=NAME_PX, maxExtent=NAME_PX)))
    scale = alt.Scale(domain=[lowest, 100], clamp=True, nice=False)
    axis = share_axis(lang, orient="bottom", values=list(range(lowest, 101, 10 if lowest >= 50 else 20)))
    pick = alt.selection_point(name=f"pick_{name}", fields=["code"], toggle="true", clear=False)
    strips = base.mark_rect(fill=colours.GREY).encode(
        x=START,
        x2=alt.value(PANEL_PX + TEXT_PX),
        fillOpacity=alt.condition("datum.is_chosen", alt.value(0.22), alt.value(0)),
        tooltip=[
            alt.Tooltip("name:N", title=words["name"]),
            alt.Tooltip("share_text:N", title=words["share"]),
            alt.Tooltip("interval_text:N", title=words["interval"]),
            alt.Tooltip("slips_text:N", title=words["count"]),
        ],
    )
    few = alt.condition("datum.m < 30", alt.value(0.5), alt.value(1))
    known = base.transform_filter("isValid(datum.pct)")
    spans = known.mark_rule(strokeWidth=LINE_PX, color=colours.BLUE, tooltip=None).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", opacity=few
    )
    dots = known.mark_point(filled=True, size=80, color=colours.BLUE, tooltip=None).encode(
        x=alt.X("pct:Q", scale=scale, axis=axis), opacity=few
    )
    texts = base.mark_text(align="left", dx=8, fontSize=LABEL_PX, color=colours.ink(dark), tooltip=None).encode(
        x=RIGHT, text="beside:N"
    )
    layers = alt.layer(strips.add_params(pick).properties(name=name), spans, dots, texts)
    return layers.properties(width=PANEL_PX, height=alt.Step(ROW_PX), title=_title(words[name], dark))


def _measured(chart: alt.Chart, by: list[str], ends: bool = False) -> alt.Chart:
    """The sums by some columns, and out of them pct, low, high (0–100, missing where there is no answer)."""
    sums: dict[str, Any] = {one: f"sum({one})" for one in SUMS}
    if ends:
        sums |= {"from_at": "min(month_at)", "to_at": "max(month_at)"}
    steps = {
        "p": "datum.wn > 0 ? clamp(datum.wk / datum.wn, 0, 1) : null",
        "squares": "datum.kk - 2 * datum.p * datum.kn + datum.p * datum.p * datum.nn",
        "spread": "datum.squares > 1e-12 * datum.nn && datum.m > 1"
        " ? datum.m / (datum.m - 1) * datum.squares / (datum.wn * datum.wn) : 0",
        "effective": "min(datum.n, datum.spread > 0 ? datum.p * (1 - datum.p) / datum.spread : datum.m)",
        "centre": f"(datum.p + {Z * Z / 2} / datum.effective) / (1 + {Z * Z} / datum.effective)",
        "half": f"{Z} * sqrt((datum.p * (1 - datum.p) + {Z * Z / 4} / datum.effective) / datum.effective)"
        f" / (1 + {Z * Z} / datum.effective)",
        "pct": "datum.p == null ? null : 100 * datum.p",
        "low": "datum.p == null ? null : 100 * (datum.centre - datum.half)",
        "high": "datum.p == null ? null : 100 * (datum.centre + datum.half)",
    }
    chart = chart.transform_filter(KEPT if by else INSIDE).transform_aggregate(**sums, groupby=by)
    for name, text in steps.items():
        chart = chart.transform_calculate(**{name: text})
    return chart


def _hidden_words(lang: str) -> str:
    words = WORDS[lang]
    return f"(datum.hidden_n ? ' ({words['with']} ' + datum.hidden_n + ' {words['hidden']})' : '')"


def _title(text: str, dark: bool, offset: int = 6) -> alt.TitleParams:
    return alt.TitleParams(text, anchor="start", fontSize=LABEL_PX + 1, color=colours.ink(dark), offset=offset)
