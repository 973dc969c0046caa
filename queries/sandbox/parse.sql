-- What does the engine's own parser read in a text?
SELECT json_serialize_sql(?)
