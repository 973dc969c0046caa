-- Vi phạm, thiếu sót ghi trong các cuộc kiểm tra | Findings of inspections
-- grain: one row a finding
-- from: the data file
-- columns:
--   finding_id: số | number
--   inspection_id: số cuộc kiểm tra | number of the inspection
--   finding_kind: loại vi phạm (mã) | kind of finding (code)
--   severity: mức độ: minor, serious, very_serious | severity
--   field_code: mã lĩnh vực | code of the field
--   is_remedied: đã khắc phục | remedied
SELECT finding_id, inspection_id, kind AS finding_kind, severity, field_code, is_remedied
FROM finding
ORDER BY inspection_id, finding_id
