-- The statement that stands in the box at first.
SELECT ward_name, quarter, slips_n, index_pct, index_low, index_high
FROM index_by_ward
WHERE instrument_code = 'one_stop_slip' AND quarter >= '2026-01-01' AND NOT is_few
ORDER BY index_pct
