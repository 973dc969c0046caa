-- Phiếu góp ý theo xã, phường và quý | Suggestion slips by ward and quarter
-- grain: one row a ward in force and quarter
-- from: slips_by_ward of each quarter
-- columns:
--   quarter: quý (ngày đầu) | quarter (first day)
--   ward_code: mã xã, phường | code of the ward
--   ward_from: mã này chỉ đơn vị đó từ ngày | the code names this ward since
--   ward_name: tên xã, phường | name of the ward
--   received_n: phiếu nhận | received
--   seen_n: lãnh đạo đã xem | read by the leader
--   answered_n: đã trả lời | answered
--   rated_n: có chấm điểm; ẩn dưới 10 | judged; hidden under 10
--   satisfied_n: hài lòng; ẩn theo | satisfied; hidden with it
--   is_hidden: ẩn | hidden
SELECT
    quarter,
    ward_code,
    ward_from,
    ward_name,
    received_n,
    seen_n,
    answered_n,
    rated_n,
    satisfied_n,
    is_hidden
FROM answer
