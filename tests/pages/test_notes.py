"""Dated notes on the trends: those of the city and of the unit in force, on the chart, under it and in the table."""

from collections.abc import Callable

import pytest
from screen import answer, drawn, opened, said, tables
from streamlit.testing.v1 import AppTest

App = Callable[..., AppTest]
CITY = "Hệ thống một cửa gián đoạn sau bão"
OWN = "Mở thêm hai quầy tiếp nhận hồ sơ"  # of ward 00004, 6 October 2025
OTHER = "Điểm phục vụ lưu động hai ngày mỗi tuần"  # of ward 00070


def noted(at: AppTest) -> list[str]:
    """The texts of the notes that went to the browser with a chart."""
    return next(chart["notes"]["note_text"].tolist() for chart in drawn(at).values() if "notes" in chart)


@pytest.mark.parametrize("page", ["overview", "trends"])
def test_the_city_shows_the_notes_of_the_city(app: App, page: str) -> None:
    at = app(page)
    assert not at.exception
    assert CITY in noted(at)
    assert OWN not in noted(at)
    assert any("Ghi chú:" in text and CITY in text for text in said(at))


def test_a_unit_shows_its_own_and_those_of_the_city_in_its_life(app: App) -> None:
    at = app("unit", unit="00004")
    assert not at.exception
    # The ward began on 1 July 2025: what was before is not of its series.
    assert noted(at) == [OWN, "Ra quân lấy ý kiến tại bộ phận một cửa"]
    assert OTHER not in " ".join(said(at))


def test_a_filter_on_a_ward_brings_its_notes(app: App) -> None:
    assert OTHER in noted(app("trends", ward="00070"))
    assert OTHER not in noted(app("trends", ward="00004"))


def test_the_table_behind_has_them_with_their_days(app: App) -> None:
    at = opened(app("trends"), "trends_index")
    table = next(one for one in tables(at) if "Nội dung ghi chú" in one)
    assert dict(zip(table["Nội dung ghi chú"], table["Ngày"], strict=True))[CITY] == "9/9/2024–13/9/2024"
    assert set(table["Đơn vị"]) == {"Toàn thành phố"}


def test_the_answer_is_that_of_the_command_line(app: App) -> None:
    at = app("trends", ward="00004")
    asked = answer("annotations", from_="2021-01", to="2026-09", ward="00004")
    assert asked["note_text"].tolist() == noted(at)


def test_a_chart_leads_to_its_slips(app: App) -> None:
    at = opened(app("trends", ward="00004"), "trends_index")
    link = next(one for one in at.get("page_link") if one.proto.label == "Xem phiếu")
    assert "view=slips" in link.proto.query_string
    assert "ward=00004" in link.proto.query_string


def test_the_slide_has_the_newest_with_the_letters_of_the_page(app: App) -> None:
    page = next(chart["notes"] for chart in drawn(app("overview")).values() if "notes" in chart)
    at = app("briefing", slide="2")
    assert not at.exception
    slide = next(chart["notes"] for chart in drawn(at).values() if "notes" in chart)
    few = page.tail(3)
    assert slide["mark"].tolist() == few["mark"].tolist()
    assert slide["note_text"].tolist() == few["note_text"].tolist()
    legend = next(text for text in (one.proto.body for one in at.get("html")) if 'class="stage-notes"' in text)
    assert all(
        f"{mark} " in legend and text in legend for mark, text in zip(few["mark"], few["note_text"], strict=True)
    )


def test_a_slide_without_notes_has_no_legend(app: App) -> None:
    at = app("briefing", slide="2", from_="2021-01", to="2021-03")
    assert not at.exception
    has_notes = any(len(chart.get("notes", ())) for chart in drawn(at).values())
    assert has_notes == any('class="stage-notes"' in one.proto.body for one in at.get("html"))
