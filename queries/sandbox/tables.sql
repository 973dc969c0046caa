-- Which tables does the file hold?
SELECT table_name FROM duckdb_tables()
