-- Yếu tố nêu trong kế hoạch hành động đạt bao nhiêu trước và sau tháng hoàn thành?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor
-- grain: one row a factor, month in which actions on it were done (itself left out), side of it and ward with slips
-- cells: each factor by ward, district
-- hidden within: factor_code, done_month, side_code, district_code; factor_code, done_month, side_code
-- columns: factor_code, done_month (first day), side_code (before, after), side_months_n tháng pooled: as many on either side, at
--   most 6, none beyond the data or a break of the series; ward_code, ward_from, district_code
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few
WITH held AS (
    SELECT min(month) AS first_month, max(month) AS last_month FROM cell
),
done AS (
    SELECT DISTINCT factor_code, date_trunc('month', done_on)::DATE AS done_month
    FROM action
    WHERE status = 'done' AND done_on IS NOT NULL AND factor_code IS NOT NULL
),
reach AS (
    SELECT
        done.factor_code,
        done.done_month,
        greatest(
            any_value(first_month),
            max(break_on) FILTER (break_on <= last_day(done_month))
        ) AS first_month,
        least(
            any_value(last_month),
            min(break_on) FILTER (break_on > last_day(done_month)) - INTERVAL 1 MONTH
        ) AS last_month
    FROM done
    CROSS JOIN held
    LEFT JOIN series_break ON series_break.instrument_code IS NULL OR series_break.instrument_code = $instrument
    GROUP BY ALL
),
span AS (
    SELECT
        factor_code,
        done_month,
        least(6, date_diff('month', first_month, done_month), date_diff('month', done_month, last_month)) AS side_months_n
    FROM reach
)
SELECT
    cell.factor_code,
    done_month,
    CASE WHEN month < done_month THEN 'before' ELSE 'after' END AS side_code,
    side_months_n,
    ward_code,
    ward_from,
    district_code,
    sum(COLUMNS('(slips|answers|satisfied)_n$|_sum$'))
FROM cell
JOIN span
    ON span.factor_code = cell.factor_code
    AND month <> done_month
    AND abs(date_diff('month', done_month, month)) <= side_months_n
WHERE ward_code IS NOT NULL
GROUP BY cell.factor_code, done_month, side_code, side_months_n, ward_code, ward_from, district_code
ORDER BY cell.factor_code, done_month, side_code DESC, district_code, ward_code
