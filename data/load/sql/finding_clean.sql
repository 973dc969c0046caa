-- Good findings, numbered by load and row.
CREATE OR REPLACE TEMP TABLE clean_finding AS SELECT * FROM finding LIMIT 0;
INSERT INTO clean_finding BY NAME
SELECT
    'L' || run.load_id || '-' || typed.row_id AS finding_id, run.load_id, typed.inspection_id, typed.kind, typed.severity,
    typed.field_code, typed.is_remedied = 'yes' AS is_remedied
FROM typed_finding AS typed, run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'finding')
ORDER BY typed.row_id;
