-- Bao nhiêu phiếu góp ý được nhận, được xem, được trả lời, được hài lòng?
-- parameters: from, to, district, ward, field
-- grain: one row
-- register: slip
-- rows: until its end
-- small: rated_n below 10 hides rated_n, satisfied_n, satisfied_pct
-- then: slips_funnel
-- columns: as_of_on (the last day of the period or of the books, whichever is earlier: later events do not count yet);
--   of the slips received in the period: received_n, seen_n (read by the leader, not resolved), answered_n, rated_n,
--   satisfied_n phiếu, seen_pct answered_pct of those received, satisfied_pct of those rated 0–100; seen_median_days
--   seen_p90_days answered_median_days answered_p90_days ngày (Kaplan–Meier, NULL where not reached yet); of those received
--   up to the end of the period: waiting_n not answered, waiting_overdue_n past their day as well, unseen_n not read,
--   unseen_overdue_n not read for more than 10 days, oldest_unseen_on with oldest_ward_code oldest_ward_from; is_hidden
WITH marked AS (
    SELECT
        *,
        month >= $from AS is_of_period,
        seen_on IS NULL AS is_unseen,
        answered_on IS NULL AS is_open
    FROM cell
)
SELECT
    * EXCLUDE (oldest),
    oldest.received_on AS oldest_unseen_on,
    oldest.ward_code AS oldest_ward_code,
    oldest.unit_from AS oldest_ward_from
FROM (
    SELECT
        any_value(as_of) AS as_of_on,
        count(*) FILTER (is_of_period) AS received_n,
        count(seen_on) FILTER (is_of_period) AS seen_n,
        count(answered_on) FILTER (is_of_period) AS answered_n,
        count(is_satisfied) FILTER (is_of_period) AS rated_n,
        count(*) FILTER (is_of_period AND is_satisfied) AS satisfied_n,
        100 * seen_n / nullif(received_n, 0) AS seen_pct,
        100 * answered_n / nullif(received_n, 0) AS answered_pct,
        100 * satisfied_n / nullif(rated_n, 0) AS satisfied_pct,
        count(*) FILTER (is_open) AS waiting_n,
        count(*) FILTER (is_open AND due_on < as_of) AS waiting_overdue_n,
        count(*) FILTER (is_unseen) AS unseen_n,
        count(*) FILTER (is_unseen AND as_of - received_on > 10) AS unseen_overdue_n,
        min(struct_pack(received_on, slip_id, ward_code, unit_from)) FILTER (is_unseen) AS oldest
    FROM marked
)
