"""A real server over the small demo, and a Chromium to look at it with. No browser: skipped; in CI: a failure."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "pages"))  # the small demo is theirs

from looking import Screen, Server  # noqa: E402
from planted import build_planted  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# A container has neither the rights for Chromium's sandbox nor a graphics card; the map needs WebGL from software.
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    """The Chromium or Chrome of this machine: the one $THUOCDO_CHROMIUM names, otherwise the first on the path."""
    named = os.environ.get("THUOCDO_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test has a context of its own in it."""
    path = chromium_path()
    if path is None:
        reason = f"no Chromium: neither $THUOCDO_CHROMIUM nor {', '.join(NAMES)} on the path"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def data_file(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small demo with its planted wards; not made where there is no browser to look at it."""
    assert browser.is_connected()
    return build_planted(tmp_path_factory.mktemp("browser") / "thuocdo-1.duckdb")


@pytest.fixture(scope="session")
def server(browser: Browser, data_file: Path) -> Iterator[Server]:
    """A server that somebody has opened before."""
    with Server({"THUOCDO_DATABASE": str(data_file)}) as started:
        with Screen(browser, started.url) as screen:
            screen.open("/")
        yield started


@pytest.fixture
def cold_server(data_file: Path) -> Iterator[Server]:
    """A server that nobody has opened yet."""
    with Server({"THUOCDO_DATABASE": str(data_file)}) as started:
        yield started


@pytest.fixture(autouse=True)
def commands_read_the_same_file(data_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m queries` answers from the server's file."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(data_file))


@pytest.fixture
def look(browser: Browser, server: Server) -> Iterator[Callable[..., Screen]]:
    """Opens a page in a fresh context: look("/map?ward=00004", width=390, height=844)."""
    opened: list[Screen] = []

    def open_one(path: str, **options: object) -> Screen:
        screen = Screen(browser, server.url, **options)
        opened.append(screen)
        return screen.open(path)

    yield open_one
    for screen in opened:
        screen.close()
