-- Findings, each with its inspection and the unit in force on that day.
SELECT *
FROM (
    SELECT
        finding.* EXCLUDE (load_id),
        inspection.* EXCLUDE (inspection_id),
        date_trunc('month', inspected_on)::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to)
    FROM finding
    JOIN inspection USING (inspection_id)
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = inspection.unit_code AND inspected_on BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
