-- Vì sao cùng một nơi lại có nhiều con số hài lòng khác nhau?
-- parameters: from, to, district
-- grain: one row a way of arriving at a satisfaction figure of the city or of one district; the statement: the published ones, which `then` puts beside those of the file
-- then: four_numbers
-- columns: index_code ('file': out of this file's slips), instrument_code, asked_name asked_name_en (who is asked), unit_name, is_whole_city, period_name (as published), from_on to_on (of the file's),
--   value value_low value_high 0–100, slips_n phiếu (NULL: not known), rank rank_of, is_derived, is_hidden, is_few, note, source
WITH sampled AS (
    SELECT year, value::BIGINT AS slips_n
    FROM published
    WHERE index_code = 'survey_size' AND component = 'SIPAS quốc gia'
)
SELECT
    index_code,
    unit_name,
    unit_code = '01' AS is_whole_city,
    period AS period_name,
    value,
    CASE index_code WHEN 'sipas' THEN sampled.slips_n END AS slips_n,
    rank,
    rank_of,
    is_derived,
    note,
    source
FROM published
LEFT JOIN sampled USING (year)
WHERE value IS NOT NULL
    AND value_unit = '%'
    AND (
        (index_code = 'sipas' AND component IS NULL AND unit_code = '01')
        OR (index_code = 'sipas_city' AND component IS NULL AND unit_code = coalesce($district[1], '01'))
        OR (
            index_code = 'portal_766'
            AND component IN ('Mức độ hài lòng', 'Tỷ lệ hồ sơ được tính là hài lòng')
            AND unit_code = coalesce($district[1], '01')
        )
    )
QUALIFY row_number() OVER (PARTITION BY index_code ORDER BY year DESC, period DESC) = 1
ORDER BY index_code DESC
