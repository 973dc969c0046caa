-- How far do the rows of each kind of load reach?
SELECT kind, max(last_on) AS last_on
FROM data_load
WHERE replaced_by IS NULL AND last_on IS NOT NULL
GROUP BY kind
ORDER BY kind
