"""A server of one's own, and a browser window that knows when a page of the dashboard stands still."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20
expect.set_options(timeout=SECONDS * 1000)
CALM_JS = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const isCalm = app && app.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
        && document.querySelector('[data-testid="stMain"] h3, [data-testid="stAlert"], .stage-title');
    if (!isCalm) { window.calmSince = undefined; return false; }
    window.calmSince ??= performance.now();
    return performance.now() - window.calmSince > 250;
}"""
# Left out: code, icons (whose names are text in a font of pictures), and what only stands there for a screen reader.
WORDS_JS = """() => {
    const code = 'pre, [data-testid="stJson"], [data-testid="stIconMaterial"], span[role="img"]';
    const isUnseen = node => {
        const box = node.getBoundingClientRect();
        return node.textContent && getComputedStyle(node).position === 'absolute' && box.width <= 1 && box.height <= 1;
    };
    const left = [...document.querySelectorAll(code), ...[...document.querySelectorAll('body *')].filter(isUnseen)];
    const before = left.map(node => node.style.display);
    left.forEach(node => { node.style.display = 'none'; });
    const words = document.body.innerText;
    left.forEach((node, i) => { node.style.display = before[i]; });
    return words;
}"""
EMPTY_CHARTS_JS = """() => {
    const kinds = ['symbol', 'rect', 'line', 'shape'];
    const hasMarks = chart => kinds.some(one => chart.querySelector(`svg .mark-${one} path`));
    return [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].filter(one => !hasMarks(one)).length;
}"""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """`streamlit run dashboard.py` on a free port of this machine. A context manager."""

    def __init__(self, environment: Mapping[str, str], root: Path = ROOT) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "THUOCDO_DATABASE"}
        self._environment = kept | dict(environment)
        self._root = root
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=self._root, env=self._environment, stdout=self._log, stderr=subprocess.STDOUT
        )
        give_up_at = time.monotonic() + SECONDS
        while time.monotonic() < give_up_at and self._process.poll() is None:
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return self
            except (URLError, OSError):
                time.sleep(0.05)
        log = self.log()
        self.__exit__()
        raise RuntimeError(f"the server did not start: {log}")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def log(self) -> str:
        """What the server has written so far."""
        self._log.seek(0)
        return self._log.read()


class Screen:
    """A window in a context of its own; remembers what went wrong in it and whom it asked. A context manager."""

    def __init__(self, browser: Browser, url: str, width: int = 1366, height: int = 900, dark: bool = False) -> None:
        self._url = url
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        self.context.set_default_timeout(SECONDS * 1000)
        self.errors: list[str] = []
        self.asked: set[str] = set()
        self.page = self.context.new_page()
        self._watch(self.page)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def _watch(self, page: Page) -> None:
        def note(message: object) -> None:
            place = message.location.get("url", "")
            if message.type == "error" and "/_stcore/" not in place:
                self.errors.append(f"{message.text} ({place})")

        page.on("console", note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))

    def open(self, path: str) -> Self:
        """Go to an address and wait until the page stands still."""
        self.page.goto(self._url + path)
        return self.calm()

    def calm(self) -> Self:
        """Wait until the script has run and everything it sent is there."""
        self.page.evaluate("window.calmSince = undefined")
        self.page.wait_for_function(CALM_JS)
        return self

    def charts_drawn(self) -> Self:
        """Wait until each chart has marks; they come a moment after the rest."""
        self.page.wait_for_function(f"({EMPTY_CHARTS_JS})() === 0")
        return self

    @property
    def title(self) -> str:
        """The page's own title."""
        return self.page.locator('[data-testid="stMain"] h3').first.inner_text()

    @property
    def tiles(self) -> list[str]:
        """The values of the tiles."""
        return self.page.locator('[data-testid="stMetricValue"]').all_inner_texts()

    @property
    def codes(self) -> dict[str, str]:
        """The codes in the address."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def path(self) -> str:
        """The page in the address."""
        return urlsplit(self.page.url).path

    def words(self) -> str:
        """Every word a reader sees, but for code."""
        return self.page.evaluate(WORDS_JS)

    def keyed(self, key: str) -> Locator:
        """A control or chart by its key."""
        return self.page.locator(f".st-key-{key}")

    def back(self, title: str) -> Self:
        """The browser's own way back, to the page of that title. A change of pages by the menu takes two steps back:
        Streamlit opens the bare address first, and the codes come after it."""
        for _ in range(2):
            self.page.go_back()
            self.page.wait_for_timeout(400)  # the script starts a moment after the address has changed
            if self.calm().title == title:
                return self
        raise AssertionError(f"two steps back lead to {self.title}, not to {title}")

    def control(self, key: str) -> Locator:
        """A control by its key, whatever its turn (see own.control); the one before may still be there, unseen."""
        turns = [key, *(f"{key}_{turn}" for turn in range(1, 9))]
        return self.page.locator(", ".join(f".st-key-{one}:not([data-retained])" for one in turns))

    def pick(self, key: str, text: str) -> Self:
        """Type into a list that is on the screen and take what is found first."""
        box = self.control(key).locator("input").first
        box.click()
        box.fill(text)
        self.page.get_by_role("option", name=text).first.click()
        self.page.wait_for_timeout(50)
        return self.calm()

    def choose(self, key: str, text: str) -> Self:
        """`pick` in a list that may stand behind a button."""
        door = self.keyed(key.replace("filter_", "open_")).locator("button")
        if door.count():
            door.first.click()
        self.pick(key, text)
        # A list of several stays open over what lies under it.
        self.page.keyboard.press("Escape")
        if door.count() and self.control(key).count():
            door.first.click()
        return self.calm()

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return self.page.evaluate(
            """() => Math.max(...['html', 'body', '[data-testid="stMain"]', '[data-testid="stMainBlockContainer"]']
                .map(one => document.querySelector(one)).map(node => node.scrollWidth - node.clientWidth))"""
        )

    def menu(self, group: str, page: str) -> Self:
        """Change the page by the menu."""
        self.page.locator('[data-testid="stTopNavSection"]').get_by_text(group, exact=True).click()
        self.page.get_by_role("menuitem", name=page).click()
        expect(self.page.locator('[data-testid="stMain"] h3').first).to_have_text(page)
        return self.calm()

    def rows(self, key: str) -> Locator:
        """The strips of a chart that take a click, in the order they are drawn."""
        return self.keyed(key).locator("svg g.strips_marks path")

    def behind(self, key: str) -> Locator:
        """Open what stands behind a chart."""
        self.keyed(f"{key}_behind").locator("button").click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        self.calm()
        return dialog

    def tab(self, dialog: Locator, name: str) -> Locator:
        """Turn to a tab."""
        dialog.get_by_role("tab", name=name).click()
        self.calm()
        return dialog
