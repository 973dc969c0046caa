-- What the file holds: one row a fact table, its rows and the days they span.
SELECT 'phiếu khảo sát' AS name, count(*) AS rows_n, min(responded_on) AS first_on, max(responded_on) AS last_on
FROM survey_response
UNION ALL SELECT 'câu trả lời', count(*), NULL, NULL FROM survey_answer
UNION ALL SELECT 'cuộc kiểm tra', count(*), min(inspected_on), max(inspected_on) FROM inspection
UNION ALL SELECT 'vi phạm phát hiện qua kiểm tra', count(*), NULL, NULL FROM finding
UNION ALL SELECT 'quyết định kỷ luật', count(*), min(decided_on), max(decided_on) FROM sanction
UNION ALL SELECT 'phiếu góp ý', count(*), min(received_on), max(received_on) FROM slip
UNION ALL SELECT 'dòng thống kê hồ sơ', count(*), min(month), last_day(max(month)) FROM dossier_month
UNION ALL SELECT 'điểm Bộ chỉ số 766', count(*), min(captured_on), max(captured_on) FROM portal_score
UNION ALL SELECT 'việc trong kế hoạch hành động', count(*), min(due_on), max(due_on) FROM action
UNION ALL SELECT 'mô hình, sáng kiến', count(*), min(adopted_on), max(adopted_on) FROM initiative
UNION ALL SELECT 'ghi chú trên đường xu hướng', count(*), min(noted_on), max(noted_on) FROM annotation
UNION ALL SELECT 'chỉ tiêu', count(*), NULL, NULL FROM target
UNION ALL SELECT 'dòng bị loại đang lưu', count(*), NULL, NULL FROM rejected_row
