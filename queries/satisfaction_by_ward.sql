-- Mỗi xã, phường có chỉ số hài lòng bao nhiêu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a ward in force during the period, also those without slips
-- cells: factor by ward, district
-- hidden within: district_code; all
-- columns: ward_code, ward_from (the code's life), ward_name, ward_kind, district_code (before 2025-07: its district; since: former), district_name
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
WITH counted AS (
    SELECT ward_code, ward_from, sum(COLUMNS('_n$|_sum$'))
    FROM cell
    GROUP BY ward_code, ward_from
)
SELECT
    ward.unit_code AS ward_code,
    ward.valid_from AS ward_from,
    ward.name AS ward_name,
    ward.kind AS ward_kind,
    coalesce(ward.former_district_code, ward.parent_code) AS district_code,
    district.name AS district_name,
    counted.* EXCLUDE (ward_code, ward_from)
FROM unit AS ward
LEFT JOIN unit AS district
    ON district.level = 'district' AND district.unit_code = coalesce(ward.former_district_code, ward.parent_code)
LEFT JOIN counted ON counted.ward_code = ward.unit_code AND counted.ward_from = ward.valid_from
WHERE ward.level = 'ward'
    AND ward.valid_from < $to::DATE + INTERVAL 1 MONTH
    AND (ward.valid_to IS NULL OR ward.valid_to >= $from)
    AND ($district IS NULL OR list_contains($district, coalesce(ward.former_district_code, ward.parent_code)))
    AND ($ward IS NULL OR list_contains($ward_key, concat(ward.unit_code, '@', ward.valid_from)))
ORDER BY ward.name COLLATE vi, ward.valid_from
