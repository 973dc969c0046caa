-- Targets: percentages of a year. Without a column of units they are the city's.
INSERT INTO fault
SELECT 'target', row_id, 'missing_unit', 'unit', NULL, NULL
FROM typed_target, run WHERE run.has_unit AND place_code IS NULL AND place_problem IS NULL;

INSERT INTO fault
SELECT 'target', row_id, 'value', 'value', raw.value, NULL
FROM typed_target AS typed JOIN raw_target AS raw USING (row_id) WHERE typed.value NOT BETWEEN 0 AND 100;
