-- Points of the action plan, each with the unit in force on the day it is due.
SELECT *
FROM (
    SELECT
        action.*,
        date_trunc('month', coalesce(due_on, done_on))::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to)
    FROM action
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = action.unit_code AND coalesce(due_on, done_on, DATE 'infinity') BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
