-- Counts by item, from the smallest roll-up that keeps every dimension asked for.
SELECT *
FROM rollup_item
WHERE grain = $grain /* filters */
