-- Quy về địa bàn hiện nay, mỗi xã, phường có chỉ số hài lòng bao nhiêu?
-- parameters: instrument, from, to, district, ward, field, procedure, channel, respondent_kind, factor, compare
-- grain: one row a ward in force today; the statement: one row a ward of any time and each ward of today that it went to, which `then` reads
-- cells: factor by ward, district
-- hidden within: district_code; all
-- reads: the whole city
-- then: restated
-- columns: those of satisfaction_by_ward; is_estimate; estimated_pct 0–100 (share of slips_n that came by a weight); sources_n (wards of before
--   that are counted here), hidden_n (wards, this one or of before, whose slips belong here but are hidden, so left out), split_n and split_slips_n (wards of before of
--   which an unknown part moved here, and all their slips: nothing of them is counted, for want of a weight);
--   city_slips_n (slips shown by ward of their time, phiếu) and unallotted_slips_n (those of them that no weight allots), the same in each row
WITH counted AS (
    SELECT ward_code, ward_from, sum(COLUMNS('_n$|_sum$'))
    FROM cell
    WHERE ward_code IS NOT NULL
    GROUP BY ward_code, ward_from
),
today AS (
    SELECT * FROM unit WHERE level = 'ward' AND valid_to IS NULL
),
moved AS (
    SELECT unit_code AS source_code, valid_from AS source_from, unit_code, 'now' AS relation, 1.0 AS weight
    FROM today
    UNION ALL
    SELECT link.old_code, former.unit_from, link.new_code, link.relation, link.weight
    FROM unit_link AS link
    JOIN (SELECT unit_code, valid_from AS unit_from FROM unit WHERE level = 'ward' AND valid_to IS NOT NULL) AS former
        ON former.unit_code = link.old_code
)
SELECT
    today.unit_code AS ward_code,
    today.valid_from AS ward_from,
    today.name AS ward_name,
    today.kind AS ward_kind,
    coalesce(today.former_district_code, today.parent_code) AS district_code,
    district.name AS district_name,
    moved.source_code,
    moved.source_from,
    moved.relation,
    moved.weight,
    counted.* EXCLUDE (ward_code, ward_from)
FROM today
JOIN moved USING (unit_code)
LEFT JOIN counted ON counted.ward_code = moved.source_code AND counted.ward_from = moved.source_from
LEFT JOIN unit AS district
    ON district.level = 'district' AND district.unit_code = coalesce(today.former_district_code, today.parent_code)
ORDER BY today.name COLLATE vi, today.unit_code, moved.source_code, moved.source_from
