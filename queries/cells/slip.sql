-- Slips of the suggestion book, each with the ward in force on the day it was received, as they stood on `as_of`: the last
-- day of the period or of what the books hold, whichever is earlier. What came later had not happened yet.
-- due_on is ten days after receipt where the book names no other day.
SELECT *
FROM (
    SELECT
        book.* REPLACE (
            coalesce(due_on, received_on + 10) AS due_on,
            CASE WHEN seen_on <= as_of THEN seen_on END AS seen_on,
            CASE WHEN seen_on <= as_of THEN seen_by END AS seen_by,
            CASE WHEN answered_on <= as_of THEN answered_on END AS answered_on,
            CASE WHEN answered_on > as_of THEN NULL ELSE result END AS result,
            CASE WHEN answered_on > as_of THEN NULL ELSE is_satisfied END AS is_satisfied
        ),
        date_trunc('month', received_on)::DATE AS month,
        place.* EXCLUDE (unit_code, valid_from, valid_to, ward_code)
    FROM (
        SELECT slip.*, least(last_day($to::DATE), max(greatest(received_on, seen_on, answered_on)) OVER ()) AS as_of
        FROM slip
    ) AS book
    LEFT JOIN (/* place */) AS place
        ON place.unit_code = book.ward_code AND received_on BETWEEN place.valid_from AND place.valid_to
)
WHERE true /* filters */
