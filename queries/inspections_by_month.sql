-- Mỗi cấp kiểm tra công vụ bao nhiêu cuộc, theo hình thức nào, phát hiện và khắc phục ra sao?
-- parameters: from, to, district, ward, step
-- grain: one row a month (step=quarter or year: a quarter, a year) and level of the inspecting body that inspected then
-- register: inspection
-- columns: month (first day of the step), inspector_level, inspector_name, inspector_name_en (city_team: the city's team; others inspect
--   within their own field or area: self-inspection); inspections_n, planned_n, unannounced_n, on_complaint_n, with_findings_n cuộc
--   kiểm tra, findings_n phát hiện; due_n cuộc whose day for remedy has passed by the end of the period or of the data,
--   remedied_on_time_n of these, unremedied_n of these not remedied yet; present_n, absent_n người
WITH found AS (
    SELECT inspection_id, count(*) AS findings_n FROM finding GROUP BY inspection_id
),
as_of AS (
    SELECT least($to::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY, max(last_on))::DATE AS day
    FROM data_load
    WHERE kind = 'inspection' AND replaced_by IS NULL
)
SELECT
    date_trunc($step, month)::DATE AS month,
    inspector_level,
    any_value(coalesce(label.name, inspector_level)) AS inspector_name,
    any_value(coalesce(label.name_en, inspector_level)) AS inspector_name_en,
    count(*) AS inspections_n,
    count(*) FILTER (form = 'planned') AS planned_n,
    count(*) FILTER (form = 'unannounced') AS unannounced_n,
    count(*) FILTER (form = 'on_complaint') AS on_complaint_n,
    count(findings_n) AS with_findings_n,
    coalesce(sum(findings_n), 0)::BIGINT AS findings_n,
    count(*) FILTER (remedy_due_on <= day) AS due_n,
    count(*) FILTER (remedy_due_on <= day AND remedied_on <= remedy_due_on) AS remedied_on_time_n,
    count(*) FILTER (remedy_due_on <= day AND (remedied_on IS NULL OR remedied_on > day)) AS unremedied_n,
    coalesce(sum(present_n), 0)::BIGINT AS present_n,
    coalesce(sum(absent_n), 0)::BIGINT AS absent_n
FROM cell
CROSS JOIN as_of
LEFT JOIN found USING (inspection_id)
LEFT JOIN code_label AS label ON label.domain = 'inspector_level' AND label.code = inspector_level
GROUP BY date_trunc($step, month), inspector_level
ORDER BY date_trunc($step, month), any_value(label.position), inspector_level
