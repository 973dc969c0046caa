-- Số liệu có đến đâu, nạp lúc nào, bao nhiêu dòng bị loại?
-- parameters: none
-- grain: one row a load whose rows are in force
-- columns: load_id, kind, instrument_code, instrument_name, instrument_name_en, file_name, sha256, loaded_at, rows_n, accepted_n, rejected_n dòng, first_on, last_on, is_simulated
SELECT
    load_id, kind, instrument_code, instrument.name AS instrument_name, instrument.name_en AS instrument_name_en,
    file_name, sha256, loaded_at, rows_n, accepted_n, rejected_n, first_on, last_on, is_simulated
FROM data_load
LEFT JOIN instrument USING (instrument_code)
WHERE replaced_by IS NULL
ORDER BY kind, instrument.position, load_id
