-- A unit twice in one capture, or a capture that is there already.
INSERT INTO fault
SELECT 'portal', row_id, 'duplicate', 'unit', raw.unit, NULL
FROM typed_portal AS typed JOIN raw_portal AS raw USING (row_id)
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'portal')
QUALIFY row_number() OVER (PARTITION BY typed.captured_on, typed.period, typed.place_code ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'portal', row_id, 'duplicate', 'unit', raw.unit, NULL
FROM typed_portal AS typed JOIN raw_portal AS raw USING (row_id)
WHERE (typed.captured_on, coalesce(typed.period, ''), typed.place_code) IN (
    SELECT (earlier.captured_on, earlier.period, earlier.unit_code)
    FROM portal_score AS earlier, run WHERE earlier.load_id IS DISTINCT FROM run.replaced
);
