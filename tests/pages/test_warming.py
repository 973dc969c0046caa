"""What later pages need is imported after the first page, and not before it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(code: str) -> str:
    """What a process of its own says."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
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
