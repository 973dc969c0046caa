-- Good inspections; one without a number gets one from its load and row.
INSERT INTO clean_inspection BY NAME
SELECT
    coalesce(typed.inspection_id, 'L' || run.load_id || '-' || typed.row_id) AS inspection_id,
    run.load_id, typed.inspected_on, typed.inspector_level, typed.form, typed.place_code AS unit_code,
    typed.present_n, typed.absent_n, typed.remedy_due_on, typed.remedied_on
FROM typed_inspection AS typed, run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'inspection')
ORDER BY typed.row_id;
