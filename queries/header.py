"""What the head of a question's .sql file says: what is asked, of which rows, and what the answer hides."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
KEYS = ("parameters", "cells", "hidden within", "reads", "then", "register", "rows", "small")
SMALL = re.compile(r"(?P<count>\w+) below (?P<limit>\d+) hides (?P<columns>[\w, ]+?)(?: within (?P<groups>[\w, ;]+))?")


class UnknownQuestion(LookupError):
    """No .sql file of that name."""


@dataclass(frozen=True)
class Small:
    """What an answer about something else than satisfaction hides: `columns`, in rows whose `count` is under `limit`.

    groups: as in suppression.hide_small.
    """

    count: str
    limit: int
    columns: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Question:
    """A .sql file: its title (the question in Vietnamese), its statement, and what its header says of it.

    cells: 'factor', 'item' or '' for a question about something else; each_factor: one row a factor rather than all
    pooled; dimensions it groups by; groups: what its cells add up to (see suppression.hide_small); is_crossed: they are
    the rows and columns of a table, which is answered with all its cells; is_of_city: its statement reads the whole
    city, filters on units only choose among the rows of the answer; then: the function of queries/analysis.py that
    works the answer out of the statement's rows, '' where they are the answer.

    register: whose rows it reads instead (cells/<register>.sql: inspections, slips of the suggestion book …), '' for
    none; rows: which of them: 'of the period', 'until its end' or 'of all time'; small: what it hides.
    """

    name: str
    title: str
    text: str
    parameters: tuple[str, ...]
    cells: str
    each_factor: bool
    dimensions: frozenset[str]
    groups: tuple[tuple[str, ...], ...]
    is_crossed: bool
    is_of_city: bool
    then: str
    register: str
    rows: str
    small: Small | None


@cache
def names() -> tuple[str, ...]:
    """Every question there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.sql")))


@cache
def question(name: str) -> Question:
    """The question of that name. Raises UnknownQuestion."""
    if name not in names():
        raise UnknownQuestion(name)
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    header = dict(re.findall(rf"^-- ({'|'.join(KEYS)}): (.+)$", text, re.MULTILINE))
    kind, _, by = header.get("cells", "").partition(" by ")
    within = header.get("hidden within", "nothing")
    parameters = header.get("parameters", "none")
    return Question(
        name=name,
        title=text.splitlines()[0].removeprefix("-- "),
        text=text,
        parameters=() if parameters == "none" else tuple(parameters.split(", ")),
        cells=kind.removeprefix("each "),
        each_factor=kind.startswith("each "),
        dimensions=frozenset(by.split(", ")) - {"", "month"},
        groups=() if within == "nothing" else _groups(within),
        is_crossed=" x " in within,
        is_of_city=header.get("reads") == "the whole city",
        then=header.get("then", ""),
        register=header.get("register", ""),
        rows=header.get("rows", "of the period"),
        small=_small(header["small"]) if "small" in header else None,
    )


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    """'district_code; all' as lists of columns; the empty one is the grand total."""
    return tuple(() if part == "all" else tuple(part.split(", ")) for part in re.split("; | x ", text))


def _small(text: str) -> Small:
    """'rated_n below 10 hides rated_n, satisfied_pct within all', read. Raises ValueError for anything else."""
    match = SMALL.fullmatch(text)
    if not match:
        raise ValueError(f"small: {text}")
    groups = _groups(match["groups"]) if match["groups"] else ()
    return Small(match["count"], int(match["limit"]), tuple(match["columns"].split(", ")), groups)
