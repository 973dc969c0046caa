-- Tệp dữ liệu có các cột của phiếu mà bảng chéo cần không (tệp của bản cũ thì không)?
SELECT count(*) > 0 AS is_current
FROM duckdb_columns()
WHERE table_name = 'rollup_slip' AND column_name = 'score_1_mask'
