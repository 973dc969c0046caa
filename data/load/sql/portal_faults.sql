-- Scores of index 766. portal_group holds the highest score of each group.
INSERT INTO fault
SELECT 'portal', row_id, 'future', 'captured_on', raw.captured_on, NULL
FROM typed_portal AS typed JOIN raw_portal AS raw USING (row_id), run
WHERE typed.captured_on > run.today;

INSERT INTO fault
SELECT 'portal', row_id, 'missing_unit', 'unit', NULL, NULL
FROM typed_portal WHERE captured_on IS NOT NULL AND place_code IS NULL AND place_problem IS NULL;

CREATE OR REPLACE TEMP TABLE long_portal AS
SELECT said.row_id, said.group_code, said.score, portal_group.max_score
FROM (
    FROM (SELECT row_id, CKMB, TDGQ, ONLINE, TTTT, MDSH, MDHL FROM typed_portal)
    UNPIVOT INCLUDE NULLS (score FOR group_code IN (CKMB, TDGQ, ONLINE, TTTT, MDSH, MDHL))
) AS said
JOIN portal_group USING (group_code);

INSERT INTO fault
SELECT 'portal', row_id, 'value', group_code, score::VARCHAR, NULL
FROM long_portal WHERE score NOT BETWEEN 0 AND max_score;
