"""The one page of sentences: exact wording in both languages, and what it leaves out."""

# A sentence stands on one line, as its reader sees it.
# fmt: off
# ruff: noqa: E501

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.sentences import Change, Reading
from pages.parts.sentences_summary import Found, aim, base, cautions, page
from pages.parts.words import t
from tests.pages.sentence_cases import check

FULL = Reading(86.4, 85.9, 86.9, 12_345, False, False)
FEW = Reading(80.0, 60.0, 92.0, 20, False, True)
HIDDEN = Reading(None, None, None, None, True, False)
MISSING = Reading(None, None, None, 0, False, False)
NO_ANSWERS = Reading(None, None, None, 40, False, False)
UP = Change(1.2, 0.5, 1.9, "quý II/2026")
UNCLEAR = Change(0.3, -0.6, 1.2, "cùng kỳ năm trước")
BROKEN = Change(1.2, 0.5, 1.9, "cùng kỳ năm trước", True, "unit", dt.date(2025, 7, 1))
CITY = Found("quý III/2026", FULL, 98_765, UP, UNCLEAR, 95.0, wards_n=120)


@pytest.mark.parametrize(
    ("reading", "target", "vi", "en"),
    [
        (FULL, 95.0, "Chỉ số thấp hơn 8,6 điểm so với mục tiêu 95 %.", "The index is 8.6 points below the target of 95%."),
        (FULL, 80.0, "Chỉ số cao hơn 6,4 điểm so với mục tiêu 80 %.", "The index is 6.4 points above the target of 80%."),
        (FULL, 86.0, "Chỉ số chưa khác rõ so với mục tiêu 86 %.", "The index is not clearly different from the target of 86%."),
        (FULL, None, "", ""),
        (FULL, float("nan"), "", ""),
        (FEW, 95.0, "", ""),
        (HIDDEN, 95.0, "", ""),
        (MISSING, 95.0, "", ""),
        (NO_ANSWERS, 95.0, "", ""),
    ],
)
def test_aim(reading, target, vi, en):
    check(aim, (reading, target), vi, en)


@pytest.mark.parametrize(
    ("found", "vi", "en"),
    [
        (CITY,
         "Dựa trên 12.345 phiếu, 98.765 câu trả lời; 120 xã, phường có đủ phiếu để nêu riêng.",
         "Based on 12,345 slips, 98,765 answers; 120 wards and communes with enough slips to be named one by one."),
        (replace(CITY, reading=FEW, answers_n=None, wards_n=1),
         "Dựa trên 20 phiếu; 1 xã, phường có đủ phiếu để nêu riêng.",
         "Based on 20 slips; 1 ward or commune with enough slips to be named one by one."),
        (replace(CITY, reading=HIDDEN), "", ""),
        (replace(CITY, reading=MISSING), "", ""),
    ],
)
def test_base(found, vi, en):
    check(base, (found,), vi, en)


def test_whole_page():
    found = replace(
        CITY,
        scope="Phường Ba Đình",
        findings=("Đất đai thấp nhất: 68,2 %.",),
        urgent=("23 việc đã quá hạn.", "69 phiếu chưa xem."),
        breaks=("đổi địa bàn 1/2025", "đổi địa bàn 7/2025"),
        is_approximate=True,
        is_simulated=True,
    )
    told = [sentence.replace("\u202f", " ") for sentence in page(found, "vi")]
    assert told == [
        "Phạm vi: Phường Ba Đình.",
        "Quý III/2026: 86,4 % câu trả lời hài lòng, tăng 1,2 điểm so với quý II/2026 (khoảng tin cậy +0,5 đến +1,9).",
        "Chưa thấy thay đổi rõ so với cùng kỳ năm trước: +0,3 điểm, khoảng −0,6 đến +1,2.",
        "Chỉ số thấp hơn 8,6 điểm so với mục tiêu 95 %.",
        "Dựa trên 12.345 phiếu, 98.765 câu trả lời; 120 xã, phường có đủ phiếu để nêu riêng.",
        "Đất đai thấp nhất: 68,2 %.",
        "Cần quyết định trước hết: 23 việc đã quá hạn.",
        "Không so sánh qua các mốc thay đổi: đổi địa bàn 1/2025, đổi địa bàn 7/2025.",
        "Địa bàn quận, huyện cũ là cách gộp gần đúng từ ngày 1/7/2025.",
        "Các con số cho biết mức độ và thay đổi, không cho biết nguyên nhân.",
        "Số liệu mô phỏng, chỉ để xem thử; không phải kết quả đo thật.",
    ]


@pytest.mark.parametrize("reading", [HIDDEN, MISSING, FEW, NO_ANSWERS])
def test_no_change_is_told_where_the_figure_itself_may_not_be(reading):
    told = page(replace(CITY, reading=reading, since_last_year=UP), "vi")
    assert not [sentence for sentence in told if "tăng" in sentence or "so với" in sentence]


def test_a_break_is_said_instead_of_a_change():
    told = page(replace(CITY, since_last_year=BROKEN, has_tet_moved=True), "vi")
    assert "Không so sánh được với cùng kỳ năm trước: địa bàn thay đổi từ 1/7/2025." in told
    assert not [sentence for sentence in told if "Tết" in sentence]


def test_tet_is_named_beside_a_change_that_may_come_of_it():
    told = page(replace(CITY, has_tet_moved=True), "vi")
    assert [sentence for sentence in told if sentence.startswith("Chưa thấy") and t("say.tet", "vi") in sentence]


def test_causes_are_never_told():
    assert cautions(CITY, "vi") == ["Các con số cho biết mức độ và thay đổi, không cho biết nguyên nhân."]
    assert cautions(CITY, "en") == ["The figures tell levels and changes, not causes."]


@given(
    st.floats(0, 100),
    st.integers(0, 10**6),
    st.floats(-20, 20),
    st.floats(0, 20),
    st.booleans(),
    st.sampled_from(["vi", "en"]),
)
def test_any_page_is_whole_sentences_said_once(pct, slips, change, half, hidden, lang):
    reading = Reading(pct, max(0, pct - half), min(100, pct + half), slips, hidden, slips < 30)
    moved = Change(change, change - half, change + half, "…")
    told = page(replace(CITY, reading=reading, since_previous=moved, since_last_year=moved), lang)
    assert len(told) == len(set(told))
    assert all(sentence.endswith(".") and "{" not in sentence and "nan" not in sentence for sentence in told)
    if hidden or slips < 10:
        assert not [sentence for sentence in told if "%" in sentence]
