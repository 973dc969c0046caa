-- Action plans. Dates may lie ahead: they are plans.
INSERT INTO fault
SELECT 'action', row_id, 'missing_unit', 'unit', NULL, NULL
FROM typed_action WHERE place_code IS NULL AND place_problem IS NULL;

INSERT INTO fault
SELECT 'action', row_id, 'value', 'baseline_pct', raw.baseline_pct, NULL
FROM typed_action AS typed JOIN raw_action AS raw USING (row_id) WHERE typed.baseline_pct NOT BETWEEN 0 AND 100;

INSERT INTO fault
SELECT 'action', row_id, 'value', 'target_pct', raw.target_pct, NULL
FROM typed_action AS typed JOIN raw_action AS raw USING (row_id) WHERE typed.target_pct NOT BETWEEN 0 AND 100;
