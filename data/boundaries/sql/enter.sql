-- A unit's official outline.
INSERT INTO boundary BY NAME
SELECT
    'official' AS form, $unit_code AS unit_code, $valid_from AS valid_from, $level AS level, $geometry AS geometry,
    $label_lon AS label_lon, $label_lat AS label_lat, $area_km2 AS area_km2
