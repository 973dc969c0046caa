-- Người dân nộp hồ sơ theo cách nào kém hài lòng vào tháng nào?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a channel and month
-- cells: factor by channel, month
-- hidden within: channel x month
-- columns: channel, channel_name, channel_name_en (empty where a slip does not say), month
--   slips_n phiếu, answers_n, satisfied_n câu trả lời, index_pct index_low index_high 0–100, effective_n phiếu,
--   is_hidden is_few; with compare: before_*, change_pct change_low change_high điểm, p_value, is_beyond_chance
SELECT
    coalesce(cell.channel, '') AS channel,
    any_value(word.name) AS channel_name,
    any_value(word.name_en) AS channel_name_en,
    month,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
LEFT JOIN code_label AS word ON word.domain = 'channel' AND word.code = cell.channel
GROUP BY coalesce(cell.channel, ''), month
ORDER BY any_value(word.position), month
