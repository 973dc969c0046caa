-- Models that units took up, each with the unit in force on the day it did.
SELECT *
FROM (
    SELECT
        initiative.*,
        date_trunc('month', adopted_on)::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to)
    FROM initiative
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = initiative.unit_code AND adopted_on BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
