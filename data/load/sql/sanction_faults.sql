-- Sanctions: rejected with their inspection; the kind has to be in force on the day of the decision.
INSERT INTO fault
SELECT 'sanction', row_id, 'parent', 'inspection_id', inspection_id, NULL
FROM typed_sanction
WHERE inspection_id IS NOT NULL AND inspection_id NOT IN (SELECT inspection_id FROM known_inspection);

INSERT INTO fault
SELECT 'sanction', row_id, 'future', 'decided_on', raw.decided_on, NULL
FROM typed_sanction AS typed JOIN raw_sanction AS raw USING (row_id), run
WHERE typed.decided_on > run.today;

INSERT INTO fault
SELECT 'sanction', row_id, 'unit', 'unit', coalesce(raw.unit, raw.unit_code), place_problem
FROM place_sanction JOIN raw_sanction AS raw USING (row_id) WHERE place_problem IS NOT NULL;

INSERT INTO fault
SELECT 'sanction', row_id, 'missing_unit', 'unit', NULL, NULL
FROM place_sanction JOIN typed_sanction AS typed USING (row_id)
WHERE place_problem IS NULL AND place_code IS NULL AND typed.decided_on IS NOT NULL;

INSERT INTO fault
SELECT 'sanction', row_id, 'sanction_not_in_force', 'sanction_kind', raw.sanction_kind, NULL
FROM typed_sanction AS typed JOIN raw_sanction AS raw USING (row_id)
JOIN code_label AS word ON word.domain = 'sanction_kind' AND word.code = typed.sanction_kind
WHERE typed.decided_on > word.valid_to OR typed.decided_on < word.valid_from;
