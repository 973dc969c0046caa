-- Which forms of outlines have the units of a level ($level) that are in force on a day ($on)? Districts ended: for a
-- later day those of their last day. The city always has its own.
WITH
day AS (
    SELECT CASE $level
        WHEN 'district' THEN least(
            $on, (SELECT max(coalesce(valid_to, DATE '9999-12-31')) FROM unit WHERE level = 'district')
        )
        ELSE $on
    END AS on_day
)
SELECT DISTINCT boundary.form
FROM boundary
LEFT JOIN unit
    ON unit.unit_code = boundary.unit_code AND unit.valid_from = boundary.valid_from AND unit.level = boundary.level
CROSS JOIN day
WHERE boundary.level = $level
    AND ($level = 'city' OR day.on_day BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31'))
ORDER BY boundary.form DESC
