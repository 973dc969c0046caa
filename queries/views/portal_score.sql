-- Điểm Bộ chỉ số 766 trên Cổng Dịch vụ công quốc gia | Scores of index 766
-- grain: one row a capture, unit and group
-- from: the data file
-- columns:
--   captured_on: ngày lấy số liệu | captured on
--   period: kỳ trên Cổng | period on the portal
--   unit_code: mã đơn vị | code of the unit
--   unit_name: tên đơn vị | name of the unit
--   group_code: nhóm chỉ số | group
--   score: điểm | points
--   max_score: điểm tối đa | maximum
SELECT captured_on, period, unit_code, unit_name, group_code, score, max_score
FROM portal_score
ORDER BY captured_on, unit_code, group_code
