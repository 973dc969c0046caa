-- Bao nhiêu câu trả lời được đếm ở mỗi xã, phường vào từng tháng?
SELECT
    ward_code,
    ward_from,
    month,
    sum(COLUMNS('_n$|_sum$'))
FROM cell
GROUP BY ALL
