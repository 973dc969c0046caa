-- After a load of inspections was replaced: what hung on an inspection that is no longer there. A finding goes with it;
-- a sanction stands by itself.
DELETE FROM finding WHERE inspection_id NOT IN (SELECT inspection_id FROM inspection);
UPDATE sanction SET inspection_id = NULL
WHERE inspection_id IS NOT NULL AND inspection_id NOT IN (SELECT inspection_id FROM inspection);
