-- Kiểm tra công vụ phát hiện những gì nhiều nhất, nghiêm trọng đến đâu?
-- parameters: from, to, district, ward, field
-- grain: one row a type of finding and who inspected (the city's team, or self-inspection by all others)
-- register: finding
-- columns: inspected_by (city_team, self), finding_kind, finding_name, finding_name_en; findings_n
--   phát hiện, inspections_n cuộc kiểm tra that found it, minor_n serious_n very_serious_n phát hiện by severity, remedied_n
--   phát hiện, share_pct cumulative_pct 0–100 of the findings of who inspected, the most frequent first
WITH counted AS (
    SELECT
        CASE inspector_level WHEN 'city_team' THEN 'city_team' ELSE 'self' END AS inspected_by,
        kind AS finding_kind,
        count(*) AS findings_n,
        count(DISTINCT inspection_id) AS inspections_n,
        count(*) FILTER (severity = 'minor') AS minor_n,
        count(*) FILTER (severity = 'serious') AS serious_n,
        count(*) FILTER (severity = 'very_serious') AS very_serious_n,
        count(*) FILTER (is_remedied) AS remedied_n
    FROM cell
    GROUP BY ALL
)
SELECT
    inspected_by,
    finding_kind,
    coalesce(label.name, finding_kind) AS finding_name,
    coalesce(label.name_en, finding_kind) AS finding_name_en,
    counted.* EXCLUDE (inspected_by, finding_kind),
    100 * findings_n / sum(findings_n) OVER whole AS share_pct,
    100 * sum(findings_n) OVER so_far / sum(findings_n) OVER whole AS cumulative_pct
FROM counted
LEFT JOIN code_label AS label ON label.domain = 'finding_kind' AND label.code = finding_kind
WINDOW
    whole AS (PARTITION BY inspected_by),
    so_far AS (PARTITION BY inspected_by ORDER BY findings_n DESC, finding_kind ROWS UNBOUNDED PRECEDING)
ORDER BY inspected_by, findings_n DESC, finding_kind
