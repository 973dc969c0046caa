-- Which tables does the file hold? (One of an earlier release lacks some.)
SELECT table_name AS name FROM duckdb_tables()
