-- Good scores, one row a unit and group; a score the portal does not show is NULL, not 0.
CREATE OR REPLACE TEMP TABLE clean_portal_score AS SELECT * FROM portal_score LIMIT 0;
INSERT INTO clean_portal_score BY NAME
SELECT
    typed.captured_on, run.load_id, coalesce(typed.period, '') AS period, typed.place_code AS unit_code,
    upper(unit.kind[1]) || unit.kind[2:] || ' ' || unit.name AS unit_name, said.group_code, said.score, said.max_score
FROM typed_portal AS typed
JOIN long_portal AS said USING (row_id)
JOIN unit ON unit.unit_code = typed.place_code
    AND typed.captured_on BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31'), run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'portal')
ORDER BY row_id, group_code;
