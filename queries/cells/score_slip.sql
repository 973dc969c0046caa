-- Counts by factor, from the slips' bit masks, as cells/factor_slip.sql, with the answers of one score for the satisfied
-- ones: where the answers of that score come from.
SELECT
    instrument_code, factor_code, month, district_code, ward_code, ward_from, field_code, procedure_code, channel,
    respondent_kind,
    1 AS slips_n,
    n AS answers_n,
    k AS satisfied_n,
    w * n AS w_answers_sum,
    w * k AS w_satisfied_sum,
    w * w * k * k AS ww_satisfied2_sum,
    w * w * k * n AS ww_satisfied_answers_sum,
    w * w * n * n AS ww_answers2_sum
FROM (
    SELECT
        rollup_slip.*,
        factor_code,
        bit_count(valid_mask & mask)::INTEGER AS n,
        bit_count(
            valid_mask & mask
            & xor(score_1_mask, if($score & 1 = 1, 0, ~0::UBIGINT))
            & xor(score_2_mask, if($score & 2 = 2, 0, ~0::UBIGINT))
            & xor(score_4_mask, if($score & 4 = 4, 0, ~0::UBIGINT))
        )::INTEGER AS k
    FROM rollup_slip, rollup_factor_mask
    WHERE valid_mask & mask <> 0 /* filters */
)
