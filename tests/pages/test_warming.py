"""What the first page needs is imported before its visitor comes, what later pages need after it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A visit in a process of its own: what of ours it still imports, and how often it opens the data file.
FIRST_PAGE = """
import json, sys
from streamlit.testing.v1 import AppTest
import dashboard
from pages.parts import opening, warming
held, opened = set(sys.modules), []
database = opening.Database
opening.Database = lambda path: opened.append(path) or database(path)
warming.begin = lambda: None
at = AppTest.from_file("dashboard.py", default_timeout=60).run()
ours = sorted(name for name in set(sys.modules) - held if name.startswith(("pages.", "queries.")))
print(json.dumps([ours, len(opened), len(at.exception), len(at.metric)]))
"""
NO_FILE = """
import dashboard
print(type(dashboard.app).__name__)
"""


def run(code: str, database: Path | None = None) -> str:
    """What a process of its own says."""
    named = {"THUOCDO_DATABASE": str(database)} if database else {}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_it_is_imported_once_and_beside_the_first_page():
    code = (
        "import sys; from pages.parts import warming; held = [name in sys.modules for name in warming.LATER];"
        "one = warming.begin(); two = warming.begin(); one.join();"
        "print(any(held), one is two, all(name in sys.modules for name in warming.LATER))"
    )
    assert run(code) == "False True True"


def test_no_page_imports_it_by_itself():
    """Otherwise the first page would wait for it."""
    code = (
        "import sys; import pages.parts.filter_bar, pages.parts.opening, pages.parts.show;"
        "import queries.question, queries.analysis; from pages.parts import warming;"
        "print([name for name in warming.LATER if name in sys.modules])"
    )
    assert run(code) == "[]"


def test_the_first_page_finds_all_of_ours_imported_and_the_file_open(demo_file: Path):
    ours, opened, exceptions, metrics = json.loads(run(FIRST_PAGE, demo_file))
    assert (ours, opened, exceptions) == ([], 0, 0)
    assert metrics > 0


@pytest.mark.parametrize("content", [None, b"", b"not a database"])
def test_the_server_starts_without_a_file_to_open(tmp_path: Path, content: bytes | None):
    """Its first visitor is told (test_opening); the start itself must not fail."""
    path = tmp_path / "thuocdo-1.duckdb"
    if content is not None:
        path.write_bytes(content)
    assert run(NO_FILE, path) == "App"
