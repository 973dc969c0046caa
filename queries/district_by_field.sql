-- Lĩnh vực nào kém hài lòng ở địa bàn nào?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a district and field
-- cells: factor by district, field
-- hidden within: district_code x field_code
-- columns: district_code, district_name, field_code, field_name, field_name_en
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    district_code,
    any_value(district.name) AS district_name,
    coalesce(cell.field_code, '') AS field_code,
    any_value(procedure_field.name) AS field_name,
    any_value(procedure_field.name_en) AS field_name_en,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
JOIN unit AS district ON district.level = 'district' AND district.unit_code = cell.district_code
LEFT JOIN procedure_field ON procedure_field.field_code = cell.field_code
GROUP BY district_code, cell.field_code
ORDER BY any_value(district.name) COLLATE vi, any_value(procedure_field.position)
