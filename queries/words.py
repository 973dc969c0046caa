"""The words of Vietnamese text. A word may have several syllables, so spaces do not tell words apart."""

import re
from functools import cache, lru_cache
from pathlib import Path

STOP_WORDS = Path(__file__).with_name("stop_words.txt")
COMMENTS_KEPT = 50_000  # different comments whose words are remembered
MASKED = re.compile(r"\[[^\]]*\]")  # what the loader put in the place of a number
WORD = re.compile(r"[^\W\d_][^\W_]*(?: [^\W_]+)*")  # letters; begins with one


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about a matter, one a line in stop_words.txt."""
    lines = STOP_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=COMMENTS_KEPT)
def words_of(text: str) -> frozenset[str]:
    """The different words of a text in lower case, without stop words, numbers and marks of masking.

    Cut by underthesea's model of conditional random fields, which lies in its package: nothing is fetched.
    """
    # Only here: it takes most of a second, and only the words of comments need it.
    from underthesea import word_tokenize

    cut = (word.lower() for word in word_tokenize(MASKED.sub(" . ", text)))
    return frozenset(word for word in cut if len(word) > 1 and WORD.fullmatch(word)) - stop_words()
