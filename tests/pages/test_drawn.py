"""What only shows once it is drawn: how far an axis reaches, how a table words a day."""

import re
from datetime import date

import pandas as pd
import pytest
import streamlit as st
import vl_convert

from pages.parts import charts_service, show


def ends(shares: list[float]) -> tuple[float, float]:
    """The lowest and the highest share that the axis of `share_line` names."""
    months = pd.date_range("2026-01-01", periods=len(shares), freq="MS")
    texts = {name: "" for name in ("period_text", "share_text", "counts_text")}
    points = pd.DataFrame({"month": months, "segment": 0, "share_pct": shares}).assign(**texts)
    breaks = pd.DataFrame({"break_on": pd.to_datetime([]), "name": pd.Series([], dtype=object)})
    svg = vl_convert.vegalite_to_svg(charts_service.share_line(points, breaks, lang="en").to_json())
    named = [float(text) for text in re.findall(r">([\d.]+)%<", svg)]
    return min(named), max(named)


@pytest.mark.parametrize("shares", [[99.78, 99.83, 99.8], [0.1, 0.12, 0.11], [50.0, 50.0, 50.0], [100.0, 100.0]])
def test_a_line_that_hardly_moves_looks_flat(shares: list[float]) -> None:
    low, high = ends(shares)
    assert high - low >= 1.5, "the axis covers two points, its labels nearly as much"
    assert 0 <= low <= min(shares) and high <= 100


def test_a_line_that_moves_fills_its_axis() -> None:
    low, high = ends([60.0, 75.0, 90.0])
    assert low >= 58 and high <= 92


@pytest.mark.parametrize(("lang", "said"), [("vi", "22/9/2026"), ("en", "22 Sep 2026")])
def test_a_table_words_its_days(lang: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(st, "dataframe", lambda style, **_: drawn.append(style.to_html()))
    show.show_table(pd.DataFrame({"a": [date(2026, 9, 22), pd.NaT], "b": ["x", "y"]}, dtype=object), lang)
    assert said in drawn[0] and "2026-09" not in drawn[0] and "NaT" not in drawn[0]
