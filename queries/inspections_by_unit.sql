-- Đơn vị nào lâu chưa được kiểm tra, đơn vị nào có nhiều phát hiện?
-- parameters: from, to, district, ward
-- grain: one row a ward, district or department in force during the period, also those never inspected
-- register: inspection
-- rows: until its end
-- columns: unit_code, unit_from (the code's life), unit_name, unit_kind, unit_level; ward_code, ward_from (NULL but for wards),
--   district_code (since 2025-07: former), district_name; of the period, the city's team (city_team_) and self-inspection (self_) apart:
--   city_team_n self_n cuộc kiểm tra, city_team_with_findings_n self_with_findings_n, city_team_with_findings_pct
--   self_with_findings_pct 0–100, city_team_findings_n self_findings_n phát hiện, due_n remedied_on_time_n cuộc (as in
--   inspections_by_month); since the unit came into force: so_far_city_team_n so_far_self_n cuộc, first_inspected_on,
--   last_inspected_on, last_city_team_on, last_days ngày from the last one to the end of the period or of the data (NULL: never
--   inspected), uninspected_days (the same, counted from the day it came into force where never inspected)
WITH found AS (
    SELECT inspection_id, count(*) AS findings_n FROM finding GROUP BY inspection_id
),
as_of AS (
    SELECT least($to::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY, max(last_on))::DATE AS day
    FROM data_load
    WHERE kind = 'inspection' AND replaced_by IS NULL
),
inspected AS (
    SELECT *, inspector_level = 'city_team' AS is_city_team, month >= $from AS is_now
    FROM cell
    CROSS JOIN as_of
    LEFT JOIN found USING (inspection_id)
),
counted AS (
    SELECT
        unit_code,
        unit_from,
        count(*) FILTER (is_now AND is_city_team) AS city_team_n,
        count(*) FILTER (is_now AND NOT is_city_team) AS self_n,
        count(findings_n) FILTER (is_now AND is_city_team) AS city_team_with_findings_n,
        count(findings_n) FILTER (is_now AND NOT is_city_team) AS self_with_findings_n,
        sum(findings_n) FILTER (is_now AND is_city_team) AS city_team_findings_n,
        sum(findings_n) FILTER (is_now AND NOT is_city_team) AS self_findings_n,
        count(*) FILTER (is_now AND remedy_due_on <= day) AS due_n,
        count(*) FILTER (is_now AND remedy_due_on <= day AND remedied_on <= remedy_due_on) AS remedied_on_time_n,
        count(*) FILTER (is_city_team) AS so_far_city_team_n,
        count(*) FILTER (NOT is_city_team) AS so_far_self_n,
        min(inspected_on) AS first_inspected_on,
        max(inspected_on) AS last_inspected_on,
        max(inspected_on) FILTER (is_city_team) AS last_city_team_on
    FROM inspected
    GROUP BY unit_code, unit_from
),
listed AS (
    SELECT
        *,
        CASE level
            WHEN 'district' THEN unit_code
            WHEN 'ward' THEN coalesce(former_district_code, parent_code)
        END AS district_code
    FROM unit
    WHERE level <> 'city'
        AND valid_from < $to::DATE + INTERVAL 1 MONTH
        AND (valid_to IS NULL OR valid_to >= $from)
)
SELECT
    listed.unit_code,
    listed.valid_from AS unit_from,
    listed.name AS unit_name,
    listed.kind AS unit_kind,
    listed.level AS unit_level,
    CASE listed.level WHEN 'ward' THEN listed.unit_code END AS ward_code,
    CASE listed.level WHEN 'ward' THEN listed.valid_from END AS ward_from,
    listed.district_code,
    district.name AS district_name,
    coalesce(city_team_n, 0) AS city_team_n,
    coalesce(self_n, 0) AS self_n,
    coalesce(city_team_with_findings_n, 0) AS city_team_with_findings_n,
    coalesce(self_with_findings_n, 0) AS self_with_findings_n,
    100 * city_team_with_findings_n / nullif(city_team_n, 0) AS city_team_with_findings_pct,
    100 * self_with_findings_n / nullif(self_n, 0) AS self_with_findings_pct,
    coalesce(city_team_findings_n, 0)::BIGINT AS city_team_findings_n,
    coalesce(self_findings_n, 0)::BIGINT AS self_findings_n,
    coalesce(due_n, 0) AS due_n,
    coalesce(remedied_on_time_n, 0) AS remedied_on_time_n,
    coalesce(so_far_city_team_n, 0) AS so_far_city_team_n,
    coalesce(so_far_self_n, 0) AS so_far_self_n,
    first_inspected_on,
    last_inspected_on,
    last_city_team_on,
    least(as_of.day, listed.valid_to) - last_inspected_on AS last_days,
    greatest(least(as_of.day, listed.valid_to) - coalesce(last_inspected_on, listed.valid_from), 0) AS uninspected_days
FROM listed
CROSS JOIN as_of
LEFT JOIN counted ON counted.unit_code = listed.unit_code AND counted.unit_from = listed.valid_from
LEFT JOIN unit AS district ON district.level = 'district' AND district.unit_code = listed.district_code
WHERE ($district IS NULL OR list_contains($district, listed.district_code))
    AND (
        $ward IS NULL
        OR listed.level = 'ward' AND list_contains($ward_key, concat(listed.unit_code, '@', listed.valid_from))
    )
ORDER BY last_inspected_on NULLS FIRST, listed.valid_from, listed.name COLLATE vi
