-- Trong kỳ, bao nhiêu phần trăm câu trả lời là hài lòng?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row
-- cells: factor
-- hidden within: nothing
-- columns: from_on, to_on (first and last day of the period)
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    $from AS from_on,
    ($to::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE AS to_on,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
