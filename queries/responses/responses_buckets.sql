-- Bao nhiêu phiếu ở mỗi tháng và mỗi giá trị dùng để sắp xếp?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, sort, words
-- grain: one row a month and value by which slips are sorted (index 0–100, minutes waited, or none)
-- columns: sort_value, month, slips_n phiếu
SELECT sort_value, month, count(*) AS slips_n
FROM cell
GROUP BY ALL
