-- Có những cách hỏi nào, hỏi ai?
-- parameters: none
-- grain: one row an instrument, also those of which only published totals exist
-- columns: instrument_code, instrument_name, instrument_name_en, asked_name asked_name_en (who is asked), scale_points, satisfied_from mức, valid_from, valid_to, source
SELECT
    instrument_code, name AS instrument_name, name_en AS instrument_name_en, population AS asked_name,
    population_en AS asked_name_en, scale_points, satisfied_from, valid_from, valid_to, source
FROM instrument
ORDER BY position
