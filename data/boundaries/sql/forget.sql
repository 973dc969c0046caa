-- Before a unit's official outline is entered: the one in whose place it stands goes.
DELETE FROM boundary
WHERE form = 'official' AND level = $level AND unit_code = $unit_code AND valid_from = $valid_from
