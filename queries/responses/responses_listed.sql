-- Những phiếu này ghi gì?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, ids, first, last
-- grain: one row a slip of `ids` (first and last: the least and the greatest of them), in their order
-- columns: response_id, month, ward_code, ward_from, field_code, answers_n, satisfied_n câu trả lời, index_pct 0–100,
--   wait_minutes phút, visits lần, comment_text (masked at loading)
WITH slip AS (
    SELECT * FROM cell WHERE response_id BETWEEN $first AND $last AND list_contains($ids, response_id)
),
response AS (
    SELECT response_id, comment
    FROM survey_response
    WHERE response_id BETWEEN $first AND $last AND list_contains($ids, response_id)
)
SELECT
    response_id, month, ward_code, ward_from, coalesce(field_code, '') AS field_code,
    answers_n, satisfied_n,
    100.0 * satisfied_n / answers_n AS index_pct,
    wait_minutes, visits, comment AS comment_text
FROM slip
JOIN response USING (response_id)
ORDER BY list_position($ids, response_id)
