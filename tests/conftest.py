"""Shared by all tests: the root of the house on the path, so that `pytest` works from anywhere."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
