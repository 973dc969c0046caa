"""The fixed words of the screen, out of one glossary: pages/parts/glossary.csv, columns key, vi, en.

A word is changed there and nowhere else; the file opens in any spreadsheet, so that an office can read it
through. Counts with their unit, lists of names and the lines around a chart are made here too.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from pages.parts import numbers as fmt
from pages.parts.numbers import Lang
from queries.suppression import HIDDEN_BELOW

State = Literal["ok", "few", "hidden", "missing"]

GLOSSARY: Final = Path(__file__).with_name("glossary.csv")
NAMES_SHOWN: Final = 3


@cache
def rows() -> dict[str, dict[Lang, str]]:
    """The whole glossary, read once a process."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return {row["key"]: {"vi": row["vi"], "en": row["en"]} for row in csv.DictReader(file)}


def t(key: str, lang: Lang, /, **values: Any) -> str:
    """The words of `key` in `lang`, its {places} filled in; numbers come already formatted (numbers.py)."""
    try:
        text = rows()[key][lang]
    except KeyError:
        raise KeyError(f"glossary.csv has no words for {key!r} in {lang!r}") from None
    try:
        return text.format(**values)
    except (KeyError, IndexError) as error:
        raise KeyError(f"glossary.csv: {key!r} needs a value for {error}") from None


@lru_cache(maxsize=20_000)  # every row of every table has one
def counted(n: int, noun: str, lang: Lang) -> str:
    """1.065 phiếu / 1 slip / 24 slips; `noun` is the singular of the rows unit.*."""
    return t("unit.count", lang, n=fmt.whole(n, lang), noun=t(f"unit.{noun}{'' if n == 1 else 's'}", lang))


def names_text(names: Sequence[str], lang: Lang, limit: int = NAMES_SHOWN) -> str:
    """The first names, then "và n đơn vị khác" / "and n others"."""
    more = len(names) - limit
    if more > 0:
        return t("say.names_more", lang, names=", ".join(names[:limit]), count=counted(more, "other", lang))
    if lang == "en" and len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return ", ".join(names)


def slips_text(n: int | None, lang: Lang) -> str:
    """The number of slips as far as it may be told: under 10 it is hidden."""
    if fmt.is_missing(n):
        return ""
    if n == 0:
        return t("state.missing", lang)
    return t("say.under_ten", lang) if n < HIDDEN_BELOW else counted(n, "slip", lang)


def unit_state(name: str, slips_n: int | None, state: State, lang: Lang) -> str:
    """Phường Cửa Nam mới có 24 phiếu: ít phiếu, chỉ để tham khảo."""
    if not fmt.is_missing(slips_n) and slips_n < HIDDEN_BELOW and state in ("ok", "few"):
        state = "hidden" if slips_n > 0 else "missing"
    if not name:
        return f"{fmt.capital(t(f'state.{state}', lang))}."
    name = fmt.capital(name)
    if state in ("hidden", "missing"):
        return t(f"say.unit_{state}", lang, name=name)
    if fmt.is_missing(slips_n):
        return t("say.unit_uncounted", lang, name=name, state=t(f"state.{state}", lang))
    return t(f"say.unit_{state}", lang, name=name, slips=counted(slips_n, "slip", lang))


def data_status(
    last_on: dt.date | None, slips_n: int | None, loaded_at: dt.datetime | None, simulated: bool, lang: Lang
) -> str:
    """Số liệu đến 30/9/2026 · 1.065.150 phiếu · nạp lúc 08:15 ngày 1/10/2026 · Số liệu mô phỏng"""
    if fmt.is_missing(last_on):
        parts = [t("status.none", lang)]
    else:
        parts = [t("status.data_to", lang, date=fmt.date_text(last_on, lang)), slips_text(slips_n, lang)]
    if not fmt.is_missing(loaded_at):
        parts.append(t("status.loaded_at", lang, time=fmt.time_text(loaded_at, lang)))
    return _row([*parts, t("stamp.simulated", lang) if simulated else ""])


def subtitle(measure: str, period: str, slips_n: int | None, answers_n: int | None, lang: Lang) -> str:
    """Chỉ số hài lòng · quý III/2026 · 12.345 phiếu · 98.765 câu trả lời"""
    # The number of answers would give a hidden number of slips away.
    is_open = not fmt.is_missing(slips_n) and slips_n >= HIDDEN_BELOW and not fmt.is_missing(answers_n)
    answers = counted(answers_n, "answer", lang) if is_open else ""
    return _row([fmt.capital(measure), period, slips_text(slips_n, lang), answers])


def foot(source: str, definition: str, data_to: dt.date | None, lang: Lang) -> str:
    """Nguồn: … · Định nghĩa: … · Số liệu đến 30/9/2026"""
    date = "" if fmt.is_missing(data_to) else t("foot.data_to", lang, date=fmt.date_text(data_to, lang))
    return _row(
        [
            t("foot.source", lang, source=source.rstrip(".")) if source else "",
            t("foot.definition", lang, definition=definition.rstrip(".")) if definition else "",
            date,
        ]
    )


def _row(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
