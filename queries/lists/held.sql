-- What period do the slips cover, and is any load simulated?
SELECT
    (SELECT min(month) FROM rollup_satisfaction WHERE grain = 'month') AS first_month,
    (SELECT max(month) FROM rollup_satisfaction WHERE grain = 'month') AS last_month,
    coalesce(
        (SELECT max(last_on) FROM data_load WHERE kind = 'survey' AND replaced_by IS NULL),
        (SELECT last_day(max(month)) FROM rollup_satisfaction WHERE grain = 'month')
    ) AS last_day,
    (SELECT coalesce(bool_or(is_simulated), FALSE) FROM data_load) AS is_simulated
