"""The words of Vietnamese text. A word may have several syllables, so spaces do not tell words apart.

They are cut when a comment comes in, once for all slips that say the same, so that the dashboard's server never holds
the model that cuts them (80 MB).
"""

import re
from functools import cache
from pathlib import Path

import duckdb

STOP_WORDS = Path(__file__).with_name("stop_words.txt")
MASKED = re.compile(r"\[[^\]]*\]")  # what the loader put in the place of a number
WORD = re.compile(r"[^\W\d_][^\W_]*(?: [^\W_]+)*")  # letters; begins with one


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about a matter, one a line in stop_words.txt."""
    lines = STOP_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def words_of(text: str) -> frozenset[str]:
    """The different words of a text in lower case, without stop words, numbers and marks of masking.

    Cut by underthesea's model of conditional random fields, which lies in its package: nothing is fetched.
    """
    # Only here: it takes most of a second, and only files with new comments need it.
    from underthesea import word_tokenize

    cut = (word.lower() for word in word_tokenize(MASKED.sub(" . ", text)))
    return frozenset(word for word in cut if len(word) > 1 and WORD.fullmatch(word)) - stop_words()


def note_words(con: duckdb.DuckDBPyConnection) -> None:
    """Bring comment_word up to the comments that the file's slips have now."""
    con.execute("DELETE FROM comment_word WHERE comment NOT IN (SELECT comment FROM slip WHERE comment IS NOT NULL)")
    con.execute("SELECT DISTINCT comment FROM slip ANTI JOIN comment_word USING (comment) WHERE comment IS NOT NULL")
    if new := [comment for (comment,) in con.fetchall()]:
        words = [sorted(words_of(comment)) for comment in new]
        con.execute("INSERT INTO comment_word SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[][])", [new, words])
