"""Every question says what it asks, takes and gives; and no other room or language slips into this one."""

import ast
import re
from pathlib import Path

import pytest

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import KEYS, Filters
from queries.header import KEYS as KEYS_OF_HEADERS
from queries.question import (
    ANALYSES,
    GRAINS,
    MEASURES,
    PATTERN,
    PERIODS,
    PREDICATES,
    REGISTERS,
    ask,
    names,
    question,
    statement,
)

ROOT = Path(__file__).resolve().parents[2]
QUERIES, DATA, PAGES = ROOT / "queries", ROOT / "data", ROOT / "pages"
PARAMETERS = {*KEYS, "compare", "step"}
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
# Names of columns that are one word; others have an underscore, which tells them from remarks.
SINGLE_WORDS = (
    "month", "kind", "sha256", "year", "value", "place", "z", "segment", "signal", "rule", "tau2",
    "score", "lost", "rank", "component", "evidence",
)  # fmt: skip
COMPARED = {
    "before_slips_n",
    "before_index_pct",
    "before_low",
    "before_high",
    "change_pct",
    "change_low",
    "change_high",
    "p_value",
    "is_beyond_chance",
    "is_cut",
}


def header_of(name: str) -> dict[str, str]:
    """The header's lines by their key; the columns with the lines that go on about them."""
    found: dict[str, str] = {}
    for line in question(name).text.splitlines()[1:]:
        if not line.startswith("--"):
            break
        key, colon, text = line.removeprefix("-- ").partition(": ")
        if colon and key in {*KEYS_OF_HEADERS, "grain", "columns"}:
            found[key] = text
        else:
            found["columns"] += " " + line.removeprefix("--").strip()
    return found


def named_columns(name: str) -> set[str]:
    """The names in a header's line of columns, without units and remarks; those of comparisons left out."""
    text = re.sub(r"\(.*?\)", "", header_of(name)["columns"]).partition("; with compare")[0]
    rests_on = re.search(r"^those of (\w+)", text)
    if rests_on:
        text = text.removeprefix(rests_on[0])
    words = "|".join(rf"\b{word}\b" for word in SINGLE_WORDS)
    own = set(re.findall(rf"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b|{words}", text))
    own |= {"channel"} & {text.strip().partition(",")[0]}  # elsewhere it is a word of a remark
    own |= {word for word in ("wording", "note", "source") if re.search(rf"\b{word}\b", text)}
    return own | (named_columns(rests_on[1]) if rests_on else set())


@pytest.mark.parametrize("name", names())
def test_the_first_line_is_a_question_in_vietnamese(name: str) -> None:
    first = question(name).text.splitlines()[0]
    assert first.startswith("-- ")
    assert first.endswith("?")
    assert first.count("?") == 1
    assert VIETNAMESE.search(first)
    assert question(name).title == first[3:]
    assert first[3].isupper()


def test_no_question_is_asked_twice() -> None:
    titles = [question(name).title for name in names()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", names())
def test_the_header_says_what_it_takes_and_gives(name: str) -> None:
    header = header_of(name)
    assert {"parameters", "grain", "columns"} <= set(header)
    assert header["grain"].startswith("one row")
    assert set(question(name).parameters) <= PARAMETERS
    assert ("cells" in header) == ("hidden within" in header)
    if question(name).cells:
        assert question(name).cells in {*GRAINS, PATTERN}
        assert question(name).dimensions <= set(PREDICATES)
    if question(name).register:
        assert question(name).register in REGISTERS
        assert question(name).rows in PERIODS


@pytest.mark.parametrize("name", names())
def test_the_columns_named_are_those_of_the_answer(
    name: str, small: Database, small_catalog: Catalog, quarter_3: Filters
) -> None:
    answer = ask(small, small_catalog, name, quarter_3)
    assert named_columns(name) == set(answer.columns)
    if question(name).cells and not question(name).then:
        assert list(answer.columns[-len(MEASURES) :]) == list(MEASURES)


@pytest.mark.parametrize("name", [name for name in names() if question(name).then])
def test_analyses_named_in_headers_exist(name: str) -> None:
    assert question(name).then in ANALYSES
    assert set(ANALYSES) == {question(one).then for one in names()} - {""}


@pytest.mark.parametrize("name", [name for name in names() if "compare" in question(name).parameters])
def test_comparing_adds_the_columns_it_says(
    name: str, small: Database, small_catalog: Catalog, quarter_3: Filters
) -> None:
    plain = ask(small, small_catalog, name, quarter_3)
    compared = ask(small, small_catalog, name, quarter_3, compare="previous")
    assert set(compared.columns) - set(plain.columns) == COMPARED
    assert len(compared) == len(plain)


@pytest.mark.parametrize("name", [name for name in names() if question(name).groups])
def test_cells_hide_within_columns_of_the_answer(
    name: str, small: Database, small_catalog: Catalog, quarter_3: Filters
) -> None:
    answer = ask(small, small_catalog, name, quarter_3)
    spans = {"quarter", "year"} if "month" in answer else set()
    assert {column for group in question(name).groups for column in group} <= set(answer.columns) | spans


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(
    "codes",
    [
        {},
        {"district": ("001",)},
        {"ward": ("00004",)},
        {"field": ("land",), "channel": ("direct",), "ward": ("00004",)},
        {"procedure": ("2.000815",), "respondent_kind": ("person",)},
        {"factor": "access"},
    ],
)
def test_every_parameter_is_bound(name: str, codes: dict, small_catalog: Catalog, quarter_3: Filters) -> None:
    made = statement(name, small_catalog, Filters("one_stop_slip", quarter_3.start, quarter_3.end, **codes))
    assert set(re.findall(r"\$(\w+)", made.sql)) == set(made.values)
    assert "/* filters */" not in made.sql
    assert made.sql.startswith(f"-- {question(name).title}\n")
    for chosen in codes:
        is_unit = question(name).is_of_city and chosen in ("district", "ward")
        is_read = chosen in question(name).parameters and not is_unit
        assert not question(name).cells or (f"${chosen}" in made.sql) == is_read


@pytest.mark.parametrize("name", names())
def test_parameters_said_are_those_that_are_used(name: str, small_catalog: Catalog, quarter_3: Filters) -> None:
    asked = question(name)
    if asked.cells:
        # Analyses of how answers go together are of all factors; what reads everything until its end has no start.
        unused = {"factor"} if asked.cells == PATTERN else set()
        unused |= {"from"} if asked.rows == "until its end" else set()
        assert set(KEYS) - unused <= set(asked.parameters)
        assert ("step" in asked.parameters) == ("$step" in asked.text)
    elif asked.register:
        used = set(statement(name, small_catalog, quarter_3).values) - {"ward_key"}  # made of the ward's code
        needed = used | set(REGISTERS[asked.register])
        # An analysis hands filters on to the questions that it asks.
        assert needed <= set(asked.parameters) if asked.then else needed == set(asked.parameters)
    else:
        used = set(statement(name, small_catalog, quarter_3).values)
        # An analysis hands filters on to the questions that it asks.
        assert used <= set(asked.parameters) if asked.then else used == set(asked.parameters)


def test_no_question_holds_a_filter_value() -> None:
    for path in [*QUERIES.glob("*.sql"), *(QUERIES / "cells").rglob("*.sql")]:
        code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))
        assert not re.search(r"one_stop_slip|city_survey|'\d{4}-\d{2}", code), path.name


@pytest.mark.parametrize("path", sorted((QUERIES / "lists").glob("*.sql")), ids=lambda path: path.stem)
def test_lists_say_what_they_are(path: Path, small: Database) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- ")
    assert small.frame(text).empty == (path.stem == "lacking")  # a file of this release lacks nothing


# ── Rules of the house ──────────────────────────────────────────────────────────────────────────────────────────────

SQL_WORDS = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|GROUP BY|ORDER BY|UNION|HAVING|LIMIT|CREATE|DROP|COPY|ATTACH)\b"
)
# The predicate table and what joins it; the one step that a question's cells become.
ALLOWED = {*PREDICATES.values(), "instrument_code = $instrument", *PERIODS.values()}


def sources(folder: Path) -> list[Path]:
    """The Python files of a room."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imported(path: Path) -> set[str]:
    """First names of everything a file imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", sources(QUERIES), ids=lambda path: path.stem)
def test_no_sql_in_the_strings_of_queries(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in texts:
            assert node.value in ALLOWED or not SQL_WORDS.search(node.value), f"line {node.lineno}: {node.value}"


@pytest.mark.parametrize("path", sources(QUERIES), ids=lambda path: path.stem)
def test_queries_knows_neither_the_screen_nor_the_loader(path: Path) -> None:
    assert not imported(path) & {"streamlit", "pages", "data", "altair", "pydeck", "dashboard"}


@pytest.mark.parametrize("path", sources(DATA), ids=lambda path: path.stem)
def test_data_knows_no_other_room(path: Path) -> None:
    assert not imported(path) & {"streamlit", "pages", "queries", "altair", "pydeck", "dashboard"}
