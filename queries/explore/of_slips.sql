-- Phần nào của các phiếu được đếm trong mỗi ô của bảng chéo (đọc từng phiếu)?
WITH dated AS (
    SELECT *, date_trunc('quarter', month)::DATE AS quarter, date_trunc('year', month)::DATE AS year FROM cell
)
SELECT
    /* keys */
    count(*)::BIGINT AS slips_n,
    sum(measure_n)::BIGINT AS answers_n,
    sum(measure_k)::BIGINT AS satisfied_n,
    sum(w * measure_n) AS w_answers_sum,
    sum(w * measure_k) AS w_satisfied_sum,
    sum(w * w * measure_k * measure_k) AS ww_satisfied2_sum,
    sum(w * w * measure_k * measure_n) AS ww_satisfied_answers_sum,
    sum(w * w * measure_n * measure_n) AS ww_answers2_sum
FROM dated
WHERE measure_n > 0
GROUP BY ALL
LIMIT $most
