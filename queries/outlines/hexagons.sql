-- Have the units of a level ($level) in force on a day ($on) hexagons? One row if so. Districts ended: for a later day
-- those of their last day.
WITH
day AS (
    SELECT CASE $level
        WHEN 'district' THEN least(
            $on, (SELECT max(coalesce(valid_to, DATE '9999-12-31')) FROM unit WHERE level = 'district')
        )
        ELSE $on
    END AS on_day
)
SELECT 'hex' AS form
FROM unit JOIN unit_hex USING (unit_code), day
WHERE unit.level = $level AND unit_hex.layout LIKE $level || '%'
    AND day.on_day BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
    -- A hexagon is of a code's last life: the layout was made for the wards in force.
    AND unit.valid_from = (SELECT max(life.valid_from) FROM unit AS life WHERE life.unit_code = unit.unit_code)
LIMIT 1
