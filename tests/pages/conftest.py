"""A small demo file for the pages, and the dashboard opened on it as on a server that runs already."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from planted import build_planted, build_without_slips
from screen import open_app
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test


class WarmPages(PagesManager):
    """Pages of a server on which somebody has been before: AppTest alone starts anew each time, and serves a page's
    file past dashboard.py. The cold start is tested in a browser (tests/browser)."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        PagesManager.uses_pages_directory = False


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of 60,000 slips with the wards of planted.py."""
    return build_planted(tmp_path_factory.mktemp("demo") / "thuocdo-1.duckdb")


@pytest.fixture(scope="session")
def file_without_slips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound data file that holds no slip."""
    return build_without_slips(tmp_path_factory.mktemp("empty") / "thuocdo-1.duckdb")


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The dashboard can be opened; what it keeps between runs goes with the test."""
    monkeypatch.setattr(app_test, "PagesManager", WarmPages)
    yield
    PagesManager.uses_pages_directory = None


@pytest.fixture
def app(demo_file: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page of the dashboard on the small demo, with the codes of a link: app("map", ward="00004")."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(demo_file))
    return open_app


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """No data file is held open, before or after."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()
