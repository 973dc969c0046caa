-- Phiếu của xã, phường nào có dấu hiệu cần kiểm tra?
-- parameters: instrument, from, to
-- grain: one row a ward in force during the period; the statement: one row a ward, its days in lists, which `then` reads
-- then: quality
-- columns: ward_code, ward_from, ward_name, ward_kind, district_code, district_name, slips_n phiếu, index_pct 0–100, is_hidden, is_few;
--   alike_pct 0–100 (slips that tick the same answer throughout), top_pct 0–100 (all the best one), busiest_n phiếu (on the most
--   unlikely day), missing_pct 0–100 (answers not given), last_on (day of the last slip); is_alike, is_good (too high for its
--   number of slips), is_burst: signs that remain after Benjamini–Hochberg over all wards; signs_n
SELECT
    ward_code,
    ward_from,
    sum(slips_n) AS slips_n,
    sum(answers_n) AS answers_n,
    max(most_n) AS most_n,
    sum(judged_n) AS judged_n,
    sum(alike_n) AS alike_n,
    sum(top_n) AS top_n,
    max(day) AS last_on,
    -- A row a day would be 100 MB of the server for a moment: years of hundreds of wards.
    list(date_diff('day', $from::DATE, day)) AS days,
    list(slips_n) AS daily_n
FROM rollup_day
WHERE instrument_code = $instrument AND month BETWEEN $from AND $to AND ward_code IS NOT NULL
GROUP BY ward_code, ward_from
ORDER BY ward_code, ward_from
