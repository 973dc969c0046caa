"""Filters above every page: links, whatever stands in them; choices, the reset, what stays when the page changes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from planted import FOUR, TWENTY
from screen import PAGES, answer, control, go, labels, numbers, open_app, said, tiles
from streamlit.testing.v1 import AppTest

from pages.parts.words import t

App = Callable[..., AppTest]
# Pages whose registers know no channel of a transaction, and the one that is of no period.
WITHOUT_CHANNEL = {"inspections", "feedback", "dossiers", "actions", "portal_index", "published", "quality"}
WITHOUT_PERIOD = {"actions"}
QUARTER = (dt.date(2026, 1, 1), dt.date(2026, 3, 1))
DEFAULT = {"instrument": "one_stop_slip", "from": "2026-07", "to": "2026-09"}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE unit; --",
    "00004' OR '1'='1",
    "x" * 5_000,
    "\u202e\u0000\u200b",
    "![x](http://example.com/x.png) :material/home: **b** $x^2$",
    "../../etc/passwd",
    "{value.__class__}",
    "%s%n",
]
LISTS = ("district", "ward", "field", "procedure", "channel", "respondent_kind")
BAD_PERIODS = ["2026-13", "2026-00", "2026-Q5", "abc", "20260101", "2026-07-15", "-1", "9999999999", "1999-01"]


def assert_default_numbers(at: AppTest) -> None:
    """The numbers of the latest whole quarter, unfiltered."""
    assert numbers(tiles(at)[t("col.slips_n", "vi")][0]) == [answer("headline").iloc[0].slips_n]


def assert_warned(at: AppTest) -> None:
    """One to three short warnings that carry no markup, and nothing else went wrong."""
    assert not at.exception
    assert not at.error
    assert 1 <= len(at.warning) <= 3
    for one in at.warning:
        assert len(one.value) < 220
        assert not any(sign in one.value for sign in "<>*[]{}$`'\"")


NAMES = (*LISTS, "factor", "instrument", "from_", "to")


@pytest.mark.parametrize(
    ("name", "value"),
    [*((name, HOSTILE[0]) for name in NAMES), *zip(NAMES, HOSTILE, strict=True)],
    ids=lambda one: repr(one)[:24],
)
def test_hostile_value_is_refused_kindly(app: App, name: str, value: str):
    at = app(**{name: value})
    assert_warned(at)
    assert_default_numbers(at)
    assert at.query_params == DEFAULT


@pytest.mark.parametrize("value", BAD_PERIODS)
def test_bad_period_is_refused_kindly(app: App, value: str):
    at = app(from_=value)
    assert_warned(at)
    assert_default_numbers(at)
    assert at.query_params == DEFAULT


def test_period_the_wrong_way_round(app: App):
    at = app(from_="2026-09", to="2026-01")
    assert_warned(at)
    assert_default_numbers(at)


@pytest.mark.parametrize("page", PAGES)
def test_unknown_codes_of_a_page_or_of_nobody(app: App, page: str):
    names = ("unit", "area", "of", "step", "lang", "utm_source", "__proto__")
    at = app(page, **dict.fromkeys(names, "<b>'x"))
    assert not at.exception
    assert not any("<b>" in text for text in said(at))
    assert at.query_params == DEFAULT


def test_repeated_keys(app: App):
    at = app(channel=["online", "direct"])
    assert not at.exception
    assert sorted(at.multiselect(key="filter_channel").value) == ["direct", "online"]
    assert at.query_params == DEFAULT | {"channel": "online,direct"}


def test_five_thousand_codes(app: App):
    at = app(ward=",".join(f"{i:05}" for i in range(5_000)))
    assert not at.exception
    assert len(at.warning) <= 3
    assert len(at.query_params.get("ward", "").split(",")) <= 60


def test_known_codes_stay_when_others_are_bad(app: App):
    at = app(channel="online,nonsense", ward=TWENTY)
    assert_warned(at)
    assert at.query_params == DEFAULT | {"channel": "online", "ward": TWENTY}


def test_periods_can_be_written_in_four_ways(app: App):
    for codes in (
        {"from_": "2026-Q1", "to": "2026-Q1"},
        {"from_": "2026-01", "to": "2026-03"},
        {"from_": "2026-01-01", "to": "2026-03-31"},
    ):
        assert app(**codes).query_params == DEFAULT | {"from": "2026-01", "to": "2026-03"}
    assert app(from_="2025", to="2025").query_params == DEFAULT | {"from": "2025-01", "to": "2025-12"}


def test_link_is_written_as_codes_and_opens_the_same_screen(app: App):
    at = app()
    at.selectbox(key="filter_period").set_value(QUARTER).run()
    at.multiselect(key="filter_channel").set_value(["online"]).run()
    at.multiselect(key="filter_district").set_value(["001", "002"]).run()
    expected = DEFAULT | {"from": "2026-01", "to": "2026-03", "channel": "online", "district": "001,002"}
    assert at.query_params == expected
    elsewhere = open_app("overview", **at.query_params)
    assert tiles(elsewhere) == tiles(at)
    assert said(elsewhere) == said(at)


def stand_at(at: AppTest, codes: dict[str, str]) -> None:
    """Let the browser send this address with what it does next."""
    at.query_params.clear()
    at.query_params.update(codes)


def test_a_press_before_the_answer_to_the_one_before_undoes_nothing(app: App):
    """A hurried reader's browser still has the address of before the first press when it sends the second."""
    at = app("map")
    before = dict(at.query_params)
    at.multiselect(key="filter_channel").set_value(["online"]).run()
    stand_at(at, before)
    at.multiselect(key="filter_district").set_value(["001"]).run()
    assert at.query_params == before | {"channel": "online", "district": "001"}
    stand_at(at, before)
    at.selectbox(key="own_select_show").set_value("slips").run()
    stand_at(at, before)
    at.button_group(key="language_switch").set_value("en").run()
    everything = before | {"channel": "online", "district": "001", "show": "slips", "lang": "en"}
    assert at.query_params == everything
    assert at.run().query_params == everything


def test_going_back_takes_the_address_that_was(app: App):
    at = app("map")
    before = dict(at.query_params)
    at.multiselect(key="filter_channel").set_value(["online"]).run()
    at.selectbox(key="own_select_show").set_value("slips").run()
    stand_at(at, before)
    assert at.run().query_params == before
    assert control(at, "filter_channel").value == []
    assert control(at, "own_select_show").value == app("map").selectbox(key="own_select_show").value


def test_filters_change_the_numbers(app: App):
    at = app()
    before = tiles(at)
    at.multiselect(key="filter_channel").set_value(["online"]).run()
    assert tiles(at) != before
    told = answer("headline", channel="online").iloc[0]
    assert numbers(tiles(at)[t("col.slips_n", "vi")][0]) == [told.slips_n]


def test_filters_stay_when_the_page_changes(app: App):
    at = app(channel="online", from_="2026-01", to="2026-03")
    kept = dict(at.query_params)
    for page in (*PAGES, *reversed(PAGES)):
        go(at, page)
        assert not at.exception
        # A page draws only the filters that apply to it; the link keeps them all.
        drawn = {node.key for node in (*at.multiselect, *at.selectbox)}
        assert page in WITHOUT_CHANNEL or at.multiselect(key="filter_channel").value == ["online"]
        assert page in WITHOUT_PERIOD or at.selectbox(key="filter_period").value == QUARTER
        assert ("filter_channel" in drawn) == (page not in WITHOUT_CHANNEL)
        assert at.query_params == kept


def test_codes_of_a_page_leave_the_link_with_it(app: App):
    at = app("unit", unit=TWENTY)
    assert at.query_params == DEFAULT | {"unit": TWENTY}
    assert "unit" not in go(at, "trends").query_params
    assert go(at, "unit").query_params == DEFAULT | {"unit": TWENTY}


@pytest.mark.parametrize("page", [page for page in PAGES if page not in WITHOUT_PERIOD])
@pytest.mark.parametrize(
    "link",
    [{"from_": "2031-01", "to": "2031-03"}, {"instrument": "city_survey", "from_": "2026-10", "to": "2026-10"}],
    ids=["no rows", "hidden"],
)
def test_the_way_out_of_a_link_without_numbers(app: App, page: str, link: dict[str, str]):
    """A page that stops early still lets the visitor choose another period, and the address follows."""
    at = app(page, **link)
    at.selectbox(key="filter_period").set_value(QUARTER).run()
    assert at.selectbox(key="filter_period").value == QUARTER
    assert (at.query_params["from"], at.query_params["to"]) == ("2026-01", "2026-03")


def test_the_way_out_of_a_hidden_unit(app: App):
    at = app("unit", unit=FOUR)
    at.selectbox(key="own_select_unit").set_value(TWENTY).run()
    assert at.query_params["unit"] == TWENTY
    assert any("20 phiếu" in text for text in said(at))


def test_reset(app: App):
    at = app(channel="online", district="001", factor=answer("satisfaction_by_factor").factor_code[0])
    reset = next(one for one in at.button if one.label == t("filter.reset", "vi"))
    reset.click().run()
    assert at.query_params == DEFAULT
    assert_default_numbers(at)
    assert t("filter.reset", "vi") not in labels(at)


def test_district_drops_wards_outside_it(app: App):
    at = app(ward=f"{TWENTY},{FOUR}")
    at.multiselect(key="filter_district").set_value(["002"]).run()
    wards = control(at, "filter_ward")
    assert wards.value == [TWENTY]
    assert at.query_params["ward"] == TWENTY
    offered = wards.options
    assert 1 < len(offered) < 20
    assert "Phường Bồ Đề" not in offered


def test_field_drops_procedures_outside_it(app: App):
    procedures = answer("satisfaction_by_procedure").query("procedure_code != ''")
    fields = procedures["field_code"].unique()[:2]
    one, other = (procedures[procedures["field_code"] == field].iloc[0] for field in fields)
    at = app(procedure=f"{one.procedure_code},{other.procedure_code}")
    at.multiselect(key="filter_field").set_value([one.field_code]).run()
    assert at.query_params["procedure"] == one.procedure_code
    assert not at.exception


def test_link_with_a_ward_outside_its_district(app: App):
    at = app(ward=FOUR, district="002")
    assert not at.exception
    assert at.query_params == DEFAULT | {"district": "002"}


@pytest.mark.parametrize(("name", "month"), [("from", dt.date(2026, 10, 1)), ("to", dt.date(2026, 2, 1))])
def test_first_and_last_month_never_cross(app: App, name: str, month: dt.date):
    at = app()
    at.selectbox(key=f"filter_{name}").set_value(month).run()
    assert not at.exception
    assert at.query_params["from"] == at.query_params["to"] == f"{month:%Y-%m}"


def test_number_of_hidden_filters_stands_on_the_button(app: App):
    more = t("filter.more", "vi")
    assert f"{more} (2)" in labels(app(channel="online", respondent_kind="person"))
    assert more in labels(app(field=answer("satisfaction_by_field").field_code[0]))


def test_language_switch(app: App):
    at = app(channel="online")
    shown = tiles(at)[t("col.slips_n", "vi")][0]
    at.button_group(key="language_switch").set_value("en").run()
    assert at.query_params == DEFAULT | {"channel": "online", "lang": "en"}
    assert numbers(tiles(at)[t("col.slips_n", "en")][0], "en") == numbers(shown)
    go(at, "trends")
    assert at.markdown[0].value == f"### {t('page.trends', 'en')}"
    at.button_group(key="language_switch").set_value("vi").run()
    assert at.markdown[0].value == f"### {t('page.trends', 'vi')}"
    assert "lang" not in at.query_params


@pytest.mark.parametrize("lang", ["fr", "", "VI", "<b>"])
def test_unknown_language_is_vietnamese(app: App, lang: Any):
    at = app(lang=lang)
    assert at.markdown[0].value == f"### {t('page.overview', 'vi')}"
