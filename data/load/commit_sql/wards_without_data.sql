-- Wards in force on $day that no accepted row of this load speaks of: name, in the order of their codes.
-- Needs temp.heard_unit (unit_code).
SELECT name
FROM unit
WHERE level = 'ward' AND $day::DATE BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31')
    AND unit_code NOT IN (SELECT unit_code FROM temp.heard_unit WHERE unit_code IS NOT NULL)
ORDER BY unit_code
