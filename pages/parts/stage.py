"""The stage of the briefing: one slide at a time, enlarged to the window, moved by keys, clicks and the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from pages.parts import colours, own, show, story, take_away
from pages.parts.chart_base import PICK
from pages.parts.clickable import clicked_layer
from pages.parts.context import Context
from pages.parts.hexpicture import picture
from pages.parts.slide import Fact, Slide
from pages.parts.words import t
from queries.filters import LISTS

HERE: Final = Path(__file__).parent
PLACES: Final = {str(place): key for place, key in enumerate(story.KEYS, start=1)}
# Drawn this much smaller and enlarged by the browser: labels of 14 px come to 24 on 1920 × 1080.
ZOOM: Final = 1.75
# The room of a chart in units of the stage, see briefing.css: alone, beside figures.
ROOMS: Final = {"alone": (1800, 708), "beside": (1250, 708)}
LEGEND_PX: Final = 84  # of that, for what letters in a chart stand for
ROW_PX: Final = 56  # at most, of a list of few names
AXIS_PX: Final = 56
NAME_SHARE: Final = 0.42  # of the width, for the names of a list
READ_AS: Final = ("movers", "factors", "fields", "drivers", "feedback")  # charts whose colours want a word
LONG, LONGEST = 110, 190  # letters of a title from which it is set smaller


def place() -> int:
    """The number of the slide, from 1; kept in the link, also for the first one, so that going back finds it."""
    if own.is_linked() and "focus" not in own.linked():
        own.keep("focus", None)  # a link without it, or the way back out of it
    if own.code("slide", PLACES) is None:
        own.keep("slide", "1")
    return int(own.code("slide", PLACES) or 1)


def move(to: int) -> None:
    """To another slide; 0 returns from what was clicked."""
    own.keep("focus", None)
    if to:
        own.keep("slide", str(min(max(to, 1), len(PLACES))))


def shown(ctx: Context, number: int) -> tuple[Slide, dict[str, str] | None]:
    """The slide of that number and None; or how stands what was clicked in it, and its codes for a link."""
    made = story.slide(ctx, PLACES[str(number)])
    click = own.clicked(_chart_key(made), _picked(made))
    if click and click.get("code"):
        own.keep("focus", str(click["code"]))
    focus = own.code("focus", _known(ctx, made))
    return (made, None) if focus is None else story.inside(ctx, made, focus)


def draw(ctx: Context, slide: Slide, is_inside: bool = False) -> None:
    """Title, figures, lines and the chart; the same boxes on every slide, so that what follows keeps its place."""
    with st.container(key="stage_head"):
        st.html(head(slide, ctx.lang))
    with st.container(key="stage_face"):
        st.html(face(slide, ctx.lang) or "<span></span>")
    with st.container(key="stage_chart"):
        if slide.draw is not None:
            _chart(ctx, slide, is_inside)


def foot(ctx: Context, number: int, slide: Slide, inside: dict[str, str] | None) -> None:
    """Source and stamp; back, onward, the page that tells it at length, out; the clock and the number."""
    lang = ctx.lang
    codes = ctx.filters.query() | ({"lang": lang} if lang != "vi" else {})
    with st.container(key="stage_source"):
        st.html(source_line(ctx, slide))
    with st.container(key="stage_keys", horizontal=True, width="content"):
        for to, icon, word in ((number - 1, "chevron_left", "back"), (number + 1, "chevron_right", "next")):
            st.button(
                "",
                icon=f":material/{icon}:",
                help=t(f"briefing.{word}", lang),
                type="tertiary",
                key=f"stage_{word}",
                disabled=not 1 <= to <= len(PLACES),
                on_click=move,
                args=(to,),
            )
        with st.container(key="stage_out_box", width="content"):
            if inside is not None:
                st.button(t("briefing.out", lang), type="tertiary", key="stage_out", on_click=move, args=(0,))
        with st.popover(
            "", icon=":material/download:", help=t("briefing.take", lang), type="tertiary", key="stage_take"
        ):
            take_away.offer(ctx)
        st.page_link(f"pages/{slide.link}.py", label=t("briefing.more", lang), query_params=codes | (inside or {}))
        st.page_link("pages/overview.py", label=t("briefing.leave", lang), query_params=codes)
    with st.container(key="stage_presenter"):
        _presenter()(
            key="presenter",
            data={"slide": number, "count": len(PLACES), "isInside": inside is not None},
            on_go_change=lambda: move(int(st.session_state["presenter"]["go"])),
        )


def head(slide: Slide, lang: str) -> str:
    """The finding, what is measured and how the chart is read, as HTML."""
    length = len(slide.title)
    is_explained = slide.draw is not None and slide.key in READ_AS
    note = f"{slide.note} · {t(f'briefing.read_{slide.key}', lang)}" if is_explained else slide.note
    size = " is-longest" if length > LONGEST else " is-long" if length > LONG else ""
    return f'<h1 class="stage-title{size}">{escape(slide.title)}</h1><p class="stage-note">{escape(note)}</p>'


def face(slide: Slide, lang: str) -> str:
    """Figures and lines, as HTML; '' where the chart is all."""
    shape = "is-beside" if slide.draw else "is-alone"
    parts = [_facts(slide.facts, shape)] if slide.facts else []
    if slide.lines:
        tag = "ul" if slide.facts or slide.draw else "ol"
        lines = "".join(f"<li>{escape(line)}</li>" for line in slide.lines)
        parts.append(f'<{tag} class="stage-lines">{lines}</{tag}>')
    if slide.draw is picture:
        parts.append(_legend(lang))
    if slide.legend:
        parts.append(f'<p class="stage-notes">{escape(slide.legend)}</p>')
    return "".join(parts)


def source_line(ctx: Context, slide: Slide) -> str:
    """Source and date of the data, the stamp of simulated data first, as HTML."""
    stamp = t("stamp.simulated", ctx.lang)
    line = show.source_line(ctx, slide.source.question) if slide.source else ""
    mark = f'<span class="stage-stamp">{escape(stamp)}</span>' if ctx.catalog.is_simulated else ""
    return f'<p class="stage-source">{mark}{escape(line.removesuffix(f" · {stamp}"))}</p>'


def _facts(facts: Sequence[Fact], shape: str) -> str:
    cells = "".join(
        f'<div><dt>{escape(one.label)}</dt><dd class="value">{escape(one.value)}</dd>'
        f'<dd class="remark">{escape(one.note)}</dd></div>'
        for one in facts
    )
    return f'<dl class="stage-facts {shape}">{cells}</dl>'


def _legend(lang: str) -> str:
    """The classes of the map with their colours, and what a click does."""
    names = (*colours.CLASS_NAMES[lang], *colours.STATE_NAMES[lang].values())
    hatched = f"repeating-linear-gradient(45deg, {colours.HIDDEN} 0 6px, {colours.HATCH} 6px 9px)"
    fills = (*colours.CLASS_FILLS, colours.FEW_FILLS[3], hatched, "transparent")
    swatches = "".join(
        f'<li><span class="swatch" style="background: {fill}"></span>{escape(name)}</li>'
        for name, fill in zip(names, fills, strict=True)
    )
    return (
        f'<ul class="stage-legend is-tall">{swatches}</ul><p class="stage-note">{escape(t("briefing.map", lang))}</p>'
    )


def _chart(ctx: Context, slide: Slide, is_inside: bool) -> None:
    """The slide's chart, enlarged by the browser; what was clicked in it is no click into what it leads to."""
    chart, tables = sized(ctx, slide)
    st.vega_lite_chart(
        None,
        chart | ({"datasets": tables} if tables else {}),
        width="content",
        key=f"{_chart_key(slide)}_inside" if is_inside else _chart_key(slide),
        on_select="rerun" if slide.narrows and not is_inside else "ignore",
        alt=slide.title,
    )


def sized(ctx: Context, slide: Slide) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """The chart of a slide in the size of its room, without its data, and its tables as the browser takes them.

    A map has its data in it and the size of its hexagons.
    """
    words = {"lang": ctx.lang, "dark": ctx.is_dark, **slide.words}
    if slide.draw is picture:
        return picture(**slide.tables, **words, is_far=True).to_dict(validate=False), {}
    width, height = (round(side / ZOOM) for side in ROOMS["beside" if slide.facts else "alone"])
    height -= round(LEGEND_PX / ZOOM) if slide.legend else 0
    spec = show.spec(slide.draw, tuple(slide.tables), tuple(words.items()))
    if isinstance(spec.chart.get("height"), dict):  # a list: its rows share the room, but not beyond what looks well
        height = min(height, next(iter(slide.tables.values()))["name"].nunique() * ROW_PX + AXIS_PX)
    config = spec.chart["config"]
    axis = {**config["axis"], "labelLimit": round(NAME_SHARE * width)}
    size = {"width": width, "height": height, "autosize": {"type": "fit", "contains": "padding"}}
    chart = {**spec.chart, **size, "config": {**config, "axis": axis}}
    if slide.narrows:
        chart = clickable(chart, next(iter(slide.tables)))
    return chart, {name: show.sent(table, spec.fields | {"code"}) for name, table in slide.tables.items()}


def prepare(ctx: Context, number: int) -> None:
    """Ask what a slide needs and build its chart, so that it is there when it is called."""
    if str(number) in PLACES:
        made = story.slide(ctx, PLACES[str(number)])
        if made.draw is not None:
            sized(ctx, made)


def clickable(chart: dict[str, Any], table: str) -> dict[str, Any]:
    """A chart whose marks of one table give their code at a click; one that does so already comes back as it is."""
    if any(one.get("name") == PICK for one in chart.get("params", ())):
        return chart
    layers = [dict(layer) for layer in chart["layer"]]
    target = clicked_layer({**chart, "layer": layers}, table)
    target["name"] = target.get("name", "clicked")
    pick = {"name": PICK, "select": {"type": "point", "fields": ["code"]}, "views": [target["name"]]}
    return {**chart, "layer": layers, "params": [*chart.get("params", ()), pick]}


def _chart_key(slide: Slide) -> str:
    return f"stage_{slide.key}"


def _picked(slide: Slide) -> dict[str, Any] | None:
    """What was clicked in the slide's chart, read before it is drawn anew."""
    state = st.session_state.get(_chart_key(slide)) if slide.narrows else None
    picked = state["selection"].get("pick") if state else None
    return picked[0] if picked else None


def _known(ctx: Context, slide: Slide) -> Mapping[str, Any]:
    """The codes that a slide can be narrowed to: of a filter, otherwise those that its chart shows."""
    if slide.narrows == "factor":
        return ctx.catalog.factors
    if slide.narrows in LISTS:
        return ctx.catalog.codes(slide.narrows)
    shown = next(iter(slide.tables.values()))["code"] if slide.narrows and slide.tables else ()
    return dict.fromkeys(shown)


@cache
def _presenter() -> Any:
    """The keys, the clock and the number: a component of our own, without a file from outside."""
    return st.components.v2.component(
        "presenter",
        html='<div class="presenter"><span class="clock"></span><span class="place"></span></div>',
        js=(HERE / "presenter.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
