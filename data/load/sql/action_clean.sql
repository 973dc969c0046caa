-- Good actions.
CREATE OR REPLACE TEMP TABLE clean_action AS SELECT * FROM action LIMIT 0;
INSERT INTO clean_action BY NAME
SELECT
    coalesce(typed.action_id, 'L' || run.load_id || '-' || typed.row_id) AS action_id, run.load_id,
    typed.place_code AS unit_code, typed.factor AS factor_code, typed.problem, typed.solution, typed.lead, typed.due_on,
    typed.baseline_pct, typed.target_pct, typed.status, typed.done_on, typed.evidence
FROM typed_action AS typed, run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'action')
ORDER BY typed.row_id;
