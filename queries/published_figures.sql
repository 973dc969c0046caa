-- Những số liệu nào đã được công bố, của năm nào, theo nguồn nào?
-- parameters: none
-- grain: one row a published figure
-- register: published
-- rows: of all time
-- columns: index_code, year, period_name (as published), unit_code, unit_name, component (NULL: the total), value, value_unit, max_value, rank rank_of hạng, is_derived, note, source
SELECT
    index_code, year, period AS period_name, unit_code, unit_name, component, value, value_unit, max_value, rank,
    rank_of, is_derived, note, source
FROM cell
ORDER BY index_code, year, period, component NULLS FIRST, rank NULLS LAST, unit_name COLLATE vi
