-- Mỗi thủ tục có chỉ số hài lòng bao nhiêu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a procedure; procedure_code '' for slips of a field that name none
-- cells: factor by procedure, field
-- hidden within: field_code; all
-- columns: procedure_code, procedure_name, procedure_name_en, field_code, field_name, field_name_en
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    coalesce(procedure_code, '') AS procedure_code,
    any_value(word.name) AS procedure_name,
    any_value(word.name_en) AS procedure_name_en,
    coalesce(cell.field_code, '') AS field_code,
    any_value(procedure_field.name) AS field_name,
    any_value(procedure_field.name_en) AS field_name_en,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
LEFT JOIN procedure_field ON procedure_field.field_code = cell.field_code
LEFT JOIN (SELECT DISTINCT ON (procedure_code) procedure_code, name, name_en FROM procedure ORDER BY ALL) AS word
    USING (procedure_code)
GROUP BY procedure_code, cell.field_code
ORDER BY any_value(procedure_field.position), procedure_code
