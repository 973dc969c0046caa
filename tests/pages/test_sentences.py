"""Sentences on one reading and its change, and the lines around a chart: exact wording in both languages."""

# A sentence stands on one line, as its reader sees it.
# fmt: off
# ruff: noqa: E501

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts import sentences as say
from pages.parts.sentences import Change, Named, Reading
from tests.pages.sentence_cases import check

DAY = dt.date(2025, 7, 1)
FULL = Reading(86.4, 85.9, 86.9, 12_345, False, False)
UP = Change(1.2, 0.5, 1.9, "{before}")
DOWN = Change(-1.25, -1.9, -0.5, "{before}")
UNCLEAR = Change(0.3, -0.6, 1.2, "{year}")
BROKEN = Change(1.2, 0.5, 1.9, "{before}", True, "unit", DAY)
NO_BASE = Change(against="{before}")


@pytest.mark.parametrize(
    ("reading", "change", "vi", "en"),
    [
        (FULL, UP,
         "86,4 % câu trả lời hài lòng, tăng 1,2 điểm so với quý II/2026 (khoảng tin cậy +0,5 đến +1,9).",
         "86.4% of answers satisfied, up 1.2 points from Q2 2026 (confidence interval +0.5 to +1.9)."),
        (FULL, DOWN,
         "86,4 % câu trả lời hài lòng, giảm 1,3 điểm so với quý II/2026 (khoảng tin cậy −1,9 đến −0,5).",
         "86.4% of answers satisfied, down 1.3 points from Q2 2026 (confidence interval −1.9 to −0.5)."),
        (FULL, UNCLEAR,
         "86,4 % câu trả lời hài lòng, chưa thấy thay đổi rõ so với cùng kỳ năm trước (+0,3 điểm, khoảng −0,6 đến +1,2).",
         "86.4% of answers satisfied, no clear change from the same period last year (+0.3 points, interval −0.6 to +1.2)."),
        (FULL, BROKEN,
         "86,4 % câu trả lời hài lòng; không so sánh được với quý II/2026: địa bàn thay đổi từ 1/7/2025.",
         "86.4% of answers satisfied; not comparable with Q2 2026: the units changed on 1 Jul 2025."),
        (FULL, NO_BASE,
         "86,4 % câu trả lời hài lòng; chưa đủ số liệu của quý II/2026 để so sánh.",
         "86.4% of answers satisfied; not enough data for Q2 2026 to compare with."),
        (FULL, Change(1.2, None, math.nan, "{before}"),
         "86,4 % câu trả lời hài lòng, chênh +1,2 điểm so với quý II/2026, chưa tính được khoảng tin cậy.",
         "86.4% of answers satisfied, +1.2 points from Q2 2026, no confidence interval available."),
        (FULL, None,
         "86,4 % câu trả lời hài lòng (khoảng tin cậy 85,9–86,9 %).",
         "86.4% of answers satisfied (confidence interval 85.9–86.9%)."),
        (Reading(86.4, slips_n=99), None, "86,4 % câu trả lời hài lòng.", "86.4% of answers satisfied."),
        # Few: the figure stands alone, whatever the change.
        (Reading(86.4, 70.1, 94.2, 24, False, True), UP,
         "86,4 % câu trả lời hài lòng trên 24 phiếu: ít phiếu, chỉ để tham khảo.",
         "86.4% of answers satisfied on 24 slips: few slips, indicative only."),
        (Reading(86.4, 70.1, 94.2, 29), None,
         "86,4 % câu trả lời hài lòng trên 29 phiếu: ít phiếu, chỉ để tham khảo.",
         "86.4% of answers satisfied on 29 slips: few slips, indicative only."),
        # Hidden: by the query, by the count alone, and by a query that emptied the row.
        (Reading(86.4, 70.1, 94.2, 99, True), UP,
         "dưới 10 phiếu, không hiển thị.",
         "under 10 slips, not shown."),
        (Reading(86.4, 70.1, 94.2, 9), UP, "dưới 10 phiếu, không hiển thị.", "under 10 slips, not shown."),
        (Reading(math.nan, math.nan, math.nan, pd.NA, True, False), UP,
         "dưới 10 phiếu, không hiển thị.",
         "under 10 slips, not shown."),
        (None, UP, "chưa có phiếu.", "no slips yet."),
        (Reading(), UP, "chưa có phiếu.", "no slips yet."),
        (Reading(slips_n=0, is_hidden=True), UP, "chưa có phiếu.", "no slips yet."),
        (Reading(slips_n=40), UP, "chưa có câu trả lời hợp lệ.", "no valid answers."),
    ],
)
def test_headline(reading, change, vi, en):
    check(say.headline, (reading, "{period}", change), f"Quý III/2026: {vi}", f"Q3 2026: {en}")


@pytest.mark.parametrize(
    ("change", "vi", "en"),
    [
        (UP,
         "Tăng 1,2 điểm so với quý II/2026 (khoảng tin cậy +0,5 đến +1,9).",
         "Up 1.2 points from Q2 2026 (confidence interval +0.5 to +1.9)."),
        (UNCLEAR,
         "Chưa thấy thay đổi rõ so với cùng kỳ năm trước: +0,3 điểm, khoảng −0,6 đến +1,2.",
         "No clear change from the same period last year: +0.3 points, interval −0.6 to +1.2."),
        # Touching zero, exactly and at the digits shown, is not clear.
        (Change(0.9, 0.0, 1.8, "{before}"),
         "Chưa thấy thay đổi rõ so với quý II/2026: +0,9 điểm, khoảng 0,0 đến +1,8.",
         "No clear change from Q2 2026: +0.9 points, interval 0.0 to +1.8."),
        (Change(-0.6, -1.2, -0.04, "{before}"),
         "Chưa thấy thay đổi rõ so với quý II/2026: −0,6 điểm, khoảng −1,2 đến 0,0.",
         "No clear change from Q2 2026: −0.6 points, interval −1.2 to 0.0."),
        (Change(-0.04, -0.3, 0.2, "{before}"),
         "Chưa thấy thay đổi rõ so với quý II/2026: 0,0 điểm, khoảng −0,3 đến +0,2.",
         "No clear change from Q2 2026: 0.0 points, interval −0.3 to +0.2."),
        (Change(0.06, 0.05, 0.07, "{before}"),
         "Tăng 0,1 điểm so với quý II/2026 (khoảng tin cậy +0,1 đến +0,1).",
         "Up 0.1 points from Q2 2026 (confidence interval +0.1 to +0.1)."),
        (Change(is_broken=True, break_kind="method", break_on=dt.date(2022, 1, 1), against="năm 2021"),
         "Không so sánh được với năm 2021: phương pháp thay đổi từ 1/1/2022.",
         "Not comparable with năm 2021: the method changed on 1 Jan 2022."),
        (Change(is_broken=True, against="{before}"),
         "Không so sánh được với quý II/2026: phương pháp hoặc địa bàn đã thay đổi.",
         "Not comparable with Q2 2026: the method or the units have changed."),
        (Change(),
         "Chưa đủ số liệu của kỳ trước để so sánh.",
         "Not enough data for the previous period to compare with."),
        (None, "", ""),
    ],
)
def test_change_sentence(change, vi, en):
    check(say.change_sentence, (change,), vi, en)


@pytest.mark.parametrize(
    ("reading", "target", "change", "vi", "en"),
    [
        (FULL, 95, UP,
         "86,4 % câu trả lời hài lòng, thấp hơn 8,6 điểm so với mục tiêu 95 %; tăng 1,2 điểm so với quý II/2026 (khoảng tin cậy +0,5 đến +1,9).",
         "86.4% of answers satisfied, 8.6 points below the target of 95%; up 1.2 points from Q2 2026 (confidence interval +0.5 to +1.9)."),
        (FULL, 80.5, None,
         "86,4 % câu trả lời hài lòng, cao hơn 5,9 điểm so với mục tiêu 80,5 %.",
         "86.4% of answers satisfied, 5.9 points above the target of 80.5%."),
        # Inside the interval, on its end, and equal.
        (FULL, 86, None,
         "86,4 % câu trả lời hài lòng, chưa khác rõ so với mục tiêu 86 %.",
         "86.4% of answers satisfied, not clearly different from the target of 86%."),
        (FULL, 86.9, None,
         "86,4 % câu trả lời hài lòng, chưa khác rõ so với mục tiêu 86,9 %.",
         "86.4% of answers satisfied, not clearly different from the target of 86.9%."),
        (Reading(86.4, slips_n=99), 95, None,
         "86,4 % câu trả lời hài lòng, mục tiêu 95 %.",
         "86.4% of answers satisfied, target 95%."),
        (FULL, None, NO_BASE,
         "86,4 % câu trả lời hài lòng; chưa đủ số liệu của quý II/2026 để so sánh.",
         "86.4% of answers satisfied; not enough data for Q2 2026 to compare with."),
        (Reading(slips_n=3), 95, UP, "dưới 10 phiếu, không hiển thị.", "under 10 slips, not shown."),
        (None, 95, UP, "chưa có phiếu.", "no slips yet."),
    ],
)
def test_trend(reading, target, change, vi, en):
    check(say.trend, (reading, "{period}", target, change), f"Quý III/2026: {vi}", f"Q3 2026: {en}")


def test_season():
    vi = "Tết rơi vào thời điểm khác nhau giữa hai năm, nên cần xem cùng số liệu cả quý."
    assert say.season("tháng 2/2026", UP, "vi", tet_moved=True).endswith(f"+0,5 đến +1,9). {vi}")
    check(
        say.season,
        ("{period}", None),
        "Quý III/2026: chưa đủ số liệu của cùng kỳ năm trước để so sánh.",
        "Q3 2026: not enough data for the same period last year to compare with.",
    )
    assert vi not in say.season("tháng 2/2026", BROKEN, "vi", tet_moved=True)


def test_break_sentence():
    check(
        say.break_sentence,
        ("unit", DAY),
        "Địa bàn thay đổi từ 1/7/2025: số liệu trước và sau không so sánh được.",
        "The units changed on 1 Jul 2025: figures before and after are not comparable.",
    )


@pytest.mark.parametrize(
    ("n", "state", "vi", "en"),
    [
        (24, "few",
         "Phường Cửa Nam mới có 24 phiếu: ít phiếu, chỉ để tham khảo.",
         "Phường Cửa Nam has only 24 slips: few slips, indicative only."),
        (1_065, "ok", "Phường Cửa Nam có 1.065 phiếu.", "Phường Cửa Nam: 1,065 slips."),
        (0, "missing", "Phường Cửa Nam chưa có phiếu.", "Phường Cửa Nam: no slips yet."),
        (None, "hidden",
         "Phường Cửa Nam: dưới 10 phiếu, không hiển thị.",
         "Phường Cửa Nam: under 10 slips, not shown."),
        (4, "hidden",
         "Phường Cửa Nam: dưới 10 phiếu, không hiển thị.",
         "Phường Cửa Nam: under 10 slips, not shown."),
        # A state that contradicts the count doesn't let a small number out.
        (4, "few",
         "Phường Cửa Nam: dưới 10 phiếu, không hiển thị.",
         "Phường Cửa Nam: under 10 slips, not shown."),
        (0, "ok", "Phường Cửa Nam chưa có phiếu.", "Phường Cửa Nam: no slips yet."),
        (pd.NA, "few", "Phường Cửa Nam: ít phiếu.", "Phường Cửa Nam: few slips."),
    ],
)
def test_unit_state(n, state, vi, en):
    check(say.unit_state, ("phường Cửa Nam", n, state), vi, en)
    assert say.unit_state("", None, "hidden", "vi") == "Dưới 10 phiếu: không hiển thị."


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        ((dt.date(2026, 9, 30), 1_065_150, dt.datetime(2026, 10, 1, 8, 15), True),
         "Số liệu đến 30/9/2026 · 1.065.150 phiếu · nạp lúc 08:15 ngày 1/10/2026 · Số liệu mô phỏng",
         "Data to 30 Sep 2026 · 1,065,150 slips · loaded at 08:15, 1 Oct 2026 · Simulated data"),
        ((dt.date(2026, 9, 30), None, pd.NaT, False), "Số liệu đến 30/9/2026", "Data to 30 Sep 2026"),
        ((None, None, None, False), "Chưa có số liệu", "No data yet"),
    ],
)
def test_data_status(arguments, vi, en):
    check(say.data_status, arguments, vi, en)


@pytest.mark.parametrize(
    ("slips_n", "answers_n", "vi", "en"),
    [
        (12_345, 98_765, "12.345 phiếu · 98.765 câu trả lời", "12,345 slips · 98,765 answers"),
        (7, 112, "dưới 10 phiếu", "under 10 slips"),
        (0, 0, "chưa có phiếu", "no slips yet"),
        (12, None, "12 phiếu", "12 slips"),
    ],
)
def test_subtitle(slips_n, answers_n, vi, en):
    check(
        say.subtitle,
        ("hài lòng", "{period}", slips_n, answers_n),
        f"Hài lòng · quý III/2026 · {vi}",
        f"Hài lòng · Q3 2026 · {en}",
    )


def test_foot():
    check(
        say.foot,
        ("SIPAS.", "A. B.", dt.date(2026, 9, 30)),
        "Nguồn: SIPAS · Định nghĩa: A. B · Số liệu đến 30/9/2026",
        "Source: SIPAS · Definition: A. B · Data to 30 Sep 2026",
    )
    check(say.foot, ("", "", None), "", "")


def test_the_limits_of_a_clear_change():
    assert say.is_clear(0.05, 1) and say.is_clear(-1, -0.05)
    assert not say.is_clear(0.049, 1) and not say.is_clear(-1, 0) and not say.is_clear(None, 1)


SHARE = st.one_of(st.none(), st.just(pd.NA), st.floats(-0.2, 100.2), st.just(math.nan), st.just(math.inf))
POINTS = st.one_of(st.none(), st.just(pd.NA), st.floats(-1, 1), st.floats(-100, 100), st.just(math.nan))
COUNT = st.one_of(st.none(), st.just(pd.NA), st.integers(0, 40), st.integers(0, 10**9))
FLAG = st.one_of(st.none(), st.just(pd.NA), st.booleans())
NAMES = st.lists(
    st.sampled_from(["Phường Cửa Nam", "Xã Phú Xuyên", "Xã Ba Vì", "Xã Hương Sơn", "Phường Láng"])
)
SMALL = st.integers(0, 130)
READING = st.builds(Reading, SHARE, SHARE, SHARE, COUNT, FLAG, FLAG)
CHANGE = st.none() | st.builds(
    Change,
    POINTS,
    POINTS,
    POINTS,
    st.sampled_from(["", "quý II/2026"]),
    FLAG,
    st.sampled_from([None, "method", "unit"]),
    st.sampled_from([None, DAY]),
)
NAMED = st.builds(Named, st.sampled_from(["đất đai", "Chứng thực"]), SHARE)


@given(
    lang=st.sampled_from(["vi", "en"]),
    reading=st.none() | READING,
    change=CHANGE,
    share=SHARE,
    count=COUNT,
    names=NAMES,
    more=NAMES,
    small=st.tuples(SMALL, SMALL, SMALL),
    named=st.tuples(st.none() | NAMED, st.none() | NAMED),
    difference=st.none() | st.tuples(POINTS, POINTS),
    state=st.sampled_from(["ok", "few", "hidden", "missing"]),
)
def test_no_sentence_ever_says_nonsense(
    lang, reading, change, share, count, names, more, small, named, difference, state
):
    period = "quý III/2026"
    sides = [[end] if end else [] for end in named]
    sentences = [
        say.headline(reading, period, change, lang),
        say.change_sentence(change, lang),
        say.trend(reading, period, share, change, lang),
        say.season(period, change, lang, tet_moved=True),
        say.units_against_city("xã, phường", *small, names, share, lang),
        say.movers(small[0], names, more, lang),
        say.map_title("xã, phường", *small, *small, lang),
        say.extremes("lĩnh vực", *named, small[0], difference, lang),
        say.factors(*sides, lang, difference),
        say.heat("Đất đai", "3/2026", share, small[0], lang),
        say.unit_state("phường Cửa Nam", count, state, lang),
        say.subtitle("chỉ số", period, count, count, lang),
        say.data_status(DAY, count, None, True, lang),
    ]
    for text in sentences:
        for nonsense in ("nan", "None", "NaT", "<NA>", "−0,0", "−0.0", "+0,0", "+0.0", "{", "  ", "..", " ."):
            assert nonsense not in text, text
        assert text == "" or not text[0].islower(), text


@given(READING, CHANGE, st.sampled_from(["vi", "en"]))
def test_a_hidden_reading_names_no_figure(reading, change, lang):
    if say.state_of(reading) in ("hidden", "missing"):
        for text in (say.headline(reading, "Tết", change, lang), say.trend(reading, "Tết", 95, change, lang)):
            assert not any(letter.isdigit() for letter in text.replace("10", "")), text
            assert "%" not in text
