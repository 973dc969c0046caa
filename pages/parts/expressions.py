"""Expressions that the map's layers evaluate in the browser: a value for the place of each unit."""

import json
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

_compact: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def indexed(values: Sequence[Any]) -> str:
    """An expression for the value at the place `i` of a row: what occurs, indexed by the digits of its position."""
    written = [_written(value) for value in values]
    kinds = list(dict.fromkeys(written))
    width = len(str(max(len(kinds) - 1, 0)))
    at = {kind: f"{place:0{width}d}" for place, kind in enumerate(kinds)}
    digits = [at[one] for one in written]
    terms = [f"('{''.join(one[k] for one in digits)}')[i]*{10 ** (width - 1 - k)}" for k in range(width)]
    return f"([{','.join(kinds)}])[{'+'.join(terms)}]"


def _written(value: Any) -> str:
    """JSON of a colour or a text; of colours there are few, of units many."""
    return _written_colour(tuple(value)) if isinstance(value, list | tuple) else _compact(value)


@cache
def _written_colour(value: tuple[int, ...]) -> str:
    return _compact(value)


def trigger(expression: str) -> str:
    """Says whether an expression is another one than before."""
    return f"{zlib.crc32(expression.encode()):08x}"
