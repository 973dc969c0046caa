-- Mỗi yếu tố có chỉ số hài lòng bao nhiêu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a factor
-- cells: each factor
-- hidden within: all
-- columns: factor_code, factor_name, factor_name_en
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    factor_code,
    any_value(factor.name) AS factor_name,
    any_value(factor.name_en) AS factor_name_en,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
JOIN factor USING (factor_code)
GROUP BY factor_code
ORDER BY any_value(factor.position)
