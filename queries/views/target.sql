-- Chỉ tiêu theo năm | Targets by year
-- grain: one row a year, measure and unit
-- from: the data file
-- columns:
--   year: năm | year
--   measure: chỉ tiêu: index_pct, on_time_pct, online_pct | measure
--   unit_code: mã đơn vị | code of the unit
--   value: giá trị, 0–100 | value, 0–100
--   note: ghi chú | note
SELECT year, measure, unit_code, value, note
FROM target
ORDER BY year, measure, unit_code
