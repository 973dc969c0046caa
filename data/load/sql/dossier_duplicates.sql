-- The same month, unit, field and source twice, in the file or in an earlier load.
INSERT INTO fault
SELECT 'dossier', row_id, 'duplicate', 'month', raw.month || ', ' || coalesce(raw.unit, raw.unit_code), NULL
FROM typed_dossier AS typed JOIN raw_dossier AS raw USING (row_id)
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'dossier')
QUALIFY row_number() OVER (
    PARTITION BY typed.month, typed.place_code, typed.field_code, typed.source ORDER BY row_id
) > 1;

INSERT INTO fault
SELECT 'dossier', row_id, 'duplicate', 'month', raw.month || ', ' || coalesce(raw.unit, raw.unit_code), NULL
FROM typed_dossier AS typed JOIN raw_dossier AS raw USING (row_id)
WHERE (typed.month, typed.place_code, typed.field_code, typed.source) IN (
    SELECT (earlier.month, earlier.unit_code, earlier.field_code, earlier.source)
    FROM dossier_month AS earlier, run WHERE earlier.load_id IS DISTINCT FROM run.replaced
);
