-- Where the hexagons of the wards in force and of the former districts stand.
SELECT CASE layout WHEN 'ward_126' THEN 'ward' ELSE 'district' END AS level, unit_code, hex_row, hex_col
FROM unit_hex
