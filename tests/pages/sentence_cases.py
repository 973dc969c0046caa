"""What the tests of the sentences share: one case in, one sentence a language out."""

from collections.abc import Callable, Sequence
from typing import Any

from pages.parts.sentences import Change

NB = "\u202f"  # stands before % in Vietnamese; the cases write a plain space there
# What {period}, {before}, {year} and {kind} in the arguments of a case stand for.
WORDS = {
    "vi": {
        "period": "quý III/2026",
        "before": "quý II/2026",
        "year": "cùng kỳ năm trước",
        "kind": "xã, phường",
    },
    "en": {"period": "Q3 2026", "before": "Q2 2026", "year": "the same period last year", "kind": "wards"},
}


def worded(value: Any, lang: str) -> Any:
    """The case's arguments in one language: {period}, {before}, {year} and {kind} filled in."""
    if isinstance(value, str):
        return value.format(**WORDS[lang])
    if isinstance(value, Change):
        return Change(**{**vars(value), "against": worded(value.against, lang)})
    return value


def check(function: Callable[..., str], arguments: Sequence[Any], vi: str, en: str) -> None:
    """The function says exactly this, in both languages; `lang` is its first argument after those given."""
    for lang, wanted in (("vi", vi), ("en", en)):
        got = function(*[worded(argument, lang) for argument in arguments], lang)
        assert got == wanted.replace(" %", f"{NB}%")
