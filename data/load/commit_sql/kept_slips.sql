-- What the months of a replaced load hold besides it; nothing where no load is replaced. Run after its rows are gone.
-- Needs temp.replaced_month.
CREATE OR REPLACE TEMP TABLE kept_response AS
FROM survey_response
WHERE (instrument_code, date_trunc('month', responded_on)::DATE) IN (
    SELECT (instrument_code, month) FROM temp.replaced_month
);

CREATE OR REPLACE TEMP TABLE kept_answer AS
FROM survey_answer
WHERE response_id IN (SELECT response_id FROM temp.kept_response);
