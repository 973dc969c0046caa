"""What several modules of tests/data stand on: the reference tables, an empty store, invented files, simulated data."""

from pathlib import Path

import duckdb
import fake_office
import pytest
from offices import reference
from reference_tables import loaded
from simulated_data import SLIPS_N, build


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """The reference tables, and every other table empty."""
    return reference()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty store."""
    return tmp_path / "store"


@pytest.fixture
def invented_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are those of fake_office.py, which say outright what interpreting them gives."""
    fake_office.install(monkeypatch)


@pytest.fixture(scope="session")
def demo() -> duckdb.DuckDBPyConnection:
    """The simulated data at a size that builds in about a second."""
    return build(SLIPS_N)


@pytest.fixture(scope="session")
def database() -> duckdb.DuckDBPyConnection:
    """The reference tables as their files are, to be read only."""
    return loaded()
