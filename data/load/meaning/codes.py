"""A coded value by its code, its label or another name for it; accents, case and punctuation do not matter."""

import re
from collections.abc import Mapping

from data.load.meaning.text import clean, is_blank, is_error_cell, key

RANGE = re.compile(r"(\d{1,3})\D+(\d{1,3})(?: tuoi)?")
ABOVE = re.compile(r"(?:>|>=|trên|từ|hơn)\s*(\d{1,3})", re.IGNORECASE)
AGE = re.compile(r"(\d{1,3})(?: tuoi)?")
OLDEST = 130


class Unknown(ValueError):
    """The cell holds something that no code stands for; the argument is the cell."""


class Codes:
    """Reads one coded column.

    names: key of a code, label or synonym → code. missing: keys that say there is no value.
    """

    def __init__(self, names: Mapping[str, str], missing: frozenset[str]) -> None:
        self.names = names
        self.missing = missing

    def parse(self, text: str | None) -> str | None:
        """The code, None where there is no value; raises Unknown."""
        if is_blank(text):
            return None
        if is_error_cell(text):
            raise Unknown(text)
        word = key(text)
        if word in self.names:
            return self.names[word]
        if word in self.missing:
            return None
        raise Unknown(text)


class AgeBands(Codes):
    """Age bands: the band's label in any form, or an age in years. Bands are coded 'a-b' or '>a'."""

    def parse(self, text: str | None) -> str | None:
        cell = clean(text or "")
        codes = set(self.names.values())
        if match := re.search(r"^\s*>\s*=?\s*(\d{1,3})", cell):
            return _known(f">{match.group(1)}", codes, text)
        word = key(cell)
        if match := RANGE.fullmatch(word.removeprefix("tu ")):
            return _known(f"{int(match.group(1))}-{int(match.group(2))}", codes, text)
        if (match := AGE.fullmatch(word)) and word not in self.missing:
            return self._band(int(match.group(1)), codes, text)
        return super().parse(text)

    def _band(self, age: int, codes: set[str], text: str | None) -> str:
        for code in codes:
            low, _, high = code.partition("-")
            if high and int(low) <= age <= int(high):
                return code
            if code.startswith(">") and int(code[1:]) < age <= OLDEST:
                return code
        raise Unknown(text)


def _known(code: str, codes: set[str], text: str | None) -> str:
    if code not in codes:
        raise Unknown(text)
    return code
