-- What period do the slips cover (without any: the other loads), and is any load simulated?
WITH loaded AS (
    SELECT * FROM data_load WHERE replaced_by IS NULL AND kind NOT IN ('target', 'action', 'initiative')
)
SELECT
    coalesce(
        (SELECT min(month) FROM rollup_satisfaction WHERE grain = 'month'),
        (SELECT date_trunc('month', min(first_on))::DATE FROM loaded WHERE accepted_n > 0)
    ) AS first_month,
    coalesce(
        (SELECT max(month) FROM rollup_satisfaction WHERE grain = 'month'),
        (SELECT date_trunc('month', max(last_on))::DATE FROM loaded WHERE accepted_n > 0)
    ) AS last_month,
    coalesce(
        (SELECT max(last_on) FROM loaded WHERE kind = 'survey'),
        (SELECT last_day(max(month)) FROM rollup_satisfaction WHERE grain = 'month'),
        (SELECT max(last_on) FROM loaded)
    ) AS last_day,
    (SELECT coalesce(bool_or(is_simulated), FALSE) FROM data_load) AS is_simulated
