"""Two data files for the tests of queries/: a small one counted by hand and a medium random one, both built as real."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import recount
from hand_counted import QUARTER_3, SLIP, fill_medium, fill_small

from data.build import build
from queries import suppression
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data file counted by hand."""
    return build(tmp_path_factory.mktemp("small") / "small.duckdb", fill_small)


@pytest.fixture(scope="session")
def medium_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The random data file."""
    return build(tmp_path_factory.mktemp("medium") / "medium.duckdb", fill_medium)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file without a single slip."""
    return build(tmp_path_factory.mktemp("empty") / "empty.duckdb", lambda _con: None)


@pytest.fixture(scope="session")
def small(small_file: Path) -> Iterator[Database]:
    """The small file, opened."""
    opened = Database(small_file)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def small_catalog(small: Database) -> Catalog:
    """The small file's codes."""
    return read_catalog(small)


@pytest.fixture(scope="session")
def database(medium_file: Path) -> Iterator[Database]:
    """The medium file, opened."""
    opened = Database(medium_file)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def catalog(database: Database) -> Catalog:
    """The medium file's codes."""
    return read_catalog(database)


@pytest.fixture
def quarter_3() -> Filters:
    """Slips of quarter III/2026."""
    return Filters(SLIP, *QUARTER_3)


@pytest.fixture(scope="session")
def answers(database: Database) -> pd.DataFrame:
    """Every answer of the medium file."""
    return recount.answers_of(database)


@pytest.fixture
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer is worked out anew: the limits of hiding are moved between two of the same question."""
    for keeping in ("remembered", "shelved"):
        monkeypatch.setattr(Database, keeping, lambda _, __, make: make())


@pytest.fixture
def unhidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is hidden, so that small cells can be counted again too."""
    monkeypatch.setattr(suppression, "HIDDEN_BELOW", 0)
