-- Inspections: what is wrong with a row besides single cells.
INSERT INTO fault
SELECT 'inspection', row_id, 'future', 'inspected_on', raw.inspected_on, NULL
FROM typed_inspection AS typed JOIN raw_inspection AS raw USING (row_id), run
WHERE typed.inspected_on > run.today;

INSERT INTO fault
SELECT 'inspection', row_id, 'missing_unit', 'unit', NULL, NULL
FROM typed_inspection WHERE inspected_on IS NOT NULL AND place_code IS NULL AND place_problem IS NULL;
