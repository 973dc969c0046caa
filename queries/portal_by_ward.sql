-- Xã, phường nào được bao nhiêu điểm của Chỉ số 766, đứng thứ mấy, mất điểm ở nhóm nào?
-- parameters: to, district, ward
-- grain: one row a ward of the latest capture of wards until the period's end; where there is none, of the first within three months after it
-- register: portal
-- rows: of all time
-- reads: the whole city
-- then: chosen_wards
-- columns: captured_on, ward_code, ward_from (the code's life), ward_name, ward_kind, district_code (former: approximate), district_name,
--   score max_score điểm (of the groups that have one), scored_n groups_n nhóm, rank (1 = highest), rank_of wards ranked: those with a score in every group,
--   lost_ckmb lost_tdgq lost_online lost_tttt lost_mdsh lost_mdhl điểm (NULL where the portal shows none)
WITH day AS (
    SELECT
        coalesce(
            max(captured_on) FILTER (month <= $to),
            min(captured_on) FILTER (month > $to AND month <= $to::DATE + INTERVAL 3 MONTH)
        ) AS captured_on
    FROM cell
    WHERE unit_level = 'ward'
), ward AS (
    SELECT
        captured_on,
        ward_code,
        ward_from,
        unit_name AS ward_name,
        unit_kind AS ward_kind,
        district_code,
        sum(score) AS score,
        sum(max_score) FILTER (score IS NOT NULL) AS max_score,
        count(score) AS scored_n,
        (SELECT count(DISTINCT group_code) FROM cell SEMI JOIN day USING (captured_on)) AS groups_n,
        max(max_score - score) FILTER (group_code = 'CKMB') AS lost_ckmb,
        max(max_score - score) FILTER (group_code = 'TDGQ') AS lost_tdgq,
        max(max_score - score) FILTER (group_code = 'ONLINE') AS lost_online,
        max(max_score - score) FILTER (group_code = 'TTTT') AS lost_tttt,
        max(max_score - score) FILTER (group_code = 'MDSH') AS lost_mdsh,
        max(max_score - score) FILTER (group_code = 'MDHL') AS lost_mdhl
    FROM cell
    SEMI JOIN day USING (captured_on)
    WHERE unit_level = 'ward'
    GROUP BY ALL
), ranked AS (
    -- A ward without a score in some group has fewer points to reach: it has no place among the others.
    SELECT ward_code, ward_from, rank() OVER (ORDER BY score DESC) AS rank, count(*) OVER () AS rank_of
    FROM ward
    WHERE scored_n = groups_n
)
SELECT ward.*, district.name AS district_name, rank, rank_of
FROM ward
LEFT JOIN ranked USING (ward_code, ward_from)
LEFT JOIN unit AS district ON district.level = 'district' AND district.unit_code = ward.district_code
ORDER BY rank NULLS LAST, ward_name COLLATE vi, ward_code
