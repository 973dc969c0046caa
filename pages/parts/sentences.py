"""The sentence writer: chart titles that state the finding, from plain numbers, in both languages.

Rules of every sentence here
- It says what was measured, never why: no causes.
- A change counts as clear only if its interval, at the digits shown, leaves out zero. The reader can check
  that on the screen; deciding on hidden digits would print "tăng … (khoảng tin cậy 0,0 đến +1,2)".
- Under 10 slips no figure is named; under 30 the figure stands alone, "ít phiếu, chỉ để tham khảo".
The words are glossary rows `say.*`; this file decides which of them is true.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pages.parts import numbers as fmt
from pages.parts.numbers import Lang
from pages.parts.words import State, counted, names_text, t
from pages.parts.words import data_status as data_status
from pages.parts.words import foot as foot
from pages.parts.words import subtitle as subtitle
from pages.parts.words import unit_state as unit_state
from queries.suppression import FEW_BELOW, HIDDEN_BELOW

BreakKind = Literal["method", "unit"]
Interval = tuple[float | None, float | None]


@dataclass(frozen=True)
class Reading:
    """One index with its interval, as a query returns it; any part may be missing."""

    index_pct: float | None = None
    index_low: float | None = None
    index_high: float | None = None
    slips_n: int | None = None
    is_hidden: bool | None = None
    is_few: bool | None = None


@dataclass(frozen=True)
class Change:
    """A difference in points; `against` is already worded ("quý II/2026", "cùng kỳ năm trước")."""

    change_pct: float | None = None
    low: float | None = None
    high: float | None = None
    against: str = ""
    is_broken: bool = False
    break_kind: BreakKind | None = None
    break_on: dt.date | None = None


@dataclass(frozen=True)
class Named:
    """A name, worded as it is to be read, and its index."""

    name: str
    index_pct: float | None


def state_of(reading: Reading | None) -> State:
    """What a reading allows: a figure, a figure with a warning, no figure, or nothing to show."""
    if reading is None:
        return "missing"
    n = None if fmt.is_missing(reading.slips_n) else reading.slips_n
    if n == 0 or (n is None and fmt.is_missing(reading.index_pct) and not _true(reading.is_hidden)):
        return "missing"
    if _true(reading.is_hidden) or (n is not None and n < HIDDEN_BELOW):
        return "hidden"
    return "few" if _true(reading.is_few) or (n is not None and n < FEW_BELOW) else "ok"


def is_clear(low: float | None, high: float | None) -> bool:
    """Whether the interval of a difference, at the digits shown, leaves out zero; for chart colours too."""
    if fmt.is_missing(low) or fmt.is_missing(high):
        return False
    return fmt.shown(low) > 0 or fmt.shown(high) < 0


def headline(reading: Reading | None, period: str, change: Change | None, lang: Lang) -> str:
    """Quý III/2026: 86,4 % câu trả lời hài lòng, tăng 1,2 điểm so với quý II/2026 (khoảng tin cậy …)."""
    if not _is_usable(reading):
        return _stand_in(reading, period, lang)
    if change is None:
        return f"{fmt.capital(period)}: {_value_with_interval(reading, lang)}."
    value = t("say.value", lang, pct=fmt.percent(reading.index_pct, lang))
    # A finding goes on after a comma, a remark on why there is none after a semicolon.
    joint = ", " if _is_comparable(change) else "; "
    return f"{fmt.capital(period)}: {value}{joint}{_change(change, lang)}."


def change_sentence(change: Change | None, lang: Lang) -> str:
    """Chưa thấy thay đổi rõ so với cùng kỳ năm trước: +0,3 điểm, khoảng −0,6 đến +1,2."""
    return "" if change is None else f"{fmt.capital(_change(change, lang, alone=True))}."


def trend(last: Reading | None, period: str, target_pct: float | None, change: Change | None, lang: Lang) -> str:
    """Where the last reading stands against the target, and what changed since `change.against`.

    After a break, pass the change since the first reading of the last segment; `against` names that month.
    """
    if not _is_usable(last):
        return _stand_in(last, period, lang)
    text = f"{fmt.capital(period)}: {t('say.value', lang, pct=fmt.percent(last.index_pct, lang))}"
    if not fmt.is_missing(target_pct):
        text += f", {against_target(last, target_pct, lang)}"
    return f"{text}; {_change(change, lang)}." if change else f"{text}."


def season(period: str, change: Change | None, lang: Lang, tet_moved: bool = False) -> str:
    """A period against the same one last year; `tet_moved` warns where Tết fell into another month."""
    change = change or Change(against=t("against.last_year", lang))
    note = f" {t('say.tet', lang)}" if tet_moved and _is_comparable(change) else ""
    return f"{fmt.capital(period)}: {_change(change, lang)}.{note}"


def break_sentence(kind: BreakKind | None, on: dt.date | None, lang: Lang) -> str:
    """Địa bàn thay đổi từ 1/7/2025: số liệu trước và sau không so sánh được."""
    return t("say.break", lang, why=fmt.capital(_why_broken(kind, on, lang)))


# ── many units ──────────────────────────────────────────────────────────────────────────────────────────


def units_against_city(
    kind_words: str,
    n_units: int,
    n_low: int,
    n_high: int,
    lowest: Sequence[str],
    expected_by_chance: float | None,
    lang: Lang,
) -> str:
    """7 trong 126 xã, phường thấp hơn mức chung của thành phố ngoài phạm vi ngẫu nhiên; thấp nhất là
    nhóm gồm Ba Vì, Hương Sơn.

    `expected_by_chance` units fall under the limit by chance alone; where no more are there, none is named.
    """
    if n_units <= 0:
        return t("say.units_empty", lang, kind=kind_words)
    n = fmt.whole(n_units, lang)
    high = t("say.units_high", lang, n=fmt.whole(n_high, lang)) if n_high > 0 else ""
    if n_low <= 0:
        return t("say.units_none", lang, n=n, kind=kind_words, high=high)
    expected = 0.0 if fmt.is_missing(expected_by_chance) else float(expected_by_chance)
    counts = {"n_low": fmt.whole(n_low, lang), "n": n, "kind": kind_words, "high": high}
    if n_low <= expected:
        return t("say.units_chance", lang, chance=fmt.whole(expected, lang), **counts)
    key = "say.units_lowest_one" if len(lowest) == 1 else "say.units_lowest_many"
    names = t(key, lang, names=names_text(lowest, lang)) if lowest else ""
    text = t("say.units_low", lang, names=names, **counts)
    if fmt.shown(expected, 0) > 0:
        text += f" {t('say.units_expected', lang, n=fmt.whole(expected, lang))}"
    return text


def movers(
    n_tested: int, up: Sequence[str], down: Sequence[str], lang: Lang, against: str = "", kind_words: str = ""
) -> str:
    """Which units changed clearly, after Benjamini–Hochberg at 5 %, and how many of them may be chance."""
    kind = kind_words or t("unit.units", lang)
    if n_tested <= 0:
        return t("say.movers_empty", lang, kind=kind)
    versus = t("say.movers_against", lang, against=against) if against else ""
    where = {"n": fmt.whole(n_tested, lang), "kind": kind, "against": versus}
    parts = [
        t(key, lang, n=fmt.whole(len(names), lang), names=names_text(names, lang))
        for key, names in (("say.movers_up", up), ("say.movers_down", down))
        if names
    ]
    if not parts:
        return t("say.movers_none", lang, **where)
    return t("say.movers", lang, parts=", ".join(parts), **where)


def map_title(
    kind_words: str,
    n_compared: int,
    n_below: int,
    n_above: int,
    n_few: int,
    n_hidden: int,
    n_missing: int,
    lang: Lang,
) -> str:
    """Units with enough slips against the city, then those that can't be compared, and why."""
    counts = (("few", n_few), ("hidden", n_hidden), ("missing", n_missing))
    notes = "".join(f"; {t(f'say.map_{key}', lang, n=fmt.whole(n, lang))}" for key, n in counts if n > 0)
    if n_compared <= 0:
        return t("say.map_empty", lang, kind=kind_words, notes=notes)
    high = t("say.units_high", lang, n=fmt.whole(n_above, lang)) if n_above > 0 else ""
    words = {"n": fmt.whole(n_compared, lang), "kind": kind_words, "high": high, "notes": notes}
    if n_below <= 0:
        return t("say.map_none_below", lang, **words)
    return t("say.map", lang, n_below=fmt.whole(n_below, lang), **words)


# ── groups, cells, slips ────────────────────────────────────────────────────────────────────────────────


def extremes(
    group: str,
    lowest: Named | None,
    highest: Named | None,
    n_shown: int,
    difference: Interval | None,
    lang: Lang,
    key: str = "say.group",
) -> str:
    """Đất đai thấp nhất: 68,2 %; Chứng thực cao nhất: 91,0 %.

    `difference` is the interval of highest − lowest, if known; where it covers zero no order is claimed.
    """
    ends = [end for end in (lowest, highest) if end and not fmt.is_missing(end.index_pct)]
    if n_shown <= 0 or not ends:
        return t("say.group_none", lang, group=group)
    pct = [fmt.percent(end.index_pct, lang) for end in ends]
    names = [fmt.capital(end.name) for end in ends]
    if n_shown == 1 or len(ends) == 1:
        return t("say.group_one", lang, group=group, name=names[0], pct=pct[0])
    if pct[0] == pct[1]:
        return t("say.group_tie", lang, group=group, pct=pct[0])
    words = {"low": names[0], "low_pct": pct[0], "high": names[1], "high_pct": pct[1]}
    if not difference or any(map(fmt.is_missing, difference)):
        return t(key, lang, difference="", **words)
    between = fmt.signed_interval(*difference, lang)
    if not is_clear(*difference):
        return t("say.group_unclear", lang, group=group, interval=between, **words)
    gap = fmt.points(fmt.shown(ends[1].index_pct) - fmt.shown(ends[0].index_pct), lang, signed=False)
    return t(key, lang, difference=t("say.group_difference", lang, points=gap, interval=between), **words)


def factors(lowest: Sequence[Named], highest: Sequence[Named], lang: Lang, difference: Interval | None = None) -> str:
    """Hài lòng thấp nhất ở yếu tố “Thủ tục hành chính”: 78,2 %; cao nhất ở yếu tố “Công chức”: 91,0 %.

    Factors that tie stand together. Their names hold commas, therefore the quotes.
    """
    low, high = (
        Named(", ".join(f"“{fmt.capital(end.name)}”" for end in side), side[0].index_pct) if side else None
        for side in (lowest, highest)
    )
    n_shown = len({end.name for end in (*lowest, *highest)})
    return extremes(t("unit.factors", lang), low, high, n_shown, difference, lang, key="say.factors")


def heat(row: str, column: str, index_pct: float | None, n_hidden: int, lang: Lang, is_few: bool = False) -> str:
    """Thấp nhất: Đất đai, tháng 3/2026 (61,2 %); 4 ô dưới 10 phiếu không hiển thị."""
    hidden = t("say.heat_hidden", lang, cells=counted(n_hidden, "cell", lang)) if n_hidden > 0 else ""
    if fmt.is_missing(index_pct):
        return t("say.heat_none", lang, notes=hidden)
    few = t("say.heat_few", lang) if is_few else ""
    return t("say.heat", lang, row=row, column=column, pct=fmt.percent(index_pct, lang), notes=few + hidden)


def unseen_slips(n_unseen: int, n_late: int, late_days: int, oldest_in: str, lang: Lang) -> str:
    """214 phiếu góp ý chưa được lãnh đạo xem, 31 phiếu quá 10 ngày; lâu nhất ở xã Phú Xuyên."""
    if n_unseen <= 0:
        return t("say.unseen_none", lang)
    days = counted(late_days, "day", lang)
    late = t("say.unseen_late", lang, late=counted(n_late, "slip", lang), days=days) if n_late > 0 else ""
    oldest = t("say.unseen_oldest", lang, unit=oldest_in) if oldest_in else ""
    return t("say.unseen", lang, slips=counted(n_unseen, "feedback_slip", lang), late=late, oldest=oldest)


# ── inside ──────────────────────────────────────────────────────────────────────────────────────────────


def _is_usable(reading: Reading | None) -> bool:
    return reading is not None and state_of(reading) == "ok" and not fmt.is_missing(reading.index_pct)


def _stand_in(reading: Reading | None, period: str, lang: Lang) -> str:
    """What stands where a reading allows no finding: hidden, missing, few or without valid answers."""
    state = state_of(reading)
    if state in ("hidden", "missing"):
        text = t(f"say.{state}", lang)
    elif fmt.is_missing(reading.index_pct):
        text = t("say.no_answers", lang)
    elif fmt.is_missing(reading.slips_n):
        text = f"{_value_with_interval(reading, lang)}{t('say.heat_few', lang)}"
    else:
        value = t("say.value", lang, pct=fmt.percent(reading.index_pct, lang))
        text = t("say.few", lang, value=value, slips=counted(reading.slips_n, "slip", lang))
    return f"{fmt.capital(period)}: {text}."


def _value_with_interval(reading: Reading, lang: Lang) -> str:
    pct = fmt.percent(reading.index_pct, lang)
    if fmt.is_missing(reading.index_low) or fmt.is_missing(reading.index_high):
        return t("say.value", lang, pct=pct)
    between = fmt.interval(reading.index_low, reading.index_high, lang)
    return t("say.value_interval", lang, pct=pct, interval=between)


def _is_comparable(change: Change) -> bool:
    return not _true(change.is_broken) and not fmt.is_missing(change.change_pct)


def _change(change: Change, lang: Lang, alone: bool = False) -> str:
    """The clause on a change, without a full stop; `alone` where it is a sentence of its own."""
    against = change.against or t("against.previous", lang)
    if _true(change.is_broken):
        why = _why_broken(change.break_kind, change.break_on, lang)
        return t("say.change_broken", lang, against=against, why=why)
    if not _is_comparable(change):
        return t("say.change_missing", lang, against=against)
    points = fmt.points(change.change_pct, lang)
    if fmt.is_missing(change.low) or fmt.is_missing(change.high):
        return t("say.change_no_interval", lang, points=points, against=against)
    words = {"against": against, "interval": fmt.signed_interval(change.low, change.high, lang)}
    if is_clear(change.low, change.high):
        direction = t("say.up" if fmt.shown(change.low) > 0 else "say.down", lang)
        size = fmt.points(abs(change.change_pct), lang, signed=False)
        return t("say.change_clear", lang, direction=direction, points=size, **words)
    return t("say.change_unclear_alone" if alone else "say.change_unclear", lang, points=points, **words)


def _why_broken(kind: BreakKind | None, on: dt.date | None, lang: Lang) -> str:
    if fmt.is_missing(on):
        return t(f"break.{kind or 'any'}_undated", lang)
    return t(f"break.{kind or 'any'}", lang, date=fmt.date_text(on, lang))


def against_target(reading: Reading, target_pct: float, lang: Lang) -> str:
    """thấp hơn 1,2 điểm so với mục tiêu 90 %; a clause."""
    target = fmt.percent(target_pct, lang, digits=0 if fmt.shown(target_pct) % 1 == 0 else 1)
    low, high = reading.index_low, reading.index_high
    if fmt.is_missing(low) or fmt.is_missing(high):
        return t("say.target_plain", lang, target=target)
    # The reader subtracts the digits on the screen, so the gap is taken from those.
    wanted = fmt.shown(target_pct)
    gap = fmt.shown(reading.index_pct) - wanted
    if gap == 0 or fmt.shown(low) <= wanted <= fmt.shown(high):
        return t("say.target_near", lang, target=target)
    key = "say.target_below" if gap < 0 else "say.target_above"
    return t(key, lang, points=fmt.points(abs(gap), lang, signed=False), target=target)


def _true(flag: Any) -> bool:
    """A boolean out of a query, where NULL (None, pd.NA) reads as no."""
    return not fmt.is_missing(flag) and bool(flag)
