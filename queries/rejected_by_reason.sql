-- Dòng nào bị loại khi nạp, vì lý do gì?
-- parameters: none
-- grain: one row a load in force and reason
-- columns: load_id, kind, file_name, loaded_at, reason_code, rejected_n dòng
SELECT load_id, kind, file_name, loaded_at, reason_code, count(*) AS rejected_n
FROM rejected_row
JOIN data_load USING (load_id)
WHERE replaced_by IS NULL
GROUP BY ALL
ORDER BY load_id, rejected_n DESC, reason_code
