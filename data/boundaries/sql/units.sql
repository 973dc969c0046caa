-- What is known of every district and ward in every period; of the wards of before 2025 too, which have a level of
-- their own because slips are not recorded under them.
SELECT
    unit_code, valid_from::VARCHAR AS valid_from, valid_to::VARCHAR AS valid_to, name, kind, level, parent_code,
    former_district_code, area_km2, lon, lat
FROM unit
WHERE level IN ('ward', 'district')
UNION ALL
SELECT
    unit_code, valid_from::VARCHAR, valid_to::VARCHAR, name, kind, 'ward_2024', district_code, NULL, NULL, NULL, NULL
FROM ward_2024
ORDER BY ALL
