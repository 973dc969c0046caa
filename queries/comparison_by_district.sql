-- Địa bàn quận, huyện nào cao hơn hay thấp hơn mức chung của thành phố, khi đã tính cả may rủi và cơ cấu hồ sơ?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor
-- grain: one row a district (since 2025-07: former district); the statement: one row a district and field, for `then`
-- cells: factor by district, field
-- hidden within: all
-- reads: the whole city
-- then: comparison
-- columns: those of satisfaction_by_district; city_pct 0–100; tau2 (variance between units, arcsine scale); place (above_998, above_95, like, below_95, below_998, none);
--   z; shrunk_pct shrunk_low shrunk_high 0–100 (empirical Bayes), lowest_tenth_pct 0–100 (chance of being in the lowest tenth);
--   adjusted_pct adjusted_low adjusted_high 0–100 (at the city's mix of fields); rank_low rank_high (1 = lowest)
SELECT
    district_code,
    coalesce(field_code, '') AS field_code,
    sum(w_answers_sum) AS w_answers_sum,
    sum(w_satisfied_sum) AS w_satisfied_sum
FROM cell
GROUP BY ALL
ORDER BY ALL
