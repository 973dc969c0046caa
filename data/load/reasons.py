"""Every reason for which a row is rejected, in words: what is wrong and what to do. The one place for them."""

from functools import cache

from data.build import REFERENCE
from data.load.meaning.text import clean

# In the order in which they are looked for: a row is rejected for the first that applies.
REASONS: dict[str, tuple[str, str]] = {
    "columns": (
        "Thừa ô",
        "Dòng có nhiều ô hơn dòng tiêu đề; hãy đặt nội dung có dấu phân cách trong ngoặc kép hoặc bỏ ô thừa.",
    ),
    "date": (
        "Ngày không đọc được",
        "“{column}” ghi “{value}”, không phải ngày có thật; hãy ghi theo dạng ngày/tháng/năm, ví dụ 05/09/2026.",
    ),
    "future": ("Ngày sau ngày nạp", "“{column}” ghi “{value}”, sau ngày nạp số liệu; hãy kiểm tra lại ngày."),
    "missing_unit": ("Thiếu đơn vị", "Chưa ghi đơn vị; hãy ghi tên hoặc mã xã, phường."),
    "unit": (
        "Không có đơn vị này",
        "“{value}” không phải đơn vị của Hà Nội có hiệu lực vào ngày ghi ở dòng này; hãy ghi đúng tên hoặc mã đơn vị.",
    ),
    "procedure": (
        "Thủ tục, lĩnh vực không khớp",
        "“{column}” ghi “{value}”, không có trong danh mục hoặc không khớp với lĩnh vực; "
        "hãy ghi đúng mã thủ tục hoặc tên lĩnh vực.",
    ),
    "value": (
        "Giá trị không hợp lệ",
        "“{column}” ghi “{value}”, không có trong danh mục hoặc không phải số hợp lệ; hãy sửa lại.",
    ),
    "score": (
        "Điểm ngoài thang",
        "“{column}” ghi “{value}”, không thuộc thang điểm của phiếu; hãy ghi điểm hoặc mức đúng thang, hoặc để trống.",
    ),
    "no_answers": ("Không có câu trả lời", "Phiếu không có câu trả lời nào; hãy bổ sung hoặc bỏ phiếu này."),
    "seen_before_received": (
        "Xem trước khi nhận",
        "Ngày xem “{value}” trước ngày nhận góp ý; hãy kiểm tra lại hai ngày.",
    ),
    "sanction_not_in_force": (
        "Hình thức kỷ luật đã bãi bỏ",
        "Hình thức “{value}” không còn hiệu lực vào ngày quyết định; hãy kiểm tra lại hình thức và ngày.",
    ),
    "sum_mismatch": (
        "Cộng không khớp",
        "{value}; hãy kiểm tra lại các con số của dòng này.",
    ),
    "parent": (
        "Thuộc cuộc kiểm tra không nhận",
        "Cuộc kiểm tra “{value}” không có trong dữ liệu hoặc đã bị loại; hãy sửa dòng của cuộc kiểm tra đó trước.",
    ),
    "duplicate": ("Trùng", "“{value}” đã có ở một dòng khác hoặc đã nạp trước đó; hãy bỏ dòng trùng hoặc thay bản cũ."),
}
RANK = {code: rank for rank, code in enumerate(REASONS)}


def reason_name(code: str) -> str:
    """A reason in two or three words."""
    return REASONS[code][0]


@cache
def target_title(role: str, target: str) -> str:
    """What to call a target in a sentence: its first synonym in the list of headings."""
    import csv

    with (REFERENCE / "heading.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["role"] == role and row["target"] == target:
                return clean(row["synonym"])
    return target
