-- Những ghi chú có ngày nào thuộc thành phố, hoặc đơn vị đang chọn?
-- parameters: from, to, district, ward
-- grain: one row a note of the city, or of a unit that is asked for, that touches the period, the earliest first
-- columns: annotation_id, noted_on, until_on (NULL: a moment), unit_code (NULL: the whole city), unit_name, unit_kind, annotation_kind,
--   annotation_kind_name, annotation_kind_name_en, note_text (what points to a person was masked at loading), source
SELECT
    annotation_id,
    noted_on,
    until_on,
    annotation.unit_code,
    unit.name AS unit_name,
    unit.kind AS unit_kind,
    annotation.kind AS annotation_kind,
    word.name AS annotation_kind_name,
    word.name_en AS annotation_kind_name_en,
    text AS note_text,
    annotation.source
FROM annotation
LEFT JOIN unit
    ON unit.unit_code = annotation.unit_code
    AND noted_on BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE 'infinity')
LEFT JOIN code_label AS word ON word.domain = 'annotation_kind' AND word.code = annotation.kind
WHERE noted_on < $to::DATE + INTERVAL 1 MONTH
    AND coalesce(until_on, noted_on) >= $from
    AND (
        annotation.unit_code IS NULL
        OR list_contains($district, annotation.unit_code)
        OR (list_contains($ward, annotation.unit_code)
            AND last_day($to::DATE) BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE 'infinity'))
    )
ORDER BY noted_on, annotation_id
