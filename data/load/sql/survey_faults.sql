-- Survey slips: what is wrong with a row besides single cells. judged_answer holds each row's answers, counted.
INSERT INTO fault
SELECT 'survey', row_id, 'future', 'responded_on', raw.responded_on, NULL
FROM typed_survey AS typed JOIN raw_survey AS raw USING (row_id), run
WHERE typed.responded_on > run.today;

-- After districts ended a slip belongs to a ward; before, the district alone is enough.
INSERT INTO fault
SELECT 'survey', row_id, 'missing_unit', 'unit', coalesce(raw.unit, raw.district), NULL
FROM typed_survey AS typed JOIN raw_survey AS raw USING (row_id)
WHERE typed.responded_on IS NOT NULL AND place_problem IS NULL AND place_code IS NULL AND place_district IS NULL;

INSERT INTO fault
SELECT 'survey', row_id, 'value', 'weight', raw.weight, '“' || coalesce(raw.weight, '') || '” không phải trọng số: trọng số phải lớn hơn 0; hãy sửa lại.'
FROM typed_survey AS typed JOIN raw_survey AS raw USING (row_id), run
WHERE run.has_weight AND typed.weight IS NOT NULL AND typed.weight <= 0;

INSERT INTO fault
SELECT 'survey', row_id, 'score', wrong_item, wrong_value, NULL FROM judged_answer WHERE wrong_item IS NOT NULL;

INSERT INTO fault
SELECT 'survey', row_id, 'no_answers', NULL, NULL, NULL FROM judged_answer WHERE wrong_item IS NULL AND answers_n = 0;
