-- An action's number seen before; numbers of many offices in one file belong to their unit (see slip_duplicates.sql).
CREATE OR REPLACE TEMP TABLE good_action AS
SELECT
    row_id, action_id, place_code,
    (SELECT count(DISTINCT action_id) >= 0.9 * count(action_id) FROM typed_action) AS is_one_list
FROM typed_action
WHERE action_id IS NOT NULL AND row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'action');

INSERT INTO fault
SELECT 'action', row_id, 'duplicate', 'action_id', action_id, NULL
FROM good_action
QUALIFY row_number() OVER (PARTITION BY action_id, CASE WHEN NOT is_one_list THEN place_code END ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'action', row_id, 'duplicate', 'action_id', action_id, NULL
FROM good_action
WHERE (action_id, place_code) IN (
    SELECT (earlier.action_id, earlier.unit_code)
    FROM action AS earlier, run WHERE earlier.load_id IS DISTINCT FROM run.replaced
);
