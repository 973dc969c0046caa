"""What the page Bản đồ is made of: which units and which form, what is chosen, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import frames, ground, map_hand, measures, own, own_many, sentences, wardmap
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.map_cells import Shown
from pages.parts.measures import FACTOR
from pages.parts.words import counted, names_text, t
from queries.filters import Filters

CHOSEN = "unit"  # in the link: the units that are chosen
DECK = "map_deck"
FOLLOWED = "map_followed"
NAMED = 3
MODES = {"one": None, "several": None}  # what a click does to what was chosen before


@dataclass(frozen=True)
class Followed:
    """The last click on the map: its number, what it was on, and what was chosen before it."""

    count: int
    code: str | None
    held: tuple[str, ...]


@dataclass(frozen=True)
class Where:
    """Which units the map draws, on which day, in which of the forms on offer."""

    level: str
    form: str
    day: date
    made: ground.Ground
    offered: tuple[str, ...]


def where(ctx: Context, day: date) -> Where | None:
    """Level and form as the reader chose them among those that the units of that day have; None: nothing to draw."""
    lang = ctx.lang
    levels = ground.levels(ctx, day)
    if not levels:
        return None
    level = levels[0]
    if len(levels) > 1:
        level = own.segments("level", {one: t(f"map.level_{one}", lang) for one in levels}, t("map.level", lang), level)
    forms = ground.forms(ctx, level, day)
    default = "official" if "official" in forms else forms[0]
    form = default
    if len(forms) > 1:
        form = own.segments("form", {one: t(f"map.form_{one}", lang) for one in forms}, t("map.form", lang), default)
    return Where(level, form, day, ground.of(ctx, form, level, day), forms)


def form_note(at: Where, ctx: Context) -> str:
    """What the outlines are and are not; where official ones would come from."""
    lang = ctx.lang
    notes = []
    if at.form == "schematic":
        notes.append(t("map.note_schematic", lang))
    if at.form == "official" and at.made.source:
        source = at.made.source
        notes.append(
            t("map.note_official", lang, source=source.source, date=fmt.date_text(source.imported_on, lang))
            + (f" ({source.licence})" if source.licence else "")
        )
    if "official" not in at.offered:
        notes.append(t("map.note_import", lang))
    if at.made.shapes.missing:
        names = [_name_of(code, at, ctx) for code in at.made.shapes.missing]
        notes.append(t("map.note_missing", lang, names=names_text(names, lang)))
    if earlier := ground.earlier(ctx, at.form, at.level, at.day):
        alone = len(set(earlier) - set(ctx.catalog.wards_on(at.day)))
        notes.append(t("map.note_earlier", lang, n=fmt.whole(alone, lang), all=counted(len(earlier), "ward", lang)))
    if at.level == "district" and at.day >= date(2025, 7, 1):
        notes.append(t("notice.former_district", lang))
    return " ".join(notes)


def _name_of(code: str, at: Where, ctx: Context) -> str:
    if at.level == "district":
        return ctx.catalog.districts[code].word(ctx.lang)
    return ctx.catalog.ward(code, at.day).word(ctx.lang)


# ── switches ────────────────────────────────────────────────────────────────────────────────────────────


def switched(key: str) -> bool:
    """Whether a switch below the map is on; read before it is drawn."""
    return bool(st.session_state.get(key))


def is_restated(ctx: Context, filters: Filters) -> bool:
    """Whether figures of before the wards of today are asked for on these; read before the switch is drawn."""
    return _is_before(ctx, filters) and own.code("restated", {"yes": None}) == "yes"


def _is_before(ctx: Context, filters: Filters) -> bool:
    today = ctx.catalog.wards_on(ctx.catalog.last_day).values()
    return any(unit.valid_from > filters.start for unit in today)


def restated_note(answer: pd.DataFrame, lang: fmt.Lang) -> str:
    """What of the slips is told for the wards of today, what of it by shares, and what not."""
    if answer.empty:
        return ""
    slips = answer["slips_n"].fillna(0).sum()
    estimated = (answer["slips_n"].fillna(0) * answer["estimated_pct"].fillna(0) / 100).sum()
    row = answer.iloc[0]
    return t(
        "map.note_restated",
        lang,
        all=fmt.whole(row["city_slips_n"], lang),
        estimated=fmt.percent(100 * estimated / slips if slips else None, lang),
        left=fmt.whole(row["unallotted_slips_n"], lang),
    )


def switches(at: Where, words: Mapping[str, str], filters: Filters, ctx: Context) -> None:
    """Lines of the former districts; moving about, which is off at first so that a finger can scroll the page."""
    with st.container(horizontal=True):
        if at.level == "ward":
            st.toggle(t("map.lines", ctx.lang), key="map_lines")
        st.toggle(t("map.moves", ctx.lang), key="map_moves")
        if _is_before(ctx, filters):
            key = "map_restated"
            st.session_state[key] = is_restated(ctx, filters)
            st.toggle(
                t("map.restated", ctx.lang),
                key=key,
                on_change=lambda: own.keep("restated", "yes" if st.session_state[key] else None),
            )
        watch_hand(words)


# ── what is chosen ──────────────────────────────────────────────────────────────────────────────────────


def follow_click(known: Mapping[str, Any], is_several: bool) -> None:
    """Take the click that just came into the choice, once; a click beside all units lets go of all, or of none."""
    state = st.session_state.get(DECK)
    before = st.session_state.get(f"seen_{DECK}")
    clicked = wardmap.clicked(state)
    own.clicked(DECK, clicked)
    if state is None or clicked == before:  # a map just opened knows nothing of the clicks on one before
        return
    # The browser takes a second click on the same unit for letting it go: it tells nothing, so it is that unit.
    code, _ = before if clicked is None else clicked
    held = own_many.codes(CHOSEN, known)
    count = st.session_state[FOLLOWED].count + 1 if FOLLOWED in st.session_state else 1
    st.session_state[FOLLOWED] = Followed(count, code, held)
    if code in known:
        own_many.toggled(CHOSEN, known, code, is_several)
    elif clicked and code == wardmap.BESIDE and not is_several:
        own_many.keep(CHOSEN, ())


def is_beside_told(picked: Sequence[str]) -> bool:
    """Whether a click beside the units has to be told from others.

    It lets go of what is chosen; and where the browser holds a unit it would look like a second click on that.
    """
    return bool(picked) or wardmap.clicked(st.session_state.get(DECK)) is not None


def watch_hand(known: Mapping[str, Any]) -> None:
    """Follow what the map itself does not tell: a click with Shift adds to what was chosen before it."""
    last = st.session_state.get(FOLLOWED, Followed(0, None, ()))

    def with_shift() -> None:
        own_many.keep(CHOSEN, last.held)
        if last.code in known:
            own_many.toggled(CHOSEN, known, last.code, is_several=True)

    map_hand.watched(DECK, last.count, with_shift)


def whole_districts(at: Where, words: Mapping[str, str], ctx: Context) -> None:
    """Choose all wards of a former district in one go."""
    lang = ctx.lang
    if at.level != "ward":
        return
    inside: dict[str, list[str]] = {}
    for code, unit in ctx.catalog.wards_on(at.day).items():
        if code in words and unit.district_code in ctx.catalog.districts:
            inside.setdefault(unit.district_code, []).append(code)
    names = {code: ctx.catalog.districts[code].word(lang) for code in ctx.catalog.districts if code in inside}

    def take() -> None:
        area = st.session_state["map_area"]
        if area:
            own_many.add_all(CHOSEN, words, inside[area])
        st.session_state["map_area"] = None

    st.selectbox(
        t("map.whole_district", lang),
        list(names),
        index=None,
        key="map_area",
        format_func=names.__getitem__,
        placeholder=t("filter.choose", lang),
        on_change=take,
    )


def of_chosen(filters: Filters, level: str, codes: Sequence[str]) -> Filters:
    """The same question about the chosen units together."""
    return replace(filters, **({"district": (), "ward": ()} | {level: tuple(codes)}))


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────


def title(made: Shown, code: str, level: str, ctx: Context) -> str:
    """The finding above the map."""
    lang, cells = ctx.lang, made.cells
    kind = t(f"unit.{level}s", lang)
    if made.measure.column == "index_pct":
        bands, states = cells["band"].value_counts(), cells["state"].value_counts()
        n = int((cells["band"] != "none").sum())
        said = sentences.map_title(
            t(f"unit.{level}" if n == 1 else f"unit.{level}s", lang),
            n,
            *(int(bands.get(band, 0)) for band in ("below", "above")),
            *(int(states.get(state, 0)) for state in ("few", "hidden", "missing")),
            lang,
        )
        if code.startswith(FACTOR):
            return f"{ctx.catalog.factors[code.removeprefix(FACTOR)].word(lang)}: {said}"
        return said
    if made.measure.is_compared:
        moved = made.answer[made.answer["change_pct"].notna()]
        up, down = (frames.movers(moved, level, ctx, direction) for direction in ("up", "down"))
        return sentences.movers(len(moved), up, down, lang, ctx.worded(made.filters.previous()), kind)
    return _most(made, code, level, ctx)


def _most(made: Shown, code: str, level: str, ctx: Context) -> str:
    """Tự kiểm tra: nhiều nhất ở Phường A, Xã B (6); 77 trong 126 đơn vị là 0."""
    lang = ctx.lang
    known = made.cells[made.cells["value"].notna()]
    what = t(f"map.show_{code}", lang)
    n = counted(len(known), level, lang)
    if known.empty:
        return t("map.said_none", lang, what=what)
    top = known[known["value"] == known["value"].max()]
    if len(top) == len(known):
        return t("map.said_equal", lang, what=what, n=n, value=top["value_text"].iloc[0])
    zero = int((known["value"] == 0).sum())
    words = {"what": what, "names": names_text(top["full_name"].tolist(), lang, NAMED), "n": n}
    words |= {"value": top["value_text"].iloc[0], "zero": fmt.whole(zero, lang)}
    return t("map.said_most_zero" if zero else "map.said_most", lang, **words)


def legend(made: Shown, lang: fmt.Lang) -> pd.DataFrame:
    """The classes with how many units are in each, from the highest, then few, hidden and missing."""
    cells = made.cells
    names = measures.class_names(made.measure, lang)
    held = cells.loc[cells["state"] == "ok", "class_code"].value_counts()
    rows = [(names[at], made.measure.fills[at], "ok", int(held.get(at, 0))) for at in reversed(range(len(names)))]
    states = cells["state"].value_counts()
    tints = {"few": measures.veiled(made.measure.fills[3]), "hidden": "", "missing": ""}
    kinds = ("few", "hidden", "missing") if made.measure.is_survey else ("missing",)
    rows += [(t(f"map.state_{one}", lang), tints[one], one, int(states.get(one, 0))) for one in kinds]
    frame = pd.DataFrame(rows, columns=["name", "fill", "state", "units_n"])
    return frame.assign(position=range(len(frame)))


def pair_legend(made: Shown, lang: fmt.Lang) -> pd.DataFrame:
    """The nine classes of satisfaction and self-inspections with how many units are in each."""
    down, across = measures.pair_names(lang)
    fills = measures.PAIR_FILLS
    held = made.cells.loc[made.cells["state"] == "ok", "class_code"].value_counts()
    rows = [
        (
            down[row],
            across[column],
            3 - row,
            column,
            fills[row][column],
            int(held.get(3 * row + column, 0)),
        )
        for row in range(3)
        for column in range(3)
    ]
    return pd.DataFrame(rows, columns=["row_name", "column_name", "row_place", "column_place", "fill", "units_n"])
