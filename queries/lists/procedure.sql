-- The procedures that slips of the file name.
SELECT procedure_code AS code, any_value(name) AS name, any_value(name_en) AS name_en, any_value(field_code) AS field_code
FROM procedure
WHERE procedure_code IN (SELECT procedure_code FROM rollup_satisfaction WHERE grain = 'service')
GROUP BY procedure_code
ORDER BY field_code, name COLLATE vi
