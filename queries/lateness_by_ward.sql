-- Xã, phường nhiều hồ sơ quá hạn có kém hài lòng hơn không?
-- parameters: instrument, from, to, district, ward, field
-- grain: one row a ward in force during the period; the statement: a ward that reports dossiers
-- register: dossier
-- then: lateness
-- columns: ward_code, ward_from, ward_name, ward_kind, district_code (since 2025-07: former), district_name; by the city's
--   service centre centre_done_n centre_overdue_n hồ sơ, centre_late_pct 0–100 of those done; by the national portal, which
--   counts otherwise, portal_done_n portal_overdue_n hồ sơ, portal_late_pct 0–100; of the survey slips, whatever their
--   procedure and channel, slips_n phiếu, index_pct index_low index_high 0–100, is_hidden is_few; city_pct 0–100
SELECT
    ward_code,
    unit_from AS ward_from,
    sum(done_n) FILTER (source = 'service_centre') AS centre_done_n,
    sum(overdue_n) FILTER (source = 'service_centre') AS centre_overdue_n,
    sum(done_n) FILTER (source = 'national_portal') AS portal_done_n,
    sum(overdue_n) FILTER (source = 'national_portal') AS portal_overdue_n
FROM cell
WHERE ward_code IS NOT NULL
GROUP BY ward_code, unit_from
ORDER BY ward_code, unit_from
