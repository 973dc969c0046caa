-- Một phiếu trả lời từng câu hỏi thế nào?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, response
-- grain: one row an item of the service part or one that the slip answers; no row for a slip outside the filters
-- columns: item_code, wording, wording_en, factor_name, factor_name_en, score 1 … scale_points (NULL: not answered),
--   scale_points, satisfied_from
WITH slip AS (SELECT response_id FROM cell WHERE response_id = $response LIMIT 1),
given AS (
    SELECT item_code, score
    FROM survey_answer
    WHERE response_id = $response AND EXISTS (FROM slip)
)
SELECT
    item.item_code, item.wording, item.wording_en,
    factor.name AS factor_name, factor.name_en AS factor_name_en,
    given.score, instrument.scale_points, instrument.satisfied_from
FROM item
JOIN factor USING (factor_code)
LEFT JOIN given USING (item_code)
CROSS JOIN (SELECT scale_points, satisfied_from FROM instrument WHERE instrument_code = $instrument) AS instrument
WHERE EXISTS (FROM slip) AND (factor.part = 'service' OR given.score IS NOT NULL)
ORDER BY item.position
