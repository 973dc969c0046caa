-- Đơn vị nào đã áp dụng mô hình nào, từ bao giờ?
-- parameters: to, district, ward
-- grain: one row an adoption up to the end of the period, the latest first
-- register: initiative
-- rows: until its end
-- columns: initiative_id, initiative_kind, initiative_name, initiative_name_en, adopted_on, unit_code, unit_from (the code's life), unit_name,
--   unit_kind, unit_level, ward_code, ward_from (NULL but for wards), district_code (since 2025-07: former), evidence, is_in_force (whether
--   the unit still is at the end of the period)
SELECT
    initiative_id,
    initiative_kind,
    coalesce(label.name, initiative_kind) AS initiative_name,
    coalesce(label.name_en, initiative_kind) AS initiative_name_en,
    adopted_on,
    cell.unit_code,
    cell.unit_from,
    cell.unit_name,
    cell.unit_kind,
    cell.unit_level,
    cell.ward_code,
    cell.ward_from,
    cell.district_code,
    evidence,
    unit.valid_to IS NULL OR unit.valid_to >= $to::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY AS is_in_force
FROM cell
LEFT JOIN unit ON unit.unit_code = cell.unit_code AND unit.valid_from = cell.unit_from
LEFT JOIN code_label AS label ON label.domain = 'initiative_kind' AND label.code = initiative_kind
ORDER BY adopted_on DESC, initiative_id
