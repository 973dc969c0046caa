-- Slips of the suggestion book, each with the ward in force on the day it was received.
SELECT *
FROM (
    SELECT
        slip.*,
        date_trunc('month', received_on)::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to, ward_code)
    FROM slip
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = slip.ward_code AND received_on BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
