-- The instruments whose slips the file holds, in the order pages offer them; without any slip those that have slips.
SELECT instrument_code AS code, name, name_en, population, population_en
FROM instrument
WHERE instrument_code IN (SELECT instrument_code FROM rollup_satisfaction WHERE grain = 'month')
    OR (is_response_level AND NOT EXISTS (FROM rollup_satisfaction WHERE grain = 'month'))
ORDER BY position
