-- Trang này gồm những phiếu nào, theo thứ tự đã chọn?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, words, limit,
--   bucket_months, bucket_values (the groups that the page lies in, in order), least, most (of these values), skipped
-- grain: one row a slip of one page; within a group in an order that says nothing about the day
-- columns: response_id
WITH bucket AS (
    SELECT
        unnest(range(len($bucket_months))) AS place,
        unnest($bucket_months::DATE[]) AS month,
        unnest($bucket_values::DOUBLE[]) AS sort_value
)
SELECT response_id
FROM (SELECT response_id, month, sort_value FROM cell WHERE sort_value BETWEEN $least AND $most) AS near
JOIN bucket USING (month, sort_value)
ORDER BY place, hash(response_id)
LIMIT $limit OFFSET $skipped
