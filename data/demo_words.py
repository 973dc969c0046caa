"""Vietnamese phrases of the simulated comments and plans: our own words, no person, no number, no place."""

from __future__ import annotations

import numpy as np

# What slips say, by tone: praise, suggestion, complaint.
COMMENTS: tuple[tuple[str, ...], ...] = (
    (
        "Cán bộ hướng dẫn rõ ràng, làm một lần là xong.",
        "Thủ tục nhanh gọn, trả kết quả trước hẹn.",
        "Nộp trực tuyến tiện, không phải đi lại.",
        "Thái độ phục vụ niềm nở, đúng mực.",
        "Nơi chờ sạch sẽ, có nước uống.",
        "Được nhắn tin báo kết quả nên rất yên tâm.",
        "Người cao tuổi được giúp đỡ tận tình.",
        "Không phải nộp lại giấy tờ đã có.",
    ),
    (
        "Cần thêm ghế chờ vào giờ cao điểm.",
        "Nên có mẫu đơn điền sẵn để người dân tham khảo.",
        "Đề nghị niêm yết lệ phí ở chỗ dễ thấy.",
        "Mong có thêm máy lấy số thứ tự.",
        "Nên nhận hồ sơ cả sáng thứ bảy.",
        "Trang nộp hồ sơ trực tuyến nên dễ dùng hơn trên điện thoại.",
        "Cần người hỗ trợ nộp hồ sơ trực tuyến tại quầy.",
        "Biển chỉ dẫn các quầy nên rõ hơn.",
        "Nên báo trước khi hồ sơ cần bổ sung.",
    ),
    (
        "Chờ lâu mà không được báo lý do.",
        "Phải đi lại nhiều lần để bổ sung giấy tờ.",
        "Hồ sơ trả chậm hơn giấy hẹn.",
        "Hướng dẫn mỗi lần một khác.",
        "Góp ý lần trước chưa thấy trả lời.",
        "Thái độ tiếp nhận chưa đúng mực.",
        "Hệ thống nộp trực tuyến hay bị lỗi.",
        "Hồ sơ đất đai kéo dài, không rõ đang ở khâu nào.",
    ),
)

# Those of them that are about how officials behave; the others are about rules and arrangements.
CONDUCT_COMMENTS = frozenset(
    {
        "Cán bộ hướng dẫn rõ ràng, làm một lần là xong.",
        "Thái độ phục vụ niềm nở, đúng mực.",
        "Người cao tuổi được giúp đỡ tận tình.",
        "Hướng dẫn mỗi lần một khác.",
        "Thái độ tiếp nhận chưa đúng mực.",
    }
)

# What an action plan says: factor → (problem, solution).
PLANS: dict[str, tuple[tuple[str, str], ...]] = {
    "access": (
        ("Nơi chờ chật vào giờ cao điểm", "Thêm ghế, bố trí lại lối lấy số thứ tự"),
        ("Người cao tuổi khó nộp hồ sơ trực tuyến", "Lập bàn hỗ trợ nộp hồ sơ tại điểm phục vụ"),
        ("Biển chỉ dẫn các quầy khó thấy", "Làm lại biển chỉ dẫn, thêm sơ đồ quầy"),
    ),
    "procedures": (
        ("Người dân phải bổ sung hồ sơ nhiều lần", "Phát danh mục giấy tờ một trang cho từng thủ tục"),
        ("Lệ phí chưa niêm yết đầy đủ", "Rà soát, niêm yết lại tại quầy và trên cổng thông tin"),
        ("Thời hạn niêm yết chưa cập nhật", "Giao một đầu mối cập nhật hằng tháng"),
    ),
    "officials": (
        ("Ý kiến chưa hài lòng về thái độ phục vụ", "Thực hiện 4 xin, 4 luôn; chấm điểm hằng tuần tại quầy"),
        ("Hướng dẫn chưa thống nhất giữa các quầy", "Tập huấn chung, dùng một bộ câu trả lời"),
    ),
    "results": (
        ("Hồ sơ đất đai trả chậm hơn hẹn", "Họp giao ban hồ sơ quá hạn sáng thứ hai hằng tuần"),
        ("Kết quả còn sai sót phải sửa lại", "Kiểm tra chéo trước khi trả kết quả"),
        ("Chưa báo lý do khi trả chậm", "Gửi thư xin lỗi, hẹn lại bằng tin nhắn"),
    ),
    "feedback": (
        ("Phiếu góp ý chậm được xem", "Lãnh đạo ký sổ góp ý hằng ngày, đóng dấu Đã xem"),
        ("Người dân không biết kết quả góp ý", "Công khai kết quả xử lý góp ý mỗi tháng"),
        ("Ít người biết cách góp ý", "Dán mã QR góp ý tại từng quầy"),
    ),
}
LEADS = (
    "Văn phòng HĐND và UBND",
    "Trung tâm Phục vụ hành chính công",
    "Phòng Văn hóa - Xã hội",
    "Phòng Kinh tế",
)
EVIDENCE = ("Báo cáo của đơn vị", "Biên bản nghiệm thu", "Ảnh chụp tại quầy")
INITIATIVE_EVIDENCE = ("Quyết định của đơn vị", "Giấy chứng nhận còn hiệu lực", "Báo cáo thực hiện mô hình")

# Notes on the trends: from, until, ward (None: the whole city), kind, text.
ANNOTATIONS = (
    ("2022-06-01", "2022-08-31", None, "campaign", "Đợt cao điểm hướng dẫn nộp hồ sơ trực tuyến"),
    ("2023-11-15", None, None, "rule", "Cắt giảm giấy tờ phải nộp ở ba lĩnh vực"),
    ("2024-09-09", "2024-09-13", None, "outage", "Hệ thống một cửa gián đoạn sau bão"),
    ("2026-03-02", "2026-05-29", None, "campaign", "Ra quân lấy ý kiến tại bộ phận một cửa"),
    ("2025-10-06", None, "00004", "counter", "Mở thêm hai quầy tiếp nhận hồ sơ"),
    ("2026-06-15", None, "00070", "counter", "Điểm phục vụ lưu động hai ngày mỗi tuần"),
    ("2026-08-10", "2026-08-12", "00118", "outage", "Mất kết nối ba ngày, nhận hồ sơ giấy"),
)

# Who reads a feedback slip: posts, never persons.
READERS = ("Chủ tịch UBND", "Phó Chủ tịch UBND")


def pick_comment(tone: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """A phrase for each tone (0 praise, 1 suggestion, 2 complaint): its position, and all the phrases."""
    phrases = [phrase for group in COMMENTS for phrase in group]
    sizes = np.array([len(group) for group in COMMENTS])
    starts = np.cumsum(sizes) - sizes
    return starts[tone] + (rng.random(len(tone)) * sizes[tone]).astype(int), phrases
