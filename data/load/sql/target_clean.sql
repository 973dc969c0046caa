-- Good targets.
CREATE OR REPLACE TEMP TABLE clean_target AS SELECT * FROM target LIMIT 0;
INSERT INTO clean_target BY NAME
SELECT said.year, said.measure, said.instrument_code, said.unit_code, said.value, typed.note, run.file_name AS source, run.load_id
FROM said_target AS said JOIN typed_target AS typed USING (row_id), run
WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'target')
ORDER BY row_id;
