-- Counts by item, from the slips' bit masks: for combinations of dimensions that no roll-up keeps.
SELECT
    instrument_code, item_code, factor_code, month, district_code, ward_code, ward_from, field_code, procedure_code,
    channel, respondent_kind,
    1 AS slips_n,
    1 AS answers_n,
    k AS satisfied_n,
    w AS w_answers_sum,
    w * k AS w_satisfied_sum,
    w * w * k AS ww_satisfied2_sum,
    w * w * k AS ww_satisfied_answers_sum,
    w * w AS ww_answers2_sum
FROM (
    SELECT rollup_slip.*, item_code, factor_code, (satisfied_mask & mask <> 0)::INTEGER AS k
    FROM rollup_slip, rollup_item_mask
    WHERE valid_mask & mask <> 0 /* filters */
)
