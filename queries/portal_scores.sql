-- Chỉ số 766 được bao nhiêu điểm, mất bao nhiêu ở từng nhóm?
-- parameters: to, district, ward
-- grain: one row a capture until the period's end, unit and group
-- register: portal
-- rows: until its end
-- columns: captured_on, period_name (as the portal words it), unit_code, unit_from (the code's life), unit_name, unit_kind, unit_level, district_code (former: approximate),
--   group_code, group_name, group_name_en, score max_score lost điểm (score NULL: the portal shows none, which is not 0), reached_pct 0–100,
--   total_score total_max điểm, scored_n groups with a score of the unit's capture
SELECT
    captured_on,
    period AS period_name,
    unit_code,
    unit_from,
    unit_name,
    unit_kind,
    unit_level,
    district_code,
    group_code,
    coalesce(label.name, group_code) AS group_name,
    coalesce(label.name_en, group_code) AS group_name_en,
    score,
    max_score,
    max_score - score AS lost,
    100 * score / nullif(max_score, 0) AS reached_pct,
    sum(score) OVER capture AS total_score,
    sum(max_score) OVER capture AS total_max,
    count(score) OVER capture AS scored_n
FROM cell
LEFT JOIN code_label AS label ON label.domain = 'portal_group' AND label.code = group_code
WINDOW capture AS (PARTITION BY captured_on, unit_code, unit_from)
ORDER BY captured_on, unit_level, unit_name COLLATE vi, unit_code, label.position, group_code
