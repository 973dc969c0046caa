-- Rejected rows with their place in the file and a sentence.
INSERT INTO clean_rejected BY NAME
SELECT
    run.load_id,
    sheet.name AS sheet,
    (bad_row.row_id % 1000000000)::INTEGER AS row_number,
    heading.heading AS column_name,
    bad_row.value,
    bad_row.reason_code,
    coalesce(
        bad_row.message,
        replace(replace(reason.sentence, '{column}', coalesce(heading.heading, '')), '{value}', coalesce(bad_row.value, ''))
    ) AS message
FROM bad_row
CROSS JOIN run
JOIN reason USING (reason_code)
JOIN sheet ON sheet.sheet_n = bad_row.row_id // 1000000000
LEFT JOIN heading ON heading.sheet_n = sheet.sheet_n AND heading.target = bad_row.target
ORDER BY bad_row.row_id;
