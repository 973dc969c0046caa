-- Bao nhiêu câu trả lời của mỗi mức điểm vào từng tháng?
SELECT
    month,
    count(*)::INTEGER AS slips_n,
    sum(n)::INTEGER AS answers_n,
    sum(w * n) AS w_answers_sum,
    sum(w * w * n * n) AS ww_answers2_sum,
    sum(COLUMNS('k_(\d)'))::INTEGER AS 'satisfied_n_\1',
    sum(w * COLUMNS('k_(\d)')) AS 'w_satisfied_sum_\1',
    sum(w * w * COLUMNS('k_(\d)') * COLUMNS('k_(\d)')) AS 'ww_satisfied2_sum_\1',
    sum(w * w * n * COLUMNS('k_(\d)')) AS 'ww_satisfied_answers_sum_\1'
FROM cell
GROUP BY month
