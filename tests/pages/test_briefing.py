"""Trình chiếu: one slide at a time by the address, what was clicked and the way back, nothing of other pages around."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from planted import EMPTY, FIVES, FOUR
from screen import answer, drawn, nodes
from streamlit.testing.v1 import AppTest

from pages.parts import hexpicture, stage, story
from pages.parts.numbers import percent
from pages.parts.words import t

App = Callable[..., AppTest]
COUNT = len(story.KEYS)


def html(at: AppTest) -> str:
    """What stands on the stage as HTML."""
    return "\n".join(node.proto.body for node in nodes(at._tree) if node.type == "html")


def title(at: AppTest) -> str:
    """The finding, as it is read."""
    (found,) = re.findall(r'<h1 class="stage-title[^"]*">(.*?)</h1>', html(at))
    return unescape(found)


@pytest.mark.parametrize("number", range(1, COUNT + 1))
def test_each_slide_by_its_address(app: App, number: int):
    at = app("briefing", slide=str(number))
    assert not at.exception
    assert at.query_params["slide"] == str(number)
    assert title(at).endswith(".")
    assert t("stamp.simulated", "vi") in html(at)
    assert len(at.get("vega_lite_chart")) == (0 if story.KEYS[number - 1] in ("headline", "decide") else 1)
    # Neither filters nor tiles nor a title of the page.
    assert not at.selectbox
    assert not at.multiselect
    assert not [one for one in at.markdown if one.value.startswith("###")]


def test_the_first_slide_is_shown_where_the_address_names_none_or_nonsense(app: App):
    first = title(app("briefing", slide="1"))
    for codes in ({}, {"slide": "0"}, {"slide": "99"}, {"slide": "<b>"}, {"slide": "3", "focus": "<script>"}):
        at = app("briefing", **codes)
        assert not at.exception
        assert "<script" not in html(at)
        if codes.get("slide") != "3":
            assert title(at) == first


def test_buttons_go_on_and_back(app: App):
    at = app("briefing", slide="2")
    first, second = title(app("briefing", slide="1")), title(at)
    assert first != second
    assert title(at.button(key="stage_back").click().run()) == first
    assert at.button(key="stage_back").disabled
    assert title(at.button(key="stage_next").click().run()) == second
    at = app("briefing", slide=str(COUNT))
    assert at.button(key="stage_next").disabled


def test_filters_of_the_link_are_those_of_the_slide(app: App):
    codes = {"from_": "2026-01", "to": "2026-03", "district": "001"}
    at = app("briefing", slide="1", **codes)
    told = answer("headline", **codes).iloc[0]
    assert percent(told.index_pct, "vi") in title(at)
    assert at.query_params["district"] == "001"
    links = [node.proto.page for node in nodes(at._tree) if node.type == "page_link"]
    assert len(links) == 2


def test_what_was_clicked_stands_alone_and_the_way_back_leads_to_the_slide(app: App):
    at = app("briefing", slide="4", focus=FIVES)
    told = answer("headline", ward=FIVES).iloc[0]
    assert percent(told.index_pct, "vi") in title(at)
    months = answer("satisfaction_by_month", ward=FIVES, from_="2025-07", to="2026-09")
    assert len(drawn(at)["0"]["points"]) == len(months)
    inside = title(at)
    at.button(key="stage_out").click().run()
    assert title(at) != inside
    assert "focus" not in at.query_params
    assert at.query_params["slide"] == "4"


def test_a_month_of_the_course_stands_alone_with_its_factors(app: App):
    at = app("briefing", slide="2", focus="2026-08")
    month = {"from_": "2026-08", "to": "2026-08"}
    assert percent(answer("headline", **month).iloc[0].index_pct, "vi") in title(at)
    factors = answer("satisfaction_by_factor", **month).set_index("factor_code")
    rows = drawn(at)["0"]["rows"].set_index("code")
    assert rows["index_pct"].round(6).to_dict() == factors["index_pct"].round(6).to_dict()
    links = [node.proto.query_string for node in nodes(at._tree) if node.type == "page_link"]
    assert "from=2026-08" in links[0]
    assert "from=2026-08" not in links[1]


def test_a_kind_of_finding_is_told_by_unit(app: App):
    number = str(story.KEYS.index("inspections") + 1)
    kinds = drawn(app("briefing", slide=number))["0"]["rows"]
    kind = kinds["code"].iloc[0]
    at = app("briefing", slide=number, focus=kind)
    rows = drawn(at)["0"]["rows"]
    units = answer("findings_by_unit")
    found = units[(units["finding_kind"] == kind) & (units["inspected_by"] == "city_team")]
    assert rows["value"].tolist() == found["findings_n"].head(len(rows)).tolist()
    assert title(at).startswith(found["finding_name"].iloc[0])
    assert t("briefing.out", "vi") in [one.label for one in at.button]
    at.button(key="stage_out").click().run()
    assert "focus" not in at.query_params


def test_going_on_leaves_what_was_clicked(app: App):
    at = app("briefing", slide="5", focus="feedback")
    assert t("briefing.out", "vi") in [one.label for one in at.button]
    at.button(key="stage_next").click().run()
    assert "focus" not in at.query_params
    assert at.query_params["slide"] == "6"


@pytest.mark.parametrize("ward", [EMPTY, FOUR])
def test_hidden_figures_stay_hidden_on_every_slide(app: App, ward: str):
    for number in (1, 2, 3, 5, 7):
        at = app("briefing", slide=str(number), ward=ward)
        assert not at.exception
        assert not re.search(r"\d\s?%", title(at))


def test_english(app: App):
    at = app("briefing", slide="1", lang="en")
    assert "of answers satisfied" in title(at)
    assert t("stamp.simulated", "en") in html(at)


def test_a_hostile_title_stays_text():
    made = story.Slide("headline", "<script>alert(1)</script> & Co.", "<b>", facts=(story.Fact("<i>", "<u>", "<s>"),))
    page = stage.head(made, "vi") + stage.face(made, "vi")
    assert not re.search(r"<(script|i|u|s|b)>", page)
    assert "&lt;script&gt;" in page


def test_long_titles_are_set_smaller():
    def size(length: int) -> str:
        return stage.head(story.Slide("headline", "x" * length, ""), "vi").partition('"')[2].partition('"')[0]

    assert [size(length) for length in (40, 150, 260)] == [
        "stage-title",
        "stage-title is-long",
        "stage-title is-longest",
    ]


def test_the_map_from_far_has_its_values_alone(app: App):
    at = app("briefing", slide="3")
    texts = next(table for table in drawn(at)["0"].values() if "is_value" in table)
    assert len(texts) and texts["is_value"].all()
    assert hexpicture.RADIUS * 2 * 0.6 > 20 * 1.5  # three digits of 20 px fit across a hexagon


def test_one_ward_does_not_fill_the_wall(app: App):
    spec = json.loads(app("briefing", slide="3", ward=FIVES).get("vega_lite_chart")[0].proto.spec)
    assert min(spec["width"], spec["height"]) >= 14 * hexpicture.RADIUS


def test_nothing_comes_from_outside():
    parts = Path(stage.__file__).parent
    for name in ("briefing.css", "presenter.js"):
        text = (parts / name).read_text(encoding="utf-8")
        assert "http" not in text
        assert "@import" not in text


def test_a_ward_of_the_suggestion_book_is_told_by_its_own_slips(app: App):
    wards = answer("slips_by_ward")
    ward = wards.loc[wards["waiting_unseen_n"].idxmax()]
    at = app("briefing", slide=str(story.KEYS.index("feedback") + 1), focus=ward.ward_code)
    assert title(at).startswith(f"{int(ward.waiting_unseen_n)} {t('unit.feedback_slip', 'vi')}")
    links = [node.proto.query_string for node in nodes(at._tree) if node.type == "page_link"]
    assert f"ward={ward.ward_code}" in links[0]
    assert "ward=" not in links[1], "the way out keeps the filters as they were"


def test_actions_of_one_factor(app: App):
    plan = answer("actions", factor="officials")
    at = app("briefing", slide=str(story.KEYS.index("actions") + 1), focus="officials")
    rows = drawn(at)["0"]["rows"]
    assert set(rows["code"]) == {"officials"}
    assert rows["value"].sum() == len(plan)


def test_a_chart_becomes_clickable_once():
    rows, notes = {"data": {"name": "rows"}}, {"data": {"name": "notes"}}
    bars = {"layer": [{"mark": {"type": "text"}, **rows}, {"mark": {"type": "bar"}, **rows}]}
    once = stage.clickable(bars, "rows")
    assert once["params"] == [{"name": "pick", "select": {"type": "point", "fields": ["code"]}, "views": ["clicked"]}]
    assert once["layer"][1]["name"] == "clicked"
    assert "name" not in bars["layer"][1], "the chart that others share stays as it was"
    assert stage.clickable(once, "rows") is once
    strips = {"mark": {"type": "rule"}, "encoding": {"tooltip": []}}
    lines = {"layer": [{"mark": {"type": "point"}, **rows}, {**strips, **rows}, {**strips, **notes}]}
    named = [layer.get("name") for layer in stage.clickable(lines, "rows")["layer"]]
    assert named == [None, "clicked", None], "what lies over the points takes the click, notes do not"
