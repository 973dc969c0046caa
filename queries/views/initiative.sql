-- Mô hình, cách làm các đơn vị áp dụng | Models taken up by units
-- grain: one row a unit and model
-- from: the data file
-- columns:
--   initiative_id: số | number
--   unit_code: mã đơn vị | code of the unit
--   unit_name: tên đơn vị lúc đó | its name at the time
--   unit_kind: loại đơn vị | its kind
--   initiative_kind: mô hình (mã) | model (code)
--   adopted_on: ngày áp dụng | adopted on
SELECT
    initiative.initiative_id,
    initiative.unit_code,
    unit.name AS unit_name,
    unit.kind AS unit_kind,
    initiative.initiative_kind,
    initiative.adopted_on
FROM initiative
LEFT JOIN unit ON unit.unit_code = initiative.unit_code
    AND initiative.adopted_on BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
ORDER BY adopted_on, initiative_id
