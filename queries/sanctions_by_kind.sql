-- Trong kỳ đã xử lý kỷ luật theo những hình thức nào?
-- parameters: from, to, district, ward
-- grain: one row a kind of sanction that the law knew on any day of the period, also without decisions
-- register: sanction
-- small: sanctions_n below 5 hides sanctions_n
-- columns: sanction_kind, sanction_name, sanction_name_en, ended_on (the last day the kind was in force; NULL: still is); sanctions_n
--   quyết định by their own date (most do not come out of an inspection: never divided by inspections; 1 to 4 are hidden and
--   shown as "<5", 0 is 0); is_hidden
WITH counted AS (
    SELECT sanction_kind, count(*) AS sanctions_n FROM cell GROUP BY sanction_kind
)
SELECT
    coalesce(label.code, sanction_kind) AS sanction_kind,
    coalesce(label.name, sanction_kind) AS sanction_name,
    coalesce(label.name_en, sanction_kind) AS sanction_name_en,
    label.valid_to AS ended_on,
    coalesce(sanctions_n, 0) AS sanctions_n
FROM (SELECT * FROM code_label WHERE domain = 'sanction_kind') AS label
FULL JOIN counted ON label.code = sanction_kind
WHERE sanctions_n > 0
    OR (
        (label.valid_from IS NULL OR label.valid_from < $to::DATE + INTERVAL 1 MONTH)
        AND (label.valid_to IS NULL OR label.valid_to >= $from)
    )
ORDER BY label.position, sanction_kind
