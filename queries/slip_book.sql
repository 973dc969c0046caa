-- Sổ góp ý của một xã, phường ghi những gì?
-- parameters: from, to, district, ward, field
-- grain: one row a slip of one ward, the newest first; no row unless exactly one ward is asked for
-- register: slip
-- columns: slip_id, received_on, slip_kind, slip_kind_name, slip_kind_name_en, slip_channel, slip_channel_name,
--   slip_channel_name_en, comment_text (what points to a person was masked at loading), seen_by (a post), seen_on ("Đã xem": read,
--   which is not resolved), due_on, answered_on, slip_result, slip_result_name, slip_result_name_en
SELECT
    slip_id,
    received_on,
    cell.kind AS slip_kind,
    kind_word.name AS slip_kind_name,
    kind_word.name_en AS slip_kind_name_en,
    channel AS slip_channel,
    channel_word.name AS slip_channel_name,
    channel_word.name_en AS slip_channel_name_en,
    comment AS comment_text,
    seen_by,
    seen_on,
    due_on,
    answered_on,
    result AS slip_result,
    result_word.name AS slip_result_name,
    result_word.name_en AS slip_result_name_en
FROM cell
LEFT JOIN code_label AS kind_word ON kind_word.domain = 'slip_kind' AND kind_word.code = cell.kind
LEFT JOIN code_label AS channel_word ON channel_word.domain = 'slip_channel' AND channel_word.code = cell.channel
LEFT JOIN code_label AS result_word ON result_word.domain = 'slip_result' AND result_word.code = cell.result
WHERE len($ward::VARCHAR[]) = 1
ORDER BY received_on DESC, slip_id DESC
