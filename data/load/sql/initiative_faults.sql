-- Models that units took up.
INSERT INTO fault
SELECT 'initiative', row_id, 'future', 'adopted_on', raw.adopted_on, NULL
FROM typed_initiative AS typed JOIN raw_initiative AS raw USING (row_id), run
WHERE typed.adopted_on > run.today;

INSERT INTO fault
SELECT 'initiative', row_id, 'missing_unit', 'unit', NULL, NULL
FROM typed_initiative WHERE adopted_on IS NOT NULL AND place_code IS NULL AND place_problem IS NULL;
