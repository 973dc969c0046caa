-- Xã, phường nào xem và trả lời phiếu góp ý chậm?
-- parameters: from, to, district, ward, field
-- grain: one row a ward in force during the period, also those without slips
-- register: slip
-- rows: until its end
-- small: rated_n below 10 hides rated_n, satisfied_n, satisfied_pct within district_code; all
-- then: slips_by_ward
-- columns: ward_code, ward_from, ward_name, ward_kind, district_code (since 2025-07: former), district_name; of the slips
--   received in the period, as of its end or the last day of the books: received_n, seen_n, unseen_n, answered_n, overdue_n
--   (not answered and past their day; ten days where the book names none) phiếu, seen_median_days answered_median_days ngày
--   (Kaplan–Meier, NULL where not reached), seen_3_days_n phiếu read within 3 days, of the judged_n received at least
--   3 days ago, seen_3_days_pct 0–100, rated_n, satisfied_n phiếu, satisfied_pct 0–100; of those received up to the end of
--   the period: waiting_unseen_n not read, waiting_overdue_n not answered and past their day, oldest_unseen_on; is_hidden
WITH counted AS (
    SELECT
        ward_code,
        unit_from AS ward_from,
        count(*) FILTER (month >= $from) AS received_n,
        count(seen_on) FILTER (month >= $from) AS seen_n,
        count(answered_on) FILTER (month >= $from) AS answered_n,
        count(*) FILTER (month >= $from AND answered_on IS NULL AND due_on < as_of) AS overdue_n,
        count(*) FILTER (month >= $from AND seen_on - received_on <= 3 AND as_of - received_on >= 3) AS seen_3_days_n,
        count(*) FILTER (month >= $from AND as_of - received_on >= 3) AS judged_n,
        count(is_satisfied) FILTER (month >= $from) AS rated_n,
        count(*) FILTER (month >= $from AND is_satisfied) AS satisfied_n,
        count(*) FILTER (seen_on IS NULL) AS waiting_unseen_n,
        count(*) FILTER (answered_on IS NULL AND due_on < as_of) AS waiting_overdue_n,
        min(received_on) FILTER (seen_on IS NULL) AS oldest_unseen_on,
        -- Days waited, for the medians: below zero (-1 - days) where the slip is still open.
        list(coalesce(seen_on - received_on, received_on - as_of - 1)) FILTER (month >= $from) AS seen_waits,
        list(coalesce(answered_on - received_on, received_on - as_of - 1)) FILTER (month >= $from) AS answered_waits
    FROM cell
    GROUP BY ward_code, unit_from
)
SELECT
    ward.unit_code AS ward_code,
    ward.valid_from AS ward_from,
    ward.name AS ward_name,
    ward.kind AS ward_kind,
    coalesce(ward.former_district_code, ward.parent_code) AS district_code,
    district.name AS district_name,
    coalesce(received_n, 0) AS received_n,
    coalesce(seen_n, 0) AS seen_n,
    coalesce(received_n - seen_n, 0) AS unseen_n,
    coalesce(answered_n, 0) AS answered_n,
    coalesce(overdue_n, 0) AS overdue_n,
    coalesce(seen_3_days_n, 0) AS seen_3_days_n,
    coalesce(judged_n, 0) AS judged_n,
    100 * seen_3_days_n / nullif(judged_n, 0) AS seen_3_days_pct,
    coalesce(rated_n, 0) AS rated_n,
    coalesce(satisfied_n, 0) AS satisfied_n,
    100 * satisfied_n / nullif(rated_n, 0) AS satisfied_pct,
    coalesce(waiting_unseen_n, 0) AS waiting_unseen_n,
    coalesce(waiting_overdue_n, 0) AS waiting_overdue_n,
    oldest_unseen_on,
    seen_waits,
    answered_waits
FROM unit AS ward
LEFT JOIN unit AS district
    ON district.level = 'district' AND district.unit_code = coalesce(ward.former_district_code, ward.parent_code)
LEFT JOIN counted ON counted.ward_code = ward.unit_code AND counted.ward_from = ward.valid_from
WHERE ward.level = 'ward'
    AND ward.valid_from < $to::DATE + INTERVAL 1 MONTH
    AND (ward.valid_to IS NULL OR ward.valid_to >= $from)
    AND ($district IS NULL OR list_contains($district, coalesce(ward.former_district_code, ward.parent_code)))
    AND ($ward IS NULL OR list_contains($ward_key, concat(ward.unit_code, '@', ward.valid_from)))
ORDER BY ward.name COLLATE vi, ward.valid_from
