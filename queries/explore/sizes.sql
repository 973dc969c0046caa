-- Mỗi chiều của bảng chéo có bao nhiêu giá trị?
SELECT /* sizes */
FROM (
    SELECT *, date_trunc('quarter', month)::DATE AS quarter, date_trunc('year', month)::DATE AS year FROM cell
)
