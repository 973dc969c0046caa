-- Phiếu góp ý nói về điều gì, ở lĩnh vực nào?
-- parameters: from, to, district, ward, field
-- grain: one row a kind of slip, subject and field with slips
-- register: slip
-- columns: slip_kind, slip_kind_name, slip_kind_name_en (khen, góp ý, phàn nàn); slip_about, slip_about_name, slip_about_name_en (rules or the
--   conduct of officials); field_code (empty: none named), field_name, field_name_en; received_n, unseen_n, answered_n phiếu
SELECT
    kind AS slip_kind,
    kind_word.name AS slip_kind_name,
    kind_word.name_en AS slip_kind_name_en,
    about AS slip_about,
    about_word.name AS slip_about_name,
    about_word.name_en AS slip_about_name_en,
    coalesce(field_code, '') AS field_code,
    field.name AS field_name,
    field.name_en AS field_name_en,
    count(*) AS received_n,
    count(*) - count(seen_on) AS unseen_n,
    count(answered_on) AS answered_n
FROM cell
LEFT JOIN code_label AS kind_word ON kind_word.domain = 'slip_kind' AND kind_word.code = cell.kind
LEFT JOIN code_label AS about_word ON about_word.domain = 'about' AND about_word.code = cell.about
LEFT JOIN procedure_field AS field USING (field_code)
GROUP BY ALL
ORDER BY any_value(kind_word.position), any_value(about_word.position), received_n DESC, field_code
