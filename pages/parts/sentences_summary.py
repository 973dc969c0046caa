"""The sentence writer's one page: findings in order, what they rest on, and what is to be borne in mind.

Under the rules of sentences.py. What each register has found comes as a sentence already; here stand the sentences
that hold for the page as a whole: what was asked, of how many, against which aim, and with which cautions.
"""

from __future__ import annotations

from dataclasses import dataclass

from pages.parts import numbers as fmt
from pages.parts import sentences
from pages.parts.numbers import Lang
from pages.parts.sentences import Change, Reading
from pages.parts.words import counted, names_text, t

BREAKS_NAMED = 4


@dataclass(frozen=True)
class Found:
    """What the page is written from. wards_n: those with slips enough; findings, urgent: ready sentences."""

    period: str
    reading: Reading
    answers_n: int | None = None
    since_previous: Change | None = None
    since_last_year: Change | None = None
    target_pct: float | None = None
    scope: str = ""
    findings: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    wards_n: int = 0
    breaks: tuple[str, ...] = ()
    has_tet_moved: bool = False
    is_approximate: bool = False
    is_simulated: bool = False


def page(found: Found, lang: Lang) -> list[str]:
    """The sentences of the page, in the order they are read; nothing is said twice and nothing that is not known."""
    told = [
        t("say.scope", lang, scope=found.scope) if found.scope else "",
        sentences.headline(found.reading, found.period, found.since_previous, lang),
        _last_year(found, lang),
        aim(found.reading, found.target_pct, lang),
        base(found, lang),
        *found.findings,
        t("say.first_decide", lang, sentence=found.urgent[0]) if found.urgent else "",
        *cautions(found, lang),
    ]
    return list(dict.fromkeys(sentence for sentence in told if sentence))


def aim(reading: Reading, target_pct: float | None, lang: Lang) -> str:
    """Chỉ số thấp hơn 8,6 điểm so với mục tiêu 95 %; '' without a target or without a figure."""
    if sentences.state_of(reading) != "ok" or fmt.is_missing(reading.index_pct) or fmt.is_missing(target_pct):
        return ""
    return t("say.aim", lang, clause=sentences.against_target(reading, target_pct, lang))


def base(found: Found, lang: Lang) -> str:
    """Dựa trên 12.345 phiếu, 98.765 câu trả lời; 120 xã, phường có đủ phiếu để nêu riêng; '' if hidden."""
    if sentences.state_of(found.reading) not in ("ok", "few") or fmt.is_missing(found.reading.slips_n):
        return ""
    answers = "" if fmt.is_missing(found.answers_n) else f", {counted(found.answers_n, 'answer', lang)}"
    return t(
        "say.base",
        lang,
        slips=counted(int(found.reading.slips_n), "slip", lang),
        answers=answers,
        wards=counted(found.wards_n, "ward", lang),
    )


def cautions(found: Found, lang: Lang) -> list[str]:
    """What keeps the figures from saying more: breaks, grouping that is approximate, no causes, simulated data."""
    told = []
    if found.breaks:
        told.append(t("say.caution_breaks", lang, names=names_text(found.breaks, lang, BREAKS_NAMED)))
    if found.is_approximate:
        told.append(t("notice.former_district", lang))
    told.append(t("say.caution_causes", lang))
    if found.is_simulated:
        told.append(t("stamp.simulated_long", lang))
    return told


def _last_year(found: Found, lang: Lang) -> str:
    """The change on last year; left out where the headline has no figure to change."""
    if sentences.state_of(found.reading) != "ok" or fmt.is_missing(found.reading.index_pct):
        return ""
    text = sentences.change_sentence(found.since_last_year, lang)
    change = found.since_last_year
    is_compared = change is not None and not change.is_broken and not fmt.is_missing(change.change_pct)
    return f"{text} {t('say.tet', lang)}" if found.has_tet_moved and is_compared else text
