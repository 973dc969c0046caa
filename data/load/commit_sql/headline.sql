-- What share of an instrument's answers from $from to $to (first days of months) is satisfied, 0–100, and of how many
-- slips, before and after this load? Two rows: is_after, index_pct (NULL where there is no slip), slips_n.
-- Needs temp.month_before.
SELECT
    is_after,
    100 * sum(w_satisfied_sum) / sum(w_answers_sum) AS index_pct,
    sum(slips_n)::BIGINT AS slips_n
FROM (
    SELECT FALSE AS is_after, month, slips_n, w_satisfied_sum, w_answers_sum
    FROM temp.month_before
    WHERE instrument_code = $instrument
    UNION ALL
    SELECT TRUE, month, slips_n, w_satisfied_sum, w_answers_sum
    FROM rollup_satisfaction
    WHERE grain = 'month' AND factor_code = '*' AND instrument_code = $instrument
)
WHERE month BETWEEN $from AND $to
GROUP BY is_after
ORDER BY is_after
