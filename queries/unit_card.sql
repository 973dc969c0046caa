-- Một đơn vị ra sao: hài lòng, kiểm tra, góp ý, hồ sơ, chỉ số 766, kế hoạch, so với kỳ trước?
-- parameters: instrument, from, to, district, ward
-- grain: one row a measure of each ward or former district that the filters name, none without one; the statement: one row a unit, which `then` reads
-- then: unit_card
-- columns: unit_level, unit_code, unit_from (the code's life), unit_name, unit_kind, section_code (satisfaction, factor, inspection, slip, dossier, portal, action), measure_code,
--   part_code part_name part_name_en (the factor or group it is of), measured_in (pct: 0–100, points điểm, count, days ngày, rank, place), value value_low value_high, place (of the funnel),
--   base_n what it rests on (phiếu, answers of the same kind, wards ranked), before_value before_low before_high before_n of the previous period (none across a break), change_pct change_low change_high điểm, is_beyond_chance,
--   state_code (ok, few, hidden, missing)
SELECT level AS unit_level, unit_code, valid_from AS unit_from, name AS unit_name, kind AS unit_kind
FROM unit
WHERE (level = 'ward' AND list_contains($ward, unit_code)) OR (level = 'district' AND list_contains($district, unit_code))
QUALIFY row_number() OVER (
    PARTITION BY unit_code
    -- The life that the filter means: the one in force at the period's end, otherwise the latest.
    ORDER BY valid_from <= last_day($to::DATE) AND (valid_to IS NULL OR valid_to >= last_day($to::DATE)) DESC, valid_from DESC
) = 1
ORDER BY unit_level, unit_code
