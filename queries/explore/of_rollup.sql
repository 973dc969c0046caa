-- Phần nào của các phiếu được đếm trong mỗi ô của bảng chéo (đọc bảng đã cộng)?
WITH dated AS (
    SELECT *, date_trunc('quarter', month)::DATE AS quarter, date_trunc('year', month)::DATE AS year FROM cell
)
SELECT
    /* keys */
    sum(COLUMNS('_n$|_sum$'))
FROM dated
GROUP BY ALL
LIMIT $most
