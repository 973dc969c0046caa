"""Chỉ số 766 and Công bố: their numbers are those of the command line, and no figure loses what must be said of it."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from screen import answer, drawn, said, tables, tiles
from streamlit.testing.v1 import AppTest

from pages.parts import published
from pages.parts.words import t

App = Callable[..., AppTest]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobody_is_asked_stands_wherever_766_says_satisfaction(app: App, lang: str) -> None:
    at = app("portal_index", lang=lang)
    assert any(t("def.portal_766", lang) in text.replace("\\", "") for text in said(at))
    word = {"vi": "Mức độ hài lòng", "en": "Satisfaction as the portal computes it"}[lang]
    named = [
        name for sent in drawn(at).values() for frame in sent.values() if "name" in frame for name in frame["name"]
    ]
    assert t("portal.not_asked", lang, name=word) in named
    assert word not in named


def test_points_lost_hold_the_command_lines_answer(app: App) -> None:
    at = app("portal_index")
    told = answer("portal_by_group").set_index("group_code")
    charts = drawn(at)
    lost = charts["0"]["rows"]
    assert lost["score"].tolist() == told.sort_values("lost", ascending=False)["score"].tolist()
    assert lost["is_marked"].tolist() == [True] + [False] * 5
    gaps = charts["1"]["rows"]
    np.testing.assert_allclose(gaps["best_score"] - gaps["score"], told["gap_score"].sort_values(ascending=False))
    score, _ = tiles(at)[t("tile.portal_score", "vi")]
    assert float(score.replace(",", ".")) == pytest.approx(told["score"].sum(), abs=0.0501)


def test_captures_are_not_joined_with_what_was_published(app: App) -> None:
    at = app("portal_index")
    days = pd.to_datetime(drawn(at)["2"]["points"]["month"])
    assert set(days.dt.year) == {2026}
    assert any(t("notice.portal_breaks", "vi") in text for text in said(at))


def test_a_filter_chooses_wards_but_keeps_the_city(app: App) -> None:
    told = answer("portal_by_ward", ward="00070").iloc[0]
    at = app("portal_index", ward="00070")
    assert drawn(at)["0"]["rows"]["score"].sum() == pytest.approx(answer("portal_by_group")["score"].sum())
    heads = [text for text in said(at) if "Hoàn Kiếm" in text]
    if pd.notna(told["rank"]):
        assert any(f"thứ {told['rank']:.0f} trong {told['rank_of']:.0f}" in text for text in heads)
    assert not at.exception


def test_before_any_capture_only_the_provinces_remain(app: App) -> None:
    at = app("portal_index", from_="2025-01", to="2025-03")
    assert [one.value for one in at.info] == [t("notice.no_captures", "vi")]
    (only,) = drawn(at).values()
    assert "Hà Nội" in only["rows"]["name"].tolist()


def test_published_figures_are_never_stamped_simulated(app: App) -> None:
    at = app("published")
    feet = [node.label for node in at.button if node.key and node.key.endswith("_behind")]
    assert feet
    assert not any(t("stamp.simulated", "vi") in foot for foot in feet)
    table = next(text for text in said(at) if text.startswith("| Cách đo"))
    for line in table.splitlines()[2:]:
        assert ("(8" in line or "(9" in line) <= (t("stamp.simulated", "vi") in line)  # intervals are of slips only


def test_sipas_is_cut_where_the_method_changed(app: App) -> None:
    points = drawn(app("published"))["0"]["points"]
    years = pd.to_datetime(points["month"]).dt.year
    own = points["name"] == "Hà Nội"
    assert points.loc[own & (years == 2024), "value"].tolist() == [86.5]
    assert points.loc[years < 2022, "segment"].max() < points.loc[years >= 2022, "segment"].min()
    assert points.loc[years == 2022, "is_derived"].any()
    assert 2021 not in set(years)  # no figure was published


def test_long_bien_is_explained(app: App) -> None:
    at = app("published")
    texts = said(at)
    assert any("99,27" in text and "38,6" in text and text.startswith("Cùng một nơi") for text in texts)
    assert any(t("published.why", "vi") in text.replace("\\", "") for text in texts)
    table = next(text for text in texts if text.startswith("| Cách đo"))
    asked = next(line for line in table.splitlines() if line.startswith("| Chỉ số 766"))
    assert t("published.nobody", "vi") in asked


def test_another_place_can_be_chosen(app: App) -> None:
    at = app("published", place="002")
    assert any("33,3" in text and text.startswith("Cùng một nơi") for text in said(at))
    assert not app("published", place="999").exception


def test_all_figures_open_with_their_sources(app: App) -> None:
    frame = published.worded(answer("published_figures"), "vi")
    assert len(frame) == len(answer("published_figures"))
    assert frame["source"].str.len().min() > 0
    at = app("published")
    assert tables(at) == []  # not before it is opened


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("2024", "2024", "2024"),
        ("2025-03", "tháng 3/2025", "Mar 2025"),
        ("2026-10-10 (lũy kế)", "10/10/2026 (lũy kế)", "10 Oct 2026 (cumulative)"),
        ("2021–2024 (lũy kế)", "2021–2024 (lũy kế)", "2021–2024 (lũy kế)"),
    ],
)
def test_periods_are_worded(text: str, vi: str, en: str) -> None:
    assert (published.period_word(text, "vi"), published.period_word(text, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("value", "unit", "word"),
    [
        (86.5, "%", "86,5\u202f%"),
        (83.57, "%", "83,57\u202f%"),
        (94.0, "%", "94\u202f%"),
        (41.629, "điểm", "41,63"),
        (float("nan"), "%", "–"),
    ],
)
def test_figures_keep_the_decimals_they_were_published_with(value: float, unit: str, word: str) -> None:
    assert published.value_word(value, unit, "vi") == word
