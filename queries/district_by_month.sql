-- Địa bàn (quận, huyện, thị xã cũ) nào kém hài lòng vào tháng nào?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a district and month
-- cells: factor by district, month
-- hidden within: district_code x month
-- columns: district_code, district_name, month
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    district_code,
    any_value(district.name) AS district_name,
    month,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
JOIN unit AS district ON district.level = 'district' AND district.unit_code = cell.district_code
GROUP BY district_code, month
ORDER BY any_value(district.name) COLLATE vi, month
