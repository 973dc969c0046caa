-- Mỗi địa bàn (quận, huyện, thị xã cũ) có chỉ số hài lòng bao nhiêu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a district
-- cells: factor by district
-- hidden within: all
-- columns: district_code, district_name, district_kind, is_approximate (the period reaches past 2025-06-30, when districts ended)
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
WITH counted AS (
    SELECT district_code, sum(COLUMNS('_n$|_sum$'))
    FROM cell
    GROUP BY district_code
)
SELECT
    unit.unit_code AS district_code,
    unit.name AS district_name,
    unit.kind AS district_kind,
    unit.valid_to < ($to::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY) AS is_approximate,
    counted.* EXCLUDE (district_code)
FROM unit
LEFT JOIN counted ON counted.district_code = unit.unit_code
WHERE unit.level = 'district'
    AND ($district IS NULL OR list_contains($district, unit.unit_code))
ORDER BY unit.name COLLATE vi
