"""The template that a deck is made on where the city gives none of its own.

    python -m pages.parts.deck_template FILE.pptx

writes it, so that an office can put its emblem, colours and fonts into it and hand it back with `--template`. What a
template must have: a layout with a title; the title's place and type are taken from it, everything else stands below.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.util import Inches, Pt

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)  # 16:9
MARGIN = Inches(0.55)
LAYOUT = "Title Only"
FONT = b"Arial"  # on every office's machine, with all Vietnamese letters
COLOURS: Final = {  # of the theme, as in colours.py
    b"1F497D": b"16202C",
    b"EEECE1": b"F2F5F9",
    b"4F81BD": b"1F7AD1",
    b"C0504D": b"C8620A",
    b"9BBB59": b"138A8F",
    b"8064A2": b"8F63C9",
    b"4BACC6": b"7A8591",
    b"F79646": b"E89A55",
}


class NoTemplate(Exception):
    """The file can't serve as a template; str(error) is a glossary key's ending."""


def opened(path: Path | None) -> Any:
    """A presentation without slides: the city's template, or our own. Raises NoTemplate."""
    if path is None:
        return own()
    try:
        made = Presentation(str(path))
    except (PackageNotFoundError, ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise NoTemplate("unreadable") from error
    for slide in list(made.slides._sldIdLst):  # a template may bring examples along
        made.part.drop_rel(slide.rId)
        made.slides._sldIdLst.remove(slide)
    if titled_layout(made) is None:
        raise NoTemplate("no_title")
    return made


def titled_layout(made: Any) -> Any | None:
    """The layout that slides are made on: 'Title Only', otherwise the one with a title and fewest other places."""
    layouts = [layout for layout in made.slide_layouts if _title_of(layout) is not None]
    named = [layout for layout in layouts if layout.name == LAYOUT]
    return named[0] if named else min(layouts, key=lambda layout: len(list(layout.placeholders)), default=None)


def own() -> Any:
    """Our own template: 16:9, white, Arial, the title at the top left."""
    made = Presentation()
    made.slide_width, made.slide_height = WIDTH, HEIGHT
    master = made.slide_master
    for relation in master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            theme = relation.target_part
            text = theme.blob.replace(b'latin typeface="Calibri"', b'latin typeface="' + FONT + b'"')
            for old, new in COLOURS.items():
                text = text.replace(b'val="' + old + b'"', b'val="' + new + b'"')
            theme._blob = text
    _place_titles(master, made)
    for layout in list(made.slide_layouts):
        if layout.name != LAYOUT:
            made.slide_layouts.remove(layout)
    _place_titles(made.slide_layouts[0], made)
    line = master.shapes.add_shape if hasattr(master.shapes, "add_shape") else None
    if line:
        rule = line(MSO_SHAPE.RECTANGLE, 0, 0, WIDTH, Inches(0.09))
        rule.fill.solid()
        rule.fill.fore_color.rgb = RGBColor(0x1F, 0x7A, 0xD1)
        rule.line.fill.background()
    return made


def _place_titles(holder: Any, made: Any) -> None:
    """Title at the top left; places for date, foot and number go: every slide has its own."""
    for place in list(holder.placeholders):
        kind = place.placeholder_format.type
        if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
            place.left, place.top = MARGIN, Inches(0.3)
            place.width, place.height = made.slide_width - 2 * MARGIN, Inches(1.2)
            place.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            place.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        elif kind in (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            place._element.getparent().remove(place._element)
        else:
            place.left, place.top = MARGIN, Inches(1.9)
            place.width, place.height = made.slide_width - 2 * MARGIN, Inches(4.9)
    styles = holder._element.find(".//{http://schemas.openxmlformats.org/presentationml/2006/main}titleStyle")
    if styles is not None:
        for level in styles:
            level.set("algn", "l")
            for run in level.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}defRPr"):
                run.set("sz", str(int(Pt(28).pt * 100)))
                run.set("b", "1")


def _title_of(layout: Any) -> Any | None:
    kinds = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    return next((one for one in layout.placeholders if one.placeholder_format.type in kinds), None)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("Cách dùng: python -m pages.parts.deck_template TỆP.pptx", file=sys.stderr)
        sys.exit(2)
    own().save(sys.argv[1])
