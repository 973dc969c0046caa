-- What does a data file of an earlier release lack? Each row is a table, with the column that came last.
SELECT table_name, column_name
FROM (VALUES
    ('data_load', 'version'),
    ('rollup_slip', 'response_id'),
    ('rollup_comment', 'folded'),
    ('annotation', 'text'),
    ('boundary', 'geometry'),
    ('ward_2024', 'unit_code'),
    ('comment_word', 'words')
) AS needed (table_name, column_name)
ANTI JOIN (SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal) AS held
    USING (table_name, column_name)
