-- Builds the roll-ups from the slips, so that a page never reads an answer.
--
-- rollup_slip: one row a slip, its answers folded into bit masks (bit p = item at position p): which items hold a
--   valid answer, which a satisfied one, and the score in binary (score_1_mask holds the ones, score_2_mask the twos,
--   score_4_mask the fours: scales of up to 7 points). Ordered by month, so that a period reads only its own rows.
--   response_id leads from there to the slip itself, when one is opened.
-- rollup_comment: the words of a slip's comment without accents, lower case, a space around each: what a search reads.
-- rollup_factor_mask, rollup_item_mask: the bits of each factor ('*' all items) and of each item.
-- rollup_satisfaction: one row a grain, factor and combination of that grain's dimensions; dimensions a grain does not
--   keep are NULL. factor_code '*' pools every item of the instrument; the named factors pool their own items.
-- rollup_item: the same by item.
-- rollup_day: slips by ward and day, and how many tick the same answer throughout: what tells interference with a survey.
--
-- Columns that add up (the seven sums of the interval, and the plain count of satisfied answers beside them):
--   slips_n   m      slips with at least one valid answer       w_answers_sum            Σ w·n
--   answers_n Σ n    valid answers                              w_satisfied_sum          Σ w·k
--   satisfied_n Σ k  answers at or above satisfied_from         ww_satisfied2_sum        Σ w²·k²
--                                                               ww_satisfied_answers_sum Σ w²·k·n
--                                                               ww_answers2_sum          Σ w²·n²
--   (n, k valid and satisfied answers of one slip, w its weight)
--
-- Grains: 'month'; 'unit' (district, ward); 'service' (field, procedure, channel, respondent); 'district_field'
-- (district, field). What none of them holds is asked of rollup_slip.
-- district_code is the district of the date until 2025-06-30, afterwards the former district that held most of the
-- ward's area: an approximate grouping, said so wherever it is shown. ward_from tells the two lives of a code apart.

CREATE TABLE rollup_slip AS
WITH folded AS (
    SELECT
        answer.response_id,
        coalesce(bit_or(1::UBIGINT << item.position) FILTER (answer.score >= instrument.satisfied_from), 0)::UBIGINT
            AS satisfied_mask,
        bit_or((score & 1)::UBIGINT << item.position) AS score_1_mask,
        bit_or((score >> 1 & 1)::UBIGINT << item.position) AS score_2_mask,
        bit_or((score >> 2 & 1)::UBIGINT << item.position) AS score_4_mask
    FROM survey_answer AS answer
    JOIN item USING (item_code)
    JOIN survey_response USING (response_id)
    JOIN instrument USING (instrument_code)
    GROUP BY answer.response_id
)
SELECT
    response.instrument_code,
    date_trunc('month', response.responded_on)::DATE AS month,
    coalesce(response.district_code, ward.former_district_code, ward.parent_code) AS district_code,
    response.ward_code,
    ward.valid_from AS ward_from,
    response.field_code,
    response.procedure_code,
    response.channel,
    response.respondent_kind,
    response.weight AS w,
    score_1_mask | score_2_mask | score_4_mask AS valid_mask,
    folded.satisfied_mask,
    folded.score_1_mask,
    folded.score_2_mask,
    folded.score_4_mask,
    response.gender,
    response.age_band,
    isodow(response.responded_on)::TINYINT AS weekday,
    response.wait_minutes,
    response.visits,
    response.harassment,
    response.response_id
FROM survey_response AS response
JOIN folded USING (response_id)
LEFT JOIN unit AS ward
    ON ward.unit_code = response.ward_code
    AND response.responded_on BETWEEN ward.valid_from AND coalesce(ward.valid_to, DATE '9999-12-31')
ORDER BY ALL;

CREATE TABLE rollup_comment AS
SELECT
    response.instrument_code,
    date_trunc('month', response.responded_on)::DATE AS month,
    response.response_id,
    format(
        ' {} ',
        trim(regexp_replace(replace(strip_accents(lower(response.comment)), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g'))
    ) AS folded
FROM survey_response AS response
SEMI JOIN survey_answer AS answer ON answer.response_id = response.response_id
WHERE response.comment IS NOT NULL
ORDER BY ALL;

CREATE TABLE rollup_factor_mask AS
SELECT factor_code, bit_or(1::UBIGINT << position) AS mask FROM item GROUP BY factor_code
UNION ALL
SELECT '*', bit_or(1::UBIGINT << position) FROM item;

CREATE TABLE rollup_item_mask AS
SELECT item_code, factor_code, 1::UBIGINT << position AS mask FROM item;

CREATE TABLE rollup_satisfaction AS
WITH counted AS (
    SELECT
        rollup_slip.*,
        factor_code,
        bit_count(valid_mask & mask)::INTEGER AS n,
        bit_count(satisfied_mask & mask)::INTEGER AS k
    FROM rollup_slip, rollup_factor_mask
    WHERE valid_mask & mask <> 0
)
SELECT
    CASE grouping(ward_code, field_code, channel, district_code)
        WHEN 15 THEN 'month'
        WHEN 6 THEN 'unit'
        WHEN 9 THEN 'service'
        WHEN 10 THEN 'district_field'
    END AS grain,
    instrument_code, factor_code, month, district_code, ward_code, ward_from, field_code, procedure_code, channel,
    respondent_kind,
    count(*)::INTEGER AS slips_n,
    sum(n)::INTEGER AS answers_n,
    sum(k)::INTEGER AS satisfied_n,
    sum(w * n) AS w_answers_sum,
    sum(w * k) AS w_satisfied_sum,
    sum(w * w * k * k) AS ww_satisfied2_sum,
    sum(w * w * k * n) AS ww_satisfied_answers_sum,
    sum(w * w * n * n) AS ww_answers2_sum
FROM counted
GROUP BY GROUPING SETS (
    (instrument_code, factor_code, month),
    (instrument_code, factor_code, month, district_code, ward_code, ward_from),
    (instrument_code, factor_code, month, field_code, procedure_code, channel, respondent_kind),
    (instrument_code, factor_code, month, district_code, field_code)
)
ORDER BY grain, instrument_code, factor_code, month;

CREATE TABLE rollup_item AS
WITH counted AS (
    SELECT rollup_slip.*, item_code, factor_code, (satisfied_mask & mask <> 0)::INTEGER AS k
    FROM rollup_slip, rollup_item_mask
    WHERE valid_mask & mask <> 0
)
SELECT
    CASE grouping(ward_code, field_code)
        WHEN 3 THEN 'month'
        WHEN 1 THEN 'unit'
        WHEN 2 THEN 'service'
    END AS grain,
    instrument_code, item_code, any_value(factor_code) AS factor_code, month, district_code, ward_code, ward_from,
    field_code, procedure_code, channel, respondent_kind,
    count(*)::INTEGER AS slips_n,
    count(*)::INTEGER AS answers_n,
    sum(k)::INTEGER AS satisfied_n,
    sum(w) AS w_answers_sum,
    sum(w * k) AS w_satisfied_sum,
    sum(w * w * k) AS ww_satisfied2_sum,
    sum(w * w * k) AS ww_satisfied_answers_sum,
    sum(w * w) AS ww_answers2_sum
FROM counted
GROUP BY GROUPING SETS (
    (instrument_code, item_code, month),
    (instrument_code, item_code, month, district_code, ward_code, ward_from),
    (instrument_code, item_code, month, field_code, procedure_code, channel, respondent_kind)
)
ORDER BY grain, instrument_code, month;

-- judged_n: slips with at least 8 valid answers, fewer are alike by nature; alike_n of them all the same answer, top_n all
-- the best one. most_n: the most answers any slip of the instrument gave, against which missing ones are counted.
CREATE TABLE rollup_day AS
WITH given AS (
    SELECT response_id, count(*) AS n, min(score) AS low, max(score) AS high
    FROM survey_answer
    GROUP BY response_id
)
SELECT
    response.instrument_code,
    date_trunc('month', response.responded_on)::DATE AS month,
    response.responded_on AS day,
    response.ward_code,
    ward.valid_from AS ward_from,
    count(*)::INTEGER AS slips_n,
    sum(n)::INTEGER AS answers_n,
    max(n)::INTEGER AS most_n,
    count(*) FILTER (n >= 8)::INTEGER AS judged_n,
    count(*) FILTER (n >= 8 AND low = high)::INTEGER AS alike_n,
    count(*) FILTER (n >= 8 AND low = instrument.scale_points)::INTEGER AS top_n
FROM survey_response AS response
JOIN given USING (response_id)
JOIN instrument USING (instrument_code)
LEFT JOIN unit AS ward
    ON ward.unit_code = response.ward_code
    AND response.responded_on BETWEEN ward.valid_from AND coalesce(ward.valid_to, DATE '9999-12-31')
GROUP BY ALL
ORDER BY ALL;
