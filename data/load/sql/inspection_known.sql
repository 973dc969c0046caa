-- Inspections that findings and sanctions may refer to: the good ones of this load and those of earlier loads.
CREATE OR REPLACE TEMP TABLE known_inspection AS
SELECT inspection_id, any_value(unit_code) AS unit_code, any_value(inspected_on) AS inspected_on
FROM (
    SELECT inspection_id, unit_code, inspected_on FROM clean_inspection
    UNION ALL
    SELECT earlier.inspection_id, earlier.unit_code, earlier.inspected_on
    FROM inspection AS earlier, run WHERE earlier.load_id IS DISTINCT FROM run.replaced
)
GROUP BY inspection_id;
