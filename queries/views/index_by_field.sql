-- Chỉ số hài lòng theo lĩnh vực và tháng | Index by field and month
-- grain: one row an instrument, field and month
-- from: field_by_month over everything
-- columns:
--   instrument_code: nguồn đo; không cộng các nguồn với nhau | instrument; never add two of them up
--   month: tháng (ngày đầu) | month (first day)
--   field_code: mã lĩnh vực | code of the field
--   field_name: lĩnh vực | field, in Vietnamese
--   slips_n: phiếu | slips
--   answers_n: câu trả lời hợp lệ | valid answers
--   satisfied_n: câu trả lời hài lòng | satisfied answers
--   index_pct: chỉ số hài lòng, 0–100 | satisfaction index, 0–100
--   index_low: đầu dưới khoảng tin cậy 95 %, 0–100 | lower end of the 95% interval, 0–100
--   index_high: đầu trên khoảng tin cậy 95 %, 0–100 | upper end of the 95% interval, 0–100
--   is_hidden: ẩn: dưới 10 phiếu hoặc phải che cho ô khác | hidden: under 10 slips or shielding another cell
--   is_few: ít phiếu: 10–29 | few slips: 10–29
SELECT
    instrument_code,
    month,
    field_code,
    field_name,
    slips_n,
    answers_n,
    satisfied_n,
    index_pct,
    index_low,
    index_high,
    is_hidden,
    is_few
FROM answer
