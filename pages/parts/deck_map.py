"""The map of units in a presentation: an outline for each, a shape that can be selected, enlarged and coloured."""

from __future__ import annotations

from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN_TYPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Pt

from pages.parts import colours, ground, hexmap
from pages.parts.deck_parts import Box
from pages.parts.numbers import Lang
from pages.parts.shape_labels import Label
from pages.parts.shapes import Part
from pages.parts.slide import Slide

SPACE: Final = 0.01  # of the height, on every side
LEAST_PT: Final = 4.0
POINT: Final = 12_700  # EMU
FINE: Final = 1_000  # steps of a shape's own coordinates in a unit of the map


def drawn(shapes: Any, box: Box, one: Slide, lang: Lang) -> Any:
    """The map of a slide as one group inside `box`: outlines with their fill, above them names and values."""
    cells = hexmap.complete(one.tables["cells"], lang)
    made = one.words.get("made") or hexmap.ground_of(cells)
    rows = {str(row["code"]): row for row in cells.to_dict("records")}
    units = [(at, rows[code]) for at, code in enumerate(made.shapes.codes) if code in rows]
    points = [point for at, _ in units for part in ground.pieces(made, at) for point in part[0]]
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    wide, tall = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    left, top, width, height = box
    scale = min(width / wide, height / tall) * (1 - 2 * SPACE)
    origin = (min(xs), min(ys))
    shapes.turbo_add_enabled = True  # numbers of shapes counted on, not looked for each time
    added = [
        _outline(shapes, part, row, (left, top), origin, scale) for at, row in units for part in ground.pieces(made, at)
    ]
    for at, row in units:
        for grown, shift in _places(made, at):
            added += _words(shapes, made.labels[at], row, (left, top), origin, scale, grown, shift)
    shapes.turbo_add_enabled = False
    return shapes.add_group_shape(added)  # at the end: a group is measured anew with every shape put into it


def _places(made: ground.Ground, at: int) -> list[tuple[float, tuple[float, float]]]:
    """Where a unit's words stand: in its place, and in the inset once more."""
    inset = made.inset
    return [(1.0, (0.0, 0.0)), *([(inset.scale, inset.shift)] if inset and at in inset.places else [])]


def _outline(
    shapes: Any,
    part: Part,
    row: dict[str, Any],
    at: tuple[int, int],
    origin: tuple[float, float],
    scale: float,
) -> Any:
    rings = [[(round((x - origin[0]) * FINE), round((y - origin[1]) * FINE)) for x, y in ring] for ring in part]
    builder = shapes.build_freeform(*rings[0][0], scale=scale / FINE)
    builder.add_line_segments(rings[0][1:], close=True)
    for hole in rings[1:]:
        builder.move_to(*hole[0])
        builder.add_line_segments(hole[1:], close=True)
    shape = builder.convert_to_shape(*at)
    shape.name = str(row.get("full_name", row["name"]))
    shape.shadow.inherit = False
    shape.line.color.rgb = _rgb(colours.LABEL if row["is_marked"] else colours.LINE)
    shape.line.width = Pt(2.25 if row["is_marked"] else 0.5)
    if row["state"] == "hidden":
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = _rgb(colours.HATCH), _rgb(colours.HIDDEN)
    elif isinstance(row["fill"], str):
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(row["fill"])
    else:
        shape.fill.background()
    return shape


def _words(
    shapes: Any,
    label: Label,
    row: dict[str, Any],
    at: tuple[int, int],
    origin: tuple[float, float],
    scale: float,
    grown: float,
    shift: tuple[float, float],
) -> list[Any]:
    """Name and value in one box around their middle; none where nobody could read them."""
    name_pt, value_pt = (size * grown * scale / POINT for size in (label.name_size, label.value_size))
    if name_pt < LEAST_PT:
        return []
    middle = ((label.name_at[0] + label.value_at[0]) / 2, label.alone_at[1])
    x, y = (at[axis] + (middle[axis] * grown + shift[axis] - origin[axis]) * scale for axis in (0, 1))
    lines = [(line, name_pt, False) for line in label.lines] + (
        [(row["label"], value_pt, True)] if row["label"] else []
    )
    high = sum(size for _, size, _ in lines) * 1.2 * POINT
    wide = max(len(text) * size for text, size, _ in lines) * 0.7 * POINT
    box = shapes.add_textbox(Emu(int(x - wide / 2)), Emu(int(y - high / 2)), Emu(int(wide)), Emu(int(high)))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = False, MSO_ANCHOR.MIDDLE
    for place, (text, size, is_bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(round(size, 1)), is_bold
        run.font.color.rgb = _rgb(colours.LABEL)
    return [box]


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:].upper())
