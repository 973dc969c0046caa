-- Takes out every row of a replaced load but its line in data_load, which stays as history.
-- variables: replaced. Needs temp.replaced_response and temp.replaced_month.
DELETE FROM survey_answer WHERE response_id IN (SELECT response_id FROM temp.replaced_response);
DELETE FROM survey_response WHERE load_id = getvariable('replaced');
DELETE FROM rollup_slip
WHERE (instrument_code, month) IN (SELECT (instrument_code, month) FROM temp.replaced_month);
DELETE FROM rollup_comment
WHERE (instrument_code, month) IN (SELECT (instrument_code, month) FROM temp.replaced_month);
DELETE FROM finding WHERE load_id = getvariable('replaced');
DELETE FROM inspection WHERE load_id = getvariable('replaced');
DELETE FROM sanction WHERE load_id = getvariable('replaced');
DELETE FROM slip WHERE load_id = getvariable('replaced');
DELETE FROM dossier_month WHERE load_id = getvariable('replaced');
DELETE FROM portal_score WHERE load_id = getvariable('replaced');
DELETE FROM action WHERE load_id = getvariable('replaced');
DELETE FROM initiative WHERE load_id = getvariable('replaced');
DELETE FROM annotation WHERE load_id = getvariable('replaced');
DELETE FROM target WHERE load_id = getvariable('replaced');
DELETE FROM rejected_row WHERE load_id = getvariable('replaced');
