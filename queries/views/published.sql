-- Số liệu đã công bố | Published figures
-- grain: one row a published figure
-- from: the data file
-- columns:
--   index_code: bộ chỉ số | index
--   year: năm | year
--   period: kỳ | period
--   unit_name: đơn vị | unit
--   component: thành phần (trống: tổng) | component (empty: the total)
--   value: giá trị | value
--   value_unit: đơn vị tính | unit of the value
--   rank: hạng | rank
--   rank_of: trên tổng số | of
--   source: nguồn | source
SELECT index_code, year, period, unit_name, component, value, value_unit, rank, rank_of, source
FROM published
ORDER BY index_code, year, period
