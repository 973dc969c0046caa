-- Counts by factor, from the smallest roll-up that keeps every dimension asked for.
SELECT *
FROM rollup_satisfaction
WHERE grain = $grain /* filters */
