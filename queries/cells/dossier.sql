-- Counts of dossiers by month, unit, field and source, each with the unit in force on the month's first day.
SELECT *
FROM (
    SELECT dossier_month.*, place.* EXCLUDE (unit_code, valid_from, valid_to)
    FROM dossier_month
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = dossier_month.unit_code AND month BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
