-- Sau lần kiểm tra đầu tiên, mức hài lòng ở xã, phường thay đổi thế nào so với nơi chưa được kiểm tra?
-- parameters: instrument, to, district, ward, field, procedure, channel, respondent_kind, factor
-- grain: one row a month from 6 before to 6 after the first inspection; the statement: one row a ward and month, which `then` reads
-- cells: factor by ward
-- rows: until its end
-- hidden within: nothing
-- then: inspection_effect
-- columns: event_month (0: the month of the ward's first inspection since it came into force, of wards in force at the end of the period),
--   effect_pct effect_low effect_high điểm (change since month −1, less that of wards not inspected yet in the same months; 95 % interval;
--   NULL: under 8 wards or 10 slips), treated_n controls_n xã, phường; the same on every row: wards_n inspected and compared,
--   overall_pct overall_low overall_high điểm (mean of months 1 to 6), pretrend_p (chance of months before as uneven as these
--   by themselves), is_estimated
WITH first AS (
    SELECT inspection.unit_code AS ward_code, unit.valid_from AS ward_from, min(inspected_on) AS event_on
    FROM inspection
    JOIN unit
        ON unit.unit_code = inspection.unit_code
        AND inspected_on >= unit.valid_from
        AND (unit.valid_to IS NULL OR inspected_on <= unit.valid_to)
    WHERE inspected_on < $to::DATE + INTERVAL 1 MONTH
    GROUP BY ALL
)
SELECT
    ward_code,
    ward_from,
    month,
    any_value(event_on) AS event_on,
    sum(slips_n)::BIGINT AS slips_n,
    sum(w_answers_sum) AS w_answers_sum,
    sum(w_satisfied_sum) AS w_satisfied_sum
FROM cell
JOIN unit AS ward
    ON ward.level = 'ward' AND ward.unit_code = ward_code AND ward.valid_from = ward_from
    AND (ward.valid_to IS NULL OR ward.valid_to >= $to::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY)
LEFT JOIN first USING (ward_code, ward_from)
GROUP BY ward_code, ward_from, month
ORDER BY ward_code, month
