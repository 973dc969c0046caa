-- Good slips, numbered 1 … n in the order of the file, and their answers.
CREATE OR REPLACE TEMP TABLE accepted AS
SELECT row_id, row_number() OVER (ORDER BY row_id) AS response_id
FROM typed_survey WHERE row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'survey');

CREATE OR REPLACE TEMP TABLE clean_survey_response AS SELECT * FROM survey_response LIMIT 0;
INSERT INTO clean_survey_response BY NAME
SELECT
    accepted.response_id, run.load_id, typed.slip_number, run.instrument_code, typed.responded_on,
    CASE WHEN typed.place_level = 'ward' THEN typed.place_code END AS ward_code,
    CASE WHEN typed.place_level = 'district' THEN typed.place_code ELSE typed.place_district END AS district_code,
    typed.procedure_code, typed.field_code, typed.channel, typed.respondent_kind, typed.gender, typed.age_band,
    coalesce(typed.weight, 1) AS weight, typed.wait_minutes, typed.visits, typed.harassment, typed.informal_payment,
    typed.comment
FROM typed_survey AS typed JOIN accepted USING (row_id), run;
