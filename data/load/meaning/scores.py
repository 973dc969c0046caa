"""One answer of a survey slip: a score of the instrument's scale, no answer, or neither."""

import re
from collections.abc import Mapping

from data.load.meaning.text import clean, is_blank, is_error_cell, key

WHOLE = re.compile(r"(\d{1,4})(?:[.,]0+)?")
# '4 điểm', '4đ', 'Mức 4', '4/5', '4 - Hài lòng', 'Hài lòng (4)'
WITH_UNIT = re.compile(r"(?:muc(?: do)? )?(\d{1,2})(?: ?(?:diem|d|sao))?")
OUT_OF = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})")
DIGIT_THEN_WORDS = re.compile(r"(\d{1,2}) (\D+)")
WORDS_THEN_DIGIT = re.compile(r"(\D+) (\d{1,2})")


class Scores:
    """Reads answers on one scale.

    points: the scale's highest score. words: key of a word of this scale → its score. missing: keys of the codes that
    say there is no answer ('99', 'kb').
    """

    def __init__(self, points: int, words: Mapping[str, int], missing: frozenset[str]) -> None:
        self.points = points
        self.words = words
        self.missing = missing

    def parse(self, text: str | None) -> int | None:
        """The score 1 … points, None for no answer; raises ValueError for anything else."""
        if text is None or is_blank(text):
            return None
        if is_error_cell(text):
            raise ValueError(text)
        cell, words = clean(text), key(text)
        whole = WHOLE.fullmatch(cell)
        if words in self.missing or (whole and whole.group(1) in self.missing):
            return None
        score = int(whole.group(1)) if whole else self._in_words(cell, words)
        if score is None or not 1 <= score <= self.points:
            raise ValueError(text)
        return score

    def _in_words(self, cell: str, words: str) -> int | None:
        if words in self.words:
            return self.words[words]
        if match := OUT_OF.fullmatch(cell):
            return int(match.group(1)) if int(match.group(2)) == self.points else None
        if re.search(r"\d[.,]\d", cell) or re.search(r"[-+]\s*\d", cell[:2]):
            return None
        if match := WITH_UNIT.fullmatch(words):
            return int(match.group(1))
        if match := DIGIT_THEN_WORDS.fullmatch(words):
            digit, word = match.group(1), match.group(2)
        elif match := WORDS_THEN_DIGIT.fullmatch(words):
            word, digit = match.group(1), match.group(2)
        else:
            return None
        # A digit and a word that do not say the same are not an answer.
        return int(digit) if self.words.get(word.strip()) == int(digit) else None
