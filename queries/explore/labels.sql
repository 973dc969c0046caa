-- Các mã không nằm trong danh mục có tên gì?
SELECT domain, code, name, name_en, NULL::VARCHAR AS of_code, position
FROM code_label
WHERE domain IN ('gender', 'age_band')
UNION ALL
SELECT 'item', item_code, wording, wording_en, factor_code, position
FROM item
UNION ALL
VALUES
    ('weekday', '1', 'Thứ hai', 'Monday', NULL, 1),
    ('weekday', '2', 'Thứ ba', 'Tuesday', NULL, 2),
    ('weekday', '3', 'Thứ tư', 'Wednesday', NULL, 3),
    ('weekday', '4', 'Thứ năm', 'Thursday', NULL, 4),
    ('weekday', '5', 'Thứ sáu', 'Friday', NULL, 5),
    ('weekday', '6', 'Thứ bảy', 'Saturday', NULL, 6),
    ('weekday', '7', 'Chủ nhật', 'Sunday', NULL, 7)
ORDER BY domain, position
