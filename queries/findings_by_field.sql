-- Phát hiện của kiểm tra công vụ thuộc lĩnh vực thủ tục nào?
-- parameters: from, to, district, ward, field
-- grain: one row a field and who inspected; findings that name no field are a row of their own
-- register: finding
-- columns: inspected_by (city_team, self), field_code, field_name, field_name_en (NULL: none named); findings_n phát hiện,
--   inspections_n cuộc kiểm tra, serious_n phát hiện that are serious or very serious
SELECT
    CASE inspector_level WHEN 'city_team' THEN 'city_team' ELSE 'self' END AS inspected_by,
    field_code,
    any_value(procedure_field.name) AS field_name,
    any_value(procedure_field.name_en) AS field_name_en,
    count(*) AS findings_n,
    count(DISTINCT inspection_id) AS inspections_n,
    count(*) FILTER (severity IN ('serious', 'very_serious')) AS serious_n
FROM cell
LEFT JOIN procedure_field USING (field_code)
GROUP BY inspected_by, field_code
ORDER BY inspected_by, findings_n DESC, field_code
