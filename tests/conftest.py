"""Shared by all tests: the root of the house on the path, so that `pytest` works from anywhere."""

import sys
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# The same examples every time, none written beside the code, and as long for each as a busy machine takes.
settings.register_profile("thuocdo", max_examples=60, derandomize=True, deadline=None, database=None)
settings.load_profile("thuocdo")
