-- Kế hoạch hành động | Action plan
-- grain: one row an action
-- from: the data file
-- columns:
--   action_id: số | number
--   unit_code: mã đơn vị | code of the unit
--   unit_name: tên đơn vị lúc đó | its name at the time
--   unit_kind: loại đơn vị | its kind
--   factor_code: mã yếu tố | code of the factor
--   due_on: hạn | due on
--   baseline_pct: mức ban đầu, 0–100 | baseline, 0–100
--   target_pct: mục tiêu, 0–100 | target, 0–100
--   status: tình trạng: not_started, under_way, done | status
--   done_on: ngày xong | done on
SELECT
    action.action_id,
    action.unit_code,
    unit.name AS unit_name,
    unit.kind AS unit_kind,
    action.factor_code,
    action.due_on,
    action.baseline_pct,
    action.target_pct,
    action.status,
    action.done_on
FROM action
LEFT JOIN unit ON unit.unit_code = action.unit_code
    AND action.due_on BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
ORDER BY due_on, action_id
