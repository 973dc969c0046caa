-- The same note twice: of one unit, day, kind and text.
CREATE OR REPLACE TEMP TABLE said_annotation AS
SELECT row_id, nullif(place_code, '01') AS unit_code, noted_on, kind, text
FROM typed_annotation WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'annotation');

INSERT INTO fault
SELECT 'annotation', row_id, 'duplicate', 'text', said.text, NULL
FROM said_annotation AS said
QUALIFY row_number() OVER (PARTITION BY said.unit_code, said.noted_on, said.kind, said.text ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'annotation', row_id, 'duplicate', 'text', said.text, NULL
FROM said_annotation AS said
SEMI JOIN (
    SELECT annotation.* FROM annotation, run WHERE annotation.load_id IS DISTINCT FROM run.replaced
) AS earlier ON earlier.unit_code IS NOT DISTINCT FROM said.unit_code
    AND earlier.noted_on = said.noted_on AND earlier.kind = said.kind AND earlier.text = said.text;
