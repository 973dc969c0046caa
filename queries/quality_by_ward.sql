-- Phiếu của xã, phường nào có dấu hiệu cần kiểm tra?
-- parameters: instrument, from, to
-- grain: one row a ward in force during the period; the statement: one row a ward and day, which `then` reads
-- then: quality
-- columns: ward_code, ward_from, ward_name, ward_kind, district_code, district_name, slips_n phiếu, index_pct 0–100, is_hidden, is_few;
--   alike_pct 0–100 (slips that tick the same answer throughout), top_pct 0–100 (all the best one), busiest_n phiếu (on the most
--   unlikely day), missing_pct 0–100 (answers not given), last_on (day of the last slip); is_alike, is_good (too high for its
--   number of slips), is_burst: signs that remain after Benjamini–Hochberg over all wards; signs_n
SELECT ward_code, ward_from, day, slips_n, answers_n, most_n, judged_n, alike_n, top_n
FROM rollup_day
WHERE instrument_code = $instrument AND month BETWEEN $from AND $to AND ward_code IS NOT NULL
ORDER BY ward_code, ward_from, day
