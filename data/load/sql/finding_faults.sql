-- Findings: rejected with their inspection.
INSERT INTO fault
SELECT 'finding', row_id, 'parent', 'inspection_id', inspection_id, NULL
FROM typed_finding
WHERE inspection_id IS NULL OR inspection_id NOT IN (SELECT inspection_id FROM known_inspection);
