-- Sanctions, each with the unit in force on the day of its decision, where one is named.
SELECT *
FROM (
    SELECT
        sanction.*,
        date_trunc('month', decided_on)::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to)
    FROM sanction
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = sanction.unit_code AND decided_on BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
