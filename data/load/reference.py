"""The two lists that say what offices call things: headings (heading.csv) and coded values (alias.csv)."""

import csv
from functools import cache

from data.build import REFERENCE
from data.load.meaning.text import clean, key


@cache
def aliases(domain: str) -> dict[str, str]:
    """key of a synonym → code, of one domain of alias.csv."""
    return {key(row["synonym"]): row["code"] for row in _rows("alias.csv") if row["domain"] == domain}


@cache
def synonyms(domain: str) -> tuple[tuple[str, str], ...]:
    """(synonym as written, code) of one domain of alias.csv."""
    return tuple((clean(row["synonym"]), row["code"]) for row in _rows("alias.csv") if row["domain"] == domain)


@cache
def headings(role: str) -> dict[str, str]:
    """key of a heading → target, of one role of heading.csv; role '*': what belongs to every role."""
    return {key(row["synonym"]): row["target"] for row in _rows("heading.csv") if row["role"] == role}


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
