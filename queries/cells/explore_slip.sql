-- Slips with what each measure of the pivot counts in them: x_n what is valid, x_k what is counted of it. A slip's score
-- is neutral where the scale has a middle that is not satisfied; a score under the line that is not neutral is dissatisfied.
SELECT
    *,
    bit_count(valid)::INTEGER AS index_n,
    bit_count(satisfied)::INTEGER AS index_k,
    index_n AS mean_n,
    bit_count(score_1)::INTEGER + 2 * bit_count(score_2)::INTEGER + 4 * bit_count(score_4)::INTEGER AS mean_k,
    index_n AS dissatisfied_n,
    bit_count(valid & ~satisfied & ~neutral)::INTEGER AS dissatisfied_k,
    index_n AS neutral_n,
    bit_count(neutral)::INTEGER AS neutral_k,
    (wait_minutes IS NOT NULL)::INTEGER AS wait_n,
    wait_minutes AS wait_k,
    (visits IS NOT NULL)::INTEGER AS visits_n,
    visits AS visits_k,
    (harassment IS NOT NULL)::INTEGER AS harassment_n,
    (harassment <> 'none')::INTEGER AS harassment_k
FROM (
    SELECT
        rollup_slip.* EXCLUDE (valid_mask, satisfied_mask, score_1_mask, score_2_mask, score_4_mask),
        part.* EXCLUDE (mask),
        valid_mask & mask AS valid,
        satisfied_mask & mask AS satisfied,
        score_1_mask & mask AS score_1,
        score_2_mask & mask AS score_2,
        score_4_mask & mask AS score_4,
        valid & xor(score_1, other_1) & xor(score_2, other_2) & xor(score_4, other_4) AS neutral
    FROM rollup_factor_mask AS part, rollup_slip
    JOIN (
        SELECT
            instrument_code,
            CASE WHEN scale_points % 2 = 1 AND (scale_points + 1) // 2 < satisfied_from THEN (scale_points + 1) // 2
                ELSE 0 END AS middle,
            if(middle & 1 = 1, 0, ~0::UBIGINT) AS other_1,
            if(middle & 2 = 2, 0, ~0::UBIGINT) AS other_2,
            if(middle & 4 = 4, 0, ~0::UBIGINT) AS other_4
        FROM instrument
    ) AS scale USING (instrument_code)
    WHERE valid_mask & mask <> 0 /* filters */
)
