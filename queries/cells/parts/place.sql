-- Units in each period of their validity, with the ward and district they count to. A department lies in neither.
SELECT
    unit_code,
    valid_from,
    coalesce(valid_to, DATE 'infinity') AS valid_to,
    level AS unit_level,
    valid_from AS unit_from,
    name AS unit_name,
    kind AS unit_kind,
    CASE level WHEN 'ward' THEN unit_code END AS ward_code,
    CASE level WHEN 'ward' THEN valid_from END AS ward_from,
    CASE level
        WHEN 'district' THEN unit_code
        WHEN 'ward' THEN coalesce(former_district_code, parent_code)
    END AS district_code
FROM unit
