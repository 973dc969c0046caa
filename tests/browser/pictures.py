"""Takes the pictures of the README from the running dashboard: python -m tests.browser.pictures [URL].

Start the dashboard first. Each picture is one screen of 1366 pixels width, as a reader with the simulated data sees it.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZE = {"width": 1366, "height": 1000}
PAGES = {"overview": "svg.marks", "districts": "svg.marks", "map": "canvas", "briefing?slide=4": "svg.marks"}
CHROMIUM_ARGS = ["--headless", "--no-sandbox", "--disable-background-networking", "--disable-component-update"]


def main(url: str = "http://localhost:8501") -> None:
    """Write one PNG a page of PAGES into docs/pictures."""
    browser_path = os.environ.get("THUOCDO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_ARGS)
        page = browser.new_context(viewport=SIZE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
        for name, drawn in PAGES.items():
            page.goto(f"{url}/{name}")
            page.locator(drawn).first.wait_for()
            page.wait_for_timeout(4000)  # fonts and the last chart
            page.screenshot(path=PICTURES / f"{name.partition('?')[0]}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
