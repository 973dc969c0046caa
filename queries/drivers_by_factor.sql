-- Yếu tố nào tác động nhiều nhất đến việc cả phiếu đều hài lòng?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind
-- grain: one row a factor; the statement: one row a ward and pattern of answers, which `then` reads
-- cells: pattern
-- hidden within: nothing
-- then: drivers_by_factor
-- columns: those of satisfaction_by_factor; importance_pct importance_low importance_high 0–100 (share of what the factors
--   explain, Johnson's relative weights), explained_pct 0–100 (R²), gain_pct điểm (of the index, for a point more of this factor)
SELECT ward_code, valid_mask, satisfied_mask, sum(w) AS w_sum, count(*) AS slips_n
FROM cell
GROUP BY ALL
