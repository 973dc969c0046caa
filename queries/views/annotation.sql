-- Ghi chú có ngày trên đường xu hướng | Dated notes on the trends
-- grain: one row a note
-- from: the data file
-- columns:
--   annotation_id: số | number
--   noted_on: từ ngày | since
--   until_on: đến hết ngày (trống: một thời điểm) | until (empty: a moment)
--   unit_code: mã đơn vị (trống: toàn thành phố) | code of the unit (empty: the whole city)
--   annotation_kind: loại: campaign, counter, outage, rule, other | kind
--   note_text: nội dung | text
--   source: nguồn | source
SELECT annotation_id, noted_on, until_on, unit_code, kind AS annotation_kind, text AS note_text, source
FROM annotation
ORDER BY noted_on, annotation_id
