-- The first fault of every row of one role, in the order of the reasons; earlier judgements of the role are dropped.
DELETE FROM bad_row WHERE role = (SELECT role FROM judged);
INSERT INTO bad_row
SELECT
    fault.role, fault.row_id,
    arg_min(fault.reason_code, reason.rank) AS reason_code,
    arg_min_null(fault.target, reason.rank) AS target,
    arg_min_null(fault.value, reason.rank) AS value,
    arg_min_null(fault.message, reason.rank) AS message
FROM fault JOIN reason USING (reason_code)
WHERE fault.role = (SELECT role FROM judged)
GROUP BY fault.role, fault.row_id;
