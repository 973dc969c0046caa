-- Good suggestion slips. Their numbers are those of one book, so ward and day make them unique.
CREATE OR REPLACE TEMP TABLE clean_slip AS SELECT * FROM slip LIMIT 0;
INSERT INTO clean_slip BY NAME
SELECT
    typed.place_code || '/' || typed.received_on::VARCHAR || '/'
        || coalesce(typed.slip_number, 'L' || run.load_id || '-' || typed.row_id) AS slip_id,
    run.load_id, typed.received_on, typed.place_code AS ward_code, typed.channel, typed.field_code, typed.kind,
    typed.about, typed.comment, typed.seen_on, typed.seen_by, typed.due_on, typed.answered_on, typed.result,
    typed.is_satisfied = 'yes' AS is_satisfied
FROM typed_slip AS typed, run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'slip')
ORDER BY typed.row_id;
