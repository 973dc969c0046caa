-- Good dossier counts.
CREATE OR REPLACE TEMP TABLE clean_dossier_month AS SELECT * FROM dossier_month LIMIT 0;
INSERT INTO clean_dossier_month BY NAME
SELECT
    typed.month, run.load_id, typed.place_code AS unit_code, typed.field_code, typed.source, counted.received_n,
    counted.direct_n, counted.online_n, counted.post_n, counted.done_n, counted.on_time_n, counted.overdue_n, counted.open_n
FROM typed_dossier AS typed JOIN counted_dossier AS counted USING (row_id), run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'dossier')
ORDER BY typed.row_id;
