-- Mỗi mô hình đã phủ bao nhiêu phần trăm xã, phường?
-- parameters: to, district, ward, step
-- grain: one row a model and month (step=quarter or year: a quarter, a year) from the first adoption to the end of the period
-- register: initiative
-- rows: until its end
-- columns: initiative_kind, initiative_name, initiative_name_en, month (first day of the step); adopted_n times taken up in it by wards,
--   covered_n xã, phường in force at the step's end that had taken it up since they came into force, wards_n xã, phường in force
--   then, covered_pct 0–100
WITH taken AS (
    SELECT initiative_kind, ward_code, ward_from, min(adopted_on) AS adopted_on
    FROM cell
    WHERE unit_level = 'ward'
    GROUP BY ALL
),
step AS (
    SELECT month::DATE AS month, least(month + to_months(span), $to::DATE + INTERVAL 1 MONTH)::DATE AS after
    FROM (SELECT CASE $step WHEN 'year' THEN 12 WHEN 'quarter' THEN 3 ELSE 1 END AS span),
        generate_series(
            date_trunc($step, (SELECT min(month) FROM cell))::TIMESTAMP,
            date_trunc($step, $to::DATE)::TIMESTAMP,
            to_months(span)
        ) AS steps (month)
),
ward AS (
    SELECT unit_code AS ward_code, valid_from AS ward_from, valid_to
    FROM unit
    WHERE level = 'ward'
        AND ($district IS NULL OR list_contains($district, coalesce(former_district_code, parent_code)))
        AND ($ward IS NULL OR list_contains($ward_key, concat(unit_code, '@', valid_from)))
),
in_force AS (
    SELECT month, after, count(ward_code) AS wards_n
    FROM step
    LEFT JOIN ward ON ward_from < after AND (valid_to IS NULL OR valid_to >= after - INTERVAL 1 DAY)
    GROUP BY month, after
),
kind AS (
    SELECT initiative_kind, name, name_en, position
    FROM (SELECT DISTINCT initiative_kind FROM cell)
    LEFT JOIN code_label AS label ON label.domain = 'initiative_kind' AND label.code = initiative_kind
)
SELECT
    kind.initiative_kind,
    any_value(coalesce(kind.name, kind.initiative_kind)) AS initiative_name,
    any_value(coalesce(kind.name_en, kind.initiative_kind)) AS initiative_name_en,
    month,
    count(*) FILTER (taken.adopted_on >= month) AS adopted_n,
    count(ward.ward_code) FILTER (valid_to IS NULL OR valid_to >= after - INTERVAL 1 DAY) AS covered_n,
    any_value(wards_n) AS wards_n,
    100 * covered_n / nullif(any_value(wards_n), 0) AS covered_pct
FROM kind
CROSS JOIN in_force
LEFT JOIN taken ON taken.initiative_kind = kind.initiative_kind AND taken.adopted_on < after
LEFT JOIN ward USING (ward_code, ward_from)
GROUP BY kind.initiative_kind, month
ORDER BY any_value(kind.position), kind.initiative_kind, month
