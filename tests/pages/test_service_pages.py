"""Phiếu góp ý, Hồ sơ, Kế hoạch hành động: what they show is what the command line answers, and never more."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from screen import answer, drawn, nodes, numbers, open_app, opened, plain, said, tables, tiles
from streamlit.testing.v1 import AppTest

from pages.parts.words import t

App = Callable[..., AppTest]
PAGES = ("feedback", "dossiers", "actions")
WARD = "10273"  # xã Phú Xuyên: slips that nobody has read


def assert_sound(at: AppTest) -> None:
    """No exception, no box of an error, nothing left unfilled."""
    assert not at.exception, [one.value for one in at.exception]
    assert not at.error
    for text in said(at):
        assert not any(sign in text for sign in ("nan", "None", "{", "NaT", "<NA>")), text


def title(at: AppTest) -> str:
    """The finding at the top of a page."""
    return next(plain(one.value) for one in at.markdown if one.value.startswith("## "))


def unfolded(at: AppTest, key: str) -> AppTest:
    """Open what lies folded at the end of a page."""
    at.session_state[key] = True
    return at.run()


def test_feedback_says_the_command_lines_numbers(app: App):
    at = app("feedback")
    told = answer("slips_funnel").iloc[0]
    expected = [told.unseen_n, told.unseen_overdue_n, 10]
    assert numbers(title(at))[:3] == (expected if told.unseen_overdue_n else [told.unseen_n])
    assert "Phú Xuyên" in title(at)
    shown = tiles(at)
    assert numbers(shown[t("stage.received", "vi")][0]) == [told.received_n]
    for stage in ("seen", "answered"):
        value, note = shown[t(f"stage.{stage}", "vi")]
        assert numbers(value) == pytest.approx([told[f"{stage}_pct"]], abs=0.0501)
        assert numbers(note) == [told[f"{stage}_median_days"]]
    bars = drawn(at)["0"]["rows"]
    assert bars["value"].tolist() == told[["received_n", "seen_n", "answered_n", "rated_n", "satisfied_n"]].tolist()


def test_waits_are_those_of_the_command_line(app: App):
    points = drawn(app("feedback"))["1"]["points"]
    told = answer("slips_survival").set_index("waited_days")
    for stage in ("seen", "answered"):
        own = points[points["stage"] == stage].set_index("waited_days")
        np.testing.assert_allclose(own["share_pct"], told.loc[own.index, f"{stage}_pct"])
        np.testing.assert_allclose(own["share_low"].astype(float), told.loc[own.index, f"{stage}_low"].astype(float))
        assert own["share_pct"].iloc[-1] == pytest.approx(told[f"{stage}_pct"].iloc[-1]), "only what is flat is cut off"


def test_topics_add_up_to_the_slips_received(app: App):
    rows = drawn(app("feedback", from_="2026-01", to="2026-06"))["3"]["rows"]
    told = answer("slips_by_topic", from_="2026-01", to="2026-06")
    assert len(rows) % 3 == 0
    sums = told.groupby("slip_kind")["received_n"].sum()
    shown = rows.groupby("part")["value"].sum()
    assert (shown <= sums.reindex(shown.index)).all()
    assert rows["total"].sum() == rows["value"].sum()


def test_the_overdue_list_is_the_oldest_part_of_the_answer(app: App):
    at = app("feedback", overdue="all")
    told = answer("slips_overdue")
    listed = tables(at)[-1]
    assert listed[t("col.slip_id", "vi")].tolist() == told["slip_id"].head(50).tolist()
    assert not set(listed.columns) & {t("col.comment_text", "vi")}, "what people wrote stands in the book only"
    unread = tables(app("feedback"))[-1]
    assert unread[t("col.slip_id", "vi")].tolist() == told.loc[~told["is_seen"], "slip_id"].head(50).tolist()


def test_hidden_ratings_stay_hidden_for_one_ward(app: App):
    wards = answer("slips_by_ward")
    at = app("feedback", ward=wards.loc[wards["is_hidden"], "ward_code"].iloc[0])
    assert_sound(at)
    assert tiles(at)[t("stage.satisfied", "vi")] == ("–", t("state.hidden", "vi"))
    rows = drawn(at)["0"]["rows"]
    assert rows["value_text"].tolist()[-2:] == [t("state.hidden", "vi")] * 2
    assert rows["value"].tolist()[-2:] == [0, 0]


def test_words_and_book_are_made_only_when_opened(app: App):
    at = app("feedback")
    doors = {node.key for node in nodes(at._tree) if node.type == "button"}
    assert "feedback_word_bars_behind" not in doors
    assert not any("phiếu góp ý" in str(column).lower() and "đã che" in str(column) for column in tables(at)[-1])


@pytest.mark.parametrize("kind", ["complaint", "praise"])
def test_words_are_those_of_the_command_line(app: App, kind: str):
    at = unfolded(app("feedback", kind=kind, from_="2026"), "feedback_words")
    assert_sound(at)
    rows = drawn(at)["5"]["rows"]
    told = answer("slip_words", from_="2026")
    told = told[told["slip_kind"] == kind]
    assert rows["name"].tolist() == told["word_text"].head(12).tolist()
    assert rows["value"].min() >= 10
    assert len(tables(opened(at, "feedback_word_bars"))[-1])


def test_the_book_of_one_ward_says_that_it_is_masked(app: App):
    at = unfolded(app("feedback", unit=WARD), "feedback_book")
    assert_sound(at)
    assert plain(t("feedback.masked", "vi")) in said(at)
    pages, told = tables(at)[-1], answer("slip_book", ward=WARD)
    assert pages[t("col.slip_id", "vi")].tolist() == told["slip_id"].head(50).tolist()
    comments = told["comment_text"].head(50).fillna("").tolist()
    assert pages[t("col.comment_text", "vi")].tolist() == comments
    assert any(comments)


def test_dossiers_show_both_sources_and_no_sum(app: App):
    at = app("dossiers")
    told = answer("dossiers_by_field")
    sums = told.groupby("dossier_source")[["received_n", "on_time_n", "on_time_of_n", "overdue_n"]].sum()
    shares = 100 * sums["on_time_n"] / sums["on_time_of_n"]
    assert numbers(title(at))[-2:] == pytest.approx([shares["service_centre"], shares["national_portal"]], abs=0.0501)
    received = [numbers(one.value)[0] for one in at.metric if one.label == t("col.received_n", "vi")]
    assert received == [sums.loc["service_centre", "received_n"], sums.loc["national_portal", "received_n"]]
    assert plain(t("def.dossier_sources", "vi")) in said(at)
    both = sums["received_n"].sum()
    assert not any(both in numbers(text) for text in said(at)), "the two sources are never added"


@pytest.mark.parametrize("share", ["on_time", "online"])
def test_dossier_lines_are_those_of_the_command_line(app: App, share: str):
    charts = drawn(app("dossiers", share=share))
    told = answer("dossiers_by_month", from_="2021-01", to="2026-09")
    for place, source in (("0", "service_centre"), ("2", "national_portal")):
        own = told[told["dossier_source"] == source]
        np.testing.assert_allclose(charts[place]["points"]["share_pct"], own[f"{share}_pct"])
        month = pd.to_datetime(charts[place]["points"]["month"])
        segments = charts[place]["points"]["segment"]
        assert segments[month < "2025-07"].max() < segments[month >= "2025-07"].min()


def test_hidden_wards_are_not_in_the_cloud(app: App):
    points = drawn(app("dossiers"))["5"]["points"]
    told = answer("lateness_by_ward").set_index("ward_code")
    shown = told.index[told["index_pct"].notna()]
    assert len(points) == len(shown) < len(told)
    late = answer("dossiers_by_unit").set_index("unit_code")
    expected = 100 * late.loc[shown, "portal_overdue_n"] / late.loc[shown, "portal_done_n"]
    np.testing.assert_allclose(sorted(points["late_pct"]), sorted(expected))


def test_actions_count_every_action_once(app: App):
    at = app("actions")
    told = answer("actions")
    late = int(told["is_late"].sum())
    assert numbers(title(at))[:2] == [late, len(told)]
    counts = [numbers(value)[0] for value, _ in list(tiles(at).values())[1:]]
    assert sum(counts) == len(told)
    assert counts[0] == late
    assert drawn(at)["0"]["rows"]["value"].sum() == len(told)


def test_actions_list_the_late_ones_first(app: App):
    at = app("actions")
    told = answer("actions")
    listed = tables(at)[-1]
    assert len(listed) == 50
    days = listed[t("col.late_days", "vi")].head(int(told["is_late"].sum()))
    assert days.tolist() == sorted(told.loc[told["is_late"], "late_days"], reverse=True)


def test_what_followed_is_that_of_the_command_line(app: App):
    rows = drawn(app("actions"))["1"]["rows"]
    rows.index = rows["name"].str.rpartition(" · ")[2]
    told = answer("actions").set_index("action_id").loc[rows.index]
    for column in ("change_pct", "change_low", "change_high"):
        np.testing.assert_allclose(rows[column], told[column])
    assert set(told["follow_up"]) <= {"better", "worse", "unclear"}
    assert (rows["direction"] == "none").tolist() == (~told["is_beyond_chance"]).tolist()


@pytest.mark.parametrize("factor", ["access", "feedback", "policy_impact"])
def test_actions_of_one_factor(app: App, factor: str):
    at = app("actions", factor=factor)
    assert_sound(at)
    told = answer("actions") if factor == "policy_impact" else answer("actions", factor=factor)
    assert numbers(title(at))[1] == len(told)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "codes",
    [
        {"ward": WARD},
        {"district": "001", "field": "land"},
        {"ward": "nobody", "factor": "nothing", "from_": "x"},
        {"from_": "2025-05", "to": "2025-08"},
        {"from_": "2019", "to": "2019", "ward": WARD},
    ],
    ids=["ward", "district and field", "unknown", "spanning the break", "before everything"],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_any_filters(app: App, page: str, codes: dict[str, str], lang: str):
    assert_sound(app(page, lang=lang, **codes))


@pytest.mark.parametrize("page", PAGES)
def test_a_file_without_survey_slips(
    file_without_slips: Path, warm: None, monkeypatch: pytest.MonkeyPatch, fresh_caches: None, page: str
):
    monkeypatch.setenv("THUOCDO_DATABASE", str(file_without_slips))
    at = open_app(page)
    assert_sound(at)
    assert numbers(title(at)), "the other registers are there"


@pytest.mark.parametrize(("page", "key"), [("feedback", "empty.feedback"), ("dossiers", "empty.dossiers")])
def test_nothing_at_all_is_said_in_a_sentence(app: App, page: str, key: str):
    at = app(page, from_="2019-01", to="2019-03")
    assert [one.value for one in at.info] == [t(key, "vi")]
