-- An inspection's number seen before, in the file or in an earlier load.
INSERT INTO fault
SELECT 'inspection', row_id, 'duplicate', 'inspection_id', inspection_id, NULL
FROM typed_inspection
WHERE inspection_id IS NOT NULL AND row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'inspection')
QUALIFY row_number() OVER (PARTITION BY inspection_id ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'inspection', row_id, 'duplicate', 'inspection_id', inspection_id, NULL
FROM typed_inspection
WHERE inspection_id IN (
    SELECT earlier.inspection_id FROM inspection AS earlier, run WHERE earlier.load_id IS DISTINCT FROM run.replaced
);
