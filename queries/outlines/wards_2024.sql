-- The wards of before 2025 on a day ($on) of theirs, with their outlines, by code; no rows where none were imported.
SELECT
    former.unit_code, former.valid_from, former.name, former.kind,
    coalesce(lower(kind_word.name_en), former.kind) AS kind_en, former.district_code,
    boundary.geometry, boundary.label_lon, boundary.label_lat, boundary.area_km2
FROM ward_2024 AS former
INNER JOIN boundary
    ON boundary.level = 'ward_2024' AND boundary.form = 'official' AND boundary.unit_code = former.unit_code
LEFT JOIN code_label AS kind_word ON kind_word.domain = 'unit_kind' AND kind_word.code = former.kind
WHERE $on BETWEEN former.valid_from AND former.valid_to
ORDER BY former.unit_code
