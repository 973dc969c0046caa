-- Tháng nào thay đổi thật, tháng nào chỉ dao động thường lệ?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor
-- grain: one row a month
-- cells: factor by month
-- hidden within: quarter; year; all
-- then: signals
-- columns: those of satisfaction_by_month; segment (limits are worked out anew after each break), centre_pct lower_pct
--   upper_pct 0–100, signal (high, low, none), rule (beyond_limits, shift, trend, two_in_three, none)
SELECT month, sum(COLUMNS('_n$|_sum$'))
FROM cell
GROUP BY month
ORDER BY month
