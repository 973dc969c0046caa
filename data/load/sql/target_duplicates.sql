-- The same target twice, in the file or in the list there is.
CREATE OR REPLACE TEMP TABLE said_target AS
SELECT
    row_id, year(year) AS year, measure, instrument AS instrument_code, coalesce(place_code, '01') AS unit_code, value
FROM typed_target WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'target');

INSERT INTO fault
SELECT 'target', row_id, 'duplicate', 'measure', raw.measure || ', ' || raw.year, NULL
FROM said_target AS said JOIN raw_target AS raw USING (row_id)
QUALIFY row_number() OVER (PARTITION BY said.year, said.measure, said.instrument_code, said.unit_code ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'target', row_id, 'duplicate', 'measure', raw.measure || ', ' || raw.year, NULL
FROM said_target AS said JOIN raw_target AS raw USING (row_id)
SEMI JOIN (
    SELECT target.* FROM target, run WHERE target.load_id IS NULL OR target.load_id IS DISTINCT FROM run.replaced
) AS earlier ON earlier.year = said.year AND earlier.measure = said.measure
    AND earlier.instrument_code IS NOT DISTINCT FROM said.instrument_code AND earlier.unit_code = said.unit_code;
