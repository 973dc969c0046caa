"""The charts draw with any data, in both languages and for both pages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from chart_cases import CHARTS, drawn, every_chart, svg
from chart_tables import breaks, factor_points, points, targets

from pages.parts import chart_base, charts, charts_more, colours


@every_chart
def test_draws_with_vietnamese_text(name: str) -> None:
    assert CHARTS[name][2] in svg(drawn(name))


@every_chart
@pytest.mark.parametrize(
    "options",
    [
        {"n": 0},
        {"n": 1},
        {"states": ("hidden",)},
        {"states": ("missing",)},
        {"states": ("few",)},
        {"index": 86.0},
        {"index": 100.0},
    ],
    ids=str,
)
def test_draws_with_edge_data(name: str, options: dict[str, Any]) -> None:
    picture = svg(drawn(name, **options))
    assert picture.startswith("<svg")
    assert "NaN" not in picture
    assert "undefined" not in picture


@every_chart
@pytest.mark.parametrize("words", [{"lang": "en"}, {"dark": True}], ids=str)
def test_draws_in_english_and_for_the_dark_page(name: str, words: dict[str, Any]) -> None:
    picture = svg(drawn(name, words))
    if words.get("dark"):
        assert colours.INK[True] in picture
    else:
        assert "phiếu</text>" not in picture


@pytest.mark.parametrize("name", ["trend", "factor_lines", "season"])
def test_draws_by_quarter(name: str) -> None:
    assert "I" in svg(drawn(name, {"grain": "quarter"}))


def test_numbers_follow_the_language() -> None:
    assert "86,5" in svg(drawn("dots", index=86.5, states=("ok",)) | {"width": 400})
    assert "86.5" in svg(drawn("dots", {"lang": "en"}, index=86.5, states=("ok",)) | {"width": 400})


def test_a_month_keeps_its_name() -> None:
    picture = svg(drawn("trend", n=6))
    assert ">1/2021<" in picture
    assert ">12/2020<" not in picture


def test_three_months_are_labelled_once_each() -> None:
    spec = charts.trend(points(3, states=("ok",)), breaks(0), targets(0)).to_dict()
    picture = svg(spec)
    assert [picture.count(f">{m}/2021<") for m in (1, 2, 3)] == [1, 1, 1]


def test_no_value_of_a_hidden_row_is_drawn() -> None:
    picture = svg(drawn("heat", states=("hidden",)))
    assert "NaN" not in picture
    assert "linearGradient" in picture
    assert not any(fill in picture for fill in colours.CLASS_FILLS)


def test_labels_at_line_ends_keep_apart() -> None:
    frame = factor_points(12, index=86.0, states=("ok",)).assign(is_last=lambda f: f["month"] == f["month"].max())
    picture = svg(charts_more.factor_lines(frame).to_dict())
    heights = []
    for name in frame["factor_name"].unique():
        before = picture[: picture.index(f">{name}</text>")]
        heights.append(float(before[before.rindex("translate(") :].split(",")[1].split(")")[0]))
    gaps = np.diff(sorted(heights))
    assert gaps.min() >= chart_base.LABEL_PX


def test_legend_keeps_every_line() -> None:
    picture = svg(drawn("class_counts", n=0))
    for text in (*colours.CLASS_NAMES["vi"], *colours.STATE_NAMES["vi"].values()):
        assert text in picture
