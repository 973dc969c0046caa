-- Trong các tháng và lĩnh vực đang xem, mỗi xã, phường có bao nhiêu phiếu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, months, fields
-- grain: one row a month, field and ward
-- columns: month, field_code, ward_code, ward_from ('' and NULL where the slip names none), slips_n phiếu
SELECT month, coalesce(field_code, '') AS field_code, coalesce(ward_code, '') AS ward_code, ward_from, count(*) AS slips_n
FROM cell
WHERE list_contains($months, month) AND list_contains($fields, coalesce(field_code, ''))
GROUP BY ALL
