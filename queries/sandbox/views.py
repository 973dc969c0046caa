"""What the views of queries/views are: their title, grain, where their rows come from, and every column's meaning."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "views"
SOURCE = re.compile(r"(?P<question>\w+) (?P<span>over everything|of each quarter)")
FILE = "the data file"


@dataclass(frozen=True)
class View:
    """A .sql file of queries/views; texts in Vietnamese and English.

    question: whose answers are its rows, '' for a register that is read as it stands; is_quarterly: asked of each
    quarter rather than once of everything.
    """

    name: str
    title: tuple[str, str]
    grain: str
    question: str
    is_quarterly: bool
    columns: dict[str, tuple[str, str]]
    sql: str


@cache
def views() -> tuple[View, ...]:
    """Every view there is, by name. Raises ValueError where a header says less than it must."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.sql")))


@cache
def example() -> str:
    """A statement to begin with."""
    return Path(__file__).with_name("example.sql").read_text(encoding="utf-8").split("\n", 1)[1].strip()


def _read(path: Path) -> View:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("-- ") for line in lines if line.startswith("--")]
    grain, source = (_said(head, key, path) for key in ("grain", "from"))
    match = SOURCE.fullmatch(source)
    if not match and source != FILE:
        raise ValueError(f"{path.name}: from: {source}")
    columns = {}
    for line in head[head.index("columns:") + 1 :]:
        name, _, meaning = line.strip().partition(": ")
        columns[name] = _both(meaning, path)
    body = "\n".join(line for line in lines if not line.startswith("--"))
    question, span = (match["question"], match["span"]) if match else ("", "")
    return View(path.stem, _both(head[0], path), grain, question, span == "of each quarter", columns, body)


def _said(head: list[str], key: str, path: Path) -> str:
    found = [line.removeprefix(f"{key}: ") for line in head if line.startswith(f"{key}: ")]
    if len(found) != 1:
        raise ValueError(f"{path.name}: {key}")
    return found[0]


def _both(text: str, path: Path) -> tuple[str, str]:
    """'quý | quarter' as its Vietnamese and its English half."""
    vietnamese, bar, english = text.partition(" | ")
    if not bar or not english:
        raise ValueError(f"{path.name}: {text}")
    return vietnamese, english
