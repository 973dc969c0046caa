-- Mỗi câu hỏi có tỷ lệ hài lòng bao nhiêu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row an item
-- cells: item
-- hidden within: factor_code
-- columns: item_code, wording, wording_en, factor_code, factor_name, factor_name_en
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    item_code,
    any_value(item.wording) AS wording,
    any_value(item.wording_en) AS wording_en,
    any_value(item.factor_code) AS factor_code,
    any_value(factor.name) AS factor_name,
    any_value(factor.name_en) AS factor_name_en,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
JOIN item USING (item_code)
JOIN factor ON factor.factor_code = item.factor_code
GROUP BY item_code
ORDER BY any_value(item.position)
