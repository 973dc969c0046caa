-- Phiếu góp ý nào quá hạn chưa trả lời?
-- parameters: to, district, ward, field
-- grain: one row a slip received up to the end of the period, not answered and past its day, the oldest first
-- register: slip
-- rows: until its end
-- columns: slip_id, ward_code, ward_from, ward_name, ward_kind, received_on, due_on (ten days after receipt where the book names
--   none), overdue_days ngày past due_on, waiting_days ngày since receipt, is_seen (read, which is not answered), slip_kind,
--   slip_kind_name, slip_kind_name_en, slip_about, slip_about_name, slip_about_name_en, field_code, field_name, field_name_en, slip_channel,
--   slip_channel_name, slip_channel_name_en
SELECT
    slip_id,
    ward_code,
    unit_from AS ward_from,
    unit_name AS ward_name,
    unit_kind AS ward_kind,
    received_on,
    due_on,
    as_of - due_on AS overdue_days,
    as_of - received_on AS waiting_days,
    seen_on IS NOT NULL AS is_seen,
    cell.kind AS slip_kind,
    kind_word.name AS slip_kind_name,
    kind_word.name_en AS slip_kind_name_en,
    about AS slip_about,
    about_word.name AS slip_about_name,
    about_word.name_en AS slip_about_name_en,
    field_code,
    field.name AS field_name,
    field.name_en AS field_name_en,
    channel AS slip_channel,
    channel_word.name AS slip_channel_name,
    channel_word.name_en AS slip_channel_name_en
FROM cell
LEFT JOIN code_label AS kind_word ON kind_word.domain = 'slip_kind' AND kind_word.code = cell.kind
LEFT JOIN code_label AS about_word ON about_word.domain = 'about' AND about_word.code = cell.about
LEFT JOIN code_label AS channel_word ON channel_word.domain = 'slip_channel' AND channel_word.code = cell.channel
LEFT JOIN procedure_field AS field USING (field_code)
WHERE answered_on IS NULL AND due_on < as_of
ORDER BY received_on, slip_id
