-- Rules between the rows of this load and what the file held before, and of the roll-ups as merged; the rules of a row
-- by itself are those of data/checks.sql, run over the new rows alone. One row a broken rule, as there.
-- variables: load_id
SELECT rule, broken_n
FROM (
    SELECT 'slip number twice within an instrument' AS rule, count(*) AS broken_n
    FROM survey_response AS earlier
    SEMI JOIN temp.clean_survey_response AS added
        ON added.instrument_code = earlier.instrument_code AND added.slip_number = earlier.slip_number
    WHERE earlier.load_id <> getvariable('load_id')
    UNION ALL
    SELECT 'answers lost in the roll-up', abs(
        (SELECT count(*) FROM survey_answer)
        - (SELECT coalesce(sum(answers_n), 0) FROM rollup_satisfaction WHERE grain = 'month' AND factor_code = '*')
    )::BIGINT
    UNION ALL
    SELECT 'slips lost in the roll-up', abs(
        (SELECT count(*) FROM rollup_slip)
        - (SELECT coalesce(sum(slips_n), 0) FROM rollup_satisfaction WHERE grain = 'month' AND factor_code = '*')
    )::BIGINT
)
WHERE broken_n > 0
