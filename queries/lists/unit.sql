-- Every district and ward of every period, by name.
SELECT
    unit.unit_code AS code, unit.valid_from, unit.valid_to, unit.name, unit.kind,
    coalesce(lower(kind_word.name_en), unit.kind) AS kind_en,
    unit.level,
    CASE WHEN unit.level = 'ward' THEN coalesce(unit.former_district_code, unit.parent_code) END AS district_code,
    unit.lon, unit.lat
FROM unit
LEFT JOIN code_label AS kind_word ON kind_word.domain = 'unit_kind' AND kind_word.code = unit.kind
WHERE unit.level IN ('district', 'ward')
ORDER BY unit.level, unit.name COLLATE vi, unit.unit_code, unit.valid_from DESC
