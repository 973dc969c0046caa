-- Suggestion slips: the three moments have to follow one another.
INSERT INTO fault
SELECT 'slip', row_id, 'future', 'received_on', raw.received_on, NULL
FROM typed_slip AS typed JOIN raw_slip AS raw USING (row_id), run
WHERE typed.received_on > run.today;

INSERT INTO fault
SELECT 'slip', row_id, 'missing_unit', 'unit', NULL, NULL
FROM typed_slip WHERE received_on IS NOT NULL AND place_code IS NULL AND place_problem IS NULL;

INSERT INTO fault
SELECT 'slip', row_id, 'seen_before_received', 'seen_on', raw.seen_on, NULL
FROM typed_slip AS typed JOIN raw_slip AS raw USING (row_id)
WHERE typed.seen_on < typed.received_on;

INSERT INTO fault
SELECT 'slip', row_id, 'date', 'answered_on', raw.answered_on,
    'Ngày trả lời “' || raw.answered_on || '” trước ngày nhận góp ý; hãy kiểm tra lại hai ngày.'
FROM typed_slip AS typed JOIN raw_slip AS raw USING (row_id)
WHERE typed.answered_on < typed.received_on
    AND NOT coalesce(typed.seen_on < typed.received_on, false);
