-- What is kept under this key?
SELECT made FROM answer WHERE key = ?
