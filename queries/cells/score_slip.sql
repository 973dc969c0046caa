-- Answers of one score by factor, from the slips' bit masks, as the satisfied ones of cells/factor_slip.sql: where the
-- answers of that score come from. Slips without one are left out, so what else a cell counts is not in here.
SELECT
    instrument_code, factor_code, month, district_code, ward_code, ward_from, field_code, procedure_code, channel,
    respondent_kind,
    k AS satisfied_n,
    w * k AS w_satisfied_sum,
    w * w * k * k AS ww_satisfied2_sum,
    w * w * k * n AS ww_satisfied_answers_sum
FROM (
    SELECT
        scored.*,
        factor_code,
        bit_count(valid_mask & mask)::INTEGER AS n,
        bit_count(of_score & mask)::INTEGER AS k
    FROM (
        SELECT
            *,
            valid_mask
            & xor(score_1_mask, if($score & 1 = 1, 0, ~0::UBIGINT))
            & xor(score_2_mask, if($score & 2 = 2, 0, ~0::UBIGINT))
            & xor(score_4_mask, if($score & 4 = 4, 0, ~0::UBIGINT)) AS of_score
        FROM rollup_slip
        WHERE of_score <> 0
    ) AS scored, rollup_factor_mask
    WHERE of_score & mask <> 0 /* filters */
)
