-- Dossier counts: what was received and what was done have to add up. counted_dossier holds the counts as they are stored.
-- "Đúng hạn" may or may not hold those done ahead of time ("Trước hạn"); the sum of what was done tells which.
CREATE OR REPLACE TEMP TABLE counted_dossier AS
SELECT
    row_id, received_n, direct_n, online_n, coalesce(post_n, 0) AS post_n, done_n,
    CASE WHEN early_n IS NULL OR on_time_n + coalesce(overdue_n, 0) = done_n THEN on_time_n ELSE early_n + on_time_n END AS on_time_n,
    coalesce(overdue_n, done_n - CASE WHEN early_n IS NULL OR on_time_n = done_n THEN on_time_n ELSE early_n + on_time_n END) AS overdue_n,
    coalesce(open_n, open_in_time_n + coalesce(open_overdue_n, 0)) AS open_n
FROM typed_dossier;

INSERT INTO fault
SELECT 'dossier', row_id, 'future', 'month', raw.month, NULL
FROM typed_dossier AS typed JOIN raw_dossier AS raw USING (row_id), run
WHERE typed.month > run.today;

INSERT INTO fault
SELECT 'dossier', row_id, 'missing_unit', 'unit', NULL, NULL
FROM typed_dossier WHERE month IS NOT NULL AND place_code IS NULL AND place_problem IS NULL;

INSERT INTO fault
SELECT 'dossier', row_id, 'procedure', 'field', NULL, 'Chưa ghi lĩnh vực; hãy ghi tên lĩnh vực.'
FROM typed_dossier WHERE field_code IS NULL AND procedure_wrong IS NULL;

INSERT INTO fault
SELECT 'dossier', row_id, 'value', 'open_n', NULL, 'Chưa ghi số hồ sơ đang xử lý; hãy ghi số, kể cả 0.'
FROM counted_dossier WHERE open_n IS NULL;

INSERT INTO fault
SELECT 'dossier', row_id, 'sum_mismatch', 'received_n',
    format('trực tiếp {} + trực tuyến {} + bưu chính {} khác tiếp nhận {}', direct_n, online_n, post_n, received_n), NULL
FROM counted_dossier WHERE direct_n + online_n + post_n <> received_n;

INSERT INTO fault
SELECT 'dossier', row_id, 'sum_mismatch', 'done_n',
    format('đúng hạn {} + quá hạn {} khác đã giải quyết {}', on_time_n, overdue_n, done_n), NULL
FROM counted_dossier
WHERE (on_time_n + overdue_n <> done_n OR overdue_n < 0) AND direct_n + online_n + post_n = received_n;
