-- Slips with an answer under the filters in force, each with its own index; nothing of what is known of the person.
SELECT
    response_id, month, ward_code, ward_from, field_code, wait_minutes, visits,
    bit_count(valid_mask & mask)::INTEGER AS answers_n,
    bit_count(satisfied_mask & mask)::INTEGER AS satisfied_n,
    (/* sort */)::DOUBLE AS sort_value
FROM rollup_slip, (SELECT mask FROM rollup_factor_mask WHERE factor_code = coalesce($factor, '*')) AS part
WHERE valid_mask & mask <> 0 /* filters */
