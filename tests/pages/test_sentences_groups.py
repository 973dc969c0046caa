"""Sentences on many units, groups and cells: exact wording in both languages."""

# A sentence stands on one line, as its reader sees it.
# fmt: off
# ruff: noqa: E501

import math

import pytest

from pages.parts import sentences as say
from pages.parts.sentences import Named
from tests.pages.sentence_cases import NB, check


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        ((126, 7, 0, ["Ba Vì", "Hương Sơn"], None),
         "7 trong 126 xã, phường thấp hơn mức chung của thành phố ngoài phạm vi ngẫu nhiên; thấp nhất là nhóm gồm Ba Vì, Hương Sơn.",
         "7 of 126 wards below the city's overall level beyond chance; the lowest group is Ba Vì and Hương Sơn."),
        ((126, 7, 12, ["Ba Vì"], 3.15),
         "7 trong 126 xã, phường thấp hơn mức chung của thành phố ngoài phạm vi ngẫu nhiên, 12 đơn vị cao hơn; thấp nhất là Ba Vì. Riêng ngẫu nhiên cũng có thể tạo ra khoảng 3 đơn vị thấp như vậy.",
         "7 of 126 wards below the city's overall level beyond chance, 12 above; lowest is Ba Vì. Chance alone could put about 3 that low."),
        # No more than chance would give: nobody is named.
        ((126, 3, 0, ["Ba Vì"], 3.15),
         "3 trong 126 xã, phường nằm dưới giới hạn so với mức chung của thành phố, không nhiều hơn số có thể do ngẫu nhiên (khoảng 3).",
         "3 of 126 wards under the limit around the city's overall level, no more than chance may bring (about 3)."),
        ((126, 1, 0, [], 0.13),
         "1 trong 126 xã, phường thấp hơn mức chung của thành phố ngoài phạm vi ngẫu nhiên.",
         "1 of 126 wards below the city's overall level beyond chance."),
        ((126, 0, 5, [], math.nan),
         "Không có đơn vị nào trong 126 xã, phường thấp hơn mức chung của thành phố ngoài phạm vi ngẫu nhiên, 5 đơn vị cao hơn.",
         "Not one of 126 wards below the city's overall level beyond chance, 5 above."),
        ((0, 0, 0, [], 0),
         "Chưa có xã, phường nào đủ phiếu để so với mức chung của thành phố.",
         "No wards with enough slips to compare with the city's overall level."),
    ],
)
def test_units_against_city(arguments, vi, en):
    check(say.units_against_city, ("{kind}", *arguments), vi, en)


@pytest.mark.parametrize(
    ("n", "up", "down", "vi", "en"),
    [
        (120, list("ABCD"), list("EF"),
         "Trong 120 đơn vị được so sánh: 4 đơn vị tăng rõ (A, B, C và 1 đơn vị khác), 2 đơn vị giảm rõ (E, F). Trong số được nêu, tối đa khoảng 5 % có thể chỉ do ngẫu nhiên.",
         "Of 120 units compared: 4 clearly up (A, B, C and 1 other), 2 clearly down (E and F). At most about 5% of those named may be chance."),
        (1_200, [], ["A"],
         "Trong 1.200 đơn vị được so sánh: 1 đơn vị giảm rõ (A). Trong số được nêu, tối đa khoảng 5 % có thể chỉ do ngẫu nhiên.",
         "Of 1,200 units compared: 1 clearly down (A). At most about 5% of those named may be chance."),
        (120, [], [],
         "Trong 120 đơn vị được so sánh, chưa thấy đơn vị nào thay đổi rõ.",
         "Of 120 units compared, none has clearly changed."),
        (0, [], [],
         "Chưa có đơn vị nào đủ phiếu ở cả hai kỳ để so sánh.",
         "No units with enough slips in both periods to compare."),
    ],
)
def test_movers(n, up, down, vi, en):
    check(say.movers, (n, up, down), vi, en)


def test_movers_name_the_period_and_the_kind():
    text = say.movers(120, [], [], "vi", against="quý II/2026", kind_words="xã, phường")
    assert text == "Trong 120 xã, phường được so sánh với quý II/2026, chưa thấy đơn vị nào thay đổi rõ."


@pytest.mark.parametrize(
    ("counts", "vi", "en"),
    [
        ((110, 7, 12, 8, 5, 3),
         "7 trong 110 xã, phường được so sánh thấp hơn mức chung của thành phố, 12 đơn vị cao hơn; 8 đơn vị ít phiếu; 5 đơn vị dưới 10 phiếu (không hiển thị); 3 đơn vị chưa có phiếu.",
         "7 of 110 wards compared below the city's overall level, 12 above; 8 with few slips; 5 under 10 slips (not shown); 3 without slips."),
        ((126, 0, 0, 0, 0, 0),
         "Không có đơn vị nào trong 126 xã, phường được so sánh thấp hơn mức chung của thành phố.",
         "Not one of 126 wards compared below the city's overall level."),
        ((0, 0, 0, 0, 2, 124),
         "Chưa có xã, phường nào đủ phiếu để so sánh; 2 đơn vị dưới 10 phiếu (không hiển thị); 124 đơn vị chưa có phiếu.",
         "No wards with enough slips to compare; 2 under 10 slips (not shown); 124 without slips."),
    ],
)
def test_map_title(counts, vi, en):
    check(say.map_title, ("{kind}", *counts), vi, en)


LAND, COPIES = Named("đất đai", 68.2), Named("Chứng thực", 91.0)


@pytest.mark.parametrize(
    ("lowest", "highest", "n_shown", "difference", "vi", "en"),
    [
        (LAND, COPIES, 9, None,
         "Đất đai thấp nhất: 68,2 %; Chứng thực cao nhất: 91,0 %.",
         "Lowest: Đất đai, 68.2%; highest: Chứng thực, 91.0%."),
        (LAND, COPIES, 2, (20.1, 25.4),
         "Đất đai thấp nhất: 68,2 %; Chứng thực cao nhất: 91,0 %; chênh lệch 22,8 điểm (khoảng tin cậy +20,1 đến +25,4).",
         "Lowest: Đất đai, 68.2%; highest: Chứng thực, 91.0%; a difference of 22.8 points (confidence interval +20.1 to +25.4)."),
        (LAND, Named("Cư trú", 69.0), 2, (-1.0, 2.4),
         "Chưa thấy khác biệt rõ giữa các nhóm: thấp nhất Đất đai 68,2 %, cao nhất Cư trú 69,0 % (khoảng tin cậy của chênh lệch −1,0 đến +2,4).",
         "No clear difference between nhóm: lowest Đất đai 68.2%, highest Cư trú 69.0% (confidence interval of the difference −1.0 to +2.4)."),
        (LAND, Named("Cư trú", 68.24), 5, None,
         "Các nhóm ngang nhau: 68,2 %.",
         "All nhóm stand level at 68.2%."),
        (LAND, Named("Cư trú", None), 2, None,
         "Chỉ một nhóm đủ phiếu để hiển thị: Đất đai, 68,2 %.",
         "Only one of the nhóm has enough slips to show: Đất đai, 68.2%."),
        (COPIES, COPIES, 1, None,
         "Chỉ một nhóm đủ phiếu để hiển thị: Chứng thực, 91,0 %.",
         "Only one of the nhóm has enough slips to show: Chứng thực, 91.0%."),
        (None, None, 0, None,
         "Chưa có nhóm nào đủ phiếu để hiển thị.",
         "Not one of the nhóm has enough slips to show."),
    ],
)
def test_extremes(lowest, highest, n_shown, difference, vi, en):
    check(say.extremes, ("nhóm", lowest, highest, n_shown, difference), vi, en)


PROCEDURE, PETITIONS = Named("Thủ tục hành chính", 78.2), Named("Tiếp nhận, xử lý góp ý", 78.2)


@pytest.mark.parametrize(
    ("lowest", "highest", "vi", "en"),
    [
        ([PROCEDURE], [Named("công chức", 91.3)],
         "Hài lòng thấp nhất ở yếu tố “Thủ tục hành chính”: 78,2 %; cao nhất ở yếu tố “Công chức”: 91,3 %.",
         "Lowest factor: “Thủ tục hành chính”, 78.2%; highest factor: “Công chức”, 91.3%."),
        ([PROCEDURE, PETITIONS], [Named("Công chức", 91.3)],
         "Hài lòng thấp nhất ở yếu tố “Thủ tục hành chính”, “Tiếp nhận, xử lý góp ý”: 78,2 %; cao nhất ở yếu tố “Công chức”: 91,3 %.",
         "Lowest factor: “Thủ tục hành chính”, “Tiếp nhận, xử lý góp ý”, 78.2%; highest factor: “Công chức”, 91.3%."),
        ([PROCEDURE], [PETITIONS], "Các yếu tố ngang nhau: 78,2 %.", "All factors stand level at 78.2%."),
        ([PROCEDURE], [],
         "Chỉ một yếu tố đủ phiếu để hiển thị: “Thủ tục hành chính”, 78,2 %.",
         "Only one of the factors has enough slips to show: “Thủ tục hành chính”, 78.2%."),
        ([], [],
         "Chưa có yếu tố nào đủ phiếu để hiển thị.",
         "Not one of the factors has enough slips to show."),
    ],
)
def test_factors(lowest, highest, vi, en):
    check(say.factors, (lowest, highest), vi, en)


@pytest.mark.parametrize(
    ("pct", "n_hidden", "vi", "en"),
    [
        (61.2, 4,
         "Thấp nhất: Đất đai, 3/2026 (61,2 %); 4 ô dưới 10 phiếu không hiển thị.",
         "Lowest: Đất đai, 3/2026 (61.2%); 4 cells under 10 slips not shown."),
        (61.2, 0, "Thấp nhất: Đất đai, 3/2026 (61,2 %).", "Lowest: Đất đai, 3/2026 (61.2%)."),
        (None, 1,
         "Chưa có ô nào đủ phiếu để hiển thị; 1 ô dưới 10 phiếu không hiển thị.",
         "No cell has enough slips to show; 1 cell under 10 slips not shown."),
    ],
)
def test_heat(pct, n_hidden, vi, en):
    check(say.heat, ("Đất đai", "3/2026", pct, n_hidden), vi, en)


def test_heat_warns_of_few_slips():
    text = say.heat("Đất đai", "3/2026", 61.2, 0, "vi", is_few=True)
    assert text == f"Thấp nhất: Đất đai, 3/2026 (61,2{NB}%), ít phiếu, chỉ để tham khảo."


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        ((214, 31, 10, "xã Phú Xuyên"),
         "214 phiếu góp ý chưa được lãnh đạo xem, 31 phiếu quá 10 ngày; lâu nhất ở xã Phú Xuyên.",
         "214 feedback slips not yet seen by the leaders, 31 slips for more than 10 days; the oldest in xã Phú Xuyên."),
        ((1, 0, 10, ""),
         "1 phiếu góp ý chưa được lãnh đạo xem.",
         "1 feedback slip not yet seen by the leaders."),
        ((0, 0, 10, "A"),
         "Tất cả phiếu góp ý đã được lãnh đạo xem.",
         "All feedback slips have been seen by the leaders."),
    ],
)
def test_unseen_slips(arguments, vi, en):
    check(say.unseen_slips, arguments, vi, en)


@pytest.mark.parametrize(
    ("names", "vi", "en"),
    [
        ("", "", ""),
        ("A", "A", "A"),
        ("AB", "A, B", "A and B"),
        ("ABC", "A, B, C", "A, B and C"),
        ("ABCD", "A, B, C và 1 đơn vị khác", "A, B, C and 1 other"),
        ("ABCDEFG", "A, B, C và 4 đơn vị khác", "A, B, C and 4 others"),
    ],
)
def test_names(names, vi, en):
    check(say.names_text, (list(names),), vi, en)
