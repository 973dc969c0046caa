-- Sau khi áp dụng một mô hình, yếu tố tương ứng thay đổi thế nào so với nơi chưa áp dụng?
-- parameters: instrument, to, district, ward, field, procedure, channel, respondent_kind, factor
-- grain: one row a model and month from 6 before to 6 after it was taken up; the statement: one row a ward, month and factor, which `then` reads
-- cells: each factor by ward
-- rows: until its end
-- hidden within: nothing
-- then: initiative_effect
-- columns: initiative_kind (together: several taken up within 6 months of each other, which can't be told apart), initiative_name,
--   initiative_name_en, factor_code, factor_name, factor_name_en (the factor the model aims at, or that of the filter; NULL: all of them);
--   adopters_n xã, phường in force at the end of the period that took it up, apart_n of these without another model within 6 months;
--   event_month effect_pct effect_low effect_high treated_n controls_n wards_n overall_pct overall_low overall_high pretrend_p
--   is_estimated: as for inspections, of the wards counted in apart_n
SELECT
    ward_code,
    ward_from,
    month,
    factor_code,
    sum(slips_n)::BIGINT AS slips_n,
    sum(w_answers_sum) AS w_answers_sum,
    sum(w_satisfied_sum) AS w_satisfied_sum
FROM cell
JOIN unit AS ward
    ON ward.level = 'ward' AND ward.unit_code = ward_code AND ward.valid_from = ward_from
    AND (ward.valid_to IS NULL OR ward.valid_to >= $to::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY)
GROUP BY ALL
ORDER BY ward_code, month, factor_code
