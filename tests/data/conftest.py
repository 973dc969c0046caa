"""What several modules of tests/data stand on: the reference tables."""

import duckdb
import pytest
from offices import reference


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """The reference tables, and every other table empty."""
    return reference()
