-- From which month to which does an instrument have slips, and up to which day? One row, NULL where it has none.
SELECT
    min(month) AS first_month,
    max(month) AS last_month,
    coalesce(
        (SELECT max(last_on) FROM data_load
         WHERE kind = 'survey' AND instrument_code = $instrument AND replaced_by IS NULL),
        last_day(max(month))
    ) AS last_day
FROM rollup_satisfaction
WHERE grain = 'month' AND factor_code = '*' AND instrument_code = $instrument
