"""The slides of story.py as a presentation: native charts and tables, with everything behind them in the notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from pages.parts import colours, deck_charts, deck_map, deck_parts, exports, provenance, show, still, story
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.deck_template import opened, titled_layout
from pages.parts.numbers import Lang
from pages.parts.words import t
from queries.question import statement

TITLE_SIZES: Final = ((110, 28), (190, 24), (270, 20), (10_000, 16))  # letters up to which a title has that size
NOTE, FACT, FACT_LABEL, LINE, FOOT, CELL = Pt(16), Pt(36), Pt(14), Pt(20), Pt(12), Pt(14)
SPACE = Pt(4)
MARGIN, GAP = Inches(0.55), Inches(0.15)
NOTE_H, FACTS_H, FOOT_H = Inches(0.4), Inches(1.35), Inches(0.42)
LEGEND_H = Inches(0.62)  # of what letters in a chart stand for, two lines
MAP_SHARE = 0.66  # of the width that the map may take
ROWS_SHOWN = 14  # of a table on one slide
INK, PAPER, GREY, ORANGE = colours.INK[False], colours.PAPER[False], "#4d5863", "#8a4200"
PICTURE = "picture"  # the chart function of the map
TABLED: Final = {"dots": "index_text", "changes": "change_text"}  # charts whose rows also come as a table


def deck(ctx: Context, template: Path | None = None, slides: Sequence[story.Slide] | None = None) -> bytes:
    """The presentation of the filters in force: a cover, the slides, then tables of their numbers.

    template: a .pptx of the city, otherwise our own. Raises deck_template.NoTemplate.
    """
    made = opened(template)
    layout = titled_layout(made)
    told = list(still.told(ctx) if slides is None else slides)
    tables = [one for one in told if one.draw is not None and one.draw.__name__ in TABLED]
    total = 1 + len(told) + len(tables)
    _cover(made.slides.add_slide(layout), made, ctx, total)
    for number, one in enumerate(told, start=2):
        _one(made.slides.add_slide(layout), made, ctx, one, number, total)
    for number, one in enumerate(tables, start=2 + len(told)):
        _table_slide(made.slides.add_slide(layout), made, ctx, one, number, total)
    about = made.core_properties
    about.title = f"Thước Đo, {ctx.period}"
    about.author, about.language, about.keywords = "Thước Đo", ctx.lang, ctx.database.path.name
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def notes(ctx: Context, one: story.Slide) -> str:
    """What the speaker can look up: what is measured, filters, definitions, source, command, SQL and its values."""
    lang = ctx.lang
    lines = [one.note, *([one.legend] if one.legend else [])]
    source = one.source
    if source is None:
        return "\n".join([*lines, *(f"{label}: {text}" for label, text in provenance.data_pairs(ctx))])
    pairs = [
        *provenance.filters_in_words(ctx, source.filters),
        *provenance.definitions(ctx, source.definitions),
        (t("about.source", lang), show.source_line(ctx, source.question)),
        *provenance.data_pairs(ctx),
        (t("about.link", lang), provenance.link(ctx, one.link or "overview")),
        (t("about.command", lang), show.command_line(source)),
    ]
    made = statement(source.question, ctx.catalog, source.filters, source.options.get("step", "month"))
    values = "; ".join(f"${name} = {value}" for name, value in made.values.items() if value is not None)
    sql = [f"{t('tab.sql', lang)}:", made.sql, values]
    return "\n".join([*lines, "", *(f"{label}: {text}" for label, text in pairs), "", *sql])


def _cover(slide: Any, made: Any, ctx: Context, total: int) -> None:
    lang = ctx.lang
    _title(slide, t("report.title", lang), 40)
    lines = [
        *(f"{label}: {text}" for label, text in provenance.filters_in_words(ctx, ctx.filters)),
        *(f"{label}: {text}" for label, text in provenance.data_pairs(ctx)),
        f"{t('about.made', lang)}: {fmt.date_text(date.today(), lang)}",
    ]
    top = _body_top(slide)
    _text(slide, MARGIN, top, made.slide_width - 2 * MARGIN, Inches(3.5), lines, LINE, GREY)
    _foot(slide, made, ctx, "", 1, total)


def _one(slide: Any, made: Any, ctx: Context, one: story.Slide, number: int, total: int) -> None:
    width, lang = made.slide_width - 2 * MARGIN, ctx.lang
    _title(slide, one.title)
    top = _body_top(slide)
    _text(slide, MARGIN, top, width, NOTE_H, [one.note], NOTE, GREY)
    top += NOTE_H + GAP
    if one.facts:
        high = FACTS_H if one.draw else Inches(1.9)
        _facts(slide, one.facts, top, width, high)
        top += high + GAP
    bottom = made.slide_height - FOOT_H - GAP
    if one.legend:
        bottom -= LEGEND_H
        _text(slide, MARGIN, bottom, width, LEGEND_H, [one.legend], NOTE, GREY)
    box = (MARGIN, top, width, bottom - top)
    if one.draw is not None:
        _chart(slide, box, one, lang)
    elif one.lines:
        numbered = one.key == "decide"
        lines = [f"{n}. {line}" if numbered else line for n, line in enumerate(one.lines, start=1)]
        _text(slide, *box, lines, LINE, INK, space=Pt(10))
    source = show.source_line(ctx, one.source.question) if one.source else ""
    _foot(slide, made, ctx, source, number, total)
    slide.notes_slide.notes_text_frame.text = _tidy(notes(ctx, one))


def _chart(slide: Any, box: deck_parts.Box, one: story.Slide, lang: Lang) -> None:
    """The chart of a slide in its native form; the map as shapes beside a table of its classes."""
    if one.draw.__name__ == PICTURE:
        frame = _map(slide, box, one, lang)
    else:
        frame = deck_charts.native(slide.shapes, box, one.draw, one.tables, one.words, lang)
    if frame is None:  # no native form yet: the numbers themselves
        answer = one.source.answer if one.source else next(iter(one.tables.values()))
        frame = _table(slide, box, exports.worded_table(answer, lang).iloc[:ROWS_SHOWN, :6], lang)
    frame._element.xpath(".//p:cNvPr")[0].set("descr", f"{t(f'alt.{one.draw.__name__}', lang)}. {one.title}")


def _map(slide: Any, box: deck_parts.Box, one: story.Slide, lang: Lang) -> Any:
    left, top, width, height = box
    cells = one.tables["cells"]
    shown = deck_map.drawn(slide.shapes, (left, top, int(width * MAP_SHARE), height), one, lang)
    room = (left + shown.width + GAP * 2, top, width - shown.width - GAP * 2, height)
    names = colours.CLASS_NAMES[lang]
    counts = [
        (names[code], int(((cells["state"] == "ok") & (cells["class_code"] == code)).sum()))
        for code in (5, 4, 3, 2, 1, 0)
    ]
    counts += [
        (colours.STATE_NAMES[lang][state], int((cells["state"] == state).sum()))
        for state in ("few", "hidden", "missing")
    ]
    table = pd.DataFrame(counts, columns=[t("col.index_pct", lang), t("book.units", lang)])
    fills = [*colours.CLASS_FILLS[::-1], colours.FEW_FILLS[3], colours.HIDDEN, PAPER]
    frame = _table(slide, room, table, lang)
    for row, fill in enumerate(fills, start=1):
        cell = frame.table.cell(row, 0)
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(fill)
    return shown


def _table_slide(slide: Any, made: Any, ctx: Context, one: story.Slide, number: int, total: int) -> None:
    """The rows of a chart as a native table, in the words of its tooltips."""
    lang = ctx.lang
    _title(slide, f"{t('tab.table', lang)}: {one.title}")
    top = _body_top(slide)
    width = made.slide_width - 2 * MARGIN
    _text(slide, MARGIN, top, width, NOTE_H, [one.note], NOTE, GREY)
    top += NOTE_H + GAP
    rows = next(iter(one.tables.values())).sort_values("position")
    value = TABLED[one.draw.__name__]
    heads = {
        "name": "book.name",
        value: "col.index_pct" if value == "index_text" else "col.change_pct",
        "interval_text": "book.interval",
        "slips_text": "col.slips_n",
        "state_text": "col.state",
    }
    table = pd.DataFrame({t(head, lang): rows[column] for column, head in heads.items()})
    if rows.get("previous_pct") is not None:
        table.insert(3, t("card.before", lang), [fmt.percent(value, lang) for value in rows["previous_pct"]])
    _table(slide, (MARGIN, top, width, Inches(0.4)), table.head(ROWS_SHOWN), lang)
    _foot(slide, made, ctx, show.source_line(ctx, one.source.question) if one.source else "", number, total)


def _table(slide: Any, box: deck_parts.Box, table: pd.DataFrame, lang: Lang) -> Any:
    """A native table: headings, rows, numbers to the right."""
    left, top, width, _ = box
    n_rows, n_columns = len(table) + 1, max(1, table.shape[1])
    frame = slide.shapes.add_table(n_rows, n_columns, left, top, width, Inches(0.34) * n_rows)
    made = frame.table
    made.horz_banding = False
    widest = [
        max([len(str(head)) * 0.6, *(len(str(v)) for v in table.iloc[:, at])], default=1)
        for at, head in enumerate(table)
    ]
    for at, share in enumerate(widest):
        made.columns[at].width = Emu(int(width * max(share, 6) / sum(max(one, 6) for one in widest)))
    for at, head in enumerate(table):
        _cell(made.cell(0, at), str(head), "#ffffff", at, is_bold=True)
        for row, value in enumerate(table.iloc[:, at], start=1):
            _cell(made.cell(row, at), value if isinstance(value, str) else fmt.whole(value, lang), INK, at)
    for row in made.rows:
        row.height = Inches(0.34)
    return frame


def _cell(cell: Any, text: str, tint: str, at: int, is_bold: bool = False) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if not is_bold:
        cell.fill.background()
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if at else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = _tidy(text)
    run.font.size, run.font.bold = CELL, is_bold
    run.font.color.rgb = _rgb(tint)


def _facts(slide: Any, facts: Sequence[story.Fact], top: int, width: int, high: int) -> None:
    """Large figures side by side, each with its name above and its remark below."""
    each = width // len(facts)
    for place, fact in enumerate(facts):
        frame = _box(slide, MARGIN + place * each, top, each - GAP, high)
        for text, size, tint, bold in (
            (fact.label, FACT_LABEL, GREY, False),
            (fact.value, FACT if len(fact.value) < 12 else Pt(26), INK, True),
            (fact.note, FACT_LABEL, GREY, False),
        ):
            if text:
                _add(frame, text, size, tint, bold)


def _title(slide: Any, text: str, size: int | None = None) -> None:
    place = slide.shapes.title
    place.text_frame.text = _tidy(text)
    place.text_frame.word_wrap = True
    place.text_frame.margin_left = place.text_frame.margin_right = 0
    size = size or next(points for letters, points in TITLE_SIZES if len(text) <= letters)
    for run in place.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)


def _body_top(slide: Any) -> int:
    place = slide.shapes.title
    return place.top + place.height + Inches(0.08)


def _foot(slide: Any, made: Any, ctx: Context, source: str, number: int, total: int) -> None:
    """Source and stamp at the left, the number of the slide at the right; the number is a field that follows moves."""
    stamp = t("stamp.simulated", ctx.lang) if ctx.catalog.is_simulated else ""
    left = source if not stamp or stamp in source else " · ".join(part for part in (source, stamp) if part)
    top = made.slide_height - FOOT_H
    width = made.slide_width - 2 * MARGIN
    _text(slide, MARGIN, top, width - Inches(1.2), FOOT_H, [left], FOOT, ORANGE if stamp else GREY)
    frame = _box(slide, MARGIN + width - Inches(1.2), top, Inches(1.2), FOOT_H)
    _add(frame, f"{number}/{total}", FOOT, GREY, False).alignment = PP_ALIGN.RIGHT


def _text(
    slide: Any,
    left: int,
    top: int,
    width: int,
    height: int,
    lines: Sequence[str],
    size: Pt,
    tint: str,
    space: Pt = SPACE,
) -> None:
    frame = _box(slide, left, top, width, height)
    for line in lines:
        _add(frame, line, size, tint, False).space_after = space


def _box(slide: Any, left: int, top: int, width: int, height: int) -> Any:
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _add(frame: Any, text: str, size: Any, tint: str, is_bold: bool) -> Any:
    first = frame.paragraphs[0]
    paragraph = frame.add_paragraph() if first.runs else first
    run = paragraph.add_run()
    run.text = _tidy(text)
    run.font.size, run.font.bold = size, is_bold
    run.font.color.rgb = _rgb(tint)
    return paragraph


def _tidy(text: str) -> str:
    """Text without the signs that no XML may hold."""
    return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:].upper())
