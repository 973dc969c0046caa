"""Charts linked in the browser, under the rules of charts.py: a range of months drawn in one redraws the others.

Each table holds the sums of every month's cells (see queries/linked.py); Vega adds up those inside the range, and the
share with its interval follows from the sums as in queries/statistics/intervals.py. Where a score is chosen its answers
stand in place of the satisfied ones.

Columns of every table: code, name (unique), position (from the top), month_at (months since year 0; 0 in a row of no
slips that each name has besides), m (slips), n, wn,
wk, kk, kn, nn (the seven sums; 0 where hidden), hidden_n (1 where the cell is hidden), is_chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import altair as alt

from pages.parts import colours, shapes
from pages.parts.chart_base import (
    LABEL_PX,
    LINE_PX,
    START,
    Table,
    by_position,
    configured,
    names_axis,
    share_axis,
)
from pages.parts.charts_linked_base import (
    BRUSH,
    FROM,
    INSIDE,
    TO,
    WORDS,
    Pieces,
    calculating,
    hidden_words,
    measure_name,
    measuring,
    pick,
    tips,
    title,
    wording,
)
from pages.parts.charts_more import HATCHING, hatching
from pages.parts.explore_words import NEUTRAL_FILLS
from pages.parts.numbers import PERCENT_SPACE

ROWS: Final = ("field", "factor", "channel")
PLACES: Final = ("district", "ward")
PANELS: Final = (*ROWS, "score", *PLACES)  # one of the places at a time
ROW_PX: Final = 22
MONTHS_PX: Final = 110
LINE_STEP: Final = 18  # of the words over the months
TICKS: Final = (1, 2, 5, 10, 20, 50)  # of an axis of shares
LONG_SERIES: Final = 36  # months from which the axis names years only


@dataclass(frozen=True)
class Sizes:
    """Widths in px: of the months, of a panel with the names before it and the text after it, of the hexagons."""

    months: int
    name: int
    panel: int
    text: int
    map: int


WIDE: Final = Sizes(months=870, name=170, panel=230, text=110, map=500)
NARROW: Final = Sizes(months=300, name=112, panel=80, text=104, map=296)  # a phone, panels below each other


def linked(
    months: Table,
    fields: Table,
    factors: Table,
    channels: Table,
    scores: Table,
    places: Table,
    *,
    lang: str = "vi",
    span: tuple[int, int] = (0, 0),
    chosen: tuple[int, int] = (0, 0),
    ends: tuple[int, int] = (0, 100),
    score_most: int = 100,
    score: str = "",
    place: str = "district",
    since: str = "",
    is_narrow: bool = False,
    dark: bool = False,
) -> alt.VConcatChart:
    """Slips by month, and under it fields, factors, channels, scores and places in the months chosen there.

    span: the first and last month of the series, chosen: of the range at first (both as month_at); ends: of the axis of
    shares (0–100), score_most: of that of scores; score: the one whose share is drawn in place of the satisfied, '' for
    those; place: 'district' (rows) or 'ward' (hexagons: `places` then has hex_x, hex_y, wide, tall in radii); since:
    the first month of the wards, in words; is_narrow: panels below each other, as wide as a phone. A click on a row
    of a panel gives {"code": …} under the panel's name, a range gives {"month_at": [from, to]} under 'brush'.
    """
    sizes = NARROW if is_narrow else WIDE
    by = {"lang": lang, "dark": dark, "score": score, "sizes": sizes}
    left = [_panel(name, table, ends, **by) for name, table in zip(ROWS, (fields, factors, channels), strict=True)]
    right = [_panel("district", places, ends, **by)]
    if place == "ward":
        right = [_hexagons(places, ends, since, **by), _classes(ends, **by)]
    scored = _panel("score", scores, (0, score_most), **by)
    borders = [alt.param(name=name, expr=text) for name, text in (("range_from", FROM), ("range_to", TO))]
    if place == "ward":
        borders.append(hatching(count=3))
    pieces = Pieces(borders)
    top = pieces.taken(_months(months, lang, span, chosen, score, sizes, dark))
    columns = [{"vconcat": [pieces.taken(one) for one in column]} for column in (left, [*right, scored])]
    rows = [[column] for column in columns] if is_narrow else [columns]
    below = [{"hconcat": row, "spacing": 30} for row in rows]
    return configured(pieces.whole([top, *below], spacing=14), lang, dark)


def _months(
    months: Table, lang: str, span: tuple[int, int], chosen: tuple[int, int], score: str, sizes: Sizes, dark: bool
) -> alt.LayerChart:
    """Slips a month, the range, and what the range holds in words."""
    words, is_narrow = WORDS[lang], sizes == NARROW
    count = span[1] - span[0] + 1
    step = 12 if count > LONG_SERIES else 3 if count > 12 else 1
    step *= 2 if is_narrow else 1
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
        .mark_bar(size=max(2, round(0.75 * sizes.months / count)), tooltip=None)
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
    head = f"{measure_name(lang, score)}: " if score else ""
    then = "\\n" if is_narrow else " · "  # on a phone one line would be too long
    text = (
        f"'{head}' + (isValid(datum.pct) ? format(datum.pct, ',.1f') + '{PERCENT_SPACE if lang == 'vi' else ''}% ("
        f"' + format(datum.low, ',.1f') + '–' + format(datum.high, ',.1f') + '){then}' + format(datum.m, ',')"
        f" + ' {words['slips']}' : '{words['none']}') + {hidden_words(lang)}"
    )
    month = "(({0}) % 12 + 1) + '/' + floor(({0}) / 12)"
    first, last = (month.format(f"datum.{end}_at") for end in ("from", "to"))
    ends = f"{first} + (datum.to_at > datum.from_at ? ' – ' + {last} : '') + '{':' + then if is_narrow else ': '}'"
    told = (
        alt.Chart(months, transform=[*measuring([], ends=True), *calculating({"words": f"{ends} + {text}"})])
        .mark_text(
            align="left",
            baseline="line-bottom" if is_narrow else "bottom",
            lineBreak="\n",
            fontSize=LABEL_PX + (0 if is_narrow else 2),
            fontWeight="bold",
            color=colours.ink(dark),
            tooltip=None,
        )
        .encode(x=START, y=alt.value(-8 - (2 * LINE_STEP if is_narrow else 0)), text="words:N")
    )
    head_px = 6 if is_narrow else 26
    return alt.layer(bars, told).properties(
        width=sizes.months, height=MONTHS_PX, title=_title("months", lang, sizes, dark, offset=head_px)
    )


def _title(name: str, lang: str, sizes: Sizes, dark: bool, offset: int = 6, **words: str) -> alt.TitleParams:
    """What a panel shows; on a phone without how to use it."""
    text = WORDS[lang][name].format(**words)
    return title(text.partition(":")[0] if sizes == NARROW else text, dark, offset)


def _panel(
    name: str, table: Table, ends: tuple[int, int], *, lang: str, dark: bool, sizes: Sizes, score: str = ""
) -> alt.LayerChart:
    """One dimension: a row a value, its share in the months chosen with the interval, and its slips.

    Scores show their own shares whichever is chosen, and no slips: each has those of all.
    """
    is_score = name == "score"
    count = "" if is_score else " + ' · ' + format(datum.m, ',')"
    beside = f"(isValid(datum.pct) ? format(datum.pct, ',.1f'){count} : '–') + (datum.hidden_n ? ' (*)' : '')"
    transforms = [
        *measuring(["code", "name", "position", "is_chosen"]),
        *wording(lang),
        *calculating({"beside": beside}),
    ]
    # Plots below each other begin at one line: on a phone the names stand inside, so that those without any are wide.
    inside = sizes.name if sizes == NARROW else 0
    begin, end = inside, inside + sizes.panel
    names = names_axis(labelLimit=sizes.name, minExtent=sizes.name, maxExtent=sizes.name, offset=-inside)
    base = alt.Chart().encode(y=alt.Y(**by_position("name"), axis=names))
    scale = alt.Scale(domain=list(ends), clamp=True, nice=False, range=[begin, end])
    step = next(one for one in TICKS if (ends[1] - ends[0]) / one <= (2 if sizes == NARROW else 5))
    axis = share_axis(lang, orient="bottom", values=list(range(ends[0], ends[1] + 1, step)))
    strips = base.mark_rect(fill=colours.GREY).encode(
        x=START,
        x2=alt.value(end + sizes.text),
        fillOpacity=alt.condition("datum.is_chosen", alt.value(0.22), alt.value(0)),
        tooltip=tips(lang, "" if is_score else score),
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
        x=alt.value(end), text="beside:N"
    )
    return alt.LayerChart(
        layer=[strips.add_params(pick(name)).properties(name=name), spans, dots, texts],
        data=table,
        transform=transforms,
        width=end + (sizes.text if inside else 0),
        height=alt.Step(ROW_PX),
        title=_title(name, lang, sizes, dark),
    )


def _hexagons(
    wards: Table, ends: tuple[int, int], since: str, *, lang: str, dark: bool, sizes: Sizes, score: str
) -> alt.LayerChart:
    """A hexagon for each ward in the class of its share in the months chosen, with the share."""
    breaks, fills, few = _colouring(ends, score)
    kept = ["code", "name", "is_chosen", "hex_x", "hex_y", "wide", "tall"]
    label = f"isValid(datum.pct) ? format(datum.pct, ',{'.1f' if score else '.0f'}') : ''"
    places = {
        "label": label,
        "radius": f"min({sizes.map} / datum.wide, {sizes.map} / datum.tall)",
        "left": f"datum.hex_x * datum.radius - {sizes.name}",  # under the names of the rows below, which begin there
        "top": "datum.hex_y * datum.radius",
        "area": f"pow(2 * {shapes.GAP} * datum.radius, 2)",
        "at": "+".join(f"(datum.pct >= {one})" for one in breaks),
    }
    transforms = [*measuring(kept), *wording(lang), *calculating(places)]
    raw = {"scale": None, "axis": None}
    base = alt.Chart().encode(x=alt.X("left:Q", **raw), y=alt.Y("top:Q", **raw), key="code:N")
    fill = (
        alt.when("!isValid(datum.pct) && datum.hidden_n > 0")
        .then(alt.value(alt.expr(HATCHING)))
        .when("!isValid(datum.pct)")
        .then(alt.value("transparent"))
        .when("datum.m < 30")
        .then(alt.value(alt.expr(f"{list(few)}[datum.at]")))
        .otherwise(alt.value(alt.expr(f"{list(fills)}[datum.at]")))
    )
    cells = base.mark_point(filled=True, opacity=1, shape=shapes.HEXAGON_PATH).encode(
        size=alt.Size("area:Q", scale=None, legend=None),
        fill=fill,
        stroke=alt.condition("datum.is_chosen", alt.value(colours.ink(dark)), alt.value(colours.LINE)),
        strokeWidth=alt.condition("datum.is_chosen", alt.value(4), alt.value(1)),
        tooltip=tips(lang, score),
    )
    texts = base.mark_text(fontSize=LABEL_PX, color=colours.LABEL, tooltip=None).encode(text="label:N")
    return alt.LayerChart(
        layer=[cells.add_params(pick("ward")).properties(name="ward"), *([] if sizes == NARROW else [texts])],
        data=wards,
        transform=transforms,
        width=sizes.map - sizes.name,
        height=sizes.map,
        title=_title("ward", lang, sizes, dark, since=since),
    )


def _colouring(ends: tuple[int, int], score: str) -> tuple[tuple[float, ...], tuple[str, ...], tuple[str, ...]]:
    """Where classes of shares begin, and their colours with slips enough and with few; a score has sixths."""
    if not score:
        return colours.BREAKS, colours.CLASS_FILLS, colours.FEW_FILLS
    breaks = tuple(round(ends[0] + at * (ends[1] - ends[0]) / 6, 1) for at in range(1, 6))
    return breaks, NEUTRAL_FILLS, tuple(colours.mixed(fill, "#b4bac2", 0.6) for fill in NEUTRAL_FILLS)


def _classes(ends: tuple[int, int], *, lang: str, dark: bool, sizes: Sizes, score: str) -> alt.LayerChart:
    """What the colours of the hexagons stand for."""
    breaks, fills, _ = _colouring(ends, score)
    names = list(colours.CLASS_NAMES[lang])
    if score:
        texts = [f"{one:g}".replace(".", "," if lang == "vi" else ".") for one in (ends[0], *breaks, ends[1])]
        names = [f"{low}–{high}" for low, high in pairwise(texts)]
    rows = [
        {"name": name.replace("từ ", "≥ "), "fill": fill, "at": (at + 0.5) * sizes.map / len(fills) - sizes.name}
        for at, (name, fill) in enumerate(zip(names, fills, strict=True))
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(x=alt.X("at:Q", scale=None, axis=None))
    size = sizes.map / len(fills)
    cells = base.mark_rect(width=size - 4, height=16, stroke=colours.LINE, tooltip=None).encode(
        y=alt.value(8), fill=alt.Fill("fill:N", scale=None)
    )
    texts = base.mark_text(baseline="top", fontSize=LABEL_PX - 1, color=colours.ink(dark), tooltip=None).encode(
        y=alt.value(20), text="name:N"
    )
    return alt.layer(cells, texts).properties(width=sizes.map - sizes.name, height=36)
