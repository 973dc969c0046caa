-- Nhóm nào của Chỉ số 766 dễ giành thêm điểm nhất?
-- parameters: to, district, ward
-- grain: one row a group, the widest gap first, at the capture that portal_by_ward takes (without any of wards: the city's latest until the period's end)
-- register: portal
-- rows: of all time
-- reads: the whole city
-- columns: captured_on, group_code, group_name, group_name_en, score max_score lost điểm of the city, reached_pct 0–100,
--   wards_n xã, phường with a score, median_score best_score điểm (best: what one ward in ten reaches or exceeds, 90th percentile), gap_score điểm (best − city)
WITH day AS (
    SELECT
        coalesce(
            max(captured_on) FILTER (month <= $to AND unit_level = 'ward'),
            min(captured_on) FILTER (month > $to AND month <= $to::DATE + INTERVAL 3 MONTH AND unit_level = 'ward'),
            max(captured_on) FILTER (month <= $to AND unit_level = 'city')
        ) AS captured_on
    FROM cell
), by_group AS (
    SELECT
        captured_on,
        group_code,
        max(score) FILTER (unit_level = 'city') AS score,
        coalesce(max(max_score) FILTER (unit_level = 'city'), max(max_score)) AS max_score,
        count(score) FILTER (unit_level = 'ward') AS wards_n,
        median(score) FILTER (unit_level = 'ward') AS median_score,
        quantile_cont(score, 0.9) FILTER (unit_level = 'ward') AS best_score
    FROM cell
    SEMI JOIN day USING (captured_on)
    GROUP BY ALL
)
SELECT
    captured_on,
    group_code,
    coalesce(label.name, group_code) AS group_name,
    coalesce(label.name_en, group_code) AS group_name_en,
    score,
    max_score,
    max_score - score AS lost,
    100 * score / nullif(max_score, 0) AS reached_pct,
    wards_n,
    median_score,
    best_score,
    best_score - score AS gap_score
FROM by_group
LEFT JOIN code_label AS label ON label.domain = 'portal_group' AND label.code = group_code
ORDER BY gap_score DESC NULLS LAST, lost DESC NULLS LAST, group_code
