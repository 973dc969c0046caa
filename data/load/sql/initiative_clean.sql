-- Good initiatives, numbered by load and row where they have no number of their own.
CREATE OR REPLACE TEMP TABLE clean_initiative AS SELECT * FROM initiative LIMIT 0;
INSERT INTO clean_initiative BY NAME
SELECT
    coalesce(typed.initiative_id, 'L' || run.load_id || '-' || typed.row_id) AS initiative_id, run.load_id,
    typed.place_code AS unit_code, typed.kind AS initiative_kind, typed.adopted_on, typed.evidence
FROM typed_initiative AS typed, run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'initiative')
ORDER BY typed.row_id;
