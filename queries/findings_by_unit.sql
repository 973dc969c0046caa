-- Mỗi loại phát hiện của kiểm tra công vụ xảy ra ở đơn vị nào nhiều nhất?
-- parameters: from, to, district, ward, field
-- grain: one row a type of finding, who inspected and a unit that has it, the most first
-- register: finding
-- columns: inspected_by (city_team, self), finding_kind, finding_name, finding_name_en, unit_code, unit_from, unit_name,
--   unit_kind, unit_level, ward_code, ward_from, district_code (its own, of a ward: of its time, since 2025-07 the former);
--   findings_n phát hiện, serious_n phát hiện that are serious or very serious, remedied_n phát hiện
SELECT
    CASE inspector_level WHEN 'city_team' THEN 'city_team' ELSE 'self' END AS inspected_by,
    kind AS finding_kind,
    coalesce(any_value(label.name), kind) AS finding_name,
    coalesce(any_value(label.name_en), kind) AS finding_name_en,
    unit_code,
    unit_from,
    any_value(unit_name) AS unit_name,
    any_value(unit_kind) AS unit_kind,
    any_value(unit_level) AS unit_level,
    any_value(ward_code) AS ward_code,
    any_value(ward_from) AS ward_from,
    any_value(district_code) AS district_code,
    count(*) AS findings_n,
    count(*) FILTER (severity IN ('serious', 'very_serious')) AS serious_n,
    count(*) FILTER (is_remedied) AS remedied_n
FROM cell
LEFT JOIN code_label AS label ON label.domain = 'finding_kind' AND label.code = kind
GROUP BY inspected_by, kind, unit_code, unit_from
ORDER BY inspected_by, finding_kind, findings_n DESC, unit_code, unit_from
