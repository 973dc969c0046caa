-- Đơn vị hành chính theo thời gian | Units in each period
-- grain: one row a unit and period of validity
-- from: the data file
-- columns:
--   unit_code: mã đơn vị | code
--   valid_from: có hiệu lực từ | in force since
--   valid_to: đến hết ngày (trống: còn hiệu lực) | until (empty: in force)
--   name: tên | name
--   kind: loại | kind
--   level: cấp: city, district, ward, department | level
--   parent_code: mã đơn vị cấp trên | code of the parent
--   former_district_code: mã quận, huyện cũ | code of the former district
--   area_km2: diện tích, km² | area, km²
SELECT unit_code, valid_from, valid_to, name, kind, level, parent_code, former_district_code, area_km2
FROM unit
ORDER BY unit_code, valid_from
