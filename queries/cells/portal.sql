-- Scores of the portal's index 766 by capture, unit and group.
SELECT *
FROM (
    SELECT
        portal_score.* EXCLUDE (unit_name),
        date_trunc('month', captured_on)::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to)
    FROM portal_score
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = portal_score.unit_code AND captured_on BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
