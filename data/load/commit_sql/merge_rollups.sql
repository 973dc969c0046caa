-- Adds the roll-ups of the fresh slips to those of the file: every column of counts adds up, so nothing that was
-- counted before is read again. The small tables are written anew in the order of rollups.sql, by which a period finds
-- its rows; slips are appended, in order among themselves.
-- Needs memory.fresh.rollup_*, and temp.replaced_month: months that the fresh roll-ups hold whole.
INSERT INTO rollup_slip BY NAME FROM memory.fresh.rollup_slip;
INSERT INTO rollup_comment BY NAME FROM memory.fresh.rollup_comment;

CREATE OR REPLACE TABLE rollup_satisfaction AS
SELECT
    grain, instrument_code, factor_code, month, district_code, ward_code, ward_from, field_code, procedure_code, channel,
    respondent_kind,
    sum(slips_n)::INTEGER AS slips_n,
    sum(answers_n)::INTEGER AS answers_n,
    sum(satisfied_n)::INTEGER AS satisfied_n,
    sum(w_answers_sum) AS w_answers_sum,
    sum(w_satisfied_sum) AS w_satisfied_sum,
    sum(ww_satisfied2_sum) AS ww_satisfied2_sum,
    sum(ww_satisfied_answers_sum) AS ww_satisfied_answers_sum,
    sum(ww_answers2_sum) AS ww_answers2_sum
FROM (
    FROM rollup_satisfaction
    WHERE (instrument_code, month) NOT IN (SELECT (instrument_code, month) FROM temp.replaced_month)
    UNION ALL BY NAME
    FROM memory.fresh.rollup_satisfaction
)
GROUP BY ALL
ORDER BY grain, instrument_code, factor_code, month;

CREATE OR REPLACE TABLE rollup_item AS
SELECT
    grain, instrument_code, item_code, factor_code, month, district_code, ward_code, ward_from, field_code,
    procedure_code, channel, respondent_kind,
    sum(slips_n)::INTEGER AS slips_n,
    sum(answers_n)::INTEGER AS answers_n,
    sum(satisfied_n)::INTEGER AS satisfied_n,
    sum(w_answers_sum) AS w_answers_sum,
    sum(w_satisfied_sum) AS w_satisfied_sum,
    sum(ww_satisfied2_sum) AS ww_satisfied2_sum,
    sum(ww_satisfied_answers_sum) AS ww_satisfied_answers_sum,
    sum(ww_answers2_sum) AS ww_answers2_sum
FROM (
    FROM rollup_item
    WHERE (instrument_code, month) NOT IN (SELECT (instrument_code, month) FROM temp.replaced_month)
    UNION ALL BY NAME
    FROM memory.fresh.rollup_item
)
GROUP BY ALL
ORDER BY grain, instrument_code, month;

CREATE OR REPLACE TABLE rollup_day AS
SELECT
    instrument_code, month, day, ward_code, ward_from,
    sum(slips_n)::INTEGER AS slips_n,
    sum(answers_n)::INTEGER AS answers_n,
    max(most_n)::INTEGER AS most_n,
    sum(judged_n)::INTEGER AS judged_n,
    sum(alike_n)::INTEGER AS alike_n,
    sum(top_n)::INTEGER AS top_n
FROM (
    FROM rollup_day
    WHERE (instrument_code, month) NOT IN (SELECT (instrument_code, month) FROM temp.replaced_month)
    UNION ALL BY NAME
    FROM memory.fresh.rollup_day
)
GROUP BY ALL
ORDER BY ALL;
