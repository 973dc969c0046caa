-- Good sanctions, numbered by load and row.
CREATE OR REPLACE TEMP TABLE clean_sanction AS SELECT * FROM sanction LIMIT 0;
INSERT INTO clean_sanction BY NAME
SELECT
    'L' || run.load_id || '-' || typed.row_id AS sanction_id, run.load_id, typed.inspection_id,
    place.place_code AS unit_code, typed.sanction_kind, typed.subject_kind, typed.decided_on
FROM typed_sanction AS typed JOIN place_sanction AS place USING (row_id), run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'sanction')
ORDER BY typed.row_id;
