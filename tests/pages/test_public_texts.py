"""Texts that are published outside the screen say what the screen says."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Sentences that stand in both; a change of one is a change of the other.
SHARED = (
    "ỷ lệ câu trả lời từ mức hài lòng trở lên trong số câu trả lời hợp lệ, gộp mọi câu hỏi của một nguồn đo",
    "“Bình thường” chưa tính là hài lòng; câu bỏ trống không tính vào đâu.",
    "Phiếu một cửa, khảo sát của Thành phố, SIPAS quốc gia và Bộ chỉ số 766 là bốn số đo khác nhau: không cộng, "
    "không đặt chung một trục.",
    "hoảng 95 % theo Wilson (1927) trên cỡ mẫu hiệu dụng, vì các câu trong một phiếu giống nhau và phiếu có thể có "
    "trọng số",
    "Không so sánh qua chỗ ngắt (đổi phương pháp 1/1/2022; đổi địa bàn 1/1/2025 và 1/7/2025).",
    "Dưới 10 phiếu: ẩn ở mọi nơi, cùng với số ô khác vừa đủ để không thể trừ ra từ một tổng được hiển thị (Cox 1980).",
    "Từ 10 đến 29 phiếu: “ít phiếu”, chỉ để tham khảo",
    "Mỗi phiếu thuộc về đơn vị có hiệu lực vào ngày ghi trên phiếu. Từ 1/7/2025 không còn cấp huyện",
    "“địa bàn quận, huyện cũ” xếp mỗi xã, phường mới vào quận, huyện trước đây chiếm phần lớn diện tích, nên chỉ là "
    "gần đúng",
    "hông tính tỷ lệ kỷ luật trên số cuộc kiểm tra: phần lớn kỷ luật không bắt nguồn từ kiểm tra.",
)


def plain(path: str) -> str:
    """A text without marks of emphasis and with ordinary blanks."""
    text = (ROOT / path).read_text(encoding="utf-8").replace("**", "")
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("sentence", SHARED)
def test_definitions_are_those_of_the_screen(sentence: str) -> None:
    assert sentence in plain("pages/parts/methods_vi.md")
    assert sentence in plain("pages/parts/publish/definitions_vi.md")
