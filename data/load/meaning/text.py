"""One text in the forms in which texts are compared."""

import re
import unicodedata

from data.reference_units import spell

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
SPACES = re.compile(r"\s+")
NOT_WORD = re.compile(r"[\W_]+")
# A cell that holds nothing but these says that there is no value.
ONLY_MARKS = re.compile(r"[\s.\-–—_…/\\]+")
ERROR_CELL = re.compile(r"#(N/A|NULL!|REF!|DIV/0!|VALUE!|NAME\?|NUM!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)


def clean(text: str) -> str:
    """NFC, one space between words, nothing invisible.

    >>> clean("  Xã \\u00a0 Hòa  ")
    'Xã Hòa'
    """
    return SPACES.sub(" ", unicodedata.normalize("NFC", text.translate(INVISIBLE))).strip()


def unaccented(text: str) -> str:
    """The text without tone and vowel marks, đ as d; case stays."""
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.replace("đ", "d").replace("Đ", "D")


def key(text: str) -> str:
    """The text for comparing words: no accents, no case, no punctuation.

    >>> key("Rất  KHÔNG hài-lòng!")
    'rat khong hai long'
    """
    return NOT_WORD.sub(" ", unaccented(clean(text)).lower()).strip()


def spelled(text: str) -> str:
    """The text for comparing names: accents stay, in one way of placing the tone mark; case and punctuation go.

    >>> spelled("YÊN HÒA") == spelled("Yên Hoà")
    True
    """
    return NOT_WORD.sub(" ", spell(clean(text).lower())).strip()


def is_error_cell(text: str) -> bool:
    """Whether the cell holds a formula's error, such as #N/A: a value that fails, not a missing one."""
    return ERROR_CELL.fullmatch(clean(text)) is not None


def is_blank(text: str | None) -> bool:
    """Whether the cell is empty or holds only dashes or dots."""
    return text is None or not clean(text) or ONLY_MARKS.fullmatch(clean(text)) is not None


def is_missing(text: str | None, missing: frozenset[str]) -> bool:
    """Whether the cell says that there is no value: empty, dashes, or one of these keys. '#N/A' is not 'N/A'."""
    return is_blank(text) or (not is_error_cell(text or "") and key(text or "") in missing)
