-- Lĩnh vực nào kém hài lòng vào tháng nào?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a field and month
-- cells: factor by field, month
-- hidden within: field_code x month
-- columns: field_code, field_name, field_name_en, month
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    coalesce(field_code, '') AS field_code,
    any_value(procedure_field.name) AS field_name,
    any_value(procedure_field.name_en) AS field_name_en,
    month,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
LEFT JOIN procedure_field USING (field_code)
GROUP BY field_code, month
ORDER BY any_value(procedure_field.position), month
