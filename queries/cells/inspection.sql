-- Inspections, each with the unit in force on its day.
SELECT *
FROM (
    SELECT
        inspection.*,
        date_trunc('month', inspected_on)::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to)
    FROM inspection
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = inspection.unit_code AND inspected_on BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
