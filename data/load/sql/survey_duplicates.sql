-- A slip number seen before: on an earlier good row of this load, or in an earlier load of the same instrument.
CREATE OR REPLACE TEMP TABLE good_number AS
SELECT row_id, slip_number FROM typed_survey
WHERE slip_number IS NOT NULL AND row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'survey');

INSERT INTO fault
SELECT 'survey', row_id, 'duplicate', 'slip_number', slip_number, NULL
FROM good_number
SEMI JOIN (SELECT slip_number FROM good_number GROUP BY slip_number HAVING count(*) > 1) USING (slip_number)
QUALIFY row_number() OVER (PARTITION BY slip_number ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'survey', row_id, 'duplicate', 'slip_number', slip_number, '“' || slip_number || '” đã nạp ở lần trước; hãy bỏ dòng này hoặc nạp thay bản cũ.'
FROM good_number
SEMI JOIN (
    SELECT earlier.slip_number FROM survey_response AS earlier, run
    WHERE earlier.instrument_code = run.instrument_code AND earlier.load_id IS DISTINCT FROM run.replaced
) USING (slip_number);
