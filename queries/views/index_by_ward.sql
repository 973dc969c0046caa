-- Chỉ số hài lòng theo xã, phường và quý | Index by ward and quarter
-- grain: one row an instrument, ward in force and quarter
-- from: satisfaction_by_ward of each quarter
-- columns:
--   instrument_code: nguồn đo; không cộng các nguồn với nhau | instrument; never add two of them up
--   quarter: quý (ngày đầu) | quarter (first day)
--   ward_code: mã xã, phường | code of the ward
--   ward_from: mã này chỉ đơn vị đó từ ngày | the code names this ward since
--   ward_name: tên xã, phường | name of the ward
--   ward_kind: loại: phường, xã, thị trấn | its kind
--   district_code: mã quận, huyện (từ 7/2025: địa bàn cũ, gần đúng) | code of the district (since 7/2025: former, approximate)
--   district_name: tên quận, huyện | name of the district
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
    ward_code,
    ward_from,
    ward_name,
    ward_kind,
    district_code,
    district_name,
    slips_n,
    answers_n,
    satisfied_n,
    index_pct,
    index_low,
    index_high,
    is_hidden,
    is_few
FROM answer
