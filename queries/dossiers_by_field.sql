-- Lĩnh vực nào nhiều hồ sơ quá hạn, theo từng nguồn?
-- parameters: from, to, district, ward, field
-- grain: one row a source and field with dossiers
-- register: dossier
-- columns: dossier_source, dossier_source_name, dossier_source_name_en: the two sources differ by definition and are never
--   added; field_code, field_name, field_name_en; received_n direct_n online_n post_n done_n on_time_n overdue_n hồ sơ
--   (overdue_n: done late), open_n hồ sơ (at the end of the last month that the source reports); online_pct of
--   those received; on_time_of_n hồ sơ that on_time_pct 0–100 is a share of: done (service centre), done or still open
--   (national portal)
WITH reported AS (
    SELECT *, month = max(month) OVER (PARTITION BY source) AS is_last
    FROM cell
),
summed AS (
    SELECT
        source,
        field_code,
        sum(received_n)::BIGINT AS received_n,
        sum(direct_n)::BIGINT AS direct_n,
        sum(online_n)::BIGINT AS online_n,
        sum(post_n)::BIGINT AS post_n,
        sum(done_n)::BIGINT AS done_n,
        sum(on_time_n)::BIGINT AS on_time_n,
        sum(overdue_n)::BIGINT AS overdue_n,
        coalesce(sum(open_n) FILTER (is_last), 0)::BIGINT AS open_n
    FROM reported
    GROUP BY source, field_code
)
SELECT
    summed.source AS dossier_source,
    source_word.name AS dossier_source_name,
    source_word.name_en AS dossier_source_name_en,
    field_code,
    field.name AS field_name,
    field.name_en AS field_name_en,
    summed.* EXCLUDE (source, field_code),
    100 * online_n / nullif(received_n, 0) AS online_pct,
    CASE summed.source WHEN 'national_portal' THEN done_n + open_n ELSE done_n END AS on_time_of_n,
    100 * on_time_n / nullif(on_time_of_n, 0) AS on_time_pct
FROM summed
LEFT JOIN procedure_field AS field USING (field_code)
LEFT JOIN code_label AS source_word ON source_word.domain = 'dossier_source' AND source_word.code = summed.source
ORDER BY source_word.position, received_n DESC, field_code
