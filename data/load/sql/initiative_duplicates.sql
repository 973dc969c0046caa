-- The same model taken up twice by a unit on one day.
INSERT INTO fault
SELECT 'initiative', row_id, 'duplicate', 'kind', raw.kind, NULL
FROM typed_initiative AS typed JOIN raw_initiative AS raw USING (row_id)
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'initiative')
QUALIFY row_number() OVER (PARTITION BY typed.place_code, typed.kind, typed.adopted_on ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'initiative', row_id, 'duplicate', 'kind', raw.kind, NULL
FROM typed_initiative AS typed JOIN raw_initiative AS raw USING (row_id)
WHERE (typed.place_code, typed.kind, typed.adopted_on) IN (
    SELECT (earlier.unit_code, earlier.initiative_kind, earlier.adopted_on)
    FROM initiative AS earlier, run WHERE earlier.load_id IS DISTINCT FROM run.replaced
);
