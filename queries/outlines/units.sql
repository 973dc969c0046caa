-- The outlines of one form ($form) of the units of a level ($level) in force on a day ($on), every unit once; geometry
-- is NULL for a unit that has none. Districts ended: for a later day those of their last day.
WITH
day AS (
    SELECT CASE $level
        WHEN 'district' THEN least(
            $on, (SELECT max(coalesce(valid_to, DATE '9999-12-31')) FROM unit WHERE level = 'district')
        )
        ELSE $on
    END AS on_day
),
held AS (
    SELECT unit_code, valid_from
    FROM unit, day
    WHERE unit.level = $level AND $level <> 'city'
        AND day.on_day BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
    UNION ALL
    -- The city's own outline of that day, the first one for a day before all.
    (SELECT unit_code, valid_from
     FROM boundary
     WHERE level = 'city' AND $level = 'city' AND form = $form
     ORDER BY valid_from <= $on DESC, CASE WHEN valid_from <= $on THEN valid_from END DESC, valid_from
     LIMIT 1)
)
SELECT held.unit_code, held.valid_from, geometry, label_lon, label_lat, boundary.area_km2
FROM held
LEFT JOIN boundary
    ON boundary.form = $form AND boundary.level = $level
    AND boundary.unit_code = held.unit_code AND boundary.valid_from = held.valid_from
ORDER BY held.unit_code
