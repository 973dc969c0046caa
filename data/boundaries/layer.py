"""A layer of a map file: what each feature says of itself, and its shape."""

import math
from dataclasses import dataclass
from typing import Any

import pyproj
import shapely

FEATURES_MOST = 20_000
TEXT_MOST = 200  # characters: a name or a code is never longer


@dataclass(frozen=True)
class Layer:
    """Features in the file's order. shapes: in the file's own coordinates, None where there is none that can be read.

    crs: None where the file does not say, or says something that nobody understands.
    """

    name: str
    crs: pyproj.CRS | None
    rows: tuple[dict[str, str], ...]
    shapes: tuple[shapely.Geometry | None, ...]


def text_of(value: Any) -> str:
    """An attribute as text: whole numbers without '.0', nothing for what is no single value."""
    if value is None or isinstance(value, (dict, list, bytes)):
        return ""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    return str(value)[:TEXT_MOST].strip()
