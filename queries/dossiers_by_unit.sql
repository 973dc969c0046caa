-- Đơn vị nào nhiều hồ sơ quá hạn, theo từng nguồn?
-- parameters: from, to, district, ward, field
-- grain: one row a unit that reports dossiers in the period, and a ward in force during it that does not
-- register: dossier
-- columns: unit_level, unit_code, unit_from (the code's life), unit_name, unit_kind, district_code (since 2025-07: former),
--   district_name; side by side, never added, since they differ by definition: of the city's service centre centre_received_n
--   centre_online_n centre_done_n centre_on_time_n centre_overdue_n (done late) centre_open_n hồ sơ (at the end of the last
--   month the source reports), centre_online_pct of those received, centre_on_time_pct of those done 0–100; of the national
--   portal portal_received_n portal_online_n portal_done_n portal_on_time_n portal_overdue_n portal_open_n hồ sơ,
--   portal_online_pct of those received, portal_on_time_pct of those done or still open 0–100
WITH reported AS (
    SELECT *, month = max(month) OVER (PARTITION BY source) AS is_last
    FROM cell
),
summed AS (
    SELECT
        unit_code,
        unit_from,
        source,
        sum(received_n)::BIGINT AS received_n,
        sum(online_n)::BIGINT AS online_n,
        sum(done_n)::BIGINT AS done_n,
        sum(on_time_n)::BIGINT AS on_time_n,
        sum(overdue_n)::BIGINT AS overdue_n,
        coalesce(sum(open_n) FILTER (is_last), 0)::BIGINT AS open_n
    FROM reported
    GROUP BY unit_code, unit_from, source
),
listed AS (
    SELECT unit_code, unit_from FROM summed
    UNION
    SELECT unit_code, valid_from
    FROM unit
    WHERE level = 'ward'
        AND valid_from < $to::DATE + INTERVAL 1 MONTH
        AND (valid_to IS NULL OR valid_to >= $from)
        AND ($district IS NULL OR list_contains($district, coalesce(former_district_code, parent_code)))
        AND ($ward IS NULL OR list_contains($ward_key, concat(unit_code, '@', valid_from)))
)
SELECT
    unit.level AS unit_level,
    unit.unit_code,
    unit.valid_from AS unit_from,
    unit.name AS unit_name,
    unit.kind AS unit_kind,
    CASE unit.level
        WHEN 'ward' THEN coalesce(unit.former_district_code, unit.parent_code)
        WHEN 'district' THEN unit.unit_code
    END AS district_code,
    district.name AS district_name,
    centre.received_n AS centre_received_n,
    centre.online_n AS centre_online_n,
    centre.done_n AS centre_done_n,
    centre.on_time_n AS centre_on_time_n,
    centre.overdue_n AS centre_overdue_n,
    centre.open_n AS centre_open_n,
    100 * centre.online_n / nullif(centre.received_n, 0) AS centre_online_pct,
    100 * centre.on_time_n / nullif(centre.done_n, 0) AS centre_on_time_pct,
    portal.received_n AS portal_received_n,
    portal.online_n AS portal_online_n,
    portal.done_n AS portal_done_n,
    portal.on_time_n AS portal_on_time_n,
    portal.overdue_n AS portal_overdue_n,
    portal.open_n AS portal_open_n,
    100 * portal.online_n / nullif(portal.received_n, 0) AS portal_online_pct,
    100 * portal.on_time_n / nullif(portal.done_n + portal.open_n, 0) AS portal_on_time_pct
FROM listed
JOIN unit ON unit.unit_code = listed.unit_code AND unit.valid_from = listed.unit_from
LEFT JOIN unit AS district
    ON district.level = 'district'
    AND district.unit_code = CASE WHEN unit.level = 'ward' THEN coalesce(unit.former_district_code, unit.parent_code) END
LEFT JOIN summed AS centre
    ON centre.unit_code = listed.unit_code AND centre.unit_from = listed.unit_from AND centre.source = 'service_centre'
LEFT JOIN summed AS portal
    ON portal.unit_code = listed.unit_code AND portal.unit_from = listed.unit_from AND portal.source = 'national_portal'
ORDER BY unit.level, unit.name COLLATE vi, unit.valid_from
