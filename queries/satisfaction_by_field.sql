-- Mỗi lĩnh vực có chỉ số hài lòng bao nhiêu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a field; field_code '' for slips that name none
-- cells: factor by field
-- hidden within: all
-- columns: field_code, field_name, field_name_en
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    coalesce(field_code, '') AS field_code,
    any_value(procedure_field.name) AS field_name,
    any_value(procedure_field.name_en) AS field_name_en,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
LEFT JOIN procedure_field USING (field_code)
GROUP BY field_code
ORDER BY any_value(procedure_field.position)
