-- The slips a replaced load brought, and the months whose roll-ups have to be made anew without them.
-- variables: replaced (the load whose rows go; NULL: none)
CREATE OR REPLACE TEMP TABLE replaced_response AS
SELECT response_id, instrument_code, date_trunc('month', responded_on)::DATE AS month
FROM survey_response
WHERE load_id = getvariable('replaced');

CREATE OR REPLACE TEMP TABLE replaced_month AS
SELECT DISTINCT instrument_code, month FROM replaced_response;
