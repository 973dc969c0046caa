-- Slips with their answers as bit masks: for analyses of how answers go together. Never an answer by itself. Of more
-- than 60,000 slips about as many, the same ones each time: how answers go together shows in these as well.
WITH chosen AS (
    SELECT rowid AS slip, ward_code, month, w, valid_mask, satisfied_mask
    FROM rollup_slip
    WHERE true /* filters */
)
SELECT ward_code, month, w, valid_mask, satisfied_mask
FROM chosen
WHERE hash(slip) % 10_000 < 10_000 * 60_000 // (SELECT greatest(count(*), 60_000) FROM chosen)
