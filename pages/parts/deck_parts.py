"""Pieces of native charts: data with a workbook behind it, error bars, axes, labels, colours."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pandas as pd
import xlsxwriter
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Length, Pt

from pages.parts import colours
from pages.parts.numbers import Lang

LABEL, SMALL_LABEL = Pt(14), Pt(12)
THICK = 400  # gaps of a lonely bar in % of it: else it would fill the slide
MANY_ROWS = 14  # from here on names are written smaller
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
ERROR_BEFORE: Final = ("c:cat", "c:xVal", "c:val", "c:yVal", "c:smooth", "c:shape")

Box = tuple[Length, Length, Length, Length]  # left, top, width, height


@dataclass
class Row:
    """One row of numbers: its name, its values, how it looks; low and high: ends of the interval of each value."""

    name: str
    values: Sequence[float | None]
    colour: str = colours.BLUE
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    colour_of: Sequence[str] = field(default_factory=tuple)  # of each point, where they differ
    is_dashed: bool = False
    is_labelled: bool = True


def percent_format(lang: Lang, digits: int = 1) -> str:
    """Shares as 86,4 %. The mark in front names the language, for programs that follow it in separators."""
    places = f".{'0' * digits}" if digits else ""
    return f'{mark(lang)}#,##0{places}"\u202f%"' if lang == "vi" else f'{mark(lang)}#,##0{places}"%"'


def whole_format(lang: Lang) -> str:
    """Counts as 1.234; a zero is not written, its bar has no length."""
    return f"{mark(lang)}#,##0;-#,##0;"


def points_format(lang: Lang) -> str:
    return f"{mark(lang)}+#,##0.0;{mark(lang)}\u2212#,##0.0;0.0"


def mark(lang: Lang) -> str:
    return "[$-42A]" if lang == "vi" else "[$-409]"


def categories(
    shapes: Any, box: Box, kind: Any, names: Sequence[Any], rows: Sequence[Row], name_form: str, value_form: str
) -> Any:
    """A chart of named values, its workbook extended by the reach of the intervals, its error bars read from there."""
    data = CategoryChartData(number_format=value_form)
    data.categories = names
    for row in rows:
        data.add_series(row.name, row.values)
    made = shapes.add_chart(kind, *box, data)
    plain(made.chart, has_legend=len(rows) > 1)
    reaches: list[tuple[str, list[float | None]]] = []
    for row, series in zip(rows, made.chart.plots[0].series, strict=True):
        if not any(end is not None for end in row.high):
            continue
        columns = []
        for sign, ends in ((1, row.high), (-1, row.low)):
            reach = [
                None if v is None or e is None else max(0.0, sign * (e - v))
                for v, e in zip(row.values, ends, strict=True)
            ]
            letter = xlsxwriter.utility.xl_col_to_name(1 + len(rows) + len(reaches))
            reaches.append((f"{row.name} {'+' if sign > 0 else '−'}", reach))
            columns.append(_reference(f"Sheet1!${letter}$2:${letter}${len(names) + 1}", reach))
        tint = colours.INK[False] if not row.is_dashed and kind != XL_CHART_TYPE.LINE_MARKERS else "#9cc3ea"
        error_bars(series._element, "y" if kind == XL_CHART_TYPE.LINE_MARKERS else "", *columns, tint)
    made.chart.part.chart_workbook.update_from_xlsx_blob(_workbook(names, rows, reaches, name_form))
    return made


def _workbook(
    names: Sequence[Any], rows: Sequence[Row], reaches: Sequence[tuple[str, list[float | None]]], name_form: str
) -> bytes:
    """What opens at "edit data": names, values, and the reach of each interval up and down."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        form = book.add_format({"num_format": "@" if name_form == "General" else name_form})
        for at, name in enumerate(names, start=1):
            if isinstance(name, date):
                sheet.write_datetime(at, 0, name, form)
            else:
                sheet.write_string(at, 0, str(name), form)
        columns = [*((row.name, row.values) for row in rows), *reaches]
        for place, (name, values) in enumerate(columns, start=1):
            sheet.write_string(0, place, name)
            for at, value in enumerate(values, start=1):
                if value is not None:
                    sheet.write_number(at, place, value)
        sheet.set_column(0, 0, 40)
    return buffer.getvalue()


def error_bars(series: Any, way: str, up: str, down: str, tint: str) -> None:
    """Intervals drawn by the program itself; up and down: where the reach of each comes from; way: x, y or ''."""
    direction = f'<c:errDir val="{way}"/>' if way else ""
    bars = parse_xml(
        f'<c:errBars xmlns:c="{C}" xmlns:a="{A}">{direction}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/><c:plus>{up}</c:plus><c:minus>{down}</c:minus>'
        f'<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="{tint[1:]}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    after = next(child for tag in ERROR_BEFORE for child in series if child.tag == qn(tag))
    after.addprevious(bars)


def _reference(cells: str, values: Sequence[float | None]) -> str:
    return f"<c:numRef><c:f>{cells}</c:f><c:numCache>{_cache(values)}</c:numCache></c:numRef>"


def literal(values: Sequence[float | None]) -> str:
    return f"<c:numLit>{_cache(values)}</c:numLit>"


def _cache(values: Sequence[float | None]) -> str:
    known = "".join(f'<c:pt idx="{i}"><c:v>{v!r}</c:v></c:pt>' for i, v in enumerate(values) if v is not None)
    return f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{known}'


def plain(chart: Chart, has_legend: bool) -> None:
    """No title (the slide has it), words of one size, the legend above."""
    chart.has_title = False
    chart.font.size = LABEL
    chart.font.color.rgb = _rgb(colours.INK[False])
    chart.has_legend = has_legend
    if has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.legend.font.size = LABEL


def bars(
    chart: Chart, rows: Sequence[Row], n: int, form: str, gap: int, overlap: int, is_stacked: bool = False
) -> None:
    """Bars from the top down with their numbers beside them, so that no axis of values is needed."""
    plot = chart.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = max(gap, THICK // n), overlap, False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    category = chart.category_axis
    category.reverse_order = True
    category.tick_labels.font.size = LABEL if n <= MANY_ROWS else SMALL_LABEL
    category.has_major_gridlines = False
    category.format.line.color.rgb = _rgb(colours.LINE)
    category._element.append(parse_xml(f'<c:tickLblSkip xmlns:c="{C}" val="1"/>'))  # every name is written
    _in_order(category._element)
    for row, series in zip(rows, plot.series, strict=True):
        filled(series.format, row.colour)
        series.invert_if_negative = False
        for place, tint in enumerate(row.colour_of):
            if tint != row.colour:
                filled(series.points[place].format, tint)
        if row.is_labelled:
            labels = series.data_labels
            labels.show_value = True
            labels.number_format, labels.number_format_is_linked = form, False
            labels.font.size = LABEL if n <= MANY_ROWS else SMALL_LABEL
            # At the foot of the bar, where no interval crosses it; in the middle of a part of a stack.
            is_ranged = any(end is not None for end in row.high)
            place = XL_LABEL_POSITION.INSIDE_BASE if is_ranged else XL_LABEL_POSITION.OUTSIDE_END
            labels.position = XL_LABEL_POSITION.CENTER if is_stacked else place
            labels.font.bold = is_ranged
            labels.font.color.rgb = _rgb(colours.PAPER[False] if is_ranged else colours.LABEL)


def _in_order(axis: Any) -> None:
    """The skipping of labels where the format wants it: before noMultiLvlLbl."""
    skip = axis.find(qn("c:tickLblSkip"))
    last = axis.find(qn("c:noMultiLvlLbl"))
    if last is not None:
        last.addprevious(skip)


def value_axis(axis: Any, form: str) -> None:
    axis.tick_labels.font.size = LABEL
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _rgb("#dde2e8")
    axis.format.line.fill.background()


def month_steps(axis: Any, n: int) -> None:
    """Labels a quarter, half a year or a year apart, as the length of the series allows."""
    step = next(step for step in (1, 3, 6, 12, 24, 60) if n / step <= 14)
    for tag in ("c:majorUnit", "c:majorTimeUnit"):
        for old in axis.findall(qn(tag)):
            axis.remove(old)
    for xml in (f'<c:majorUnit xmlns:c="{C}" val="{step}"/>', f'<c:majorTimeUnit xmlns:c="{C}" val="months"/>'):
        axis.append(parse_xml(xml))
    base = axis.find(qn("c:baseTimeUnit"))
    if base is None:
        axis.find(qn("c:majorUnit")).addprevious(parse_xml(f'<c:baseTimeUnit xmlns:c="{C}" val="months"/>'))


def line(series: Any, row: Row) -> None:
    series.smooth = False
    series.format.line.color.rgb = _rgb(row.colour)
    series.format.line.width = Pt(2 if row.is_dashed else 3)
    if row.is_dashed:
        series.format.line.dash_style = MSO_LINE.DASH
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 6
    filled(series.marker.format, row.colour)


def label_last(series: Any, row: Row, form: str) -> None:
    """The newest value of a line is written beside it, by the program, so that it follows an edit."""
    known = [place for place, value in enumerate(row.values) if value is not None]
    if not known:
        return
    label = series.points[known[-1]].data_label
    label.position = XL_LABEL_POSITION.ABOVE
    label.font.size, label.font.bold = LABEL, True
    element = label._get_or_add_dLbl()
    _show(element, "showVal")
    if element.find(qn("c:numFmt")) is None:
        element.find(qn("c:idx")).addnext(
            parse_xml(f'<c:numFmt xmlns:c="{C}" formatCode="{_escaped(form)}" sourceLinked="0"/>')
        )


def show_name(label: Any) -> None:
    _show(label, "showSerName")


def _show(label: Any, what: str) -> None:
    for tag in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        element = label.find(qn(f"c:{tag}"))
        if element is not None:
            element.set("val", "1" if tag == what else "0")


def filled(form: Any, tint: str) -> None:
    form.fill.solid()
    form.fill.fore_color.rgb = _rgb(tint)
    form.line.fill.background()


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:].upper())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")


def values_of(column: pd.Series) -> list[float | None]:
    return [number(value) for value in column]


def kept(column: pd.Series, inside: Sequence[bool]) -> list[float | None]:
    return [value if kept else None for value, kept in zip(values_of(column), inside, strict=True)]


def number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
