"""What all charts share: formats, scales, axes, selections. The rules of a chart are in charts.py."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from pages.parts import colours
from pages.parts.name_places import GAP_PX
from pages.parts.numbers import PERCENT_SPACE

Table = pd.DataFrame | alt.NamedData
Chart = alt.Chart | alt.LayerChart

LABEL_PX: Final = 14
SHARE_MARGIN_PX: Final = 10  # left free above and below the outermost shares
AXIS_PX: Final = 66  # of a chart's height, for the axis below it and its title
NAME_LIMIT: Final = "containerSize()[0] < 480 ? 120 : 260"  # px of a name on an axis; a phone needs room for the plot
LINE_PX: Final = 3
ROW_PX: Final = 24
NAME_PX: Final = 150  # room for the name of a target or a break
PICK: Final = "pick"  # the name of every point selection; the events carry its fields
HATCH_SHAPE: Final = "M-1,0.2L0.2,-1M-1,1L1,-1M-0.2,1L1,-0.2"  # three strokes; Vega has no pattern fills
RIGHT: Final = alt.value("width")
BOTTOM: Final = alt.value("height")
START: Final = alt.value(0)  # the left, or the top
NOTE_PX: Final = 8  # height of a dated note along the bottom
TICK_PX: Final = 26  # of the tick at its first day
ROW_TIPS: Final = ("name", "index_text", "interval_text", "slips_text", "state_text")
PERIOD_TIPS: Final = ("period_text", *ROW_TIPS[1:])
NOTE_TIPS: Final = ("day_text", "note_text", "kind_text", "unit_text")

TITLES: Final = {
    "vi": {
        "name": "Đơn vị",
        "period_text": "Kỳ",
        "factor_name": "Yếu tố",
        "x_name": "Cột",
        "y_name": "Hàng",
        "index_text": "Hài lòng",
        "interval_text": "Khoảng tin cậy 95 %",
        "change_text": "Thay đổi",
        "slips_text": "Số phiếu",
        "state_text": "Lưu ý",
        "place_text": "So với phễu",
        "rule_text": "Quy tắc",
        "importance_text": "Mức tác động",
        "shrunk_text": "Ước lượng co",
        "adjusted_text": "Theo cơ cấu chung",
        "rank_text": "Hạng",
        "day_text": "Ngày",
        "note_text": "Ghi chú",
        "kind_text": "Loại",
        "unit_text": "Phạm vi",
        "effective_n": "Cỡ mẫu hiệu dụng, câu trả lời độc lập (thang log)",
        "importance": "Mức tác động (% phần giải thích được)",
        "city": "Chung thành phố",
        "month": "Tháng",
        "quarter": "Quý",
    },
    "en": {
        "name": "Unit",
        "period_text": "Period",
        "factor_name": "Factor",
        "x_name": "Column",
        "y_name": "Row",
        "index_text": "Satisfied",
        "interval_text": "95% interval",
        "change_text": "Change",
        "slips_text": "Slips",
        "state_text": "Note",
        "place_text": "Against the funnel",
        "rule_text": "Rule",
        "importance_text": "Importance",
        "shrunk_text": "Shrunk estimate",
        "adjusted_text": "At the city's mix",
        "rank_text": "Rank",
        "day_text": "Date",
        "note_text": "Note",
        "kind_text": "Kind",
        "unit_text": "Of",
        "effective_n": "Effective sample size, independent answers (log scale)",
        "importance": "Importance (% of what is explained)",
        "city": "City",
        "month": "Month",
        "quarter": "Quarter",
    },
}
NUMBER_LOCALES: Final = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["₫", ""]},
}
STATE_FEW: Final = "datum.state == 'few'"
STATE_EMPTY: Final = "datum.state == 'hidden' || datum.state == 'missing'"


def configured(chart: Chart, lang: str, dark: bool = False) -> Chart:
    """Number format of the language and sizes for a projector; every chart function returns through here."""
    whole = chart.properties(
        # Labels outside the plot need no more: fitting counts them in. A plain number breaks Streamlit.
        padding={"top": 5, "right": 5, "bottom": 5, "left": 5},
        # Streamlit picks SVG or canvas by the number of rows unless told; a change would draw the chart anew.
        usermeta={"embedOptions": {"renderer": "svg"}},
    )
    return whole.configure(
        # No words for each mark: half of all that the browser writes at a change. The chart as a whole has its
        # text (st.vega_lite_chart alt=), and the table behind it says the numbers better.
        aria=False,
        locale=alt.Locale(number=alt.NumberLocale(**NUMBER_LOCALES[lang])),
    ).configure_axis(
        labelFontSize=LABEL_PX,
        titleFontSize=LABEL_PX,
        titleFontWeight="normal",
        labelColor=colours.ink(dark),
        titleColor=colours.ink(dark),
        labelLimit=alt.expr(NAME_LIMIT),
        labelPadding=8,
        titlePadding=8,
        aria=False,  # Vega would read every axis out in English
        labelFlush=False,  # Streamlit's theme pushes the first and the last name off its row
        gridOpacity=0.7,
    )


def tips(lang: str, *fields: str) -> list[alt.Tooltip]:
    """Tooltip lines out of text columns that come ready for the reader."""
    return [alt.Tooltip(f"{field}:N", title=TITLES[lang][field]) for field in fields]


def share_scale() -> alt.Scale:
    """A scale of shares that shows differences: from the data, not from zero, and not rounded up to 105 %."""
    return alt.Scale(zero=False, nice=False, padding=SHARE_MARGIN_PX)


def share_axis(lang: str, **options: Any) -> alt.Axis:
    """An axis of shares 0–100: 86 %, and 86,5 % where the scale is that fine."""
    sign = f"{PERCENT_SPACE}%" if lang == "vi" else "%"
    label = f"format(datum.value, ',~f') + '{sign}'"
    return alt.Axis(title=None, labelExpr=label, tickCount=6, **options)


def share_x(field: str, lang: str) -> alt.X:
    """A share along the width, the axis above it: a list may be longer than the screen."""
    return alt.X(f"{field}:Q", scale=share_scale(), axis=share_axis(lang, orient="top"))


def share_y(field: str, lang: str) -> alt.Y:
    """A share along the height."""
    return alt.Y(f"{field}:Q", scale=share_scale(), axis=share_axis(lang))


def month_x(field: str, grain: str) -> alt.X:
    """Time along the width, labelled by months (1/2026) or quarters (I/2026)."""
    # Vega's own choice of ticks puts weeks under a few months. So a tick for each month, and the room decides which
    # ones get a label: a label needs 64 px, and only spans that divide a year are natural.
    months = "((domain('x')[1] - domain('x')[0]) / 2629800000 + 1)"
    spans = (1, 3, 6, 12) if grain == "month" else (3, 6, 12)
    step = "".join(f"{span} * width / {months} > 64 ? {span} : " for span in spans) + "24"
    name = "month(datum.value) + 1" if grain == "month" else "['I', 'II', 'III', 'IV'][quarter(datum.value) - 1]"
    label = f"(12 * year(datum.value) + month(datum.value)) % ({step}) ? '' : {name} + '/' + year(datum.value)"
    ticks = {"interval": "month", "step": spans[0]}
    axis = alt.Axis(title=None, labelExpr=label, tickCount=ticks, labelOverlap=False, ticks=False, grid=False)
    return alt.X(f"{field}:T", axis=axis)


def by_position(field: str, position: str = "position") -> dict[str, Any]:
    """Sort and scale of a list of names. Every layer needs both, or Vega-Lite drops the order."""
    return {
        "shorthand": f"{field}:N",
        "sort": alt.EncodingSortField(position, op="min", order="ascending"),
        "scale": alt.Scale(type="band", paddingInner=0, paddingOuter=0),
    }


def names_axis(**options: Any) -> alt.Axis:
    """An axis of names: every one is written."""
    return alt.Axis(title=None, ticks=False, domain=False, grid=False, labelOverlap=False, **options)


def chosen(*fields: str) -> alt.Parameter:
    """The selection of a chart: a click gives the `fields` of what was clicked."""
    return alt.selection_point(name=PICK, fields=list(fields))


def strips(base: alt.Chart, lang: str, fields: tuple[str, ...], **ends: Any) -> alt.Chart:
    """A strip behind each row: takes the click and the pointer anywhere on the row, and shows the chosen."""
    pick = chosen("code")
    opacity = alt.when(pick, empty=False).then(alt.value(0.22)).otherwise(alt.value(0))
    rects = base.mark_rect(fill=colours.GREY).encode(fillOpacity=opacity, tooltip=tips(lang, *fields), **ends)
    return rects.add_params(pick).properties(name="strips")


def gap_marks(base: alt.Chart, size: int) -> alt.Chart:
    """Marks at the bottom for what has no value: hatched when hidden, an empty ring when nothing came."""
    shape = alt.condition("datum.state == 'hidden'", alt.value(HATCH_SHAPE), alt.value("circle"))
    points = base.transform_filter(STATE_EMPTY).mark_point(
        size=size, opacity=1, yOffset=-8, strokeWidth=1.5, color=colours.GREY, tooltip=None
    )
    return points.encode(y=BOTTOM, shape=shape)


def haloed(base: alt.Chart, dark: bool, **mark: Any) -> list[alt.Chart]:
    """Text that stays readable on lines: first its outline in the colour of the page, then the text."""
    mark |= {"fontSize": LABEL_PX, "color": colours.ink(dark), "tooltip": None}
    outline = {"stroke": colours.paper(dark), "strokeWidth": 5, "strokeJoin": "round", "aria": False}
    return [base.mark_text(**mark, **outline), base.mark_text(**mark)]


def beside(field: str) -> dict[str, Any]:
    """How the text of a field stands beside its dot: on its `side`, in a plot at least `least_px` wide."""
    left, right, above, below = (f"indexof(datum.side, '{one}') >= 0" for one in ("left", "right", "above", "below"))
    return {
        "text": alt.expr(f"width >= datum.least_px ? datum.{field} : ''"),
        "align": alt.expr(f"{left} ? 'right' : {right} ? 'left' : 'center'"),
        "baseline": alt.expr(f"{above} ? 'bottom' : {below} ? 'top' : 'middle'"),
        "dx": alt.expr(f"{{left: -{GAP_PX:g}, right: {GAP_PX:g}}}[datum.side] || 0"),
        "dy": alt.expr(f"{above} ? -{GAP_PX:g} : {below} ? {GAP_PX:g} : 0"),
    }


def cuts(breaks: Table, dark: bool) -> list[alt.Chart]:
    """The dates at which a line over time is cut, with their names above the plot.

    breaks: break_on (date), name (short).
    """
    base = alt.Chart(breaks).encode(x="break_on:T")
    lines = base.mark_rule(color=colours.LINE, strokeWidth=1.5, strokeDash=[4, 4], tooltip=None)
    # Two breaks may be half a year apart: names stand above the plot, on two lines by turns, and near the
    # right edge they turn inwards.
    ordered = base.transform_window(rank="row_number()", sort=[alt.SortField("break_on")])
    names = [
        ordered.transform_filter(f"datum.rank % 2 == {turn}")
        .mark_text(
            align=turned_inwards("break_on"),
            baseline="bottom",
            dy=-4 - 18 * (1 - turn),
            fontSize=LABEL_PX,
            color=colours.ink(dark),
            tooltip=None,
        )
        .encode(y=START, text="name:N")
        for turn in (1, 0)
    ]
    return [lines, *names]


def _above_bottom(pixels: int) -> alt.Value:
    return alt.value(alt.expr(f"height - {pixels}"))


def noted(notes: Table, lang: str, dark: bool) -> tuple[list[alt.Chart], alt.Chart]:
    """Dated notes on a line over time: what is drawn behind the line, and what lies above it for the pointer.

    A band along the bottom for a span, a tick for its first day, a letter: nothing that crosses the line as the cut of
    a series does. Strips above them show the note; they end below the line, whose points take clicks.

    notes: note_from, note_to (dates), mark (a letter), kind_text, day_text, unit_text, note_text.
    """
    base = alt.Chart(notes).encode(x="note_from:T")
    low = base.encode(y2=BOTTOM)
    span = low.mark_rect(color=colours.GREY, opacity=0.5, tooltip=None).encode(x2="note_to:T", y=_above_bottom(NOTE_PX))
    rule = low.mark_rule(color=colours.GREY, strokeWidth=2, tooltip=None).encode(y=_above_bottom(TICK_PX))
    letters = haloed(base.encode(y=BOTTOM, text="mark:N"), dark, align="left", baseline="bottom", dx=4, dy=-NOTE_PX)
    reach = low.mark_rule(strokeWidth=24, opacity=0).encode(y=_above_bottom(TICK_PX), tooltip=tips(lang, *NOTE_TIPS))
    return [span, rule, *letters], reach


def turned_inwards(field: str) -> alt.ExprRef:
    """Alignment of a name that starts at a time: to the right of it, but to the left where the plot ends."""
    return alt.expr(f"width - scale('x', datum.{field}) < {NAME_PX} ? 'right' : 'left'")


def of_words(field: str, colour_of: dict[str, str]) -> alt.Color:
    """A fixed colour for each word of a column, whatever words the data hold."""
    scale = alt.Scale(domain=list(colour_of), range=list(colour_of.values()))
    return alt.Color(f"{field}:N", scale=scale, legend=None)


def few_lighter() -> Any:
    """Opacity: what rests on few slips steps back."""
    return alt.condition(STATE_FEW, alt.value(0.5), alt.value(1))
