-- Từng yếu tố thay đổi thế nào theo thời gian?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare, step
-- grain: one row a factor and month (step=quarter or year: a quarter, a year)
-- cells: each factor by month
-- hidden within: factor_code, quarter; factor_code, year; factor_code
-- columns: factor_code, factor_name, factor_name_en, month (first day of the step)
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    factor_code,
    any_value(factor.name) AS factor_name,
    any_value(factor.name_en) AS factor_name_en,
    date_trunc($step, month)::DATE AS month,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
JOIN factor USING (factor_code)
GROUP BY factor_code, date_trunc($step, month)
ORDER BY any_value(factor.position), month
