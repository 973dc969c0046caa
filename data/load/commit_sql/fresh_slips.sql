-- The slips whose roll-ups are made now, under the names that rollups.sql and checks.sql read: those of this load and,
-- where a load is replaced, what else the months concerned hold.
-- variables: first_response (what is added to the load's own numbering)
CREATE VIEW memory.fresh.survey_response AS
SELECT * REPLACE (response_id + getvariable('first_response') AS response_id) FROM temp.clean_survey_response
UNION ALL BY NAME
FROM temp.kept_response;

CREATE VIEW memory.fresh.survey_answer AS
SELECT * REPLACE (response_id + getvariable('first_response') AS response_id) FROM temp.clean_survey_answer
UNION ALL BY NAME
FROM temp.kept_answer;
