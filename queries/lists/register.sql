-- How far do the rows of each kind of load reach? (Plans name days to come.)
SELECT kind, max(least(last_on, loaded_at::DATE)) AS last_on
FROM data_load
WHERE replaced_by IS NULL AND last_on IS NOT NULL
GROUP BY kind
ORDER BY kind
