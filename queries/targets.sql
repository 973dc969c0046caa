-- Thành phố đặt mục tiêu hài lòng bao nhiêu cho từng năm?
-- parameters: instrument
-- grain: one row a year and target that names this instrument, or none
-- columns: year, value (0–100), note, source
SELECT year, value, note, source
FROM target
WHERE measure = 'index_pct' AND unit_code = '01' AND (instrument_code IS NULL OR instrument_code = $instrument)
ORDER BY year
