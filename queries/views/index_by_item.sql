-- Chỉ số hài lòng theo câu hỏi và quý | Index by question and quarter
-- grain: one row an instrument, item and quarter
-- from: satisfaction_by_item of each quarter
-- columns:
--   instrument_code: nguồn đo; không cộng các nguồn với nhau | instrument; never add two of them up
--   quarter: quý (ngày đầu) | quarter (first day)
--   item_code: mã câu hỏi | code of the item
--   wording: câu hỏi | wording, in Vietnamese
--   factor_code: mã yếu tố | code of the factor
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
    quarter,
    item_code,
    wording,
    factor_code,
    slips_n,
    answers_n,
    satisfied_n,
    index_pct,
    index_low,
    index_high,
    is_hidden,
    is_few
FROM answer
