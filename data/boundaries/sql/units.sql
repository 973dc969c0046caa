-- What is known of every district and ward in every period.
SELECT
    unit_code, valid_from::VARCHAR, valid_to::VARCHAR, name, kind, level, parent_code,
    former_district_code, area_km2, lon, lat
FROM unit
WHERE level IN ('ward', 'district')
ORDER BY level, unit_code, valid_from
