-- Good notes, numbered by load and row where they have no number of their own.
CREATE OR REPLACE TEMP TABLE clean_annotation AS SELECT * FROM annotation LIMIT 0;
INSERT INTO clean_annotation BY NAME
SELECT
    coalesce(typed.annotation_id, 'L' || run.load_id || '-' || typed.row_id) AS annotation_id, run.load_id,
    typed.noted_on, typed.until_on, nullif(typed.place_code, '01') AS unit_code, typed.kind, typed.text, typed.source
FROM typed_annotation AS typed, run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'annotation')
ORDER BY typed.row_id;
