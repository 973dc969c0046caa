-- Slips with their answers as bit masks: for analyses of how answers go together. Never an answer by itself.
SELECT ward_code, month, w, valid_mask, satisfied_mask
FROM rollup_slip
WHERE true /* filters */
