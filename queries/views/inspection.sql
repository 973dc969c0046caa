-- Các cuộc kiểm tra công vụ | Civil-service inspections
-- grain: one row an inspection
-- from: the data file
-- columns:
--   inspection_id: số cuộc kiểm tra | number of the inspection
--   inspected_on: ngày kiểm tra | day of the inspection
--   inspector_level: cấp kiểm tra: city_team, department, district, ward | who inspected
--   form: hình thức: planned, unannounced, on_complaint | planned, unannounced, on_complaint
--   unit_code: mã đơn vị | code of the unit
--   unit_name: tên đơn vị lúc đó | its name at the time
--   unit_kind: loại đơn vị | its kind
--   remedy_due_on: hạn khắc phục | remedy due on
--   remedied_on: ngày khắc phục xong | remedied on
SELECT
    inspection.inspection_id,
    inspection.inspected_on,
    inspection.inspector_level,
    inspection.form,
    inspection.unit_code,
    unit.name AS unit_name,
    unit.kind AS unit_kind,
    inspection.remedy_due_on,
    inspection.remedied_on
FROM inspection
LEFT JOIN unit ON unit.unit_code = inspection.unit_code
    AND inspection.inspected_on BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
ORDER BY inspected_on, inspection_id
