-- Notes: a span ends on the day on which it begins or later. Without a unit they are the city's.
INSERT INTO fault
SELECT 'annotation', row_id, 'value', 'until_on', raw.until_on, NULL
FROM typed_annotation AS typed JOIN raw_annotation AS raw USING (row_id)
WHERE typed.until_on < typed.noted_on;
