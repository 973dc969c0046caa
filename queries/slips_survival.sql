-- Sau bao nhiêu ngày thì phiếu góp ý được xem, được trả lời?
-- parameters: from, to, district, ward, field
-- grain: one row a day since receipt, from 0, on which a slip was read or answered; the statement: slips by days waited
-- register: slip
-- then: slips_survival
-- columns: waited_days ngày since receipt (0: the same day); of the slips received in the period seen_pct answered_pct
--   0–100: share read, answered by then (Kaplan–Meier: open slips count for as long as they have waited), with seen_low
--   seen_high answered_low answered_high 0–100, seen_waiting_n answered_waiting_n phiếu still followed on that day
WITH waited AS (
    SELECT
        seen_on IS NOT NULL AS is_seen,
        coalesce(seen_on, as_of) - received_on AS seen_days,
        answered_on IS NOT NULL AS is_answered,
        coalesce(answered_on, as_of) - received_on AS answered_days
    FROM cell
)
SELECT 'seen' AS stage, seen_days AS days, count(*) FILTER (is_seen) AS done_n, count(*) FILTER (NOT is_seen) AS open_n
FROM waited GROUP BY ALL
UNION ALL
SELECT 'answered', answered_days, count(*) FILTER (is_answered), count(*) FILTER (NOT is_answered)
FROM waited GROUP BY ALL
ORDER BY stage, days
