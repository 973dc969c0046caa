-- Chỉ số hài lòng thay đổi thế nào theo thời gian?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare, step
-- grain: one row a month (step=quarter or year: a quarter, a year)
-- cells: factor by month
-- hidden within: quarter; year; all
-- columns: month (first day of the step)
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    date_trunc($step, month)::DATE AS month,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
GROUP BY 1
ORDER BY 1
